"""What waits, at which stage, and whether the people keep up with what comes in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision
from models.candidates import Candidate, Fate
from models.captures import Capture
from models.reviews import Review

#: verdicts of articles that people look at
WANTED = ("relevant", "borderline")
#: over which the queue is watched: a week holds the days on which nobody reviews
WEEK = timedelta(days=7)
#: a queue shorter than this is no trouble, whichever way it goes
LEAST = 50


def waiting(session: Session, now: datetime) -> dict[str, int]:
    """How much waits for each stage: fetch, read, dedupe, tag and review."""
    current = ArticleRevision.id == Article.current_revision_id
    queries = {
        "fetch": select(func.count())
        .select_from(Candidate)
        .where(
            or_(
                and_(
                    Candidate.fate == Fate.DISCOVERED.value,
                    Candidate.next_attempt_at.is_(None),
                ),
                Candidate.next_attempt_at <= now,
            )
        ),
        "read": select(func.count()).select_from(Capture).where(Capture.outcome == "pending"),
        "dedupe": select(func.count())
        .select_from(ArticleRevision)
        .join(Article, current)
        .where(ArticleRevision.fingerprinted_at.is_(None)),
        "tag": select(func.count())
        .select_from(ArticleRevision)
        .join(Article, current)
        .where(ArticleRevision.tagged_with.is_(None)),
        "review": select(func.count())
        .select_from(Article)
        .where(Article.review_status == "unreviewed", *_looked_at()),
    }
    return {stage: session.scalar(query) or 0 for stage, query in queries.items()}


def _looked_at() -> tuple[ColumnElement[bool], ...]:
    """What people look at: a copy is decided with what it repeats."""
    return Article.verdict.in_(WANTED), Article.copy_of_id.is_(None)


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """The queue of the review desk over a week: what waits, what came in, what was decided."""

    waiting: int
    came: int
    decided: int

    @property
    def growing(self) -> bool:
        """Whether people fall behind: more comes than is decided, and a week's work waits."""
        return self.waiting >= LEAST and self.came > self.decided and self.waiting > self.decided

    @property
    def sentence(self) -> str:
        """The numbers in one sentence."""
        return (
            f"{self.waiting:,} articles wait for review; in seven days {self.came:,} came in and "
            f"{self.decided:,} were decided"
        )


def review_queue_week(session: Session, now: datetime) -> ReviewQueue:
    """The queue of the review desk, and what came and went in the last seven days."""
    since = now - WEEK
    came = session.scalar(
        select(func.count())
        .select_from(Article)
        .where(Article.first_seen_at >= since, *_looked_at())
    )
    decided = session.scalar(
        select(func.count(Review.article_id.distinct())).where(
            Review.at >= since, Review.action == "verdict"
        )
    )
    return ReviewQueue(waiting(session, now)["review"], came or 0, decided or 0)
