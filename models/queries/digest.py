"""What a digest tells of: stories, actors, designations, silent edits, sources.

An article belongs to the time in which it was first tagged: known as relevant from then on. So each
is in exactly one day's digest, however late it was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.articles import Article, ArticleRevision
from models.coding import Annotation, Code, Coding
from models.health import SourceHealthEvent
from models.reporting.views import view_table
from models.session import chunks
from models.sources import Source


@dataclass(frozen=True, slots=True)
class NewArticle:
    """A relevant article that was first tagged within the time."""

    article_id: int
    story: int
    title: str
    url: str | None
    source: str
    source_name: str
    language: str
    published_at: datetime | None
    first_seen_at: datetime
    relevance: float
    copy_of: int | None


def new_articles(session: Session, since: datetime, until: datetime) -> list[NewArticle]:
    """Relevant articles first tagged from ``since`` on and before ``until``."""
    coding, earlier = aliased(Coding), aliased(Coding)
    revision, before = aliased(ArticleRevision), aliased(ArticleRevision)
    tagged = (
        select(revision.article_id)
        .join(coding, coding.revision_id == revision.id)
        .where(
            coding.created_at >= since,
            coding.created_at < until,
            ~exists(
                select(1)
                .select_from(before)
                .join(earlier, earlier.revision_id == before.id)
                .where(before.article_id == revision.article_id, earlier.created_at < since)
            ),
        )
    )
    articles = view_table("report_articles")
    rows = session.execute(
        select(
            articles.c.article_id,
            func.coalesce(articles.c.story_id, articles.c.article_id),
            articles.c.title,
            articles.c.url,
            articles.c.source,
            articles.c.source_name,
            articles.c.language,
            articles.c.published_at,
            articles.c.first_seen_at,
            articles.c.relevance,
            articles.c.copy_of,
        )
        .where(articles.c.article_id.in_(tagged), articles.c.verdict == "relevant")
        .order_by(articles.c.article_id)
    )
    return [NewArticle(*row) for row in rows]


def has_history(session: Session, since: datetime) -> bool:
    """Whether anything was tagged before: to the first digest everybody would be new."""
    return session.scalar(select(exists().where(Coding.created_at < since))) or False


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a speaker in one of the articles."""

    article_id: int
    speaker: str
    words: str


def quotes_of(session: Session, article_ids: Sequence[int]) -> dict[int, Quoted]:
    """For each article the surest quotation that fits a brief, if it has one."""
    quotes = view_table("report_quotes")
    found: dict[int, Quoted] = {}
    for part in chunks(article_ids):
        rows = session.execute(
            select(quotes.c.article_id, quotes.c.speaker, quotes.c.matched_text)
            .where(
                quotes.c.article_id.in_(part),
                quotes.c.status != "rejected",
                func.length(quotes.c.matched_text).between(30, 300),
            )
            .order_by(quotes.c.article_id, quotes.c.confidence.desc(), quotes.c.start_offset)
        )
        for row in rows:
            found.setdefault(row[0], Quoted(*row))
    return found


@dataclass(frozen=True, slots=True)
class NewActor:
    """A code that no text carried before."""

    kind: str
    code: str
    label: str
    articles: int
    example: int


def new_actors(session: Session, article_ids: Sequence[int], since: datetime) -> list[NewActor]:
    """Entities and people named in these articles and never before ``since``."""
    older = aliased(Annotation)
    counts: dict[tuple[str, str], list[int]] = {}
    labels: dict[tuple[str, str], str] = {}
    for part in chunks(article_ids):
        rows = session.execute(
            select(Annotation.kind, Annotation.code, func.max(Code.label), Article.id)
            .join(Article, Article.current_revision_id == Annotation.revision_id)
            .outerjoin(
                Code,
                and_(
                    Code.codebook_id == Annotation.codebook_id,
                    Code.kind == Annotation.kind,
                    Code.code == Annotation.code,
                ),
            )
            .where(
                Article.id.in_(part),
                Annotation.kind.in_(("entity", "person")),
                Annotation.status != "rejected",
                Annotation.field.in_(("title", "text")),
                ~exists().where(
                    older.kind == Annotation.kind,
                    older.code == Annotation.code,
                    older.created_at < since,
                ),
            )
            .group_by(Annotation.kind, Annotation.code, Article.id)
        )
        for kind, code, label, article_id in rows:
            counts.setdefault((kind, code), []).append(article_id)
            labels[kind, code] = label or code.replace("_", " ").title()
    return sorted(
        (
            NewActor(kind, code, labels[kind, code], len(found), min(found))
            for (kind, code), found in counts.items()
        ),
        key=lambda actor: (-actor.articles, actor.kind, actor.code),
    )


