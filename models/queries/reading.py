"""Captures that are to be read, and storing what reading them gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from models.articles import Article, ArticleRevision, Comment
from models.base import utc_now
from models.candidates import ARTICLE, PENDING, Candidate, Fate
from models.captures import Capture
from models.queries.current import restate_current
from models.queries.discovery import set_fate
from models.sources import Source


@dataclass(frozen=True, slots=True)
class PendingCapture:
    """A capture to be read, with what its candidate and source know about it."""

    capture: Capture
    candidate: Candidate
    source: Source


def pending_candidates(
    session: Session, limit: int, source_ids: Sequence[int] | None = None
) -> list[int]:
    """Keys of the candidates of up to ``limit`` captures not read yet, oldest capture first."""
    query = (
        select(Capture.candidate_id)
        .where(Capture.outcome == "pending")
        .order_by(Capture.id)
        .limit(limit)
    )
    if source_ids is not None:
        query = query.join(Candidate, Candidate.id == Capture.candidate_id)
        query = query.where(Candidate.source_id.in_(source_ids))
    return list(dict.fromkeys(session.scalars(query)))


def pending_captures(
    session: Session,
    limit: int,
    after: int = 0,
    source_ids: Sequence[int] | None = None,
    candidate_ids: Sequence[int] | None = None,
) -> list[PendingCapture]:
    """Captures that were not read yet, oldest first, from key ``after`` on.

    ``candidate_ids``: only those of these candidates.
    """
    query = (
        select(Capture, Candidate, Source)
        .join(Candidate, Candidate.id == Capture.candidate_id)
        .join(Source, Source.id == Candidate.source_id)
        .where(Capture.outcome == "pending", Capture.id > after)
        .order_by(Capture.id)
        .limit(limit)
    )
    if source_ids is not None:
        query = query.where(Candidate.source_id.in_(source_ids))
    if candidate_ids is not None:
        query = query.where(Capture.candidate_id.in_(candidate_ids))
    return [PendingCapture(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What a capture says, as it will be stored.

    ``identity`` is the key of the canonical address, or ``text:`` and a hash of the text for
    documents without one. ``revision`` holds the columns of ``article_revisions`` that the
    reader of the page decided; ``comments`` those of ``comments``.
    """

    identity: str
    url: str | None
    kind: str
    revision: Mapping[str, Any]
    comments: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing did: ``outcome`` is new, revised, unchanged, duplicate or removed.

    A duplicate names the article it leads to, if that is stored already. ``removed``: nothing was
    stored, since a person removed what the address leads to.
    """

    outcome: str
    article_id: int | None
    revision_id: int | None = None


def article_key(session: Session, identity_hash: str, identity: str) -> int:
    """The article's key: 63 bits of its identity's hash, the next free one on a collision.

    ``identity_hash`` is hexadecimal, at least 16 digits. Being derived, the key is the same in
    every database and after every repetition of a run.
    """
    key = int(identity_hash[:16], 16) >> 1
    while (other := session.get(Article, key)) is not None and other.identity != identity:
        key += 1
    return key


def store_article(
    session: Session,
    work: PendingCapture,
    text: ArticleText,
    identity_hash: str,
    now: datetime,
    watched: Sequence[str] = (),
) -> Stored:
    """Store what a capture says: a new article, a new revision, or nothing new.

    A revision is new when its text is, or one of the columns ``watched``. The
    capture is not marked as read here: that is ``finish_reading``, in the same transaction.
    """
    article = session.scalar(select(Article).where(Article.identity == text.identity))
    if _is_removed(session, text.identity, article, work):
        return Stored("removed", None)
    if text.identity != work.candidate.url_key and _other_stands_for(session, text.identity, work):
        return Stored("duplicate", None)
    if article is not None and article.candidate_id != work.candidate.id:
        if text.identity != work.candidate.url_key:
            return Stored("duplicate", article.id)
        _take_over(session, article, work, now)
    if article is None:
        article = Article(
            id=article_key(session, identity_hash, text.identity),
            identity=text.identity,
            candidate_id=work.candidate.id,
            source_id=work.source.id,
            url=text.url,
            kind=text.kind,
            first_seen_at=work.candidate.first_seen_at,
        )
        session.add(article)
        session.flush()
    last = session.scalar(
        select(ArticleRevision)
        .where(ArticleRevision.article_id == article.id)
        .order_by(ArticleRevision.number.desc())
        .limit(1)
    )
    if last is not None and all(
        getattr(last, column) == text.revision.get(column) for column in ("text_sha256", *watched)
    ):
        return Stored("unchanged", article.id)
    revision = ArticleRevision(
        article_id=article.id,
        number=last.number + 1 if last else 1,
        capture_id=work.capture.id,
        created_at=now,
        **text.revision,
    )
    session.add(revision)
    session.flush()
    session.add_all(
        Comment(revision_id=revision.id, position=position, **comment)
        for position, comment in enumerate(text.comments)
    )
    article.current_revision_id = revision.id
    restate_current(article, revision)
    return Stored("revised" if last else "new", article.id, revision.id)


def _is_removed(
    session: Session, identity: str, article: Article | None, work: PendingCapture
) -> bool:
    if article is not None and article.removed_at is not None:
        return True
    fates = session.scalars(
        select(Candidate.fate).where(
            or_(Candidate.url_key == identity, Candidate.id == work.candidate.id)
        )
    )
    return Fate.REMOVED.value in set(fates)


def _other_stands_for(session: Session, identity: str, work: PendingCapture) -> bool:
    """Whether the canonical address is a candidate of its own that is, or may become, the article.

    Then it is the one that is stored, whichever of the two was read first.
    """
    fate = session.scalar(
        select(Candidate.fate).where(
            Candidate.url_key == identity, Candidate.id != work.candidate.id
        )
    )
    return fate in {member.value for member in (*PENDING, *ARTICLE)}


def _take_over(session: Session, article: Article, work: PendingCapture, now: datetime) -> None:
    """Give an article to the candidate of its canonical address, which was read later."""
    before = session.get_one(Candidate, article.candidate_id)
    before.canonical_key = article.identity
    set_fate(
        session,
        before,
        Fate.DUPLICATE_URL,
        f"its canonical address {article.url} was fetched as well",
        now,
    )
    article.candidate_id = work.candidate.id


def revive_duplicates(session: Session) -> int:
    """Have duplicates read again whose canonical address came to nothing after all.

    Returns how many captures are pending because of it.
    """
    canonical = aliased(Candidate)
    lost = (
        select(Candidate)
        .where(
            Candidate.fate == Fate.DUPLICATE_URL.value,
            Candidate.canonical_key.is_not(None),
            ~exists().where(Article.identity == Candidate.canonical_key),
            ~exists().where(
                canonical.url_key == Candidate.canonical_key,
                canonical.fate.in_([fate.value for fate in (*PENDING, Fate.REMOVED)]),
            ),
        )
        .limit(1000)
    )
    revived = 0
    for candidate in session.scalars(lost):
        capture = session.scalar(
            select(Capture)
            .where(Capture.candidate_id == candidate.id)
            .order_by(Capture.id.desc())
            .limit(1)
        )
        if capture is None:
            continue
        candidate.canonical_key = None
        if capture.pruned_at is not None:
            reason = "to be fetched again: its canonical address came to nothing"
            set_fate(session, candidate, Fate.DISCOVERED, reason, utc_now())
            continue
        capture.outcome = "pending"
        reason = "to be read again: its canonical address came to nothing"
        set_fate(session, candidate, Fate.CAPTURED, reason, utc_now())
        revived += 1
    return revived


def at_once(session: Session, work: Sequence[PendingCapture]) -> list[Capture | Candidate]:
    """Load what `finish_reading` will ask for one by one; it is at hand while the result is."""
    captures = session.scalars(
        select(Capture).where(Capture.id.in_([item.capture.id for item in work]))
    )
    candidates = session.scalars(
        select(Candidate).where(Candidate.id.in_([item.candidate.id for item in work]))
    )
    return [*captures, *candidates]


def finish_reading(
    session: Session,
    work: PendingCapture,
    fate: Fate,
    reason: str,
    now: datetime,
    run_id: int | None = None,
    title: str | None = None,
    canonical_key: str | None = None,
) -> None:
    """Mark a capture as read and give its candidate the fate it led to."""
    capture = session.get_one(Capture, work.capture.id)
    candidate = session.get_one(Candidate, work.candidate.id)
    capture.read_at = now
    if candidate.fate == Fate.REMOVED.value:  # while it was being read
        capture.outcome = candidate.fate
        return
    capture.outcome = fate.value
    candidate.title = candidate.title or title
    candidate.canonical_key = canonical_key
    set_fate(session, candidate, fate, reason, now, run_id)
