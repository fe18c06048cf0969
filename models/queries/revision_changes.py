"""Revisions whose change to the one before is to be classified, and writing down what it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models.articles import Article, ArticleRevision
from models.session import insert_new
from models.sources import Source
from models.visits import RevisionChange


@dataclass(frozen=True, slots=True)
class RevisionPair:
    """A revision and the one before it, with their source."""

    before: ArticleRevision
    after: ArticleRevision
    source: Source


def unclassified_revisions(session: Session, limit: int) -> list[RevisionPair]:
    """Revisions after the first whose change was not classified yet, oldest first."""
    before = aliased(ArticleRevision)
    rows = session.execute(
        select(before, ArticleRevision, Source)
        .join(
            ArticleRevision,
            (ArticleRevision.article_id == before.article_id)
            & (ArticleRevision.number == before.number + 1),
        )
        .join(Article, Article.id == ArticleRevision.article_id)
        .join(Source, Source.id == Article.source_id)
        .outerjoin(RevisionChange, RevisionChange.revision_id == ArticleRevision.id)
        .where(ArticleRevision.number > 1, RevisionChange.revision_id.is_(None))
        .order_by(ArticleRevision.id)
        .limit(limit)
    )
    return [RevisionPair(*row) for row in rows]


def store_changes(session: Session, rows: Sequence[Mapping[str, Any]]) -> set[int]:
    """Write classified changes; columns of ``revision_changes``. Returns the revisions that had
    none yet."""
    key = RevisionChange.revision_id
    stored = insert_new(session, RevisionChange, rows, key=("revision_id",), returning=(key,))
    return {row[0] for row in stored}
