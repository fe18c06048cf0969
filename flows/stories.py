"""Task of the flows that joins articles telling one event."""

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.stages import pipeline


@task(cache_policy=NO_CACHE)
def group_stories(run_id: int, codebook: Path | None = None) -> dict[str, int]:
    """Compare pending articles by what they tell, and place them in stories; returns counts."""
    return dict(pipeline.group_stories(run_id, codebook))
