"""Blind second reviews: who is asked, what they said, and what a lead made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, aliased

from models.articles import Article, ArticleRevision
from models.queries.blind import may_answer
from models.queries.queue_filter import VERDICTS
from models.reviews import Review, Reviewer, SecondReview


def drawn(article_id: int, revision_id: int, share: float) -> bool:
    """Whether chance gives this text to a second person: the same answer every time.

    The verdict has no part in it, so rejected articles are drawn as often as others.
    """
    digest = sha256(f"second review {article_id} {revision_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < share


def ask(
    session: Session, article: Article, review: Review, reason: str, share: float, now: datetime
) -> None:
    """Give an article to a second person, when asked for or when chance says so."""
    if reason == "share" and not drawn(article.id, review.revision_id, share):
        return
    pending = session.scalar(
        select(SecondReview.id)
        .where(
            SecondReview.article_id == article.id,
            or_(
                SecondReview.state.in_(("open", "disagreed")),
                SecondReview.first_reviewer_id == review.reviewer_id,
            ),
            SecondReview.state != "cancelled",
            SecondReview.revision_id == review.revision_id,
        )
        .limit(1)
    )
    if pending is not None:
        return
    session.add(
        SecondReview(
            article_id=article.id,
            revision_id=review.revision_id,
            reason=reason,
            first_reviewer_id=review.reviewer_id,
            first_verdict=article.verdict if reason == "share" else None,
            state="open",
            created_at=now,
        )
    )


def cancel(session: Session, review: Review) -> None:
    """A decision was taken back: nobody needs to judge it again."""
    if review.action in ("verdict", "flag"):
        session.execute(
            update(SecondReview)
            .where(
                SecondReview.article_id == review.article_id,
                SecondReview.first_reviewer_id == review.reviewer_id,
                SecondReview.state == "open",
            )
            .values(state="cancelled")
        )


def draw_rejected(session: Session, number: int, now: datetime) -> int:
    """Ask people to judge articles the machine rejected, evenly spread. Returns how many."""
    asked = select(SecondReview.article_id).where(SecondReview.reason == "rejected")
    # keys are hashes, so their order is chance; taking from one place on spreads the draw
    start = int.from_bytes(sha256(now.isoformat().encode()).digest()[:8], "big") >> 1
    rejected = (
        select(Article.id, Article.current_revision_id, Article.verdict)
        .where(
            Article.verdict == "not_relevant",
            Article.review_status == "unreviewed",
            Article.id.not_in(asked),
        )
        .order_by(Article.id)
        .limit(number)
    )
    found = list(session.execute(rejected.where(Article.id >= start)))
    if len(found) < number:
        found += session.execute(rejected.where(Article.id < start).limit(number - len(found)))
    session.add_all(
        SecondReview(
            article_id=article_id,
            revision_id=revision_id,
            reason="rejected",
            first_verdict=verdict,
            state="open",
            created_at=now,
        )
        for article_id, revision_id, verdict in found
    )
    return len(found)


def waiting_for(session: Session, reviewer_id: int, limit: int = 100) -> list[int]:
    """Articles this person may judge as a second, oldest request first."""
    rows = session.execute(
        select(SecondReview.article_id, func.min(SecondReview.id).label("first"))
        .where(may_answer(reviewer_id))
        .group_by(SecondReview.article_id)
        .order_by(func.min(SecondReview.id))
        .limit(limit)
    )
    return [row.article_id for row in rows]


def open_for(session: Session, article_id: int, reviewer_id: int) -> SecondReview | None:
    """The open request that this person may answer; while there is one, the person is blind."""
    return session.scalar(
        select(SecondReview)
        .where(SecondReview.article_id == article_id, may_answer(reviewer_id))
        .order_by(SecondReview.id)
        .limit(1)
    )


def answer(
    session: Session,
    asked: SecondReview,
    reviewer_id: int,
    verdict: str,
    topics: Mapping[str, Sequence[str]],
    note: str,
    now: datetime,
) -> str:
    """Write the second verdict; returns the state it leads to. ``topics`` are listed, present.

    The article keeps its verdict: agreement confirms it, disagreement goes to a lead.

    Raises:
        ValueError: when the verdict is none, or somebody else answered first.
    """
    if verdict not in VERDICTS:
        raise ValueError(f"a verdict is one of {', '.join(VERDICTS)}")
    state = "agreed" if asked.first_verdict in (None, verdict) else "disagreed"
    done = session.execute(
        update(SecondReview)
        .where(SecondReview.id == asked.id, SecondReview.state == "open")
        .values(reviewer_id=reviewer_id, verdict=verdict, state=state, decided_at=now)
    )
    if getattr(done, "rowcount", 0) == 0:
        raise ValueError("somebody else gave this second opinion meanwhile")
    article = session.get_one(Article, asked.article_id, populate_existing=True)
    if state == "disagreed":
        article.review_status = "flagged"
    elif asked.reason != "share":
        # nobody had judged it yet: this is the judgement
        article.verdict, article.review_status = verdict, "reviewed"
    article.version += 1
    session.add(
        Review(
            article_id=asked.article_id,
            revision_id=asked.revision_id,
            reviewer_id=reviewer_id,
            action="verdict" if state == "agreed" and asked.reason != "share" else "second_verdict",
            value={"verdict": verdict, "second_review": asked.id, **topics},
            note=note,
            at=now,
        )
    )
    session.flush()
    return state


def resolve(
    session: Session, key: int, lead_id: int, verdict: str, note: str, now: datetime
) -> int:
    """A lead decides a disagreement. Returns the article's key.

    Raises:
        ValueError: when the verdict is none, or there is no such disagreement open.
    """
    if verdict not in VERDICTS:
        raise ValueError(f"a verdict is one of {', '.join(VERDICTS)}")
    done = session.execute(
        update(SecondReview)
        .where(SecondReview.id == key, SecondReview.state == "disagreed")
        .values(state="resolved", resolved_by=lead_id, resolution=verdict, resolved_at=now)
    )
    if getattr(done, "rowcount", 0) == 0:
        raise ValueError("this disagreement was resolved meanwhile")
    asked = session.get_one(SecondReview, key, populate_existing=True)
    article = session.get_one(Article, asked.article_id, populate_existing=True)
    article.verdict, article.review_status = verdict, "reviewed"
    article.version += 1
    session.add(
        Review(
            article_id=article.id,
            revision_id=asked.revision_id,
            reviewer_id=lead_id,
            action="resolve",
            value={"verdict": verdict, "second_review": key},
            note=note,
            at=now,
        )
    )
    session.flush()
    return article.id


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two verdicts on one article that a lead is to decide between."""

    id: int
    article_id: int
    title: str
    language: str
    first: str | None
    first_verdict: str
    second: str | None
    second_verdict: str
    decided_at: datetime


