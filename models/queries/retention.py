"""Letting the bytes of old pages go: which may, by the policy, and writing down that they went.

Bytes are kept under their hash, so several captures may share them (posts of one preview, an
error page served twice): they go only when every capture that has them may lose them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from models.articles import Article
from models.candidates import Candidate, Fate
from models.captures import Capture
from models.reviews import Review, SecondReview

#: what waits for the reader, or for a better one, or for a person who may restore it
_NEVER = ("pending", Fate.EXTRACTION_FAILED.value, Fate.REMOVED.value)


@dataclass(frozen=True, slots=True)
class Policy:
    """Days for which bytes are kept after they were read; None: for ever.

    ``screened_out``: pages that do not name the topic; ``relevant``: pages of articles that are
    relevant or borderline, or not judged yet; ``others``: all else.
    """

    screened_out: int | None = None
    others: int | None = None
    relevant: int | None = None

    def __bool__(self) -> bool:
        return any(days is not None for days in (self.screened_out, self.others, self.relevant))


@dataclass(frozen=True, slots=True)
class Prunable:
    """Bytes that may go: their hash, their size uncompressed, and how many captures have them."""

    sha256: str
    size: int
    captures: int


def prunable_pages(
    session: Session, policy: Policy, now: datetime, limit: int, after: str = ""
) -> list[Prunable]:
    """Bytes that no capture needs any more, ordered by hash, from ``after`` on."""
    other = aliased(Capture)
    needed = exists().where(
        other.sha256 == Capture.sha256, other.pruned_at.is_(None), ~_may_go(other, policy, now)
    )
    rows = session.execute(
        select(Capture.sha256, func.max(Capture.size), func.count())
        .where(
            Capture.sha256 > after,
            Capture.pruned_at.is_(None),
            _may_go(Capture, policy, now),
            ~needed,
        )
        .group_by(Capture.sha256)
        .order_by(Capture.sha256)
        .limit(limit)
    )
    return [Prunable(*row) for row in rows]


def mark_pruned(
    session: Session, hashes: Sequence[str], policy: Policy, now: datetime
) -> list[str]:
    """Write at the captures of these bytes that they went. Returns the hashes that really may.

    Asked again here, in the transaction that writes: a page may have come in again since.
    """
    other = aliased(Capture)
    kept = set(
        session.scalars(
            select(other.sha256)
            .where(
                other.sha256.in_(hashes), other.pruned_at.is_(None), ~_may_go(other, policy, now)
            )
            .distinct()
        )
    )
    going = [sha256 for sha256 in hashes if sha256 not in kept]
    session.execute(
        update(Capture)
        .where(Capture.sha256.in_(going), Capture.pruned_at.is_(None))
        .values(pruned_at=now)
    )
    return going


def came_again(session: Session, hashes: Sequence[str]) -> set[str]:
    """Those of these bytes that a capture has which came in after they were marked as gone."""
    return set(
        session.scalars(
            select(Capture.sha256).where(Capture.sha256.in_(hashes), Capture.pruned_at.is_(None))
        )
    )


def _may_go(capture: Any, policy: Policy, now: datetime) -> ColumnElement[bool]:
    """Whether a capture may lose its bytes: old enough for its kind, and nobody's evidence."""
    article, canonical, candidate = aliased(Article), aliased(Article), aliased(Candidate)
    own = article.candidate_id == capture.candidate_id
    wanted = or_(article.verdict.is_(None), article.verdict != "not_relevant")
    relevant = exists().where(own, wanted)
    # the same text under another address, which is the one that is stored
    stands_for = exists().where(
        candidate.id == capture.candidate_id,
        canonical.identity == candidate.canonical_key,
        or_(canonical.verdict.is_(None), canonical.verdict != "not_relevant"),
    )
    judged = exists().where(own, Review.article_id == article.id)
    judged_twice = exists().where(own, SecondReview.article_id == article.id)
    removed = exists().where(
        candidate.id == capture.candidate_id, candidate.fate == Fate.REMOVED.value
    )
    # an archive's copy bears the archive's date: what counts is when it was read here
    read_at = func.coalesce(capture.read_at, capture.fetched_at, type_=Capture.read_at.type)

    def older(days: int | None) -> ColumnElement[bool]:
        return false() if days is None else read_at < now - timedelta(days=days)

    old = case(
        (or_(relevant, stands_for), older(policy.relevant)),
        (capture.outcome == Fate.SCREENED_OUT.value, older(policy.screened_out)),
        else_=older(policy.others),
    )
    return and_(capture.outcome.not_in(_NEVER), old, ~judged, ~judged_twice, ~removed)
