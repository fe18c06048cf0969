"""``salang maintain``: count anew what is kept as summaries, let the bytes of old pages go."""

from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.flow_runs import Flow, run_flow

app = group(
    "maintain",
    summary_of("maintain"),
    "salang maintain\nsalang maintain --dry-run",
    "The reports coverage_daily_kept, topics_daily_kept and designations_kept hold the rows of "
    "those without _kept as this command (flow maintain, nightly by its deployment) last counted "
    "them, for databases in which counting takes long; refreshed_at says when. The bytes of "
    "pages go after the days that SALANG_KEEP_SCREENED_OUT_DAYS, SALANG_KEEP_PAGES_DAYS and "
    "SALANG_KEEP_RELEVANT_PAGES_DAYS say; with none set none go. What a review relies on stays.",
)


@app.default
def maintain(
    *, dry_run: bool = False, json: Annotated[bool, Parameter(name="--json")] = False
) -> int:
    """Write the kept summaries anew, and let the bytes of old pages go as the settings say.

    Parameters
    ----------
    dry_run
        Only say which bytes would go; nothing is changed.
    json
        Print the run's summary as JSON.
    """
    return run_flow(
        _maintain,
        "Looking which page bytes would go."
        if dry_run
        else "Counting what the kept reports show; letting old page bytes go.",
        json,
        dry_run=dry_run,
    )


def _maintain() -> Flow:
    from flows.maintain import maintain as flow

    return flow
