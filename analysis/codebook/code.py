"""The coding of a document: matches and fired rules as annotations, and relevance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from analysis.codebook.attribution import attribute
from analysis.codebook.types import (
    Annotation,
    Coding,
    Document,
    FiredRule,
    Match,
    MatchedDocument,
    Relevance,
)

if TYPE_CHECKING:
    from analysis.codebook.compile import CompiledCodebook

ENGINE = 7
"""Version of how texts are read: names, flags, rules, people, quotations, relevance.

The hash of a codebook says what it asks for; this says who answers. Raise it with every change
here after which some text would be coded otherwise: `retag` then tags anew what an earlier
engine has tagged. 1: as released first; 2: essays, acts before their object;
3: relations told in the sentence before, background sentences, agencies' countries;
4: rivalry of powers; 5: more denials, whose words, legal notes by where they stand,
quotations in marks; 6: sport and common enemies tie nobody, columns, datelines of before;
7: many more persons and quotations, topics that ask for prominence, notes numbered with superior
figures, no tie without a relation.
"""

_FIELDS = {"title": 0, "text": 1, "comments": 2}


def code_document(compiled: CompiledCodebook, document: Document) -> Coding:
    """Codes one document. Pure: the same document and codebook give the same coding."""
    people_and_quotes, assess = _readers()
    matched = compiled.match(document)
    found = (*_found(matched), *people_and_quotes(document, matched, compiled.persons))
    annotations = attribute(found, matched, compiled.persons, compiled.bodies)
    return Coding(
        tuple(sorted(annotations, key=_reading_order)),
        assess(document, matched, compiled.codebook),
    )


@cache
def _readers() -> tuple[Callable[..., list[Annotation]], Callable[..., Relevance]]:
    """What reads people and quotations, and relevance: both read what this package finds, so they
    are imported when the first text is coded; to do so for each took a hundredth of the time."""
    from analysis.people.annotate import people_and_quotes
    from analysis.relevance import assess

    return people_and_quotes, assess


def annotate(matched: MatchedDocument) -> tuple[Annotation, ...]:
    """Entities, designations, topics and genres with their evidence, in reading order.

    Concepts are words of rules and no finding of their own. A topic gets one
    annotation per sentence that holds evidence of one of its rules, spanning
    that sentence's evidence; of equal spans the heavier rule's stays.
    """
    return tuple(sorted(_found(matched), key=_reading_order))


def _found(matched: MatchedDocument) -> Iterator[Annotation]:
    yield from (_of_match(m) for m in matched.matches if m.kind != "concept")
    yield from _of_rules(matched)


def _reading_order(a: Annotation) -> tuple[int, int, int, int, str, str]:
    return (_FIELDS[a.field], a.comment_index or 0, a.start, a.end, a.kind, a.code)


def _of_match(match: Match) -> Annotation:
    # How sure a name is by itself: a condition was needed, or another code claims it.
    confidence = 0.5 if match.ambiguous else 0.8 if match.conditional else 1.0
    return Annotation(
        kind="designation" if match.kind == "designation" else "entity",
        code=match.code,
        field=match.field,
        start=match.start,
        end=match.end,
        matched_text=match.matched_text,
        rule=f"name:{match.language}:{match.name}",
        confidence=confidence,
        flags=_ordered(match.flags),
        comment_index=match.comment_index,
    )


@cache
def _ordered(flags: frozenset[str]) -> tuple[str, ...]:
    """Flags as they are stored; there are some dozens of sets of them."""
    return tuple(sorted(flags))


def _of_rules(matched: MatchedDocument) -> Iterator[Annotation]:
    best: dict[tuple[object, ...], tuple[float, Annotation]] = {}
    for fired in matched.fired:
        totals = matched.topics if fired.owner_kind == "topic" else matched.genres
        total = totals.get(fired.owner)
        if total is None:
            continue
        # 0.67 when one weight of 1 just suffices, nearer to 1 the more rules agree
        confidence = round(total / (total + 0.5), 3)
        for annotation in _spans(matched, fired, confidence):
            key = (
                annotation.kind, annotation.code, annotation.field, annotation.comment_index,
                annotation.start, annotation.end,
            )  # fmt: skip
            known = best.get(key)
            if known is None or fired.weight > known[0]:
                best[key] = (fired.weight, annotation)
    return (annotation for _, annotation in best.values())


def _spans(matched: MatchedDocument, fired: FiredRule, confidence: float) -> Iterator[Annotation]:
    sentences: dict[int, dict[tuple[int, int], Match]] = {}
    for place in fired.evidence:
        for match in place:
            sentences.setdefault(match.sentence, {})[(match.start, match.end)] = match
    for _, members in sorted(sentences.items()):
        group = list(members.values())
        start, end = min(m.start for m in group), max(m.end for m in group)
        first = group[0]
        text = matched.document.field_text(first.field, first.comment_index)
        yield Annotation(
            kind=fired.owner_kind,
            code=fired.owner,
            field=first.field,
            start=start,
            end=end,
            matched_text=text[start:end],
            rule=fired.rule,
            confidence=confidence,
            flags=_ordered(_joined_flags(group)),
            comment_index=first.comment_index,
        )


def _joined_flags(group: Iterable[Match]) -> frozenset[str]:
    """A denial of any concept denies the whole; other flags must hold for every match."""
    flags = {m.flags for m in group}
    if len(flags) == 1:
        return flags.pop()
    denied = any("negated" in each for each in flags)
    return frozenset.intersection(*flags) | ({"negated"} if denied else set())
