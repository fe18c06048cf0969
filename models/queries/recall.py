"""Sightings by route, for estimating what was missed, and storing the estimates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.candidates import Candidate, Sighting
from models.recall import DiscoveryRecall
from models.session import upsert
from models.sources import Channel

#: kinds of channels that are one route: what differs is the format only
ROUTES = {"json_feed": "feed"}
#: channels that are no way of finding anything
NOT_ROUTES = ("import",)


def first_sightings(session: Session, run_id: int) -> list[tuple[int, datetime]]:
    """(source, first sighting) of what a run saw, each once."""
    rows = session.execute(
        select(Candidate.source_id, Candidate.first_seen_at)
        .join(Sighting, Sighting.candidate_id == Candidate.id)
        .where(Sighting.run_id == run_id)
        .distinct()
    )
    return [(row.source_id, row.first_seen_at) for row in rows]


def beginning(session: Session, source_id: int) -> datetime | None:
    """When anything of a source was first seen."""
    return session.scalar(
        select(func.min(Candidate.first_seen_at)).where(Candidate.source_id == source_id)
    )


def routes_of(
    session: Session, source_id: int, since: datetime, until: datetime
) -> dict[int, set[str]]:
    """Routes that listed each candidate of a source first seen within the time, by candidate."""
    found: dict[int, set[str]] = {}
    for candidate_id, kind in session.execute(
        select(Sighting.candidate_id, Channel.kind)
        .join(Channel, Channel.id == Sighting.channel_id)
        .join(Candidate, Candidate.id == Sighting.candidate_id)
        .where(
            Candidate.source_id == source_id,
            Candidate.first_seen_at >= since,
            Candidate.first_seen_at < until,
            Channel.kind.not_in(NOT_ROUTES),
        )
        .distinct()
    ):
        found.setdefault(candidate_id, set()).add(ROUTES.get(kind, kind))
    return found


def store_estimates(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write estimates in place of earlier ones of the same source and week."""
    if rows:
        columns = [name for name in rows[0] if name not in ("source_id", "week")]
        upsert(session, DiscoveryRecall, rows, key=("source_id", "week"), update=columns)
