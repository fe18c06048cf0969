"""The queue of the review desk: filters, a page of it, and how much there is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from models.article_codes import ArticleCode
from models.articles import Article, ArticleRevision
from models.reviews import Reviewer
from models.sources import Source

Sort = Literal["priority", "newest"]
VERDICTS = ("relevant", "borderline", "not_relevant")
STATUSES = ("unreviewed", "reviewed", "flagged", "skipped")
#: assignee of articles that nobody was given
NOBODY = 0


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a person wants to see. Empty tuples and None mean anything.

    ``codes`` are (kind, code) pairs that must all be there. ``fold`` hides copies behind what
    they repeat; a filter on the place of publication shows them, since the copy is what it names.
    """

    verdicts: tuple[str, ...] = ("relevant", "borderline")
    statuses: tuple[str, ...] = ("unreviewed",)
    codes: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    ownerships: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    story: int | None = None
    confidence_below: float | None = None
    assignee: int | None = None
    fold: bool = True
    sort: Sort = "priority"

    @property
    def folds(self) -> bool:
        """Whether copies are hidden behind what they repeat."""
        places = (self.sources, self.countries, self.ownerships, self.languages, self.story)
        return self.fold and not any(places)


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
    keys = page_keys(session, wanted, after, limit)
    return _rows(session, keys)


def page_keys(
    session: Session, wanted: QueueFilter, after: Place | None = None, limit: int = 50
) -> list[int]:
    """Keys of a page of the queue, in order.

    Each status and verdict is read from its own end of an index, which stops after a page, and
    the few ends are merged: what the queue costs does not grow with the table.
    """
    conditions = _conditions(session, replace(wanted, codes=wanted.codes[1:]))
    if conditions is None:
        return []
    # a filter by code reads the queue of that code, which carries what orders it
    lead: Any = ArticleCode if wanted.codes else Article
    key = ArticleCode.article_id if wanted.codes else Article.id
    column = lead.priority if wanted.sort == "priority" else lead.moment
    if wanted.codes:
        kind, code = wanted.codes[0]
        conditions += [ArticleCode.kind == kind, ArticleCode.code == code]
    parts: list[Select[Any, Any]] = []
    for status in wanted.statuses or STATUSES:
        for verdict in wanted.verdicts or VERDICTS:
            part = select(key.label("id"), column.label("place")).where(
                lead.review_status == status, lead.verdict == verdict, *conditions
            )
            if wanted.codes:
                part = part.join(Article, Article.id == ArticleCode.article_id)
            if after is not None:
                part = part.where(tuple_(column, key) < (after.value, after.article_id))
            ordered = part.order_by(column.desc(), key.desc()).limit(limit).subquery()
            parts.append(select(ordered.c.id, ordered.c.place))
    merged = union_all(*parts).subquery()
    rows = session.execute(
        select(merged.c.id).order_by(merged.c.place.desc(), merged.c.id.desc()).limit(limit)
    )
    return [row.id for row in rows]


def queue_counts(session: Session, wanted: QueueFilter) -> dict[tuple[str, str], int]:
    """How many articles the filter holds by (status, verdict), whichever of those it names."""
    conditions = _conditions(session, replace(wanted, statuses=(), verdicts=()))
    if conditions is None:
        return {}
    rows = session.execute(
        select(Article.review_status, Article.verdict, func.count())
        .where(Article.verdict.is_not(None), *conditions)
        .group_by(Article.review_status, Article.verdict)
    )
    return {(status, str(verdict)): count for status, verdict, count in rows}


def matched(counts: dict[tuple[str, str], int], wanted: QueueFilter) -> int:
    """How many of the counts a filter's own statuses and verdicts name."""
    return sum(
        count
        for (status, verdict), count in counts.items()
        if status in (wanted.statuses or STATUSES) and verdict in (wanted.verdicts or VERDICTS)
    )


