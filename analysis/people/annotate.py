"""Persons and quotations of a coded document as annotations."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analysis.codebook.types import Annotation, Document, Match, MatchedDocument
from analysis.people.find import people_of
from analysis.people.reading import read
from analysis.quotes.find import as_annotations, quotes_of


def people_and_quotes(
    document: Document,
    matched: MatchedDocument | Sequence[Match],
    person_codes: Collection[str],
) -> list[Annotation]:
    """Annotations of kind "person" and "quote", in that order, each in reading order.

    ``matched`` is what the codebook found in the same document; ``person_codes`` are
    the codes of its entities of kind person: they speak too, under their codes.
    Languages without a table give nothing.
    """
    if isinstance(matched, MatchedDocument):
        matches, spans = matched.matches, matched.sentences
    else:
        matches, spans = tuple(matched), None
    reading = read(document, spans)
    if reading is None:
        return []
    people = people_of(reading, matches)
    speakers = [
        Annotation(
            kind="entity",
            code=m.code,
            field=m.field,
            start=m.start,
            end=m.end,
            matched_text=m.matched_text,
            rule=f"name:{m.language}:{m.name}",
            confidence=0.5 if m.ambiguous else 1.0,
            comment_index=m.comment_index,
        )
        for m in matches
        if m.kind == "entity" and m.code in person_codes and "legal_footnote" not in m.flags
    ]
    return [*people, *as_annotations(quotes_of(reading, [*people, *speakers]))]
