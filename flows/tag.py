"""Flow ``tag``: code the texts that the current codebook version has not coded."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.runtime import flow_run

from flows.artifacts import publish
from flows.stages import pipeline
from flows.stages.run import recorded_run
from flows.stories import group_stories
from flows.tasks import LONG, stage


@flow(name="tag", timeout_seconds=LONG)
def tag(
    codebook: Path | None = None,
) -> dict[str, Any]:
    """Tag every text that this version of the codebook has not tagged yet.

    Args:
        codebook: Folder of the codebook; empty means the one in the settings.
    """
    parameters = {"codebook": str(codebook) if codebook else None}
    with recorded_run("tag", parameters, flow_run.get_id()) as run:
        run.stages |= tag_articles(run.run_id, codebook)
        run.stages |= group_stories(run.run_id, codebook)
    publish(run.summary)
    return run.summary.as_dict()


@stage
def tag_articles(run_id: int, codebook: Path | None = None) -> dict[str, int]:
    """Tag pending texts; returns counts by verdict."""
    return dict(pipeline.tag_articles(run_id, codebook))
