"""Whose words an attributed annotation stands in, where the text says so plainly.

First the quotations found (``analysis.quotes``): what stands inside one is its speaker's.
Elsewhere the word of saying is looked at, in every language that has cues: the person, body or
state right before it, or right behind it where it can only be the speaker ("…, said X",
"according to X", a clause that begins with the verb; where the verb comes last, the person who
comes first). Nothing but a few words without a comma may stand between. Whoever cannot be told so
stays unnamed: precision before recall.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from analysis.codebook.types import DEAD_FLAGS, Annotation, MatchedDocument, Span

SPEAKING_BODIES = frozenset({"organisation", "state", "agency", "company", "office"})
"""Kinds of entities that say things, besides persons."""

_REACH = 60  # characters between a speaker and the word of saying
_BORDER = re.compile('[,.;:!?«»“”„"()\\[\\]،؛؟。，；：、！？「」\n–—]')
_CLAUSE_ENDS = tuple(',”»"“,，،」-–—')
#: cues that name their speaker behind them wherever they stand
_BEHIND = frozenset(
    {
        "according to", "по словам", "по мнению", "согласно", "за словами", "на думку", "згідно з",
        "به گفته", "به نقل از", "ба гуфтаи", "ба қавли", "وفقا ل", "وفقاً", "بحسب", "حسب", "نقلت",
        "laut", "selon", "d'après", "据",
    }
)  # fmt: skip
#: where the verb begins the sentence
_VERB_FIRST = frozenset({"ar"})
#: where it ends it, the words said between it and the speaker, who comes first
_VERB_LAST = frozenset({"tr", "kk", "uz"})
_AFTER_NAMES = frozenset({"göre", "so'zlariga ko'ra", "сўзларига кўра", "айтуынша"})
_SOMEBODY = re.compile(r"\s+(?:an?|ein|eine|un|une)\s", re.IGNORECASE)
_IN_A_BODY = re.compile(r"\s+(?:в|во|у)\s")  # "сообщили в МИД": a body that says
_FIRST = 40  # characters within which the sentence has named who speaks
_OF_OR_TO = re.compile("(?:[ндт][ыі]ң|[ғқ]а|[гк]е|[ндт][ыі]|[дт][ае]|ning|нинг|ga|га|ni|ни)$")


class _Speaker(NamedTuple):
    """Somebody named in a sentence who may be speaking there."""

    code: str
    start: int
    end: int
    person: bool


def attribute(
    annotations: Iterable[Annotation],
    matched: MatchedDocument,
    persons: Collection[str],
    bodies: Collection[str],
) -> list[Annotation]:
    """The annotations, those with the flag "attributed" with ``attributed_to`` where it can
    be told. ``persons`` and ``bodies``: codes of entities that say things."""
    known = list(annotations)
    if not any("attributed" in a.flags for a in known):
        return known
    quotes = [a for a in known if a.kind == "quote"]
    speakers = _speakers(matched, [a for a in known if a.kind == "person"], persons, bodies)
    sentences = _Sentences(matched.sentences)
    return [_named(a, quotes, sentences, speakers) for a in known]


def _named(
    annotation: Annotation,
    quotes: Sequence[Annotation],
    sentences: _Sentences,
    speakers: dict[int, _Speaker],
) -> Annotation:
    if "attributed" not in annotation.flags:
        return annotation
    if annotation.kind == "quote":
        return _said_by(annotation, annotation.code)
    inside = [q for q in quotes if _holds(q, annotation)]
    if inside:
        closest = min(inside, key=lambda q: q.end - q.start)
        return _said_by(annotation, closest.code)
    speaker = speakers.get(sentences.of(annotation)) if speakers else None
    if (
        speaker is None
        or annotation.code == speaker.code
        or (annotation.start < speaker.end and speaker.start < annotation.end)
    ):
        return annotation  # nobody told, or the speaker's own name
    return _said_by(annotation, speaker.code)


def _said_by(a: Annotation, code: str) -> Annotation:
    """An annotation with whose words it stands in; `dataclasses.replace` takes thrice as long."""
    return Annotation(
        a.kind, a.code, a.field, a.start, a.end, a.matched_text, a.rule, a.confidence,
        a.flags, a.comment_index, code,
    )  # fmt: skip


def _holds(outer: Annotation, inner: Annotation) -> bool:
    return (
        outer.start <= inner.start
        and inner.end <= outer.end
        and (outer.field, outer.comment_index) == (inner.field, inner.comment_index)
    )


class _Sentences:
    """Which sentence an annotation begins in."""

    def __init__(self, sentences: Sequence[Span]) -> None:
        self._sentences = sentences

    @cached_property
    def _starts(self) -> dict[tuple[str, int | None], tuple[int, list[int]]]:
        """By field: its first sentence, and where its sentences begin."""
        starts: dict[tuple[str, int | None], tuple[int, list[int]]] = {}
        for s in self._sentences:
            starts.setdefault((s.field, s.comment_index), (s.index, []))[1].append(s.start)
        return starts

    def of(self, annotation: Annotation) -> int:
        first, starts = self._starts[(annotation.field, annotation.comment_index)]
        return first + max(bisect_right(starts, annotation.start) - 1, 0)


def _speakers(
    matched: MatchedDocument,
    found: Sequence[Annotation],
    persons: Collection[str],
    bodies: Collection[str],
) -> dict[int, _Speaker]:
    """Who speaks in each sentence that has a word of saying and somebody beside it."""
    heard: dict[int, list[tuple[int, int]]] = {}
    for index, start, end in matched.reporting:
        heard.setdefault(index, []).append((start, end))
    speakers: dict[int, _Speaker] = {}
    for index, cues in heard.items():
        sentence = matched.sentences[index]
        names = [
            _Speaker(m.code, m.start, m.end, m.code in persons)
            for m in matched.by_sentence.get(index, ())
            if m.kind == "entity"
            and (m.code in persons or m.code in bodies)
            and not m.flags & DEAD_FLAGS
        ]
        names += [
            _Speaker(p.code, p.start, p.end, True)
            for p in found
            if sentence.start <= p.start < sentence.end
            and (p.field, p.comment_index) == (sentence.field, sentence.comment_index)
        ]
        speaker = _beside(matched, sentence, cues, names) if names else None
        if speaker is not None:
            speakers[index] = speaker
    return speakers


def _beside(
    matched: MatchedDocument,
    sentence: Span,
    cues: Sequence[tuple[int, int]],
    names: Sequence[_Speaker],
) -> _Speaker | None:
    """The name beside a word of saying: a person before a body, then the nearest."""
    document = matched.document
    text = document.field_text(sentence.field, sentence.comment_index)
    if document.language in _VERB_LAST:
        return _before_the_words(text, sentence, cues, names)
    found: list[tuple[bool, int, _Speaker]] = []
    for start, end in cues:
        points_behind = text[start:end].casefold() in _BEHIND
        behind = points_behind or _after_the_words(text, sentence, start, document.language)
        for name in names:
            if name.end <= start and not points_behind:
                between = text[name.end : start]
            elif name.start >= end:
                between = text[end : name.start]
                if _SOMEBODY.match(between):
                    continue  # "said a Delhi scholar": not the state
                if not behind and (name.person or not _IN_A_BODY.match(between)):
                    continue
            else:
                continue
            if len(between) <= _REACH and not _BORDER.search(between):
                found.append((not name.person, len(between), name))
    return min(found)[2] if found else None


def _before_the_words(
    text: str, sentence: Span, cues: Sequence[tuple[int, int]], names: Sequence[_Speaker]
) -> _Speaker | None:
    """Who stands right before "according to", or the one person named at the beginning, in a
    form that can be the subject."""
    for start, end in cues:
        if text[start:end].casefold() in _AFTER_NAMES:
            for name in names:
                if name.end <= start <= name.end + 4:
                    return name
    early = [n for n in names if n.person and n.start - sentence.start <= _FIRST]
    if len(early) != 1:
        return None
    name = early[0]
    plain = text[name.end : name.end + 1] in {" ", ","}
    return name if plain and not _OF_OR_TO.search(text[name.start : name.end]) else None


def _after_the_words(text: str, sentence: Span, start: int, language: str) -> bool:
    """Whether the word of saying comes after what was said, so that its speaker follows."""
    before = text[sentence.start : start].rstrip()
    return language in _VERB_FIRST or before.endswith(_CLAUSE_ENDS)
