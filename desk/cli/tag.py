"""``salang tag``: tag with the codebook in use."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.flow_runs import Flow, run_flow

app = group(
    "tag",
    summary_of("tag"),
    "salang tag\nsalang tag --codebook my-codebook",
    "After a change to the codebook this tags all texts anew; what reviewers decided stays.",
)


@app.default
def tag(
    *,
    codebook: Path | None = None,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Tag every text that this version of the codebook has not tagged yet.

    Parameters
    ----------
    codebook
        Folder of the codebook; else SALANG_CODEBOOK, else the packaged one.
    json
        Print the summary as JSON; everything else goes to standard error.
    """
    from desk.before_run import check_before_run

    check_before_run(codebook)
    return run_flow(_tag, "Tagging texts with the codebook in use.", json, codebook=codebook)


def _tag() -> Flow:
    from flows.tag import tag as flow

    return flow