@dataclass(frozen=True, slots=True)
class NewDesignation:
    """An outlet uses a designation that it did not use in any earlier text."""

    source_name: str
    designation: str
    example: int


def new_designations(
    session: Session, article_ids: Sequence[int], since: datetime, known: int
) -> list[NewDesignation]:
    """Designations that a source uses for the first time, of sources with ``known`` older texts."""
    before, tag = aliased(ArticleRevision), aliased(Annotation)
    other = aliased(Article)
    found: dict[tuple[str, str], int] = {}
    for part in chunks(article_ids):
        rows = session.execute(
            select(Source.name, Annotation.code, func.min(Article.id))
            .join(Article, Article.source_id == Source.id)
            .join(Annotation, Annotation.revision_id == Article.current_revision_id)
            .where(
                Article.id.in_(part),
                Annotation.kind == "designation",
                Annotation.status != "rejected",
                _texts_before(since) >= known,
                ~exists(
                    select(1)
                    .select_from(other)
                    .join(before, before.article_id == other.id)
                    .join(tag, tag.revision_id == before.id)
                    .where(
                        other.source_id == Source.id,
                        tag.kind == "designation",
                        tag.code == Annotation.code,
                        tag.created_at < since,
                    )
                ),
            )
            .group_by(Source.name, Annotation.code)
        )
        for name, code, article_id in rows:
            found.setdefault((name, code), article_id)
    return [NewDesignation(name, code, key) for (name, code), key in sorted(found.items())]


def _texts_before(since: datetime) -> ColumnElement[int]:
    """Texts that the source of the query had before."""
    article, revision = aliased(Article), aliased(ArticleRevision)
    return (
        select(func.count())
        .select_from(article)
        .join(revision, revision.id == article.current_revision_id)
        .where(article.source_id == Source.id, revision.created_at < since)
        .correlate(Source)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class Edit:
    """A revision that changed what a text says."""

    article_id: int
    title: str
    url: str | None
    source: str
    changes: str
    silent: bool


def edits(session: Session, since: datetime, until: datetime) -> list[Edit]:
    """Changes of relevant and borderline articles: silent ones, and those to how they name."""
    revisions, articles = view_table("report_revisions"), view_table("report_articles")
    rows = session.execute(
        select(
            revisions.c.article_id,
            articles.c.title,
            articles.c.url,
            articles.c.source_name,
            revisions.c.changes,
            revisions.c.silent,
        )
        .join(articles, articles.c.article_id == revisions.c.article_id)
        .where(
            revisions.c.created_at >= since,
            revisions.c.created_at < until,
            articles.c.verdict.in_(("relevant", "borderline")),
            or_(revisions.c.silent == 1, revisions.c.changes.contains("designation")),
        )
        .order_by(revisions.c.created_at, revisions.c.article_id, revisions.c.revision)
    )
    return [
        Edit(key, title, url, source, changes, bool(silent))
        for key, title, url, source, changes, silent in rows
    ]


@dataclass(frozen=True, slots=True)
class Turn:
    """A source whose state changed."""

    source_name: str
    state: str
    reason: str


def turns(session: Session, since: datetime, until: datetime) -> list[Turn]:
    """The last change of state of each source, of those that fell ill, blind, or got well."""
    last = (
        select(func.max(SourceHealthEvent.id))
        .where(SourceHealthEvent.at >= since, SourceHealthEvent.at < until)
        .group_by(SourceHealthEvent.source_id)
    )
    rows = session.execute(
        select(
            Source.name,
            SourceHealthEvent.from_state,
            SourceHealthEvent.to_state,
            SourceHealthEvent.reason,
        )
        .join(Source, Source.id == SourceHealthEvent.source_id)
        .where(SourceHealthEvent.id.in_(last))
        .order_by(Source.name)
    )
    bad = ("ill", "blind")
    return [
        Turn(name, after, reason)
        for name, before, after, reason in rows
        if after in bad or (before in bad and after == "healthy")
    ]
