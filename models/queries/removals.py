"""Tombstones: a person removes a candidate with whatever came of it, and may restore it.

A removed article loses its current revision, its date in the queue and its place among copies and
stories: nothing that shows, counts or compares texts meets it. Row, revisions, captures, tags and
decisions stay. `models.queries.discovery.set_fate` lets no machine change the fate ``removed``, so
that neither another sighting nor a capture that was on its way brings it back.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision
from models.candidates import ARTICLE, PENDING, Candidate, Fate
from models.captures import Capture
from models.echo import Fingerprint, Shingle
from models.queries.current import restate_current
from models.queries.discovery import set_fate
from models.queries.stories import forget_sketches
from models.removals import Removal

MAX_REASON = 2000


class NotRemoved(ValueError):
    """A removal or a restoring that cannot be; the message says why."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was done. ``regroup`` are articles whose copies and stories are to be grouped anew."""

    candidate_id: int
    url: str
    article_id: int | None
    regroup: tuple[int, ...] = ()


def candidate_of(
    session: Session, url_key: str | None = None, article_id: int | None = None
) -> Candidate | None:
    """The candidate of an address, or of an article; None when there is none.

    An address that only leads to an article stands for that article's own candidate.
    """
    if article_id is not None:
        condition = Article.id == article_id
    else:
        canonical = select(Candidate.canonical_key).where(Candidate.url_key == url_key)
        condition = or_(Article.identity == url_key, Article.identity.in_(canonical))
    found = session.scalar(
        select(Candidate).join(Article, Article.candidate_id == Candidate.id).where(condition)
    )
    if found is None and url_key is not None:
        found = session.scalar(select(Candidate).where(Candidate.url_key == url_key))
    return found


def current_removal(session: Session, candidate_id: int) -> Removal | None:
    """The removal that holds for a candidate; None when it is not removed."""
    last = session.scalar(
        select(Removal)
        .where(Removal.candidate_id == candidate_id)
        .order_by(Removal.id.desc())
        .limit(1)
    )
    return last if last is not None and last.action == "removed" else None


def remove(
    session: Session, candidate: Candidate, author: str, reason: str, now: datetime
) -> Removed:
    """Remove a candidate and the article it became, in the caller's transaction.

    Raises:
        NotRemoved: without author or reason, or when it is removed already.
    """
    author, reason = _signed(author, reason)
    if candidate.fate == Fate.REMOVED.value:
        raise NotRemoved(f"{candidate.url} is removed already")
    article = session.scalar(select(Article).where(Article.candidate_id == candidate.id))
    session.add(
        Removal(
            candidate_id=candidate.id,
            article_id=article.id if article else None,
            action="removed",
            author=author,
            reason=reason,
            at=now,
            fate_before=candidate.fate,
            status_before=article.review_status if article else None,
        )
    )
    set_fate(session, candidate, Fate.REMOVED, f"removed by {author}: {reason}", now)
    session.execute(
        update(Capture)
        .where(Capture.candidate_id == candidate.id, Capture.outcome == "pending")
        .values(outcome=Fate.REMOVED.value)
    )
    around = _hide(session, article, now) if article else ()
    session.flush()
    return Removed(candidate.id, candidate.url, article.id if article else None, around)


def restore(
    session: Session, candidate: Candidate, author: str, reason: str, now: datetime
) -> Removed:
    """Take a removal back, in the caller's transaction. What was to be read is fetched again.

    Raises:
        NotRemoved: without author or reason, or when it is not removed.
    """
    author, reason = _signed(author, reason)
    removal = current_removal(session, candidate.id)
    if removal is None:
        raise NotRemoved(f"{candidate.url} is not removed")
    article = session.scalar(select(Article).where(Article.candidate_id == candidate.id))
    session.add(
        Removal(
            candidate_id=candidate.id,
            article_id=article.id if article else None,
            action="restored",
            author=author,
            reason=reason,
            at=now,
            fate_before=candidate.fate,
            status_before=article.review_status if article else None,
        )
    )
    before = Fate(removal.fate_before)
    if before in PENDING or (before in ARTICLE and article is None):
        before = Fate.DISCOVERED
    set_fate(session, candidate, before, f"restored by {author}: {reason}", now, by_person=True)
    if article is not None:
        _show(session, article, removal.status_before or "unreviewed")
    session.flush()
    around = (article.id,) if article else ()
    return Removed(candidate.id, candidate.url, article.id if article else None, around)


def _signed(author: str, reason: str) -> tuple[str, str]:
    author, reason = " ".join(author.split())[:80], " ".join(reason.split())
    if not author:
        raise NotRemoved("a removal names who decided it")
    if not reason or len(reason) > MAX_REASON:
        raise NotRemoved(f"a removal has a reason, of at most {MAX_REASON} characters")
    return author, reason


def _hide(session: Session, article: Article, now: datetime) -> tuple[int, ...]:
    """Take an article out of everything that shows or compares; returns those around it."""
    together = [Article.copy_of_id == article.id]
    if article.copy_of_id is not None:
        together += [Article.copy_of_id == article.copy_of_id, Article.id == article.copy_of_id]
    if article.story_id is not None:
        together.append(Article.story_id == article.story_id)
    around = set(session.scalars(select(Article.id).where(or_(*together))))
    around |= forget_sketches(session, [article.id])
    # the index of shingles has no order by article, so this reads all of it: removals are rare
    for index in (Shingle, Fingerprint):
        session.execute(delete(index).where(index.article_id == article.id))
    article.removed_at = now
    article.review_status = Fate.REMOVED.value
    article.current_revision_id = article.moment = None
    article.published_at = article.day = None
    article.copy_of_id = article.story_id = None
    article.version += 1
    session.flush()
    return tuple(sorted(around - {article.id}))


def _show(session: Session, article: Article, review_status: str) -> None:
    last = session.scalars(
        select(ArticleRevision)
        .where(ArticleRevision.article_id == article.id)
        .order_by(ArticleRevision.number.desc())
        .limit(1)
    ).first()
    article.removed_at = None
    article.review_status = review_status
    article.version += 1
    if last is not None:
        article.current_revision_id = last.id
        restate_current(article, last)
        last.fingerprinted_at = None  # its copies are looked for again
