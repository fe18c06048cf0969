"""A cheap look at a raw page: can it be about the topic at all?

Extraction costs 25 ms and more a page; most pages of a newspaper name nothing the
topic needs. The screen looks for the codebook's names in the page's bytes,
recall first: it decodes entities and JSON escapes, looks through markup inside
words and phrases and into attributes and scripts, tries every plausible
charset, and ignores conditions, capitals and `not` strings. What it lets
through is judged later; what it stops is gone, so a doubt lets through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import ahocorasick_rs

from analysis.haystack import haystack
from analysis.readable import charsets, readable, readings, without_long_scripts

if TYPE_CHECKING:
    from analysis.codebook.compile import CompiledCodebook, Lexicon

# Shorter patterns must stand as whole words ("isk" is in every "risk"); longer ones
# may be glued to anything.
_WHOLE_WORD_BELOW = 6
# Scripts that are known, some 5 MB of them.
_SCRIPTS = 40_000


@dataclass(frozen=True, slots=True)
class ScreenResult:
    """``found``: operands of the screen's lists that the page holds, sorted.

    ``decoded``: the body as text when a charset fitted it, for whoever reads on.
    """

    passed: bool
    found: tuple[str, ...]
    decoded: str | None


@dataclass(frozen=True, slots=True)
class ScreenParts:
    """What a screen is made of: the lists, the patterns, and the operands each pattern stands for.

    Working them out of a codebook takes seconds, for its inflections; making a screen of them a
    fraction of one, so they may be kept.
    """

    lists: tuple[frozenset[str], ...]
    patterns: tuple[str, ...]
    operands: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, compiled: CompiledCodebook) -> ScreenParts:
        """The parts of a compiled codebook's screen."""
        # whoever has parts that were kept needs nothing of codebooks
        from analysis.codebook.needs import Expansion

        expansion = Expansion.of(compiled.codebook)
        lists = [
            frozenset().union(*(expansion.groups.get(o, frozenset({o})) for o in inner))
            for inner in compiled.codebook.screen.any
        ]
        wanted: frozenset[str] = frozenset().union(*lists)
        operands, patterns = _needed(*_patterns(compiled.lexicon, wanted))
        return cls(tuple(lists), tuple(patterns), tuple(operands))


class Screen:
    """Checks raw pages against the ``screen`` section of a codebook.

    A page passes when for every inner list at least one member is found in it.
    A codebook without a screen section lets every page pass.
    """

    def __init__(self, made_of: CompiledCodebook | ScreenParts) -> None:
        parts = made_of if isinstance(made_of, ScreenParts) else ScreenParts.of(made_of)
        self._lists = parts.lists
        self._scripts: dict[bytes, frozenset[str]] = {}
        self._operands, self._patterns = parts.operands, parts.patterns
        # over bytes and with a state for each: three times as fast as over letters with fewer
        # states, for memory that all workers share
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            [pattern.encode() for pattern in self._patterns],
            matchkind=ahocorasick_rs.MatchKind.Standard,
            implementation=ahocorasick_rs.Implementation.DFA,
        )

    def check(self, body: bytes, encoding: str | None = None) -> ScreenResult:
        """Looks at one page; ``encoding`` is what the response declared, if anything."""
        names, text = charsets(body, encoding)
        if text is not None:
            found = self._names_on(text)
            return ScreenResult(self._passes(found), tuple(sorted(found)), text)
        found = set()
        for name, words in zip(names, readings(body, names), strict=True):
            found |= self._names_in(words)
            if self._passes(found):
                return ScreenResult(True, tuple(sorted(found)), body.decode(name, "replace"))
        return ScreenResult(self._passes(found), tuple(sorted(found)), None)

    def check_text(self, text: str) -> ScreenResult:
        """The same for text without markup (a title, a feed's summary)."""
        found = self._names_in(text)
        return ScreenResult(self._passes(found), tuple(sorted(found)), text)

    def _passes(self, found: set[str]) -> bool:
        return all(not members.isdisjoint(found) for members in self._lists)

    def _names_on(self, page: str) -> set[str]:
        rest, scripts = without_long_scripts(page)
        found = self._names_in(readable(rest))
        for script in scripts:
            found |= self._names_in_script(script)
        return found

    def _names_in_script(self, script: str) -> frozenset[str]:
        """The names in a script, which is read once: all pages of a site come with the same."""
        key = blake2b(script.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        found = self._scripts.get(key)
        if found is None:
            if len(self._scripts) >= _SCRIPTS:
                self._scripts.clear()
            found = self._scripts[key] = frozenset(self._names_in(readable(script)))
        return found

    def _names_in(self, text: str) -> set[str]:
        folded = haystack(text)
        found: set[str] = set()
        seen: set[int] = set()
        hits = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        for index, low, high in hits:
            if index in seen:
                continue
            pattern = self._patterns[index]
            if len(pattern) < _WHOLE_WORD_BELOW and _glued(pattern, folded, low, high):
                continue
            seen.add(index)
            found |= self._operands[index]
        return found


def _patterns(lexicon: Lexicon, wanted: frozenset[str]) -> tuple[list[frozenset[str]], list[str]]:
    operands: list[frozenset[str]] = []
    patterns: list[str] = []
    for pattern, hooks in zip(lexicon.patterns, lexicon.hooks, strict=True):
        named = frozenset(h.target.item.operand for h in hooks if not h.target.swallow) & wanted
        if named:
            operands.append(named)
            patterns.append(pattern)
    return operands, patterns


def _needed(
    operands: Sequence[frozenset[str]], patterns: Sequence[str]
) -> tuple[list[frozenset[str]], list[str]]:
    """Without patterns that are found only where another is that stands for the same.

    Most are inflections: "талибаном" is nowhere without "талибан", which may be glued to anything.
    """
    glued = [i for i, pattern in enumerate(patterns) if len(pattern) >= _WHOLE_WORD_BELOW]
    automaton = ahocorasick_rs.AhoCorasick([patterns[i] for i in glued])
    kept = [
        place
        for place, pattern in enumerate(patterns)
        if all(
            patterns[glued[found]] == pattern or not operands[place] <= operands[glued[found]]
            for found, _, _ in automaton.find_matches_as_indexes(pattern, overlapping=True)
        )
    ]
    return [operands[place] for place in kept], [patterns[place] for place in kept]


def _glued(pattern: str, text: bytes, low: int, high: int) -> bool:
    """Whether a letter or digit touches the match (Chinese characters never count)."""
    before = text[max(0, low - 4) : low].decode("utf-8", "ignore")[-1:]
    after = text[high : high + 4].decode("utf-8", "ignore")[:1]
    return (_wordy(before) and _wordy(pattern[0])) or (_wordy(after) and _wordy(pattern[-1]))


def _wordy(char: str) -> bool:
    return char.isalnum() and not "\u3040" <= char <= "\u9fff"
