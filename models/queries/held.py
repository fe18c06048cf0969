"""Candidates that a run's or channel's limits kept from being asked for, and letting them go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.candidates import Candidate, Fate, Sighting
from models.queries.discovery import set_fate
from models.session import chunks


@dataclass(frozen=True, slots=True)
class HeldCandidate:
    """A candidate that was not asked for, with its hints and the channels that listed it."""

    id: int
    published: str | None
    modified: str | None
    hint_rule: str | None
    channel_ids: frozenset[int]


def held_candidates(
    session: Session, source_id: int, reason_start: str, limit: int, after: int = 0
) -> list[HeldCandidate]:
    """Candidates of a source with fate ``not_requested`` whose reason begins so.

    Ordered by key, from ``after`` on.
    """
    rows = session.execute(
        select(
            Candidate.id,
            Candidate.published_hint,
            Candidate.modified_hint,
            Candidate.hint_rule,
        )
        .where(
            Candidate.source_id == source_id,
            Candidate.fate == Fate.NOT_REQUESTED.value,
            Candidate.reason.startswith(reason_start, autoescape=True),
            Candidate.id > after,
        )
        .order_by(Candidate.id)
        .limit(limit)
    ).all()
    channels: dict[int, set[int]] = {}
    for part in chunks([row.id for row in rows]):
        for candidate_id, channel_id in session.execute(
            select(Sighting.candidate_id, Sighting.channel_id)
            .where(Sighting.candidate_id.in_(part))
            .distinct()
        ):
            channels.setdefault(candidate_id, set()).add(channel_id)
    return [
        HeldCandidate(
            row.id,
            row.published_hint,
            row.modified_hint,
            row.hint_rule,
            frozenset(channels.get(row.id, ())),
        )
        for row in rows
    ]


def release_held(
    session: Session,
    candidate_ids: Sequence[int],
    reason: str,
    at: datetime,
    run_id: int | None = None,
) -> None:
    """Make candidates that were not asked for ``discovered`` again."""
    for part in chunks(list(candidate_ids)):
        for candidate in session.scalars(select(Candidate).where(Candidate.id.in_(part))):
            if candidate.fate == Fate.NOT_REQUESTED.value:
                set_fate(session, candidate, Fate.DISCOVERED, reason, at, run_id)
