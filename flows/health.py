"""Flow ``source-health``: judge every source, write its state, tell Prefect what changed."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.events import emit_event
from prefect.runtime import flow_run

from flows.parameters import Source
from flows.stages.health import Checkup, check_sources
from flows.stages.run import recorded_run
from flows.tasks import HUNG, stage
from models.base import utc_now
from models.queries.health import UntoldEvent, mark_told, untold_events
from models.session import make_engine, reading, writing

#: begins the names of the events; the state follows: salang.source-health.ill
EVENT = "salang.source-health"
#: events told in one go
BATCH = 500


@flow(name="source-health", timeout_seconds=HUNG)
def source_health(
    sources: list[Source] = [],  # noqa: B006 - a list makes the form's control; it is not changed
) -> dict[str, Any]:
    """Judge the health of the sources from what was seen of them; nothing is fetched.

    Writes states and changes of state, a table, and one Prefect event for each change.

    Args:
        sources: Short names of sources, as in `salang sources list`; empty means all active ones.
    """
    with recorded_run("source-health", {"sources": sources}, flow_run.get_id()) as run:
        done = check(run.run_id, sources)
        run.told = done.sentence
        tell_changes()
    publish_states(done)
    return {**run.summary.as_dict(), "states": done.states(), "sources": rows_of(done)}


@stage
def check(run_id: int, sources: list[str]) -> Checkup:
    """Judge the sources and write their states."""
    engine = make_engine()
    try:
        return check_sources(engine, utc_now(), sources, run_id)
    finally:
        engine.dispose()


@stage
def tell_changes() -> int:
    """Emit an event for every change that Prefect was not told of; returns how many."""
    engine = make_engine()
    told = 0
    try:
        while True:
            with reading(engine) as session:
                events = untold_events(session, BATCH)
            for event in events:
                tell_change(event)
            with writing(engine) as session:
                mark_told(session, [event.id for event in events], utc_now())
            told += len(events)
            if len(events) < BATCH:
                return told
    finally:
        engine.dispose()


def tell_change(event: UntoldEvent) -> None:
    """Emit one event. Told twice after a kill it keeps its id, and Prefect takes it once."""
    emit_event(
        event=f"{EVENT}.{event.after}",
        resource={
            "prefect.resource.id": f"salang.source.{event.slug}",
            "prefect.resource.name": event.name,
            "salang.state": event.after,
            "salang.state.before": event.before or "",
        },
        payload={
            "source": event.slug,
            "from": event.before,
            "to": event.after,
            "reason": event.reason,
            "at": event.at.isoformat(),
        },
        id=uuid5(NAMESPACE_URL, f"salang:{event.slug}:{event.at.isoformat()}:{event.after}"),
    )


def rows_of(done: Checkup) -> list[dict[str, Any]]:
    """The check as rows: one per source."""
    return [
        {
            "source": one.slug,
            "state": one.health.state,
            "before": one.change.before if one.change else one.health.state,
            "reasons": one.health.sentence,
        }
        for one in done.judged
    ]


def publish_states(done: Checkup) -> None:
    """The table of states, those that want a person first."""
    order = ("blind", "ill", "warning", "unknown", "learning", "healthy")
    rows = sorted(rows_of(done), key=lambda row: (order.index(row["state"]), row["source"]))
    create_table_artifact(
        key="source-health",
        table=rows or [{"source": "(none)", "state": "", "before": "", "reasons": ""}],
        description=done.sentence,
    )
