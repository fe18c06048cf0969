"""The review queue: what a person should look at first."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision
from models.sources import Source


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An article waiting for review, with how many places repeat it."""

    article_id: int
    title: str
    opening: str
    source: str
    language: str
    published_day: str | None
    relevance: float
    verdict: str
    copies: int
    url: str | None


def top_of_queue(session: Session, limit: int = 5) -> list[QueueItem]:
    """Unreviewed relevant and borderline articles, most relevant first, the echo folded in."""
    rows = session.execute(
        select(
            Article.id,
            ArticleRevision.title,
            func.substr(ArticleRevision.text, 1, 120),
            Source.slug,
            ArticleRevision.language,
            ArticleRevision.published_day,
            Article.relevance,
            Article.verdict,
            _copies().label("copies"),
            Article.url,
        )
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Source, Source.id == Article.source_id)
        .where(
            Article.verdict.in_(("relevant", "borderline")),
            Article.review_status == "unreviewed",
            Article.copy_of_id.is_(None),
        )
        .order_by(
            Article.relevance.desc(),
            func.coalesce(ArticleRevision.published_at, Article.first_seen_at).desc(),
            Article.id,
        )
        .limit(limit)
    )
    return [QueueItem(*row) for row in rows]


def queue_sizes(session: Session) -> dict[str, int]:
    """How many articles wait for review, by verdict, copies not counted."""
    rows = session.execute(
        select(Article.verdict, func.count())
        .where(
            Article.review_status == "unreviewed",
            Article.copy_of_id.is_(None),
            Article.verdict.is_not(None),
        )
        .group_by(Article.verdict)
    )
    return {str(verdict): count for verdict, count in rows}


def _copies() -> ColumnElement[int]:
    other = Article.__table__.alias("copy")
    return (
        select(func.count())
        .select_from(other)
        .where(other.c.copy_of_id == Article.id)
        .scalar_subquery()
    )
