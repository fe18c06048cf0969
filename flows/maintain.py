"""Flow ``maintain``: count anew what large databases keep as summaries."""

from typing import Any

from prefect import flow
from prefect.runtime import flow_run

from flows.artifacts import publish
from flows.stages.maintain import refresh_summaries
from flows.stages.run import recorded_run
from flows.tasks import HUNG, stage
from models.session import make_engine


@flow(name="maintain", timeout_seconds=HUNG)
def maintain() -> dict[str, Any]:
    """Write the views whose names end in _kept anew: coverage, topics and designations by day.

    They hold what the views they are named after count, as of the end of this run.
    """
    with recorded_run("maintain", {}, flow_run.get_id()) as run:
        rows = refresh()
        run.told = f"{sum(rows.values()):,} rows of {len(rows)} summaries counted anew"
    publish(run.summary)
    return {**run.summary.as_dict(), "summaries": rows}


@stage
def refresh() -> dict[str, int]:
    """Count anew; returns rows by view."""
    engine = make_engine()
    try:
        return refresh_summaries(engine)
    finally:
        engine.dispose()
