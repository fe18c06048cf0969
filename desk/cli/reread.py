"""``salang reread``: read stored pages again, and say what became of them."""

from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.flow_runs import Flow, run_flow
from desk.cli.times import check_since
from flows.parameters import ReadFate

app = group(
    "reread",
    summary_of("reread"),
    "salang reread\nsalang reread --fate not_an_article --fate undated --source pajhwok --since 7d",
    "The bytes of every page that was fetched are kept, whatever became of it. No address is "
    "asked for. An article is never taken away: what is read differently is a new revision, and "
    "what reviewers decided stays. Running it again changes nothing.",
)


@app.default
def reread(
    *,
    fate: Sequence[ReadFate] = ("extraction_failed",),
    source: Sequence[str] = (),
    since: Annotated[str | None, Parameter(validator=check_since)] = None,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Read stored pages again whose reader failed or which an older reader refused; ends with
    their fates before and after.

    Parameters
    ----------
    fate
        Pages that came to this end, such as not_an_article, undated or paywalled; may be given
        several times.
    source
        Only this source (its short name); may be given several times.
    since
        Only what was fetched in this time (12h, 7d, 2w), or since a date (2025-07-03).
    json
        Print the summary as JSON; everything else goes to standard error.
    """
    from desk.before_run import check_before_run
    from flows.stages.reread import stored_sources
    from models.session import make_engine

    check_before_run()
    engine = make_engine()
    try:
        stored_sources(engine, source)
    finally:
        engine.dispose()
    return run_flow(
        _reread,
        f"Reading stored pages again that came to: {', '.join(fate)}.",
        json,
        fates=list(fate),
        sources=list(source),
        since=since,
    )


def _reread() -> Flow:
    from flows.reread import reread as flow

    return flow
