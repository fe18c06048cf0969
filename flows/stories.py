"""Task of the flows that joins articles telling one event."""

from pathlib import Path

from flows.stages import pipeline
from flows.tasks import stage


@stage
def group_stories(run_id: int, codebook: Path | None = None) -> dict[str, int]:
    """Compare pending articles by what they tell, and place them in stories; returns counts."""
    return dict(pipeline.group_stories(run_id, codebook))
