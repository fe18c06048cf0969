"""Flow ``dedupe``: link copies among the texts that were not looked at yet."""

from typing import Any

from prefect import flow
from prefect.runtime import flow_run

from flows.artifacts import publish
from flows.stages import pipeline
from flows.stages.run import recorded_run
from flows.stories import group_stories
from flows.tasks import LONG, stage


@flow(name="dedupe", timeout_seconds=LONG)
def dedupe() -> dict[str, Any]:
    """Look for copies of every text that was not looked at yet, and link them."""
    with recorded_run("dedupe", {}, flow_run.get_id()) as run:
        run.stages |= remove_echo(run.run_id)
        run.stages |= group_stories(run.run_id)
    publish(run.summary)
    return run.summary.as_dict()


@stage
def remove_echo(run_id: int) -> dict[str, int]:
    """Fingerprint pending texts, link their copies, choose originals; returns counts."""
    return dict(pipeline.remove_echo(run_id))
