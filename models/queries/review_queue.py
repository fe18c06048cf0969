"""The queue of the review desk: a page of it, and how much there is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from models.article_codes import ArticleCode
from models.articles import Article, ArticleRevision
from models.queries.queue_filter import (
    STATUSES,
    VERDICTS,
    QueueFilter,
    Sort,
    asks_articles,
    conditions,
)
from models.reviews import Reviewer
from models.sources import Source


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the queue ends: the next one begins after it."""

    value: float | datetime
    article_id: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One row of the queue."""

    article_id: int
    version: int
    title: str
    opening: str
    source: str
    source_name: str
    country: str | None
    language: str
    moment: datetime
    printed_day: str | None
    dated: bool
    relevance: float
    verdict: str
    review_status: str
    priority: float
    copy_of_id: int | None
    story_id: int | None
    assignee: str | None
    url: str | None
    copies: int = 0
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def place(self, sort: Sort) -> Place:
        """Where this row stands in an order."""
        return Place(self.priority if sort == "priority" else self.moment, self.article_id)


def queue_page(
    session: Session, wanted: QueueFilter, after: Place | None = None, limit: int = 50
) -> list[QueueRow]:
    """A page of the queue; ``after`` is the place of the last row of the page before."""
    merged = _merged(session, wanted, after, limit)
    return [] if merged is None else _rows(session, merged, limit)


def page_keys(
    session: Session, wanted: QueueFilter, after: Place | None = None, limit: int = 50
) -> dict[int, int]:
    """Keys of a page of the queue, in order, with the version of each."""
    merged = _merged(session, wanted, after, limit)
    if merged is None:
        return {}
    rows = session.execute(
        select(Article.id, Article.version)
        .join(merged, merged.c.id == Article.id)
        .order_by(merged.c.place.desc(), merged.c.id.desc())
        .limit(limit)
    )
    return dict(rows.all())


def _merged(
    session: Session, wanted: QueueFilter, after: Place | None, limit: int
) -> Subquery | None:
    """Keys (``id``) and what orders them (``place``) of at least a page; None for nothing.

    Each status and verdict is read from its own end of an index, which stops after a page, and
    the few ends are merged: what the queue costs does not grow with the table.
    """
    where = conditions(session, replace(wanted, codes=wanted.codes[1:]))
    if where is None:
        return None
    # a filter by code reads the queue of that code, which carries what orders it
    lead: Any = ArticleCode if wanted.codes else Article
    key = ArticleCode.article_id if wanted.codes else Article.id
    column = lead.priority if wanted.sort == "priority" else lead.moment
    if wanted.codes:
        kind, code = wanted.codes[0]
        where += [ArticleCode.kind == kind, ArticleCode.code == code]
    parts: list[Select[Any, Any]] = []
    for status in wanted.statuses or STATUSES:
        for verdict in wanted.verdicts or VERDICTS:
            part = select(key.label("id"), column.label("place")).where(
                lead.review_status == status, lead.verdict == verdict, *where
            )
            if wanted.codes:
                part = part.join(Article, Article.id == ArticleCode.article_id)
            if after is not None:
                part = part.where(tuple_(column, key) < (after.value, after.article_id))
            ordered = part.order_by(column.desc(), key.desc()).limit(limit).subquery()
            parts.append(select(ordered.c.id, ordered.c.place))
    merged = union_all(*parts).subquery()
    # to the page before anything is joined to it
    return (
        select(merged.c.id, merged.c.place)
        .order_by(merged.c.place.desc(), merged.c.id.desc())
        .limit(limit)
        .subquery("page")
    )


def queue_counts(session: Session, wanted: QueueFilter) -> dict[tuple[str, str], int]:
    """How many articles the filter holds by (status, verdict), whichever of those it names."""
    # the queue of a code is counted without its articles
    by_code = bool(wanted.codes) and not asks_articles(wanted)
    lead: Any = ArticleCode if by_code else Article
    rest = wanted.codes[1:] if by_code else wanted.codes
    where = conditions(session, replace(wanted, codes=rest), every=True, lead=lead)
    if where is None:
        return {}
    if by_code:
        kind, code = wanted.codes[0]
        where += [ArticleCode.kind == kind, ArticleCode.code == code]
    rows = session.execute(
        select(lead.review_status, lead.verdict, func.count())
        .where(*where)
        .group_by(lead.review_status, lead.verdict)
    )
    # asked for in SQL, SQLite would look for it before all else and read nearly every row
    return {(status, verdict): count for status, verdict, count in rows if verdict is not None}


def matching_keys(
    session: Session, wanted: QueueFilter, further: Sequence[ColumnElement[bool]], limit: int
) -> list[int]:
    """Articles of a filter that meet further conditions on `Article`, earliest moment first."""
    found = conditions(session, wanted)
    if found is None:
        return []
    query = select(Article.id).where(
        Article.verdict.in_(wanted.verdicts or VERDICTS),
        Article.review_status.in_(wanted.statuses or STATUSES),
        *found,
        *further,
    )
    return list(session.scalars(query.order_by(Article.moment, Article.id).limit(limit)))


def matched(counts: dict[tuple[str, str], int], wanted: QueueFilter) -> int:
    """How many of the counts a filter's own statuses and verdicts name."""
    return sum(
        count
        for (status, verdict), count in counts.items()
        if status in (wanted.statuses or STATUSES) and verdict in (wanted.verdicts or VERDICTS)
    )


