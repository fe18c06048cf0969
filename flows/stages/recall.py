"""How much was missed: capture-recapture for the weeks that a run saw anything of."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from models.queries import recall as queries
from models.session import reading, writing

if TYPE_CHECKING:
    from analysis.recapture import Recall

WEEK = timedelta(days=7)


def estimate(engine: Engine, run_id: int, now: datetime) -> int:
    """Estimate anew every source and week of which the run saw an address; returns how many.

    An address belongs to the week in which it was first seen, so a later sighting by another
    route changes the estimate of that week.
    """
    with reading(engine) as session:
        seen = {(source, monday(at)) for source, at in queries.first_sightings(session, run_id)}
        if not seen:
            return 0
        # with numpy, which takes longer to import than such a run has to do here
        from analysis.recapture import recall

        rows = []
        for source_id, week in sorted(seen):
            listed = queries.routes_of(session, source_id, week, week + WEEK)
            if not listed:
                continue
            began = queries.beginning(session, source_id)
            first = began is not None and began >= week
            found = recall(map(frozenset, listed.values()), first)
            rows.append({"source_id": source_id, "week": f"{week:%Y-%m-%d}", **_row(found, now)})
    with writing(engine) as session:
        queries.store_estimates(session, rows)
    return len(rows)


def monday(at: datetime) -> datetime:
    """The beginning, in UTC, of the week that holds an instant."""
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def _row(found: "Recall", now: datetime) -> dict[str, object]:
    estimated = found.estimate
    return {
        "routes": ", ".join(f"{name} {items}" for name, items in found.routes),
        "found": found.found,
        "by_several": found.by_several,
        "method": found.method,
        "model": found.model,
        "total": round(estimated.total, 1) if estimated else None,
        "low": round(estimated.low, 1) if estimated else None,
        "high": round(estimated.high, 1) if estimated else None,
        "note": found.note,
        "computed_at": now,
    }
