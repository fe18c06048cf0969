"""``salang dedupe``: link copies."""

from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.flow_runs import Flow, run_flow

app = group(
    "dedupe",
    summary_of("dedupe"),
    "salang dedupe",
    "salang run and salang import do this by themselves; it is of use after one was stopped.",
)


@app.default
def dedupe(*, json: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """Look for copies of every text that was not looked at yet, and link them.

    Parameters
    ----------
    json
        Print the summary as JSON; everything else goes to standard error.
    """
    from desk.before_run import check_before_run

    check_before_run()
    return run_flow(_dedupe, "Linking copies among texts not looked at yet.", json)


def _dedupe() -> Flow:
    from flows.dedupe import dedupe as flow

    return flow
