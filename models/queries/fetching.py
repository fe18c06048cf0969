"""What is to be fetched, and writing down what fetching brought."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    bindparam,
    case,
    func,
    insert,
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


_candidates, _captures, _fates = (
    cast(Table, model.__table__) for model in (Candidate, Capture, CandidateFate)
)
#: for many rows at once, without objects that nobody looks at; what a person removed stays so
_CAPTURED = (
    update(_candidates)
    .where(_candidates.c.id == bindparam("candidate"))
    .values(
        attempts=_candidates.c.attempts + 1,
        fate=_unless_removed(Candidate.fate, Fate.CAPTURED.value),
        reason=_unless_removed(Candidate.reason, FETCHED),
        fate_at=_unless_removed(
            Candidate.fate_at, bindparam("set_at", type_=Candidate.fate_at.type)
        ),
        next_attempt_at=_unless_removed(Candidate.next_attempt_at, null()),
    )
)
_HISTORY = insert(_fates).from_select(
    ["candidate_id", "run_id", "fate", "reason", "at"],
    select(
        _candidates.c.id,
        bindparam("run", type_=_fates.c.run_id.type),
        _candidates.c.fate,
        _candidates.c.reason,
        bindparam("set_at", type_=_fates.c.at.type),
    ).where(_candidates.c.id == bindparam("candidate"), _candidates.c.fate == Fate.CAPTURED.value),
)


def note_captures(session: Session, answers: Sequence[PageAnswer]) -> None:
    """Write captures and mark their candidates as to be read, for callers that need no keys.

    The candidates must not be loaded in this session.
    """
    if not answers:
        return
    connection = session.connection()
    set_at = [
        {"candidate": answer.candidate_id, "run": answer.run_id, "set_at": answer.recorded_at}
        for answer in answers
    ]
    connection.execute(_CAPTURED, set_at)
    connection.execute(insert(_captures), [_columns(answer) for answer in answers])
    connection.execute(_HISTORY, set_at)


def record_capture(session: Session, answer: PageAnswer) -> int:
    """Write a capture and mark its candidate as to be read. Returns the capture's key."""
    candidate = session.get_one(Candidate, answer.candidate_id)
    capture = Capture(**_columns(answer))
    session.add(capture)
    candidate.attempts += 1
    set_fate(session, candidate, Fate.CAPTURED, FETCHED, answer.recorded_at, answer.run_id)
    session.flush()
    return capture.id


def _columns(answer: PageAnswer) -> dict[str, Any]:
    return {
        "candidate_id": answer.candidate_id,
        "run_id": answer.run_id,
        "url": answer.url,
        "final_url": answer.final_url,
        "origin_url": answer.origin_url,
        "part_sha256": answer.part_sha256,
        "status": answer.status,
        "headers": [[name, value] for name, value in answer.headers],
        "content_type": answer.content_type,
        "sha256": answer.sha256,
        "size": answer.size,
        "fetched_at": answer.fetched_at,
        "outcome": "pending",
    }


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
