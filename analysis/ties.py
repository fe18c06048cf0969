"""Sentences as units: which parts of a relation each names, and what ties them.

The reading under ``analysis/relevance.py``, whose docstring lists the parts. A unit is a
sentence of the text, or the title. Its *tie* is one number, 0..1: first side times second
side times relation, damped by the company it is in.

Before the day the second side came to rule (``second_side_since`` of the codebook) its
country's capital and authorities were somebody else's: such words then count for the former
order unless the sentence names the second side itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from analysis.codebook.context import is_caption
from analysis.codebook.types import DEAD_FLAGS, Document, Match, MatchedDocument

# How much a side counts when only its weak words stand in the sentence, and how
# much a tie counts by the kind of relation; set by hand, the weights on top of
# them come from the codebook.
WEAK_FIRST = 0.75
WEAK_SECOND = 0.65
_RELATION = (("relation_strong", 1.0), ("relation", 0.9), ("theme", 0.8), ("relation_weak", 0.5))
_BRIDGE_RELATION = 0.8
# "Through the Taliban Moscow puts pressure on Washington": another state is what it is about.
_RIVALRY = 0.5
# People and places that nothing ties: "an Afghan cook in Moscow", items of one list.
_NO_RELATION = 0.08
_OF_AN_ENEMY = 0.25
# A relation told in the sentence before, of one side, holds for the other one named here; acts
# and dealings, not mere wishes.
_BORROWED = 0.6
_RELATION_LEAST = 0.5
_APART = frozenset({"other_partner", "former", "other_subject", "courtesy", "comparison"})
# A side not named in this sentence but in the title; one, two, three sentences before; in the
# last sentence of the paragraph before; anywhere in the text (strong acts only).
_CARRIED_TITLE = 0.6
_CARRIED_BACK = (0.6, 0.45, 0.35)
_CARRIED_OVER = 0.4
_CARRIED_FAR = 0.35
# "The Kremlin was the first to recognise it. Kabul …": the act first, its object after.
_CARRIED_AHEAD = 0.35
# What makes a sentence's tie count less.
_DAMPERS = (
    ("courtesy", 0.1),
    ("comparison", 0.2),
    ("other_partner", 0.3),
    ("former", 0.3),
    ("past", 0.7),
)
# Sport, art and statistics name both sides without either dealing with the other; an act between
# states still ties them.
_ASIDE = 0.3
# "Only Russia has recognised them" closes many a story about others: it counts little where
# the title (or lead, without one) does not name the first side.
_BACKGROUND = 0.35
# Two or more other states beside the first side: a list of those who sent, voted, came.
_CROWD = 0.4
# Places of writing stand before a credited agency: "MOSCOW, 5 May. /TASS/." In characters.
_DATELINE_REACH = 60
_DATELINE_WORDS = 6
# "The Russian agency TASS": a country's short name one word or less away from an agency's.
_CREDITED = frozenset({"first_side", "first_side_weak"})
_CREDIT_NAME = 12
_CREDIT_REACH = 14
_PUNCTUATION = re.compile("[,.;:!?،؛。，；：、…]")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
# "KABUL, 22 Hamal 1398 —": the day of the news itself.
_DATELINE_YEAR = re.compile(r"[^\n.!?]{1,50}?(?<!\d)(\d{4})\s*[—–-]")
# A starred note at the end carries the legal tag of a starred name above.
_NOTE = frozenset("*†⁎¹²³")
SIDE_PARTS = frozenset(
    {"first_side", "first_side_weak", "second_side", "second_side_weak", "bridge"}
)
FIRST_NAMES = frozenset({"first_side", "first_side_weak", "bridge"})
# Solar Hijri years begin in March of the Gregorian year 621 years on.
_SOLAR = range(1300, 1450)
_SOLAR_OFFSET = 621
# How many years before the change an undated text may name and still be told of its time.
_ERA_YEARS = 12


@dataclass(slots=True)
class Unit:
    """One sentence (or the title): the parts its matches play and words to show for them."""

    is_title: bool = False
    paragraph: int = -1
    parts: dict[str, str] = field(default_factory=dict)
    bystanders: set[str] = field(default_factory=set)
    tie: float = 0.0
    # the tie where no side was lent by another sentence; the title's subject and a strong act
    # are nobody's loan
    own_tie: float = 0.0
    told: str = ""


class Feature(NamedTuple):
    """One measured feature: ``value`` 0..1 and what it was read from."""

    name: str
    value: float
    detail: str


class Parts(dict[frozenset[str], tuple[str, ...]]):
    """The parts that a match of some groups plays; fills itself as sets of groups are met."""

    def __init__(self, groups: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._groups = {part: frozenset(names) for part, names in groups.items()}

    def __missing__(self, groups: frozenset[str]) -> tuple[str, ...]:
        value = self[groups] = tuple(
            part for part, names in self._groups.items() if not names.isdisjoint(groups)
        )
        return value


def units_of(
    document: Document,
    matched: MatchedDocument,
    parts_of: Parts,
    since: date | None = None,
) -> tuple[Unit | None, list[Unit]]:
    """The title's unit and those of the text's sentences, without notes and sidebars.

    What stands under a picture above the text comes last: it is no lead.

    ``since`` is the day the second side came to rule; see the module's docstring.
    """
    title: Unit | None = None
    sentences: list[Unit] = []
    pictures: list[Unit] = []
    text, by_sentence = document.text, matched.by_sentence
    dateline = _dateline_end(document, matched, parts_of)
    early = since is not None and is_early(document, matched, parts_of, since)
    for index, paragraph, where, _, start, _ in matched.sentences:
        if where == "comments":
            break
        unit = Unit(where == "title", paragraph)
        if index in by_sentence:
            playing = [
                (m, parts)
                for m in by_sentence[index]
                if (parts := parts_of[m.groups])
                and m.flags.isdisjoint(DEAD_FLAGS)
                and (where == "title" or m.start >= dateline)
            ]
            if playing:
                _fill(unit, playing, document.title if unit.is_title else text)
            if early:
                _before_the_change(unit)
        if unit.is_title:
            title = unit
        elif "sidebar" not in unit.parts and text[start] not in _NOTE:
            above = not sentences and is_caption(text, matched.paragraphs[paragraph])
            (pictures if above else sentences).append(unit)
    return title, sentences + pictures


def is_early(document: Document, matched: MatchedDocument, parts_of: Parts, since: date) -> bool:
    """Whether a document is told of the time before ``since``.

    By its date of publication; without one, by the year of its dateline, or when its latest year
    lies in the dozen years before and it never names the second side itself.
    """
    if document.published_at is not None:
        return document.published_at.date() < since
    if dateline := _DATELINE_YEAR.match(document.text):
        return since.year - _ERA_YEARS <= _gregorian(int(dateline[1])) < since.year
    years = [_gregorian(int(y)) for y in _YEAR.findall(f"{document.title} {document.text}")]
    latest = max((y for y in years if 1900 <= y <= 2100), default=0)
    if not since.year - _ERA_YEARS <= latest < since.year:
        return False
    return not any("second_side_named" in parts_of[match.groups] for match in matched.matches)


def _gregorian(year: int) -> int:
    return year + _SOLAR_OFFSET if year in _SOLAR else year


def _before_the_change(unit: Unit) -> None:
    if "second_side_named" in unit.parts:
        return
    word = unit.parts.pop("second_side", None)
    unit.parts.pop("second_side_weak", None)
    unit.parts.pop("bridge", None)
    if word:
        unit.parts.setdefault("former", word)


def _dateline_end(document: Document, matched: MatchedDocument, parts_of: Parts) -> int:
    """Where the dateline of the text ends; 0 when it has none."""
    text = document.text
    for match in matched.matches:
        if match.field != "text":
            continue
        if match.start > _DATELINE_REACH:
            return 0
        if "agency" in parts_of[match.groups]:
            before = text[: match.start].strip()
            set_off = before.endswith(("/", "(", "-", "—", "–", ".", "["))
            if set_off and len(before.split()) <= _DATELINE_WORDS:
                return match.end
            return 0
    return 0


def _fill(unit: Unit, playing: Sequence[tuple[Match, tuple[str, ...]]], text: str) -> None:
    credits = [(m.start, m.end) for m, parts in playing if "agency" in parts]
    for match, parts in playing:
        if credits and not _CREDITED.isdisjoint(parts) and _of_an_agency(match, credits, text):
            continue
        for part in parts:
            unit.parts.setdefault(part, match.matched_text)
            if part == "bystander":
                unit.bystanders.add(match.code)


def _of_an_agency(match: Match, credits: Sequence[tuple[int, int]], text: str) -> bool:
    """Whether a country or its adjective only says whose agency it is that reports."""
    if len(match.matched_text) > _CREDIT_NAME:
        return False  # a ministry that told the agency
    for start, end in credits:
        between = text[end : match.start] if end <= match.start else text[match.end : start]
        # "arrived in Moscow, TASS reported" names the place for itself; "MOSCOW, TASS" does not
        apart = _PUNCTUATION.search(between) and text[: match.start].strip()
        if len(between) <= _CREDIT_REACH and len(between.split()) <= 1 and not apart:
            return True
    return False


def tie_all(title: Unit | None, sentences: Sequence[Unit]) -> None:
    """Fills ``tie``, ``own_tie`` and ``told`` of every unit, in reading order.

    A sentence that names one side takes the other from the sentence before, the title, or
    up to three sentences back in its paragraph: items of a bulletin stay apart. A sentence
    that tells an act between two takes it from the sentence behind as well. Only an act
    that by itself makes a tie ("recognise") reaches over the whole text, when that names
    the other side more than once.
    """
    if title:
        _tie(title, [])
    common = _named_often([*([title] if title else []), *sentences])
    head = title or (sentences[0] if sentences else None)
    aside = head is not None and FIRST_NAMES.isdisjoint(head.parts)
    for at, unit in enumerate(sentences):
        if SIDE_PARTS.isdisjoint(unit.parts):
            continue  # nobody to tie
        sources = [
            (before, weight if before.paragraph == unit.paragraph else _CARRIED_OVER)
            for back, weight in enumerate(_CARRIED_BACK, start=1)
            if back <= at
            for before in [sentences[at - back]]
            if back == 1 or before.paragraph == unit.paragraph
        ]
        if title:
            sources.insert(min(1, len(sources)), (title, _CARRIED_TITLE))
        if at + 1 < len(sentences) and "relation_strong" in unit.parts:
            sources.append((sentences[at + 1], _CARRIED_AHEAD))
        if "relation_strong" in unit.parts:
            sources.append((common, _CARRIED_FAR))
        _tie(unit, sources)
        if aside and "background" in unit.parts:
            unit.tie *= _BACKGROUND
            unit.own_tie *= _BACKGROUND


def _named_often(units: Sequence[Unit]) -> Unit:
    """A unit holding the sides named in two units or more."""
    common = Unit()
    for part in ("first_side", "second_side"):
        words = [u.parts[part] for u in units if part in u.parts and "other_partner" not in u.parts]
        if len(words) > 1:
            common.parts[part] = words[0]
    return common


def _tie(unit: Unit, sources: Sequence[tuple[Unit, float]]) -> None:
    """Side times side times relation, damped by its company.

    A side the sentence does not name is taken from the first of ``sources`` that does, each
    with the weight it then has.
    """
    first, first_word = side(unit, "first_side", WEAK_FIRST)
    second, second_word = side(unit, "second_side", WEAK_SECOND)
    relation, relation_word = _relation(unit)
    bridged = "bridge" in unit.parts
    rivalry = bool(unit.bystanders) and "rivalry" in unit.parts
    if rivalry and relation < _RIVALRY:
        relation, relation_word = _RIVALRY, unit.parts["rivalry"]
    if bridged:
        first, second = max(first, WEAK_FIRST), max(second, WEAK_SECOND)
        first_word = first_word or unit.parts["bridge"]
        second_word = second_word or unit.parts["bridge"]
        relation = max(relation, _BRIDGE_RELATION)
    carried = 1.0
    together = first > 0 and second > 0
    if relation <= _NO_RELATION and (first > 0) != (second > 0) and sources:
        borrowed, relation_word = _borrowed(unit, sources)
        relation = max(relation, borrowed)
    if relation > _NO_RELATION and (first > 0) != (second > 0):
        source, weight = _lender(sources, "second_side" if first else "first_side")
        if source is not None:
            carried, together = weight, source.is_title
            if not first:
                first, first_word = side(source, "first_side", WEAK_FIRST)
            else:
                second, second_word = side(source, "second_side", WEAK_SECOND)
    strength = first * second * relation * carried * _company(unit, rivalry)
    unit.tie = strength
    unit.own_tie = strength if together or "relation_strong" in unit.parts else 0.0
    if strength:
        unit.told = " + ".join(w for w in (first_word, relation_word, second_word) if w)


def _company(unit: Unit, rivalry: bool) -> float:
    """What is left of a tie beside what else stands in the sentence."""
    left = 1.0
    for part, factor in _DAMPERS:
        if part in unit.parts:
            left *= factor
    if "relation_strong" in unit.parts:
        return left
    if "aside" in unit.parts:
        left *= _ASIDE
    if len(unit.bystanders) > 1 and not rivalry and "bridge" not in unit.parts:
        left *= _CROWD
    return left


def _lender(sources: Sequence[tuple[Unit, float]], part: str) -> tuple[Unit | None, float]:
    """The first of the sources that names a side and is about nobody else, and its weight."""
    for source, weight in sources:
        if "other_partner" in source.parts or "former" in source.parts:
            continue
        if part in source.parts or f"{part}_weak" in source.parts:
            return source, weight
    return None, 1.0


def _borrowed(unit: Unit, sources: Sequence[tuple[Unit, float]]) -> tuple[float, str]:
    """What the sentence or title before does with the other side: "The bill lets courts lift
    bans. The debate was about the Taliban only." Halved, since the words stand apart."""
    for source, _ in sources:
        if source.bystanders or not _APART.isdisjoint(source.parts):
            continue
        other = (
            "first_side"
            if "second_side" in unit.parts or "second_side_weak" in unit.parts
            else "second_side"
        )
        relation, word = _relation(source)
        if other in source.parts and relation > _RELATION_LEAST:
            return relation * _BORROWED, word
    return 0.0, ""


def side(unit: Unit, part: str, weak: float) -> tuple[float, str]:
    if part in unit.parts:
        return 1.0, unit.parts[part]
    if f"{part}_weak" in unit.parts:
        return weak, unit.parts[f"{part}_weak"]
    return 0.0, ""


def _relation(unit: Unit) -> tuple[float, str]:
    for part, strength in _RELATION:
        if part in unit.parts:
            if part == "theme" and "enemy" in unit.parts:
                # what a common enemy did to both is no business between them
                return _OF_AN_ENEMY, unit.parts[part]
            return strength, unit.parts[part]
    return _NO_RELATION, ""
