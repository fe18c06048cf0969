"""Tagging: codes with evidence and a relevance for every revision that lacks them."""

from collections import Counter
from typing import Any

from sqlalchemy import Engine

from analysis.codebook import Codebook, compile_codebook
from analysis.codebook.types import Annotation, Coding, Document
from models.base import utc_now
from models.queries.tagging import (
    PendingTagging,
    pending_taggings,
    register_codebook,
    store_tags,
)
from models.session import reading, writing

#: revisions tagged and written in one transaction
BATCH = 100


class Tagger:
    """Tags pending revisions with one codebook version; counts by (source key, verdict)."""

    def __init__(self, engine: Engine, codebook: Codebook) -> None:
        self.engine = engine
        self.codebook = codebook
        self.counts: Counter[tuple[int, str]] = Counter()
        with writing(engine) as session:
            self.codebook_id = register_codebook(
                session,
                name=codebook.codebook.id,
                number=codebook.codebook.number,
                version=codebook.version,
                sha256=codebook.sha256,
                codes=codes_of(codebook),
                now=utc_now(),
            )

    def batch(self, limit: int = BATCH) -> int:
        """Tag up to ``limit`` revisions and return how many were tagged."""
        with reading(self.engine) as session:
            work = pending_taggings(session, self.codebook_id, limit)
        if work:
            # compiling costs seconds: only when there is something to tag
            compiled = compile_codebook(self.codebook)
            coded = [(item, compiled.code(document_of(item))) for item in work]
            with writing(self.engine) as session:
                now = utc_now()
                for item, coding in coded:
                    store_tags(
                        session,
                        item,
                        self.codebook_id,
                        [annotation_row(annotation) for annotation in coding.annotations],
                        coding_row(coding),
                        now,
                    )
                    self.counts[item.source.id, coding.relevance.verdict] += 1
        return len(work)


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
    )


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
        # persons and quotations are found by rules of thumb: a person has the last word
        "status": "suggested" if annotation.kind in ("person", "quote") else "confirmed",
    }


def coding_row(coding: Coding) -> dict[str, Any]:
    """The columns of a relevance with its contributions."""
    return {
        "score": coding.relevance.score,
        "verdict": coding.relevance.verdict,
        "contributions": [
            {"name": part.name, "weight": part.weight, "detail": part.detail}
            for part in coding.relevance.contributions
        ],
    }
