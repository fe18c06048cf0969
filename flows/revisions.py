"""Task ``classify-revisions``: what each new revision changed."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.stages import pipeline


@task(cache_policy=NO_CACHE)
def classify_revisions(run_id: int) -> dict[str, int]:
    """Classify the changes of pending revisions; returns counts by kind."""
    return {f"edit_{kind}": count for kind, count in pipeline.classify_revisions(run_id).items()}