def _conditions(session: Session, wanted: QueueFilter) -> list[ColumnElement[bool]] | None:
    """The filter as conditions; None when no source can match."""
    found: list[ColumnElement[bool]] = [Article.moment.is_not(None)]
    if wanted.folds:
        # SQLite would take the index of copies, where most articles are null, unless it is an
        # expression; of an expression PostgreSQL would guess wrong how much it leaves
        sqlite = session.get_bind().dialect.name == "sqlite"
        column = func.coalesce(Article.copy_of_id, 0) if sqlite else Article.copy_of_id
        found.append(column == 0 if sqlite else column.is_(None))
    if wanted.sources or wanted.countries or wanted.ownerships:
        keys = _source_keys(session, wanted)
        if not keys:
            return None
        found.append(Article.source_id.in_(keys))
    if wanted.languages:
        found.append(Article.language.in_(wanted.languages))
    if wanted.since:
        found.append(Article.moment >= wanted.since)
    if wanted.until:
        found.append(Article.moment < wanted.until)
    if wanted.story is not None:
        found.append(Article.story_id == wanted.story)
    if wanted.confidence_below is not None:
        found.append(Article.tag_confidence < wanted.confidence_below)
    if wanted.assignee is not None:
        found.append(
            Article.assignee_id.is_(None)
            if wanted.assignee == NOBODY
            else Article.assignee_id == wanted.assignee
        )
    for kind, code in wanted.codes:
        other = aliased(ArticleCode)
        found.append(
            exists().where(other.article_id == Article.id, other.kind == kind, other.code == code)
        )
    return found


def _source_keys(session: Session, wanted: QueueFilter) -> list[int]:
    """Sources by key: few enough to name, and the planner then knows how much they hold."""
    query = select(Source.id)
    if wanted.sources:
        query = query.where(Source.slug.in_(wanted.sources))
    if wanted.countries:
        query = query.where(Source.country.in_(wanted.countries))
    if wanted.ownerships:
        query = query.where(Source.ownership.in_(wanted.ownerships))
    return list(session.scalars(query))


def printed_day() -> ColumnElement[str | None]:
    """The day of a date that was printed without a time; null for instants.

    Shown as an instant in UTC it would be the day before for outlets east of Greenwich.
    """
    timeless = ArticleRevision.published_precision.not_in(("second", "minute"))
    return case(
        (and_(timeless, Article.corrected_published_at.is_(None)), ArticleRevision.published_day)
    )


def _rows(session: Session, keys: Sequence[int]) -> list[QueueRow]:
    if not keys:
        return []
    found = {
        row.article_id: row
        for row in session.execute(
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
            .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
            .join(Source, Source.id == Article.source_id)
            .outerjoin(Reviewer, Reviewer.id == Article.assignee_id)
            .where(Article.id.in_(keys))
        )
    }
    copies: dict[int, int] = {}
    places: dict[int, list[str]] = {}
    for original, name, count in session.execute(
        select(func.coalesce(Article.copy_of_id, 0), Source.name, func.count())
        .join(Source, Source.id == Article.source_id)
        .where(Article.copy_of_id.in_(keys))
        .group_by(Article.copy_of_id, Source.name)
        .order_by(Source.name)
    ):
        copies[original] = copies.get(original, 0) + count
        places.setdefault(original, []).append(f"{name} ×{count}" if count > 1 else name)
    topics: dict[int, list[str]] = {}
    for article_id, code in session.execute(
        select(ArticleCode.article_id, ArticleCode.code)
        .where(ArticleCode.article_id.in_(keys), ArticleCode.kind == "topic")
        .order_by(ArticleCode.confidence.desc(), ArticleCode.code)
    ):
        topics.setdefault(article_id, []).append(code)
    return [
        replace(
            QueueRow(*found[key]),
            copies=copies.get(key, 0),
            places=tuple(places.get(key, ())),
            topics=tuple(topics.get(key, ())),
        )
        for key in keys
        if key in found
    ]
