"""Revisions that are to be tagged with a codebook version, and storing the tags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision, Comment
from models.coding import Annotation, Code, Codebook, Coding
from models.reviews import Review
from models.session import insert_new
from models.sources import Source


@dataclass(frozen=True, slots=True)
class PendingTagging:
    """A current revision to be tagged, with its source and its readers' comments."""

    article: Article
    revision: ArticleRevision
    source: Source
    comments: Sequence[str]


def register_codebook(
    session: Session,
    name: str,
    number: int,
    version: str,
    sha256: str,
    codes: Sequence[tuple[str, str, str]],
    now: datetime,
) -> int:
    """The key of a codebook version; written with its (kind, code, label) rows at first use."""
    row = {
        "name": name,
        "number": number,
        "version": version,
        "sha256": sha256,
        "first_used_at": now,
    }
    insert_new(session, Codebook, [row], key=("name", "sha256"))
    key = session.scalars(
        select(Codebook.id).where(Codebook.name == name, Codebook.sha256 == sha256)
    ).one()
    rows = [
        {"codebook_id": key, "kind": kind, "code": code, "label": label}
        for kind, code, label in codes
    ]
    if rows:
        insert_new(session, Code, rows, key=("codebook_id", "kind", "code"))
    return key


def pending_taggings(session: Session, codebook_id: int, limit: int) -> list[PendingTagging]:
    """Current revisions that this codebook version has not tagged, by article key."""
    rows = session.execute(
        select(Article, ArticleRevision, Source)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Source, Source.id == Article.source_id)
        .where(
            or_(
                ArticleRevision.tagged_with.is_(None),
                ArticleRevision.tagged_with != codebook_id,
            )
        )
        .order_by(Article.id)
        .limit(limit)
    )
    found = list(rows)
    comments: dict[int, list[str]] = {}
    for revision_id, text in session.execute(
        select(Comment.revision_id, Comment.text)
        .where(
            Comment.revision_id.in_([revision.id for _, revision, _ in found]),
            # suggested comments are still in the text and would count twice
            Comment.status == "found",
        )
        .order_by(Comment.revision_id, Comment.position)
    ):
        comments.setdefault(revision_id, []).append(text)
    return [
        PendingTagging(article, revision, source, comments.get(revision.id, ()))
        for article, revision, source in found
    ]


def store_tags(
    session: Session,
    work: PendingTagging,
    codebook_id: int,
    annotations: Sequence[Mapping[str, Any]],
    coding: Mapping[str, Any],
    now: datetime,
) -> None:
    """Store what a codebook version found in a revision, in place of an earlier try of it.

    What people added, confirmed or rejected stays; their verdict on the article wins over
    the machine's.
    """
    revision_id = work.revision.id
    session.execute(
        delete(Annotation).where(
            Annotation.revision_id == revision_id,
            Annotation.codebook_id == codebook_id,
            Annotation.origin == "machine",
            Annotation.reviewer_id.is_(None),
        )
    )
    kept = {
        tuple(row)
        for row in session.execute(
            select(
                Annotation.kind,
                Annotation.code,
                Annotation.field,
                Annotation.start_offset,
                Annotation.end_offset,
            ).where(Annotation.revision_id == revision_id, Annotation.codebook_id == codebook_id)
        )
    }
    rows = [
        {
            "revision_id": revision_id,
            "codebook_id": codebook_id,
            "origin": "machine",
            "created_at": now,
            **row,
        }
        for row in annotations
        if (row["kind"], row["code"], row["field"], row["start_offset"], row["end_offset"])
        not in kept
    ]
    if rows:
        session.execute(insert(Annotation), rows)
    session.execute(
        delete(Coding).where(Coding.revision_id == revision_id, Coding.codebook_id == codebook_id)
    )
    session.add(Coding(revision_id=revision_id, codebook_id=codebook_id, created_at=now, **coding))
    session.execute(
        update(ArticleRevision)
        .where(ArticleRevision.id == revision_id)
        .values(tagged_with=codebook_id)
    )
    values: dict[str, Any] = {"relevance": coding["score"]}
    if not _person_decided(session, work.article.id):
        values["verdict"] = coding["verdict"]
    session.execute(update(Article).where(Article.id == work.article.id).values(**values))


def _person_decided(session: Session, article_id: int) -> bool:
    query = select(Review.id).where(Review.article_id == article_id, Review.action == "verdict")
    return session.scalar(query.limit(1)) is not None