def disagreements(session: Session, limit: int = 200) -> list[Disagreement]:
    """What waits for a lead, oldest first. A first judge of None is the machine."""
    one, two = aliased(Reviewer), aliased(Reviewer)
    rows = session.execute(
        select(
            SecondReview.id,
            SecondReview.article_id,
            ArticleRevision.title,
            ArticleRevision.language,
            one.name,
            SecondReview.first_verdict,
            two.name,
            SecondReview.verdict,
            SecondReview.decided_at,
        )
        .join(ArticleRevision, ArticleRevision.id == SecondReview.revision_id)
        .outerjoin(one, one.id == SecondReview.first_reviewer_id)
        .outerjoin(two, two.id == SecondReview.reviewer_id)
        .where(SecondReview.state == "disagreed")
        .order_by(SecondReview.id)
        .limit(limit)
    )
    return [
        Disagreement(key, article, title, language, first, said or "", second, other or "", at)
        for key, article, title, language, first, said, second, other, at in rows
        if at is not None
    ]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two verdicts on one text; the first judge may be the machine (None)."""

    article_id: int
    revision_id: int
    language: str
    first_id: int | None
    first: str
    second_id: int
    second: str


def judged_pairs(session: Session, since: datetime | None = None) -> Sequence[Pair]:
    """Every text that was judged twice."""
    query = (
        select(
            SecondReview.article_id,
            SecondReview.revision_id,
            ArticleRevision.language,
            SecondReview.first_reviewer_id,
            SecondReview.first_verdict,
            SecondReview.reviewer_id,
            SecondReview.verdict,
        )
        .join(ArticleRevision, ArticleRevision.id == SecondReview.revision_id)
        .where(
            SecondReview.state.in_(("agreed", "disagreed", "resolved")),
            SecondReview.first_verdict.is_not(None),
            SecondReview.verdict.is_not(None),
        )
        .order_by(SecondReview.id)
    )
    if since is not None:
        query = query.where(SecondReview.decided_at >= since)
    return [
        Pair(article, revision, language, first_id, first, second_id, second)
        for article, revision, language, first_id, first, second_id, second in session.execute(
            query
        )
        if first is not None and second is not None and second_id is not None
    ]
