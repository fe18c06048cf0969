"""Between the codebook and the tables: stored revisions as documents, codings as rows."""

from typing import Any

from analysis.codebook import ENGINE, Codebook
from analysis.codebook.types import Annotation, Coding, Document
from models.articles import ArticleRevision
from models.queries.tagging import PendingTagging


def codes_of(codebook: Codebook) -> list[tuple[str, str, str]]:
    """(kind, code, label) of everything a codebook tags with."""
    return [
        *(("entity", entity.code, entity.label) for entity in codebook.entities),
        *(("topic", topic.code, topic.label) for topic in codebook.topics),
        *(
            ("designation", designation.code, designation.label or designation.code)
            for designation in codebook.designations
        ),
        *(("genre", genre.code, genre.label) for genre in codebook.genres),
    ]


def document_of(item: PendingTagging) -> Document:
    """A stored revision as the codebook reads it."""
    return Document(
        title=item.revision.title,
        text=item.revision.text,
        language=item.revision.language,
        source_country=item.source.country,
        published_at=item.revision.published_at,
        comments=tuple(item.comments),
        boilerplate=boilerplate_of(item.revision),
    )


def boilerplate_of(revision: ArticleRevision) -> tuple[tuple[int, int], ...]:
    """The ranges of a revision's text that its source repeats (`flows.stages.boilerplate`)."""
    return tuple((start, end) for start, end in revision.boilerplate or ())


def annotation_row(annotation: Annotation) -> dict[str, Any]:
    """The columns of an annotation."""
    return {
        "kind": annotation.kind,
        "code": annotation.code,
        "field": annotation.field,
        "comment_position": annotation.comment_index,
        "start_offset": annotation.start,
        "end_offset": annotation.end,
        "matched_text": annotation.matched_text,
        "rule": annotation.rule,
        "confidence": annotation.confidence,
        "flags": list(annotation.flags),
        "flags_text": " ".join(annotation.flags),
        "attributed_to": annotation.attributed_to,
        # persons and quotations are found by rules of thumb: a person has the last word
        "status": "suggested" if annotation.kind in ("person", "quote") else "confirmed",
    }


def coding_row(coding: Coding) -> dict[str, Any]:
    """The columns of a relevance with its contributions."""
    return {
        "score": coding.relevance.score,
        "verdict": coding.relevance.verdict,
        "engine": ENGINE,
        "contributions": [
            {"name": part.name, "weight": part.weight, "detail": part.detail}
            for part in coding.relevance.contributions
        ],
    }
