"""Legal notes: where they stand, and whose they are.

A note is the bracket right behind a name ("the Taliban (outlawed in Russia)"), or a paragraph or
sentence that begins with the star a name carries. Words that mean nothing elsewhere ("suspended")
are a legal tag there (``gloss: true``). Whose a tag is decides which designation it is (``of``,
``not_of``): the names in the note; those before its bracket, joined ones together; those with as
many stars; in running text the name it stands beside ("the Taliban, banned in Russia,").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from analysis.codebook.layout import Layout

if TYPE_CHECKING:
    from analysis.codebook.decide import Hit

_FOOTNOTE_PARAGRAPH = re.compile(r"\s*(?:[*†‡⁎∗•]|\(\*|[¹²³])")
_FOOTNOTE_SENTENCE = re.compile(r"\s*(?:[*†‡⁎∗¹²³]|\(\*)")
# stars are told apart by how many there are, superior figures by what they are
_STARS = re.compile(r"\s*\(?([*†‡⁎∗]+|[¹²³])")
_CARRIED = re.compile(r"[»”\"'’]?\s?([*†‡⁎∗]+|[¹²³])")
_SUPERIOR = {"¹": 1, "²": 2, "³": 3}
_BRACKETS = {"(": ")", "[": "]", "（": "）", "【": "】"}
_BRACKET = re.compile(r"[()\[\]（）【】]")
_BRACKET_LIMIT = 300
_RIGHT_BEHIND = 4  # characters between a name and its bracket, none of them a letter
_BESIDE = 60  # characters between a tag and the name it is beside
_JOINED = re.compile(
    r"[\s,/«»„“”\"'*]*(?:\b(?:и|или|and|or|та|і|va|ва|ve|und|et|و|او|اور|и/или|және|और)\b)?"
    r"[\s,/«»„“”\"'*]*|[、和与及]"
)
_BORDER = re.compile("[,;:.()\\[\\]،؛，；：（）–—]")


class Bearing(NamedTuple):
    """Whose a legal tag must and must not be, as operands; ``every``: whoever can bear one."""

    of: frozenset[str]
    not_of: frozenset[str]
    every: frozenset[str]

    def holds(self, bearers: frozenset[str]) -> bool:
        """Nobody told: the tag is not of those it would have to be of."""
        if self.of and self.of.isdisjoint(bearers):
            return False
        return not bearers or not bearers <= self.not_of


class _Name(NamedTuple):
    start: int
    end: int
    operands: frozenset[str]


class Glosses:
    """The legal notes of a document, given what counts so far."""

    def __init__(self, layout: Layout, hits: Sequence[Hit]) -> None:
        self._layout = layout
        self._hits = hits

    @cached_property
    def _names(self) -> dict[int, list[_Name]]:
        """Entities by field, in order."""
        names: dict[int, list[_Name]] = {}
        for hit in self._hits:
            operands = frozenset(
                t.item.operand for t in hit.accepted if t.item.kind == "entity" and not t.swallow
            )
            if operands:
                names.setdefault(hit.place, []).append(_Name(hit.start, hit.end, operands))
        return names

    def hold(self, hit: Hit) -> bool:
        """Whether a hit stands in a note."""
        if self._starred(hit) is not None:
            return bool(self._carried)
        text = self._layout.fields[hit.place].text
        bracket = bracket_around(text, hit.start, hit.end)
        return bracket is not None and bool(self._before(hit.place, bracket[0], _RIGHT_BEHIND))

    def bearers(self, hit: Hit, every: frozenset[str]) -> frozenset[str]:
        """Those of ``every`` whom a legal tag is about; empty when nobody can be made out."""
        text = self._layout.fields[hit.place].text
        note = self._starred(hit)
        if note is not None:
            inside = self._between(hit.place, *note, every)
            return inside or self._with_stars(text[note[0] : note[1]], every)
        bracket = bracket_around(text, hit.start, hit.end)
        if bracket is not None:
            inside = self._between(hit.place, bracket[0], hit.start, every)
            return inside or self._before(hit.place, bracket[0], _BESIDE, every)
        return self._beside(hit, every)

    def _starred(self, hit: Hit) -> tuple[int, int] | None:
        """The paragraph or sentence that begins with a star, where a hit stands in one."""
        text = self._layout.fields[hit.place].text
        paragraph = self._layout.paragraphs[hit.paragraph]
        if _FOOTNOTE_SENTENCE.match(text, paragraph.start, paragraph.end):
            return paragraph.start, paragraph.end
        sentence = self._layout.sentences[hit.sentence]
        if _FOOTNOTE_SENTENCE.match(text, sentence.start, sentence.end):
            return sentence.start, sentence.end
        return None

    @cached_property
    def _carried(self) -> list[tuple[int, frozenset[str]]]:
        """Number of stars behind each name that carries any."""
        found: list[tuple[int, frozenset[str]]] = []
        for place, names in self._names.items():
            text = self._layout.fields[place].text
            for name in names:
                stars = _CARRIED.match(text, name.end)
                # a spelling with its star is a name as well
                within = text[name.start : name.end].count("*")
                if within or stars:
                    found.append((within or _number(stars[1] if stars else ""), name.operands))
        return found

    def _with_stars(self, note: str, every: frozenset[str]) -> frozenset[str]:
        mark = _STARS.match(note)
        number = _number(mark[1]) if mark else 1
        return frozenset(
            operand for stars, names in self._carried if stars == number for operand in names
        ).intersection(every)

    def _between(self, place: int, start: int, end: int, every: frozenset[str]) -> frozenset[str]:
        return frozenset(
            operand
            for name in self._names.get(place, ())
            if start <= name.start and name.end <= end
            for operand in name.operands
        ).intersection(every)

    def _before(
        self, place: int, end: int, reach: int, every: frozenset[str] | None = None
    ) -> frozenset[str]:
        """Who stands before a place, within reach, and whoever is joined to them by "and"."""
        text = self._layout.fields[place].text
        found: frozenset[str] = frozenset()
        border = end
        names = self._names.get(place, [])
        for name in reversed(names[: bisect_left(names, end, key=lambda n: n.end)]):
            operands = name.operands if every is None else name.operands & every
            if not operands:
                continue
            between = text[name.end : border]
            if found:
                if not _JOINED.fullmatch(between):
                    break
            elif (
                len(between) > reach
                or "\n" in between
                or (reach == _RIGHT_BEHIND and any(c.isalpha() for c in between))
            ):
                break
            found |= operands
            border = name.start
        return found

    def _beside(self, hit: Hit, every: frozenset[str]) -> frozenset[str]:
        text = self._layout.fields[hit.place].text
        before = self._before(hit.place, hit.start, _BESIDE, every)
        behind = next(
            (
                name
                for name in self._names.get(hit.place, ())
                if name.start >= hit.end and name.operands & every
            ),
            None,
        )
        if behind is None:
            return before
        between = text[hit.end : behind.start]
        if len(between) > _BESIDE or _BORDER.search(between) or "\n" in between:
            return before
        if before:
            last = max(
                n.end for n in self._names[hit.place] if n.end <= hit.start and n.operands & every
            )
            if hit.start - last <= len(between):
                return before
        return behind.operands & every


def _number(mark: str) -> int:
    return _SUPERIOR.get(mark, len(mark))


def footnote_zones(layout: Layout, hits: Iterable[Hit]) -> dict[int, list[tuple[int, int]]]:
    """Ranges by field that belong to a legal footnote: the starred paragraph or sentence, the
    bracket around a footnote designation, or its own words."""
    zones: dict[int, list[tuple[int, int]]] = {}
    for hit in hits:
        # not any(…), which is slower, for every name of a document
        for target in hit.accepted:
            if target.item.footnote:
                break
        else:
            continue
        text = layout.fields[hit.place].text
        paragraph = layout.paragraphs[hit.paragraph]
        if _FOOTNOTE_PARAGRAPH.match(text, paragraph.start, paragraph.end):
            zone = (paragraph.start, paragraph.end)
        else:
            sentence = layout.sentences[hit.sentence]
            if _FOOTNOTE_SENTENCE.match(text, sentence.start, sentence.end):
                zone = (sentence.start, sentence.end)
            else:
                zone = bracket_around(text, hit.start, hit.end) or (hit.start, hit.end)
        zones.setdefault(hit.place, []).append(zone)
    return zones


def bracket_around(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The innermost pair of brackets around a range, when it is near."""
    begin = max(0, start - _BRACKET_LIMIT + 1)
    begin = max(begin, text.rfind("\n", begin, start) + 1)
    before = text[begin:start]
    if "(" not in before and "[" not in before and "（" not in before and "【" not in before:
        return None  # as behind most names; the search below takes ten times as long
    depth = 0
    for mark in reversed(list(_BRACKET.finditer(text, begin, start))):
        char = mark[0]
        if char in _BRACKETS:
            if depth == 0:
                closing = text.find(_BRACKETS[char], end, end + _BRACKET_LIMIT)
                return (mark.start(), closing + 1) if closing >= 0 else None
            depth -= 1
        else:
            depth += 1
    return None
