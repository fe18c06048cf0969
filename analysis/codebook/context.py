"""Flags that say in what light a match stands: denied, reported, past, supposed, or
not part of the piece at all.

- ``negated`` (concepts): a negation stands shortly before it, or behind it where verbs
  come last, with no clause border between; or the spelling is negative in itself. "Not
  only" denies nothing, and "no country except Russia has" says it of Russia.
- ``attributed``: the sentence reports somebody's words, or the match is quoted.
- ``hypothetical``: the sentence holds if, may, whether and the like.
- ``historical``: the sentence looks back ("Soviet", "years ago"), or all years it
  names lie two or more years before publication.
- ``legal_footnote``: inside a footnote designation, the bracket it fills, or a starred
  sentence or paragraph made for it.
- ``caption``: the paragraph is a picture's caption or credit.
- ``boilerplate``: inside a range the extractor marked.
- ``reader_comment``: in what a reader wrote under the piece.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from analysis.codebook.glosses import footnote_zones
from analysis.codebook.layout import FieldText, Layout
from analysis.codebook.types import Document, Span

if TYPE_CHECKING:
    from analysis.codebook.decide import Hit
    from analysis.codebook.lexicon import Target

# A negation reaches about five words; counted in characters, Han ones apart.
_REACH = 36
_REACH_HAN = 8
_HAN = re.compile("[\u3400-\u9fff]")
_CLAUSE_BORDER = re.compile(
    r"[,;:،؛，；：、()«»“”—–]|\b(?:but|но|але|а|ama|aber|mais|لكن|اما|但)\b"
)
_QUOTED = re.compile(r"“[^”\n]{25,}?”|«[^»\n]{25,}?»|\"[^\"\n]{25,}?\"|「[^」\n]{12,}?」")
# The look back comes last, so that the search runs at the speed of a scan for the first digit.
_YEAR = re.compile(r"(?:1[389]\d\d|14[0-4]\d|20[0-4]\d)(?!\d)(?<!\d\d{4})")
# "In power since 2021" reaches to the present. Read in folded text.
_SINCE = re.compile(
    r"(?:\b(?:since|after|from|(?:since|after) august|с|после|(?:с|после) августа|з|із|після"
    r"|از|از سال|پس از|له|منذ|بعد|منذ عام|بعد عام|seit|nach|depuis|apres|аз|аз соли|баъд аз)"
    r"|自|从)\W{0,3}$"
)
_SINCE_BEHIND = re.compile(
    r"\W{0,2}(?:жылдан|йилдан|yildan|yilindan|(?:den|dan)(?: beri| bu)|سی|से|年?(?:以来|之后|后))"
)
_CAPTION = re.compile(
    r"\s*(?:\[?(?:photo|picture|image|foto|фото|фотография|снимок|світлина|сурат|rasm|суратда|сурет|"
    r"surat|عکس|تصویر|فائل فوٹو|فوٹو|انځور|صورة|الصورة|图|圖|资料图|資料圖|görsel|"
    r"fotoğraf|bild|archivbild|फोटो|फ़ाइल फोटो|तस्वीर)"
    r"(?:\s?(?:by|credit|courtesy|von|de))?\s?[:：/|(—-]|图为|圖為|©|\(c\)|getty images|ap photo)",
    re.IGNORECASE,
)
# A credit at the end: "... in Kabul. © Some Agency / A. Name", "... / AFP", "Photo: X"
_CREDIT = re.compile(
    r"©\s?[^\n]{2,60}$|/\s?(?:afp|ap|reuters|tass|тасс|риа новости|sputnik|getty(?: images)?"
    r"|epa|dpa|anadolu|aa|xinhua)\W*$|[(\[](?:photo|foto|фото|fotoğraf|bild)\s?:[^)\]]{2,60}[)\]]\W*$",
    re.IGNORECASE,
)
# What a credit begins with; looked for first, since most paragraphs have none.
_CREDIT_MARK = re.compile(r"[©/(\[]")
_CAPTION_LIMIT = 300  # characters; longer paragraphs are text whatever they begin with
_NEGATIONS = frozenset({"negation_before", "negation_after"})
# A sentence with both denies something of all but those it takes out.
_ALL_BUT_ONE = frozenset({"nobody", "except"})
_UNMARKED: frozenset[str] = frozenset()
_HISTORICAL = frozenset({"historical"})
_ATTRIBUTED = frozenset({"attributed"})
_NEGATED = frozenset({"negated"})
_CAPTIONED = frozenset({"caption"})
_BOILERPLATE = frozenset({"boilerplate"})
_FOOTNOTE = frozenset({"legal_footnote"})
_READER_COMMENT = frozenset({"reader_comment"})
# Solar Hijri years begin in March of the Gregorian year 621 years on.
_SOLAR_OFFSET = 621


class Cue(NamedTuple):
    """A cue word heard: its kind, sentence and place in the field."""

    kind: str
    sentence: int
    start: int
    end: int


def flagger(
    document: Document, layout: Layout, cues: Sequence[Cue], hits: Sequence[Hit]
) -> Callable[[Hit, Target], frozenset[str]]:
    """A function that gives the flags of a target at a hit of this document."""
    by_sentence: dict[int, list[Cue]] = {}
    for cue in cues:
        by_sentence.setdefault(cue.sentence, []).append(cue)
    affirmed: set[int] = set()
    old = _historical_sentences(document, layout, hits)
    sentence_flags = dict.fromkeys(old, _HISTORICAL)
    denials: dict[int, list[Cue]] = {}
    for i, heard in by_sentence.items():
        kinds = {c.kind for c in heard}
        historical = i in old or "historical" in kinds
        sentence_flags[i] = _flags("reporting" in kinds, "hypothetical" in kinds, historical)
        if not kinds.isdisjoint(_NEGATIONS) and (found := _denials(heard)):
            denials[i] = found
        if kinds >= _ALL_BUT_ONE:
            affirmed.add(i)
    text_place = next((i for i, f in enumerate(layout.fields) if f.field == "text"), None)
    told = {h.paragraph for h in hits}
    captions = {
        p.index
        for p in layout.paragraphs
        if p.index in told and p.field == "text" and is_caption(document.text, p)
    }
    quotes = {
        place: _Ranges(quoted)
        for place, field in enumerate(layout.fields)
        if (quoted := [m.span() for m in _QUOTED.finditer(field.text)])
    }
    boilerplate = _Ranges(document.boilerplate) if document.boilerplate else None
    commented = {i for i, f in enumerate(layout.fields) if f.field == "comments"}
    zones = {place: _Ranges(ranges) for place, ranges in footnote_zones(layout, hits).items()}

    def flags_of(hit: Hit, target: Target) -> frozenset[str]:
        place, sentence = hit.place, hit.sentence
        flags = sentence_flags.get(sentence, _UNMARKED)
        kind = target.item.kind
        if place in quotes and quotes[place].hold(hit.start, hit.end):
            flags |= _ATTRIBUTED
        if kind == "concept" and (target.negated or sentence in denials):
            denied = target.negated or _negated(hit, layout.fields[place], denials[sentence])
            if denied and sentence not in affirmed:
                flags |= _NEGATED
        if captions and hit.paragraph in captions:
            flags |= _CAPTIONED
        if boilerplate and place == text_place and boilerplate.hold(hit.start, hit.end):
            flags |= _BOILERPLATE
        if place in commented:
            flags |= _READER_COMMENT
        # The designation itself is the finding; what it drags in is the footnote.
        if place in zones and kind != "designation" and zones[place].hold(hit.start, hit.end):
            flags |= _FOOTNOTE
        return flags

    return flags_of


@cache
def _flags(reporting: bool, hypothetical: bool, historical: bool) -> frozenset[str]:
    """The flags of all that stands in a sentence."""
    told = (("attributed", reporting), ("hypothetical", hypothetical), ("historical", historical))
    return frozenset(flag for flag, holds in told if holds)


def _historical_sentences(document: Document, layout: Layout, hits: Sequence[Hit]) -> set[int]:
    """Sentences whose years all lie well before publication. A year inside a name (the
    1988 Committee) dates nothing, one after "since" reaches to the present."""
    if document.published_at is None:
        return set()
    now = document.published_at.year
    solar = document.language in {"fa", "ps"}
    years: dict[int, list[int]] = {}
    for place, field in enumerate(layout.fields):
        text = field.folded.text
        named = list(_YEAR.finditer(text))
        if not named:
            continue
        held = _Ranges((h.low, h.high) for h in hits if h.place == place)
        for found in named:
            year = int(found.group())
            if year < 1500:
                if not solar:
                    continue
                year += _SOLAR_OFFSET
            low, high = found.span()
            if held.hold(low, high):
                continue
            since = _SINCE.search(text[max(0, low - 20) : low]) or _SINCE_BEHIND.match(text, high)
            start, _ = field.folded.span(low, high)
            sentence = layout.sentence_at(field, start).index
            years.setdefault(sentence, []).append(now if since else year)
    if not years:
        return set()
    busy = {h.sentence for h in hits}
    return {i for i, told in years.items() if i in busy and max(told) <= now - 2}


def _denials(cues: Iterable[Cue]) -> list[Cue]:
    """The negations of a sentence, without those inside a phrase that denies nothing."""
    idle = [c for c in cues if c.kind == "no_denial"]
    return [
        c
        for c in cues
        if c.kind in _NEGATIONS and not any(i.start <= c.start and c.end <= i.end for i in idle)
    ]


def _negated(hit: Hit, field: FieldText, cues: Iterable[Cue]) -> bool:
    for cue in cues:
        if cue.kind == "negation_before" and cue.end <= hit.start:
            between = field.text[cue.end : hit.start]
        elif cue.kind == "negation_after" and cue.start >= hit.end:
            between = field.text[hit.end : cue.start]
        elif cue.start < hit.end and hit.start < cue.end:
            return True
        else:
            continue
        reach = _REACH_HAN if _HAN.search(field.text[hit.start : hit.end]) else _REACH
        if len(between) <= reach and not _CLAUSE_BORDER.search(between):
            return True
    return False


def is_caption(text: str, paragraph: Span) -> bool:
    """Whether a paragraph is a picture's caption or credit."""
    start, end = paragraph.start, paragraph.end
    if end - start > _CAPTION_LIMIT:
        return False
    if _CAPTION.match(text, start, end):
        return True
    mark = _CREDIT_MARK.search(text, start, end)
    return mark is not None and _CREDIT.search(text, mark.start(), end) is not None


class _Ranges:
    """Half-open ranges, joined where they overlap, asked whether one holds a span."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def hold(self, start: int, end: int) -> bool:
        at = bisect_right(self._starts, start) - 1
        return at >= 0 and end <= self._ends[at]
