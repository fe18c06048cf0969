"""Flow ``maintain``: count anew what is kept as summaries, let the bytes of old pages go."""

from dataclasses import asdict
from typing import Any

from prefect import flow
from prefect.events import emit_event
from prefect.runtime import flow_run

from flows.artifacts import publish
from flows.stages.maintain import refresh_summaries
from flows.stages.retention import Pruned, policy_of, prune_pages
from flows.stages.run import recorded_run
from flows.tasks import HUNG, stage
from models.base import utc_now
from models.pages import PageStore
from models.queries.backlog import review_queue_week
from models.session import make_engine, reading
from models.settings import StorageSettings

#: the event that says that people fall behind; automations.yaml waits for it
GROWING = "salang.queue.growing"


@flow(name="maintain", timeout_seconds=HUNG)
def maintain(dry_run: bool = False) -> dict[str, Any]:
    """Write the views whose names end in _kept anew, and let old page bytes go by the settings.

    The views hold what those they are named after count, as of the end of this run. Bytes go
    after the days that SALANG_KEEP_SCREENED_OUT_DAYS and its sisters say; with none set none go.
    The captures stay and say when their bytes went.

    Args:
        dry_run: Only say which bytes would go; nothing is changed.
    """
    with recorded_run("maintain", {"dry_run": dry_run}, flow_run.get_id()) as run:
        rows = {} if dry_run else refresh()
        pruned = prune(dry_run)
        run.told = pruned.sentence
        if not dry_run:
            counted = f"{sum(rows.values()):,} rows of {len(rows)} summaries counted anew"
            run.told = f"{counted}; {run.told}; {tell_queue(run.run_id)}"
    publish(run.summary)
    return {**run.summary.as_dict(), "summaries": rows, "pages": pruned.as_dict()}


@stage
def refresh() -> dict[str, int]:
    """Count anew; returns rows by view."""
    engine = make_engine()
    try:
        return refresh_summaries(engine)
    finally:
        engine.dispose()


@stage
def prune(dry_run: bool) -> Pruned:
    """Let the bytes of old pages go; returns how many."""
    settings = StorageSettings()
    engine = make_engine()
    try:
        return prune_pages(
            engine, PageStore(settings.pages), policy_of(settings), utc_now(), dry_run
        )
    finally:
        engine.dispose()


@stage
def tell_queue(run_id: int) -> str:
    """Emit an event when people fall behind with the review queue; returns its numbers."""
    engine = make_engine()
    try:
        with reading(engine) as session:
            queue = review_queue_week(session, utc_now())
    finally:
        engine.dispose()
    if queue.growing:
        emit_event(
            event=GROWING,
            resource={
                "prefect.resource.id": "salang.queue.review",
                "prefect.resource.name": "the review queue",
            },
            payload={**asdict(queue), "run": run_id, "reason": queue.sentence},
        )
    return queue.sentence
