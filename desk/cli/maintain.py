"""``salang maintain``: count anew what large databases keep as summaries."""

from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.flow_runs import Flow, run_flow

app = group(
    "maintain",
    summary_of("maintain"),
    "salang maintain",
    "The reports coverage_daily_kept, topics_daily_kept and designations_kept hold the rows of "
    "those without _kept as this command (flow maintain, nightly by its deployment) last counted "
    "them, for databases in which counting takes long; refreshed_at says when.",
)


@app.default
def maintain(*, json: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """Write the kept summaries anew.

    Parameters
    ----------
    json
        Print the run's summary as JSON.
    """
    return run_flow(_maintain, "Counting what the kept reports show.", json)


def _maintain() -> Flow:
    from flows.maintain import maintain as flow

    return flow
