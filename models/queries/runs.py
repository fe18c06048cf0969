"""Runs of flows and what their stages counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.candidates import Fate
from models.runs import Run, StageCount
from models.session import upsert
from models.sources import Source


def start_run(
    session: Session,
    flow: str,
    parameters: Mapping[str, Any],
    now: datetime,
    prefect_run: str | None = None,
) -> int:
    """Write that a run began and return its key."""
    run = Run(
        flow=flow,
        parameters=dict(parameters),
        prefect_run=prefect_run,
        started_at=now,
        state="running",
    )
    session.add(run)
    session.flush()
    return run.id


def finish_run(session: Session, run_id: int, state: str, message: str, now: datetime) -> None:
    """Write how a run ended."""
    session.execute(
        update(Run).where(Run.id == run_id).values(state=state, message=message, finished_at=now)
    )


def open_runs(session: Session) -> list[int]:
    """Keys of the runs that have not said how they ended."""
    return list(session.scalars(select(Run.id).where(Run.state == "running").order_by(Run.id)))


def close_killed_runs(session: Session, run_ids: Sequence[int], by: int) -> None:
    """Mark runs that were killed as interrupted; ``by`` is the run that goes on from there."""
    session.execute(
        update(Run)
        .where(Run.id.in_(run_ids))
        .values(
            state="interrupted",
            message=f"killed before it could say how it ended; run {by} took up what it left",
        )
    )


def add_counts(
    session: Session, run_id: int, stage: str, counts: Mapping[tuple[int, str], int]
) -> None:
    """Set what a stage of a run counted; keys are (source key, outcome)."""
    rows = [
        {
            "run_id": run_id,
            "stage": stage,
            "source_id": source_id,
            "outcome": outcome,
            "items": items,
        }
        for (source_id, outcome), items in sorted(counts.items())
    ]
    if rows:
        upsert(
            session,
            StageCount,
            rows,
            key=("run_id", "stage", "source_id", "outcome"),
            update=("items",),
        )


def counts_of(session: Session, run_id: int) -> dict[tuple[str, str, str], int]:
    """What a run counted, by (stage, source, outcome)."""
    rows = session.execute(
        select(StageCount.stage, Source.slug, StageCount.outcome, StageCount.items)
        .join(Source, Source.id == StageCount.source_id)
        .where(StageCount.run_id == run_id)
    )
    return {(row.stage, row.slug, row.outcome): row.items for row in rows}


def fates_by_source(session: Session, since: datetime) -> dict[str, list[tuple[str, int]]]:
    """What runs since a time brought the addresses of each source to: (fate, items), most first.

    A page that was fetched counts with what reading it gave.
    """
    items = func.sum(StageCount.items)
    rows = session.execute(
        select(Source.slug, StageCount.outcome, items)
        .join(Source, Source.id == StageCount.source_id)
        .join(Run, Run.id == StageCount.run_id)
        .where(
            Run.started_at >= since,
            StageCount.stage.in_(("fetch", "read", "import")),
            StageCount.outcome != Fate.CAPTURED.value,
        )
        .group_by(Source.slug, StageCount.outcome)
        .order_by(Source.slug, items.desc(), StageCount.outcome)
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for slug, outcome, count in rows:
        found.setdefault(slug, []).append((outcome, int(count)))
    return found
