"""From a codebook to an automaton: every form of every name, folded, in one pass.

Compiling inflects all names (pymorphy3 is imported here only), folds the forms
like text will be folded, and builds one Aho–Corasick automaton over them and
over the cue words of ``cues.py``. The result is kept per process by the
codebook's hash; pickling it sends the patterns and builds the automaton anew.
Inflecting takes most of the time, so whoever can may keep what it gave
(``LexiconParts``) from one process to the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from analysis.codebook.attribution import SPEAKING_BODIES
from analysis.codebook.code import code_document
from analysis.codebook.cues import CUES, cue_words
from analysis.codebook.glosses import Bearing
from analysis.codebook.inflect import Form, NameKind, forms
from analysis.codebook.lexicon import (
    LINE_BREAK,
    CompiledCondition,
    Item,
    Lexicon,
    LexiconParts,
    Target,
    case_mask,
)
from analysis.codebook.match import match_document
from analysis.codebook.needs import Expansion, Need, Reach, need_of
from analysis.codebook.rules import CompiledTopic, compile_topics, evaluate
from analysis.codebook.schema import (
    OPERAND,
    Codebook,
    Combination,
    Concept,
    Condition,
    Designation,
    Entity,
    Name,
)
from analysis.codebook.types import Coding, Document, MatchedDocument
from analysis.normalize import fold

__all__ = [
    "CompiledCodebook",
    "Keeper",
    "Lexicon",
    "build_lexicon",
    "compile_codebook",
    "lexicon_parts",
    "pattern_of",
]

_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ARABIC_WORD = re.compile("^[\u0620-\u06ff]{6,}$")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class CompiledCodebook:
    """A codebook ready to code documents; safe to share between threads."""

    codebook: Codebook
    lexicon: Lexicon
    topics: tuple[CompiledTopic, ...]
    persons: frozenset[str] = frozenset()  # codes of entities of kind person
    bodies: frozenset[str] = frozenset()  # codes of organisations and states: they speak too

    def match(self, document: Document) -> MatchedDocument:
        """Names, flags, sentences and fired rules of a document; no relevance yet."""
        return evaluate(self.topics, match_document(self.lexicon, document))

    def code(self, document: Document) -> Coding:
        """Annotations with evidence and explained relevance. Pure."""
        return code_document(self, document)


_kept: dict[str, CompiledCodebook] = {}
_lock = Lock()
#: gives the parts of a codebook's lexicon: kept ones, or what the function beside it makes
Keeper = Callable[[Codebook, Callable[[], LexiconParts]], LexiconParts]


def compile_codebook(codebook: Codebook, keeper: Keeper | None = None) -> CompiledCodebook:
    """Compiles, or returns what this process compiled of the same content before.

    ``keeper`` may have kept the parts of the lexicon of another process.
    """
    with _lock:
        compiled = _kept.get(codebook.sha256)
        if compiled is None:
            compiled = CompiledCodebook(
                codebook,
                build_lexicon(codebook, keeper),
                compile_topics(codebook),
                frozenset(e.code for e in codebook.entities if e.kind == "person"),
                frozenset(e.code for e in codebook.entities if e.kind in SPEAKING_BODIES),
            )
            if len(_kept) >= 4:
                _kept.pop(next(iter(_kept)))
            _kept[codebook.sha256] = compiled
        return compiled


def build_lexicon(codebook: Codebook, keeper: Keeper | None = None) -> Lexicon:
    """All patterns of a codebook and of the cues."""
    sought = _Collector(codebook).sought

    def made() -> LexiconParts:
        return lexicon_parts(sought)

    parts = keeper(codebook, made) if keeper else made()
    if parts.targets != len(sought):
        raise ValueError("the parts of the lexicon are of another codebook")
    return Lexicon.of(parts, [each.target for each in sought])


def pattern_of(text: str) -> str:
    """The string matching looks for: folded, without quotation marks, single blanks."""
    return " ".join(fold(text, quotes=False).split())


class Sought(NamedTuple):
    """A target and the spelling it is found by; ``kind`` None: this spelling only."""

    target: Target
    text: str
    language: str
    kind: NameKind | None


class _Collector:
    """All that a codebook and the cues want found, in a fixed order."""

    def __init__(self, codebook: Codebook) -> None:
        self.sought: list[Sought] = []
        self._expansion = Expansion.of(codebook)
        self._literals: dict[tuple[str, str], Item] = {}
        self._bearers = frozenset().union(
            *(
                {f"entity:{d.about}", *need_of([*d.of, *d.not_of], self._expansion).names}
                for d in codebook.designations
                if d.footnote
            )
        )
        for part, source in codebook.items():
            footnote = bool(getattr(source, "footnote", False))
            item = Item(part, source.code, frozenset(source.groups), footnote)
            kind: NameKind = "word"
            if isinstance(source, Entity):
                kind = source.kind if source.kind in ("person", "place") else "proper"
            bearing = self._bearing(source) if isinstance(source, Designation) else None
            language: str
            for language, names in source.names.items():
                for name in names:
                    self._name(item, name, language, kind, bearing)
            if isinstance(source, Concept):
                for language, phrases in source.phrases.items():
                    for text in phrases:
                        target = Target(item, text, language)
                        self.sought.append(Sought(target, text, language, None))
            for text in source.not_:
                self._swallower(item, text, codebook.codebook.languages)
        cues = {kind: Item("cue", kind) for kind in CUES}
        for cue, language, text in cue_words():
            self.sought.append(Sought(Target(cues[cue], text, language), text, language, None))

    def _bearing(self, designation: Designation) -> Bearing | None:
        if not designation.of and not designation.not_of:
            return None
        return Bearing(
            need_of(designation.of, self._expansion).names,
            need_of(designation.not_of, self._expansion).names,
            self._bearers,
        )

    def _name(
        self, item: Item, name: Name, language: str, kind: NameKind, bearing: Bearing | None
    ) -> None:
        target = Target(
            item,
            name.text,
            language,
            exact=name.case == "exact",
            negated=name.negated,
            when=self._condition(name.when, language),
            unless=self._condition(name.unless, language),
            gloss=name.gloss,
            bearing=bearing,
        )
        self.sought.append(Sought(target, name.text, language, kind if name.inflect else None))

    def _swallower(self, item: Item, text: str, languages: Iterable[str]) -> None:
        """A `not` string has no language of its own: Cyrillic is inflected as Russian."""
        cyrillic = _CYRILLIC.search(text) and "ru" in languages
        target = Target(item, text, "und", swallow=True)
        self.sought.append(Sought(target, text, "ru", "word" if cyrillic else None))

    def _condition(self, condition: Condition | None, language: str) -> CompiledCondition | None:
        if condition is None:
            return None
        return CompiledCondition(
            condition,
            Reach.of(condition.within),
            self._near(condition.near, language),
            tuple(need_of([operand], self._expansion) for operand in condition.all),
            self._near(condition.none, language),
        )

    def _near(self, operands: list[str | Combination], language: str) -> Need | None:
        if not operands:
            return None
        known: list[str | Combination] = []
        literals: set[str] = set()
        for operand in operands:
            if isinstance(operand, str) and not OPERAND.match(operand):
                literals.add(self._literal(operand, language))
            else:
                known.append(operand)
        need = need_of(known, self._expansion)
        return Need(need.names | literals, need.references, need.groups)

    def _literal(self, text: str, language: str) -> str:
        item = self._literals.get((text, language))
        if item is None:
            item = self._literals[(text, language)] = Item("literal", f"{language}/{text}")
            self.sought.append(Sought(Target(item, text, language), text, language, "word"))
        return item.operand


def lexicon_parts(sought: Sequence[Sought]) -> LexiconParts:
    """Every pattern of everything sought: seconds of work."""
    kinds: dict[tuple[int, str | None, bool], int] = {}
    patterns: dict[str, dict[int, None]] = {}
    for number, (target, text, language, kind) in enumerate(sought):
        if target.item.kind == "cue":
            place = kinds.setdefault((number, None, False), len(kinds))
            for pattern in _cue_patterns(target.item.code, text, language):
                patterns.setdefault(pattern, {})[place] = None
            continue
        for form in forms(text, language, kind) if kind else [Form(text)]:
            pattern = pattern_of(form.text)
            mask = case_mask(form.text) if target.exact else None
            place = kinds.setdefault((number, mask, form.joiner), len(kinds))
            for variant in (pattern, *_evaded(pattern, target)):
                patterns.setdefault(variant, {})[place] = None
    found = [pattern for pattern in patterns if pattern.strip()]
    return LexiconParts(len(sought), found, [list(patterns[p]) for p in found], list(kinds))


def _cue_patterns(kind: str, text: str, language: str) -> list[str]:
    pattern = pattern_of(text)
    # Arabic writes "and" and "so" as one with the word behind them
    words = [pattern, f"و{pattern}", f"ف{pattern}"] if language == "ar" else [pattern]
    # Short cues occur inside most words; with blanks around them they do not.
    # Those that come last in a sentence have its full stop behind them.
    if len(pattern) <= 3 and not _HAN.search(pattern):
        end = "" if kind == "negation_after" else " "
        # the first word of a paragraph has a line break before it
        return [f"{before}{word}{end}" for word in words for before in (" ", LINE_BREAK)]
    return words


def _evaded(pattern: str, target: Target) -> list[str]:
    """Spellings with a hyphen in the middle of an Arabic-script name (طال-بان), put there
    against filters; those near an edge are undone by folding."""
    if target.item.kind != "entity" or target.swallow or not _ARABIC_WORD.match(pattern):
        return []
    return [f"{pattern[:i]}-{pattern[i:]}" for i in range(3, len(pattern) - 2)]
