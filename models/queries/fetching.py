"""What is to be fetched, and writing down what fetching brought."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.base import utc_now
from models.candidates import PENDING, Candidate, CandidateFate, Fate
from models.captures import Capture
from models.queries.discovery import set_fate

#: why a candidate is captured
FETCHED = "fetched, to be read"


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """A page that came back and whose bytes are in the page store."""

    candidate_id: int
    url: str
    final_url: str
    status: int
    sha256: str
    size: int
    fetched_at: datetime
    content_type: str | None = None
    headers: Sequence[tuple[str, str]] = field(default_factory=tuple)
    run_id: int | None = None
    origin_url: str | None = None
    part_sha256: str | None = None

    @property
    def recorded_at(self) -> datetime:
        """When its fate is set: an archive's copy was taken long before it is written down."""
        return utc_now() if self.origin_url else self.fetched_at


def due_candidates(
    session: Session, source_id: int, now: datetime, limit: int, after: int = 0
) -> list[Candidate]:
    """Candidates of a source that are to be fetched now: new ones and failures due again.

    Ordered by key, from ``after`` on, so that a crawl takes them in bounded batches.
    """
    return list(
        session.scalars(
            select(Candidate)
            .where(Candidate.id > after, _due(source_id, now))
            .order_by(Candidate.id)
            .limit(limit)
        )
    )


def count_due(session: Session, source_id: int, now: datetime) -> int:
    """How many candidates of a source are to be fetched now."""
    counted = select(func.count()).select_from(Candidate).where(_due(source_id, now))
    return session.scalar(counted) or 0


def _due(source_id: int, now: datetime) -> ColumnElement[bool]:
    return and_(
        Candidate.source_id == source_id,
        or_(
            and_(
                Candidate.fate == Fate.DISCOVERED.value,
                or_(Candidate.next_attempt_at.is_(None), Candidate.next_attempt_at <= now),
            ),
            and_(
                Candidate.fate.not_in([fate.value for fate in PENDING]),
                Candidate.next_attempt_at <= now,
            ),
        ),
    )


def _unless_removed(column: InstrumentedAttribute[Any], value: Any) -> ColumnElement[Any]:
    given = value if isinstance(value, ColumnElement) else literal(value)
    return case((Candidate.fate == Fate.REMOVED.value, column), else_=given)


#: one statement instead of reading the row and writing it back; what a person removed stays so
_CAPTURED = (
    update(Candidate)
    .where(Candidate.id == bindparam("candidate"))
    .values(
        attempts=Candidate.attempts + 1,
        fate=_unless_removed(Candidate.fate, Fate.CAPTURED.value),
        reason=_unless_removed(Candidate.reason, FETCHED),
        fate_at=_unless_removed(Candidate.fate_at, bindparam("at", type_=Candidate.fate_at.type)),
        next_attempt_at=_unless_removed(Candidate.next_attempt_at, null()),
    )
    .returning(Candidate.fate)
    .execution_options(synchronize_session=False)
)


def note_capture(session: Session, answer: PageAnswer) -> None:
    """Write a capture and mark its candidate as to be read, for callers that need no key.

    What is new is sent to the database with all else that the transaction adds. The candidate must
    not be loaded in this session.
    """
    at = answer.recorded_at
    fate = session.scalar(_CAPTURED, {"candidate": answer.candidate_id, "at": at})
    session.add(_capture(answer))
    if fate == Fate.CAPTURED.value:
        session.add(
            CandidateFate(
                candidate_id=answer.candidate_id, run_id=answer.run_id, fate=fate, reason=FETCHED,
                at=at,
            )
        )  # fmt: skip


def record_capture(session: Session, answer: PageAnswer) -> int:
    """Write a capture and mark its candidate as to be read. Returns the capture's key."""
    candidate = session.get_one(Candidate, answer.candidate_id)
    capture = _capture(answer)
    session.add(capture)
    candidate.attempts += 1
    set_fate(session, candidate, Fate.CAPTURED, FETCHED, answer.recorded_at, answer.run_id)
    session.flush()
    return capture.id


def _capture(answer: PageAnswer) -> Capture:
    return Capture(
        candidate_id=answer.candidate_id,
        run_id=answer.run_id,
        url=answer.url,
        final_url=answer.final_url,
        origin_url=answer.origin_url,
        part_sha256=answer.part_sha256,
        status=answer.status,
        headers=[[name, value] for name, value in answer.headers],
        content_type=answer.content_type,
        sha256=answer.sha256,
        size=answer.size,
        fetched_at=answer.fetched_at,
        outcome="pending",
    )


def record_failure(
    session: Session,
    candidate_id: int,
    fate: Fate,
    reason: str,
    at: datetime,
    run_id: int | None = None,
    next_attempt_at: datetime | None = None,
) -> None:
    """Write that a candidate could not be fetched, why, and when to try again, if ever."""
    candidate = session.get_one(Candidate, candidate_id)
    candidate.attempts += 1
    set_fate(session, candidate, fate, reason, at, run_id, next_attempt_at)
