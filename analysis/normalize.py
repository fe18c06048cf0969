"""One spelling for what readers take as one: folding with a way back.

Names are matched in folded text; evidence is cut from the original. So folding
keeps a map of offsets. What is folded (tables in ``letters.py``): case; width and
other compatibility letters (mathematical bold); Arabic-script keyboard variants
(ي/ی, ك/ک, ة/ه …), vowel signs, tatweel; accents on Latin letters; ё; Tajik
macrons; every set of digits to ASCII; Traditional to Simplified Chinese (a
hand-made table); apostrophes, quotation marks and dashes to one each; runs of
blanks to one blank (a line break stays a line break).

Zero-width characters are dropped, the zero-width non-joiner among them: writers
leave it out or put a blank, and ذبیح‌الله must equal ذبیحالله. A hyphen that cuts one
or two letters off an Arabic-script word (طا-لبان, put there to evade filters) is
dropped unless the short part is a word of its own (ضد-طالبان, "anti-Taliban").
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.letters import FoldTable

_TABLES = {True: FoldTable(quotes=True), False: FoldTable(quotes=False)}

_MARKS = "".join(chr(code) for code in range(0x300, 0x3100) if unicodedata.combining(chr(code)))
# Sequences that NFC joins into one letter which folding keeps (и + breve is й), also across
# another mark that stands between them; everywhere else the mark is dropped, so composing is not
# needed.
_COMPOSING = re.compile(
    f"[\u0400-\u052f][{_MARKS}]+|[\u3040-\u30ff][\u3099\u309a]"
    "|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
)
#: marks that NFC may join with the letter before them
JOINING_MARKS = "\u0300\u0301\u0304\u0306\u0308\u030b\u3099\u309a" + "".join(
    map(chr, range(0x1161, 0x1176))
)
_COMPOSING_MARKS = re.compile(f"[{JOINING_MARKS}]")

_ARABIC = "\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff"
_HYPHENATED = re.compile(f"[{_ARABIC}]+(?:-[{_ARABIC}]+)+")
_ARABIC_LETTER = re.compile(f"[{_ARABIC}]")
# Short words that stand before or after a hyphen by right.
_FREE_WORDS = frozenset(
    re.findall(
        r"\w+",
        "ضد بر در با از به تا هر کم پر نو بی هم نه یا دو سه شش سی صد ده رو سر تک پی خط چی ان"
        " پس رد حق مو او من تو ما اب نی دی",
    )
)
_BLANKS = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class _Map:
    """Where one folding step changed lengths: parallel lists, sorted by place."""

    source_starts: list[int]
    source_ends: list[int]
    target_starts: list[int]
    target_ends: list[int]

    def locate(self, position: int) -> tuple[int, int]:
        """The source range that became the target character at ``position``."""
        i = bisect_right(self.target_ends, position)
        if i < len(self.target_starts) and self.target_starts[i] <= position:
            return self.source_starts[i], self.source_ends[i]
        shift = self.source_ends[i - 1] - self.target_ends[i - 1] if i else 0
        return position + shift, position + shift + 1

    def spans(self, ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """The source ranges of target ranges; asked for every name of a text."""
        sources, source_ends = self.source_starts, self.source_ends
        begins, ends = self.target_starts, self.target_ends
        count = len(begins)
        found: list[tuple[int, int]] = []
        for start, end in ranges:
            i = bisect_right(ends, start)
            if i < count and begins[i] <= start:
                first = sources[i]
            else:
                first = start + (source_ends[i - 1] - ends[i - 1] if i else 0)
            i = bisect_right(ends, end - 1, i)
            if i < count and begins[i] < end:
                last = source_ends[i]
            else:
                last = end + (source_ends[i - 1] - ends[i - 1] if i else 0)
            found.append((first, last))
        return found


@dataclass(frozen=True, slots=True)
class Normalized:
    """Folded text that knows where each of its characters came from."""

    text: str
    original: str = field(repr=False)
    _maps: tuple[_Map, ...] = field(default=(), repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that the folded range came from; both half-open.

        Characters that folding dropped are left out at the edges, except marks
        that sit on the last letter: a span never cuts a letter from its accent.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"no range of the folded text: {start}..{end}")
        if start == end:
            at = len(self.original) if start == len(self.text) else self._source(start)[0]
            return at, at
        return self.spans([(start, end)])[0]

    def spans(self, ranges: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
        """``span`` for many ranges of this text that are not empty."""
        if not self._maps:
            return ranges
        found = self._maps[-1].spans(ranges)
        for step in reversed(self._maps[:-1]):
            found = step.spans(found)
        original, size = self.original, len(self.original)
        for i, (first, last) in enumerate(found):
            # no mark stands below U+0300 in Unicode
            if last < size and original[last] >= "\u0300":
                found[i] = first, self._behind_marks(last)
        return found

    def _behind_marks(self, last: int) -> int:
        """Where the marks end that sit on the letter before a place of the original."""
        original = self.original
        while last < len(original) and unicodedata.combining(original[last]):
            last += 1
        return last

    def _source(self, position: int) -> tuple[int, int]:
        start, end = position, position + 1
        for step in reversed(self._maps):
            start, end = step.locate(start)[0], step.locate(end - 1)[1]
        return start, end


def normalize(text: str, *, quotes: bool = True) -> Normalized:
    """Folds ``text`` and keeps the map back.

    ``quotes=False`` also drops double quotation marks of every kind, so that a
    name inside or half inside them («Вилаят Хорасан», "Толибон"ни) is one string.
    """
    maps: list[_Map] = []
    table = _TABLES[quotes]
    composed = text if text.isascii() else _composed(text, maps)
    # Folding first fills the table, so every irregular character is known.
    folded = table.fold(composed)
    if table.irregular and table.irregular_pattern().search(composed):
        maps.append(_irregular_map(composed, table))
    if "-" in folded and _ARABIC_LETTER.search(folded):
        folded = _edited(folded, _evasive_hyphens(folded), maps)
    if "  " in folded:
        folded = _edited(folded, ((m.start() + 1, m.end()) for m in _BLANKS.finditer(folded)), maps)
    return Normalized(folded, text, tuple(maps))


def fold(text: str, *, quotes: bool = True) -> str:
    """The folded text alone; the same as ``normalize(text).text``."""
    folded = text
    if not text.isascii():
        folded = _composed(text, [])
    folded = folded.translate(_TABLES[quotes])
    if "-" in folded and _ARABIC_LETTER.search(folded):
        folded = _edited(folded, _evasive_hyphens(folded), [])
    return _BLANKS.sub(" ", folded) if "  " in folded else folded


def _irregular_map(text: str, table: FoldTable) -> _Map:
    """The map of translating ``text`` by ``table``: one entry per irregular character."""
    source_starts: list[int] = []
    target_starts: list[int] = []
    target_ends: list[int] = []
    shift = 0
    for match in table.irregular_pattern().finditer(text):
        at = match.start()
        size = table.size(match.group())
        source_starts.append(at)
        target_starts.append(at + shift)
        target_ends.append(at + shift + size)
        shift += size - 1
    return _Map(source_starts, [s + 1 for s in source_starts], target_starts, target_ends)


def _composed(text: str, maps: list[_Map]) -> str:
    if not _COMPOSING_MARKS.search(text):
        return text
    pieces: list[str] = []
    step = _Map([], [], [], [])
    done = length = 0
    for match in _COMPOSING.finditer(text):
        joined = unicodedata.normalize("NFC", match.group())
        if joined == match.group():
            continue
        start, end = match.span()
        pieces += text[done:start], joined
        length += start - done
        step.source_starts.append(start)
        step.source_ends.append(end)
        step.target_starts.append(length)
        length += len(joined)
        step.target_ends.append(length)
        done = end
    if not pieces:
        return text
    maps.append(step)
    return "".join((*pieces, text[done:]))


def _evasive_hyphens(text: str) -> Iterable[tuple[int, int]]:
    for match in _HYPHENATED.finditer(text):
        parts = match.group().split("-")
        at = match.start()
        for left, right in pairwise(parts):
            at += len(left)
            short = min(left, right, key=len)
            if len(short) <= 2 and short not in _FREE_WORDS:
                yield at, at + 1
            at += 1


def _edited(text: str, cuts: Iterable[tuple[int, int]], maps: list[_Map]) -> str:
    """``text`` without the given ranges; appends the map when anything was cut."""
    pieces: list[str] = []
    step = _Map([], [], [], [])
    done = length = 0
    for start, end in cuts:
        pieces.append(text[done:start])
        length += start - done
        step.source_starts.append(start)
        step.source_ends.append(end)
        step.target_starts.append(length)
        step.target_ends.append(length)
        done = end
    if not pieces:
        return text
    maps.append(step)
    pieces.append(text[done:])
    return "".join(pieces)
