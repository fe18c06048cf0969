"""Alerts: what they newly match, which messages are due, and what became of them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from models.alerts import Alert, AlertArticle, AlertAttempt, AlertNotice
from models.articles import Article, ArticleRevision
from models.queries.queue_filter import QueueFilter
from models.queries.review_queue import matching_keys
from models.session import chunks, insert_new
from models.sources import Source

#: articles of one message
MOST_ARTICLES = 50
#: articles one look takes up; the next look goes on
MOST_FOUND = 1000
#: dates printed without a time lie up to a day before the instant they stand for
GRACE = timedelta(days=1)
#: a message that a killed process had in hand is tried again after this
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Told:
    """An article as a message tells it."""

    article_id: int
    title: str
    url: str | None
    source: str
    source_name: str
    language: str | None
    moment: datetime | None
    verdict: str | None
    relevance: float | None


@dataclass(frozen=True, slots=True)
class AlertState:
    """An alert with what became of its messages."""

    alert: Alert
    articles: int
    sent: int
    waiting: int
    failed: int
    last_error: str


def every_alert(session: Session) -> list[Alert]:
    """All alerts by name."""
    return list(session.scalars(select(Alert).order_by(Alert.name)))


def find_alert(session: Session, name: str) -> Alert | None:
    """The alert of a name."""
    return session.scalar(select(Alert).where(Alert.name == name))


def take_up(session: Session, alert: Alert, wanted: QueueFilter, now: datetime) -> int:
    """Put what newly matches an alert into messages. Returns the number of articles.

    Finding and remembering are one transaction: what was found once is in exactly one message.
    """
    known = exists().where(AlertArticle.alert_id == alert.id, AlertArticle.article_id == Article.id)
    conditions = [~known]
    if alert.tells_from is not None:
        conditions += [
            Article.moment >= alert.tells_from - GRACE,
            exists().where(
                ArticleRevision.article_id == Article.id,
                ArticleRevision.number == 1,
                ArticleRevision.created_at >= alert.tells_from,
            ),
        ]
    found = matching_keys(session, wanted, conditions, MOST_FOUND)
    taken = 0
    for part in chunks(found, MOST_ARTICLES):
        notice = AlertNotice(
            alert_id=alert.id,
            key=secrets.token_hex(16),
            created_at=now,
            state="pending",
            next_attempt_at=now,
        )
        session.add(notice)
        session.flush()
        rows = [{"alert_id": alert.id, "article_id": key, "notice_id": notice.id} for key in part]
        # on PostgreSQL another process may have looked at the same moment
        new = insert_new(
            session, AlertArticle, rows, ("alert_id", "article_id"), (AlertArticle.id,)
        )
        if not new:
            session.delete(notice)
        taken += len(new)
    return taken


def claim_due(session: Session, now: datetime) -> tuple[AlertNotice, Alert] | None:
    """The oldest message whose time has come, marked so that no other process takes it too.

    The mark ends by itself: a message in the hand of a killed process is tried again.
    """
    while True:
        row = session.execute(
            select(AlertNotice, Alert)
            .join(Alert, Alert.id == AlertNotice.alert_id)
            .where(AlertNotice.state == "pending", AlertNotice.next_attempt_at <= now)
            .order_by(AlertNotice.next_attempt_at, AlertNotice.id)
            .limit(1)
            .execution_options(populate_existing=True)
        ).first()
        if row is None:
            return None
        notice, alert = row
        claimed = session.execute(
            update(AlertNotice)
            .where(
                AlertNotice.id == notice.id,
                AlertNotice.state == "pending",
                AlertNotice.attempts == notice.attempts,
            )
            .values(attempts=notice.attempts + 1, next_attempt_at=now + LEASE)
            .returning(AlertNotice.id)
            .execution_options(synchronize_session=False)
        ).first()
        if claimed is not None:
            session.refresh(notice)
            return notice, alert


def articles_of(session: Session, notice_id: int) -> list[Told]:
    """The articles of a message, in the order they were found."""
    rows = session.execute(
        select(
            Article.id,
            func.coalesce(Article.corrected_title, ArticleRevision.title),
            Article.url,
            Source.slug,
            Source.name,
            Article.language,
            Article.moment,
            Article.verdict,
            Article.relevance,
        )
        .join(AlertArticle, AlertArticle.article_id == Article.id)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Source, Source.id == Article.source_id)
        .where(AlertArticle.notice_id == notice_id)
        .order_by(AlertArticle.id)
    )
    return [Told(*row) for row in rows]


def record_attempt(
    session: Session,
    notice_id: int,
    at: datetime,
    error: str,
    again_at: datetime | None,
) -> None:
    """Log a try. Without an error the message is sent; else it is tried again, or given up."""
    session.add(AlertAttempt(notice_id=notice_id, at=at, error=error))
    notice = session.get_one(AlertNotice, notice_id)
    if not error:
        notice.state, notice.sent_at = "sent", at
    elif again_at is None:
        notice.state = "failed"
    else:
        notice.next_attempt_at = again_at


def alert_states(session: Session) -> list[AlertState]:
    """All alerts with what became of their messages."""
    counts = {
        (row[0], row[1]): row[2]
        for row in session.execute(
            select(AlertNotice.alert_id, AlertNotice.state, func.count()).group_by(
                AlertNotice.alert_id, AlertNotice.state
            )
        )
    }
    articles = dict(
        session.execute(
            select(AlertArticle.alert_id, func.count()).group_by(AlertArticle.alert_id)
        ).all()
    )
    last = (
        select(AlertNotice.alert_id, func.max(AlertAttempt.id).label("id"))
        .join(AlertAttempt, AlertAttempt.notice_id == AlertNotice.id)
        .group_by(AlertNotice.alert_id)
        .subquery("last")
    )
    errors: dict[int, str] = dict(
        session.execute(
            select(last.c.alert_id, AlertAttempt.error).join(
                AlertAttempt, AlertAttempt.id == last.c.id
            )
        ).all()
    )
    return [
        AlertState(
            alert,
            articles.get(alert.id, 0),
            counts.get((alert.id, "sent"), 0),
            counts.get((alert.id, "pending"), 0),
            counts.get((alert.id, "failed"), 0),
            errors.get(alert.id, ""),
        )
        for alert in every_alert(session)
    ]


def remove_alert(session: Session, alert: Alert) -> None:
    """Forget an alert with its messages and their log."""
    notices: Sequence[int] = list(
        session.scalars(select(AlertNotice.id).where(AlertNotice.alert_id == alert.id))
    )
    for part in chunks(notices):
        session.execute(delete(AlertAttempt).where(AlertAttempt.notice_id.in_(part)))
    session.execute(delete(AlertArticle).where(AlertArticle.alert_id == alert.id))
    session.execute(delete(AlertNotice).where(AlertNotice.alert_id == alert.id))
    session.delete(alert)
