"""Task ``classify-revisions``: what each new revision changed."""

from flows.stages import pipeline
from flows.tasks import stage


@stage
def classify_revisions(run_id: int) -> dict[str, int]:
    """Classify the changes of pending revisions; returns counts by kind."""
    return {f"edit_{kind}": count for kind, count in pipeline.classify_revisions(run_id).items()}
