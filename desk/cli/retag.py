"""``salang retag``: tag stored texts anew, and say what that changed."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.flow_runs import Flow, run_flow

app = group(
    "retag",
    summary_of("retag"),
    "salang retag\nsalang retag --codebook my-codebook --json",
    "See before what it would change with: salang codebook diff A B --on-corpus. What "
    "reviewers decided stays. A run that is stopped goes on next time where it ended.",
)


@app.default
def retag(
    *,
    codebook: Path | None = None,
    everything: bool = False,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Tag every stored text that this version of the codebook has not tagged, and list by code
    which articles gained it, lost it, or keep it on other words.

    Parameters
    ----------
    codebook
        Folder of the codebook; else SALANG_CODEBOOK, else the packaged one.
    everything
        Tag also what this version has tagged. Not needed after an update of Salang: what an
        earlier engine tagged is tagged anew by itself.
    json
        Print the summary as JSON; everything else goes to standard error.
    """
    from desk.before_run import check_before_run

    check_before_run(codebook)
    return run_flow(
        _retag,
        "Tagging stored texts anew with the codebook in use.",
        json,
        codebook=codebook,
        everything=everything,
    )


def _retag() -> Flow:
    from flows.retag import retag as flow

    return flow