def printed_day() -> ColumnElement[str | None]:
    """The day of a date that was printed without a time; null for instants.

    Shown as an instant in UTC it would be the day before for outlets east of Greenwich.
    """
    timeless = ArticleRevision.published_precision.not_in(("second", "minute"))
    return case(
        (and_(timeless, Article.corrected_published_at.is_(None)), ArticleRevision.published_day)
    )


def _rows(session: Session, page: Subquery, limit: int) -> list[QueueRow]:
    found = session.execute(
        select(
            Article.id.label("article_id"),
            Article.version,
            func.coalesce(Article.corrected_title, ArticleRevision.title).label("title"),
            func.substr(ArticleRevision.text, 1, 200).label("opening"),
            Source.slug.label("source"),
            Source.name.label("source_name"),
            Source.country,
            Article.language,
            Article.moment,
            printed_day().label("printed_day"),
            ArticleRevision.published_at.is_not(None).label("dated"),
            Article.relevance,
            Article.verdict,
            Article.review_status,
            Article.priority,
            Article.copy_of_id,
            Article.story_id,
            Reviewer.name.label("assignee"),
            Article.url,
        )
        .join(page, page.c.id == Article.id)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Source, Source.id == Article.source_id)
        .outerjoin(Reviewer, Reviewer.id == Article.assignee_id)
        .order_by(page.c.place.desc(), page.c.id.desc())
        .limit(limit)
    ).all()
    if not found:
        return []
    around = _around(session, found)
    return [
        replace(
            QueueRow(*row),
            copies=sum(around.places.get(row.copy_of_id or row.article_id, {}).values()),
            places=tuple(
                f"{name} ×{count}" if count > 1 else name
                for name, count in around.places.get(row.copy_of_id or row.article_id, {}).items()
            ),
            topics=tuple(around.topics.get(row.article_id, ())),
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class _Around:
    """What belongs to the rows of a page: places of copies by original, topics by article."""

    places: dict[int, dict[str, int]]
    topics: dict[int, list[str]]


def _around(session: Session, rows: Sequence[Any]) -> _Around:
    """Copies and topics of a page in one question."""
    copies = (
        select(
            func.coalesce(Article.copy_of_id, 0).label("key"),
            literal("place").label("what"),
            Source.name.label("name"),
            func.count().label("number"),
        )
        .join(Source, Source.id == Article.source_id)
        .where(Article.copy_of_id.in_({row.copy_of_id or row.article_id for row in rows}))
        .group_by(Article.copy_of_id, Source.name)
    )
    topics = select(
        ArticleCode.article_id, literal("topic"), ArticleCode.code, ArticleCode.confidence
    ).where(
        ArticleCode.article_id.in_([row.article_id for row in rows]), ArticleCode.kind == "topic"
    )
    both = union_all(copies, topics).subquery()
    found = _Around({}, {})
    for key, what, name, number in session.execute(
        select(both).order_by(both.c.what, both.c.number.desc(), both.c.name)
    ):
        if what == "place":
            found.places.setdefault(key, {})[name] = int(number)
        else:
            found.topics.setdefault(key, []).append(name)
    return found
