"""Numbers behind the charts of the review desk, all within a span of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from models.article_codes import ArticleCode
from models.articles import Article, ArticleRevision
from models.echo import Story
from models.reporting.day import utc_day
from models.sources import Source

_DAY = utc_day(Article.moment)
_INDEPENDENT = func.sum(case((Article.copy_of_id.is_(None), 1), else_=0))


@dataclass(frozen=True, slots=True)
class Count:
    """How many items, and how many of them repeat no other."""

    key: tuple[str, ...]
    items: int
    independent: int


def _within(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Article.moment >= since, Article.moment < until, Article.verdict == "relevant")


def _counts(rows: Sequence[tuple[object, ...]]) -> list[Count]:
    return [
        Count(tuple(str(part or "") for part in row[:-2]), int(str(row[-2])), int(str(row[-1])))
        for row in rows
    ]


def by_day(session: Session, since: datetime, until: datetime) -> list[Count]:
    """Relevant articles by UTC day."""
    rows = session.execute(
        select(_DAY, func.count(), _INDEPENDENT)
        .where(*_within(since, until))
        .group_by(_DAY)
        .order_by(_DAY)
    )
    return _counts([tuple(row) for row in rows])


def by_code(session: Session, kind: str, since: datetime, until: datetime) -> list[Count]:
    """Relevant articles by code, most first."""
    rows = session.execute(
        select(ArticleCode.code, func.count(), _INDEPENDENT)
        .join(Article, Article.id == ArticleCode.article_id)
        .where(ArticleCode.kind == kind, *_within(since, until))
        .group_by(ArticleCode.code)
        .order_by(func.count().desc(), ArticleCode.code)
        .limit(40)
    )
    return _counts([tuple(row) for row in rows])


def by_owner_and_language(session: Session, since: datetime, until: datetime) -> list[Count]:
    """Relevant articles by ownership of the source and language."""
    rows = session.execute(
        select(Source.ownership, Article.language, func.count(), _INDEPENDENT)
        .join(Source, Source.id == Article.source_id)
        .where(*_within(since, until))
        .group_by(Source.ownership, Article.language)
        .order_by(func.count().desc(), Source.ownership, Article.language)
        .limit(40)
    )
    return _counts([tuple(row) for row in rows])


def designations_by_day(session: Session, since: datetime, until: datetime) -> list[Count]:
    """Relevant articles by designation and UTC day."""
    rows = session.execute(
        select(ArticleCode.code, _DAY, func.count(), _INDEPENDENT)
        .join(Article, Article.id == ArticleCode.article_id)
        .where(ArticleCode.kind == "designation", *_within(since, until))
        .group_by(ArticleCode.code, _DAY)
        .order_by(ArticleCode.code, _DAY)
    )
    return _counts([tuple(row) for row in rows])


def sources_by_day(session: Session, since: datetime, until: datetime) -> list[Count]:
    """Articles of every verdict by source and UTC day; a source without any stands with day ''."""
    found = select(Article.source_id, _DAY.label("day"), Article.copy_of_id).where(
        Article.moment >= since, Article.moment < until
    )
    inner = found.subquery()
    rows = session.execute(
        select(
            Source.slug,
            inner.c.day,
            func.count(inner.c.day),
            func.coalesce(
                func.sum(
                    case((inner.c.day.is_not(None) & inner.c.copy_of_id.is_(None), 1), else_=0)
                ),
                0,
            ),
        )
        .outerjoin(inner, inner.c.source_id == Source.id)
        .where(Source.active)
        .group_by(Source.slug, inner.c.day)
        .order_by(Source.slug, inner.c.day)
    )
    return _counts([tuple(row) for row in rows])


@dataclass(frozen=True, slots=True)
class Telling:
    """One place of a story."""

    article_id: int
    source: str
    language: str | None
    moment: datetime
    original: bool


def widest_stories(
    session: Session, since: datetime, until: datetime, limit: int = 20
) -> list[tuple[int, str, int]]:
    """(story, title, items) of the stories told most often."""
    rows = session.execute(
        select(Story.id, Story.title, func.count())
        .join(Article, Article.story_id == Story.id)
        .where(*_within(since, until))
        .group_by(Story.id, Story.title)
        .order_by(func.count().desc(), Story.id)
        .limit(limit)
    )
    return [(key, title, items) for key, title, items in rows]


def spread(session: Session, story_id: int) -> list[Telling]:
    """Who told a story when, first first."""
    story = session.get(Story, story_id)
    rows = session.execute(
        select(Article.id, Source.name, Article.language, Article.moment)
        .join(Source, Source.id == Article.source_id)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .where(Article.story_id == story_id, Article.moment.is_not(None))
        .order_by(Article.moment, Article.id)
        .limit(100)
    )
    return [
        Telling(key, source, language, moment, story is not None and key == story.original_id)
        for key, source, language, moment in rows
        if moment is not None
    ]
