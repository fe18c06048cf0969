"""Articles that are asked for again: which are due, and writing down what a visit came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session

from models.article_codes import ArticleCode
from models.articles import Article, ArticleRevision
from models.candidates import ARTICLE, PENDING, Candidate, Fate
from models.captures import Capture
from models.queries.discovery import set_fate
from models.queries.fetching import PageAnswer, record_capture
from models.session import insert_new
from models.sources import Source
from models.visits import ArticleVisit, ArticleWatch, RevisionChange

#: verdicts of articles that are worth asking for again; a reviewer's word wins in them
WATCHED = ("relevant", "borderline")
_ARTICLE = [fate.value for fate in ARTICLE]


class Unwatched(NamedTuple):
    """An article that should be watched: when it was first seen, published, and fetched."""

    article_id: int
    first_seen_at: datetime
    published_at: datetime | None
    fetched_at: datetime


def unwatched_articles(session: Session, limit: int) -> list[Unwatched]:
    """Relevant and borderline articles with an address that have no row in the watch yet."""
    rows = session.execute(
        select(Article.id, Article.first_seen_at, ArticleRevision.published_at, Capture.fetched_at)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Capture, Capture.id == ArticleRevision.capture_id)
        .outerjoin(ArticleWatch, ArticleWatch.article_id == Article.id)
        .where(
            Article.verdict.in_(WATCHED),
            Article.url.is_not(None),
            Capture.url.like("http%"),
            ArticleWatch.article_id.is_(None),
        )
        .order_by(Article.id)
        .limit(limit)
    )
    return [Unwatched(*row) for row in rows]


def start_watching(session: Session, due: Mapping[int, tuple[datetime, datetime | None]]) -> None:
    """Watch articles: by key, when each was fetched and when it is to be asked for again."""
    rows = [
        {"article_id": key, "visited_at": fetched_at, "next_visit_at": next_at}
        for key, (fetched_at, next_at) in due.items()
    ]
    if rows:
        insert_new(session, ArticleWatch, rows, key=("article_id",))


@dataclass(frozen=True, slots=True)
class DueArticle:
    """An article to be asked for, with what is remembered of it.

    ``sha256`` and ``headers`` are those of the last answer that was read as the article.
    """

    candidate_id: int
    article_id: int
    url: str
    first_seen_at: datetime
    published_at: datetime | None
    edits: int
    failures: int
    gone: int
    gone_at: datetime | None
    sha256: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


def due_articles(
    session: Session,
    source_id: int,
    now: datetime | None,
    limit: int,
    after: int = 0,
    topics: Sequence[str] = (),
) -> list[DueArticle]:
    """Watched articles of a source that are due; all that are watched where ``now`` is None.

    Only those with one of ``topics``, where any are named. Ordered by the key of their candidate,
    from ``after`` on.
    """
    rows = session.execute(
        select(
            Candidate.id,
            Article.id,
            Candidate.url,
            Article.first_seen_at,
            ArticleRevision.published_at,
            ArticleWatch.edits,
            ArticleWatch.failures,
            ArticleWatch.gone,
            Article.gone_at,
        )
        .join(Article, Article.candidate_id == Candidate.id)
        .join(ArticleWatch, ArticleWatch.article_id == Article.id)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .where(Article.source_id == source_id, Candidate.id > after, *_due(now, topics))
        .order_by(Candidate.id)
        .limit(limit)
    ).all()
    last = _last_captures(session, [row[0] for row in rows])
    return [
        DueArticle(*row, sha256=sha256, headers=headers)
        for row in rows
        for sha256, headers in (last.get(row[0], (None, ())),)
    ]


def count_due_articles(
    session: Session, now: datetime | None, topics: Sequence[str] = ()
) -> dict[int, int]:
    """How many articles are due, by key of their source; see `due_articles`."""
    rows = session.execute(
        select(Article.source_id, func.count())
        .join(ArticleWatch, ArticleWatch.article_id == Article.id)
        .join(Candidate, Candidate.id == Article.candidate_id)
        .where(*_due(now, topics))
        .group_by(Article.source_id)
    )
    return {row[0]: row[1] for row in rows}


def _due(now: datetime | None, topics: Sequence[str]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Article.verdict.in_(WATCHED),
        # what waits to be read is not asked for again, and what a person removed never
        Candidate.fate.not_in([*(fate.value for fate in PENDING), Fate.REMOVED.value]),
    ]
    if topics:
        conditions.append(
            exists().where(
                ArticleCode.article_id == Article.id,
                ArticleCode.kind == "topic",
                ArticleCode.code.in_(topics),
            )
        )
    return conditions if now is None else [*conditions, ArticleWatch.next_visit_at <= now]


def _last_captures(
    session: Session, candidate_ids: Sequence[int]
) -> dict[int, tuple[str, tuple[tuple[str, str], ...]]]:
    newest = (
        select(func.max(Capture.id))
        .where(Capture.candidate_id.in_(candidate_ids), Capture.outcome.in_(_ARTICLE))
        .group_by(Capture.candidate_id)
    )
    rows = session.execute(
        select(Capture.candidate_id, Capture.sha256, Capture.headers).where(Capture.id.in_(newest))
    )
    return {
        key: (sha256, tuple((name, value) for name, value in headers))
        for key, sha256, headers in rows
    }


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit to an article came to, and when the next is due.

    ``outcome``: unchanged, gone, returned, not_seen; or pending, for a page that is to be read.
    ``fate`` and ``fate_reason`` are set where the candidate's change with it.
    """

    article_id: int
    outcome: str
    at: datetime
    next_visit_at: datetime | None
    status: int | None = None
    reason: str = ""
    fate: Fate | None = None
    fate_reason: str = ""
    run_id: int | None = None


def record_visit(session: Session, visit: Visit, capture_id: int | None = None) -> None:
    """Write a visit, the article's place in the watch, and what follows for its mark and fate."""
    session.add(
        ArticleVisit(
            article_id=visit.article_id,
            run_id=visit.run_id,
            capture_id=capture_id,
            visited_at=visit.at,
            outcome=visit.outcome,
            status=visit.status,
            reason=visit.reason,
        )
    )
    watch = session.get_one(ArticleWatch, visit.article_id)
    watch.visits += 1
    watch.visited_at = visit.at
    _apply(session, watch, visit)


def record_visit_capture(session: Session, answer: PageAnswer, visit: Visit) -> int:
    """Write the answer to a visit that is to be read. Returns the capture's key."""
    capture_id = record_capture(session, answer)
    record_visit(session, visit, capture_id)
    return capture_id


def visits_of(session: Session, capture_ids: Sequence[int]) -> dict[int, ArticleVisit]:
    """The visits that brought these captures, by capture."""
    rows = session.scalars(select(ArticleVisit).where(ArticleVisit.capture_id.in_(capture_ids)))
    return {visit.capture_id: visit for visit in rows if visit.capture_id is not None}


def finish_visit(
    session: Session, visit_id: int, result: Visit, revision_id: int | None = None
) -> None:
    """Write what reading the page of a visit came to."""
    row = session.get_one(ArticleVisit, visit_id)
    row.outcome, row.reason, row.revision_id = result.outcome, result.reason, revision_id
    _apply(session, session.get_one(ArticleWatch, result.article_id), result)


def _apply(session: Session, watch: ArticleWatch, visit: Visit) -> None:
    watch.next_visit_at = visit.next_visit_at
    article = session.get_one(Article, visit.article_id)
    match visit.outcome:
        case "changed":
            watch.edits, watch.failures, watch.gone = watch.edits + 1, 0, 0
            article.gone_at = None
        case "unchanged" | "returned":
            watch.edits, watch.failures, watch.gone = 0, 0, 0
            article.gone_at = None
        case "gone":
            watch.failures, watch.gone = 0, watch.gone + 1
            article.gone_at = article.gone_at or visit.at
        case "not_seen":
            watch.failures += 1
    if visit.fate is not None:
        candidate = session.get_one(Candidate, article.candidate_id)
        set_fate(session, candidate, visit.fate, visit.fate_reason, visit.at, visit.run_id)


def fate_of_article(session: Session, article_id: int) -> Fate:
    """The fate that stands for the article as it is stored."""
    published = session.scalar(
        select(ArticleRevision.published_at)
        .join(Article, Article.current_revision_id == ArticleRevision.id)
        .where(Article.id == article_id)
    )
    return Fate.FETCHED if published else Fate.UNDATED


def close_capture(session: Session, capture_id: int, outcome: str, now: datetime) -> None:
    """Mark a capture as read that changed nothing in its candidate."""
    session.execute(
        update(Capture).where(Capture.id == capture_id).values(outcome=outcome, read_at=now)
    )


def count_visits(session: Session, run_id: int) -> dict[str, int]:
    """Visits of a run by outcome."""
    rows = session.execute(
        select(ArticleVisit.outcome, func.count())
        .where(ArticleVisit.run_id == run_id)
        .group_by(ArticleVisit.outcome)
    )
    return {row[0]: row[1] for row in rows}


def visits_with_news(session: Session, run_id: int) -> list[dict[str, Any]]:
    """Visits of a run that found an article changed, gone or there again, by source and address.

    Keys are source, outcome, changes, silent, reason, url.
    """
    rows = session.execute(
        select(
            Source.slug.label("source"),
            ArticleVisit.outcome,
            RevisionChange.kinds.label("changes"),
            RevisionChange.silent,
            ArticleVisit.reason,
            Article.url,
        )
        .join(Article, Article.id == ArticleVisit.article_id)
        .join(Source, Source.id == Article.source_id)
        .outerjoin(RevisionChange, RevisionChange.revision_id == ArticleVisit.revision_id)
        .where(
            ArticleVisit.run_id == run_id,
            ArticleVisit.outcome.in_(("changed", "gone", "returned")),
        )
        .order_by(Source.slug, Article.url)
    )
    return [dict(row) for row in rows.mappings()]
