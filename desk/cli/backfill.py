"""``salang backfill``: pages of past days, from a web archive."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.errors import DeskError
from desk.cli.flow_runs import Flow, run_flow

app = group(
    "backfill",
    summary_of("backfill"),
    "salang backfill --source pajhwok --from 2025-06-01 --to 2025-07-31\n"
    "salang backfill --source tass --from 2025-07-03 --to 2025-07-05 --archive commoncrawl "
    "--match /politics/",
    "The days are those on which the archive took a page, which may be later than its publication. "
    "What was read before is not asked for; run it again for what one run left.",
)


@app.default
def backfill(
    *,
    source: Sequence[str] = (),
    from_: Annotated[datetime | None, Parameter(name="--from")] = None,
    to: datetime | None = None,
    archive: Literal["wayback", "commoncrawl"] = "wayback",
    max_pages: int = 500,
    match: str | None = None,
    catalog: Path | None = None,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Take pages of past days from a web archive; screen, extract, link copies, tag and queue.

    Parameters
    ----------
    source
        The source (its short name); may be given several times.
    from_
        First day on which the archive took the pages: 2025-06-01.
    to
        Last day on which the archive took the pages, included.
    archive
        wayback (the Wayback Machine) or commoncrawl.
    max_pages
        Most pages taken for one source in this run.
    match
        Regular expression that must be found in a page's address.
    catalog
        Folder of source files, or one file; else SALANG_CATALOG, else the packaged one.
    json
        Print the summary as JSON; everything else goes to standard error.
    """
    if not source or from_ is None or to is None:
        raise DeskError("say which source and which days: --source SLUG --from DAY --to DAY", 2)
    if to < from_:
        raise DeskError(f"--to {to:%Y-%m-%d} is before --from {from_:%Y-%m-%d}", 2)
    if not 1 <= max_pages <= 100_000:
        raise DeskError(f"--max-pages is 1 to 100000, not {max_pages}", 2)
    from crawlers.catalog import read_catalog
    from desk.before_run import check_before_run
    from desk.sources import catalog_path, named

    named(read_catalog(catalog_path(catalog)).sources, list(source))
    check_before_run()
    return run_flow(
        _backfill,
        f"Taking pages of {', '.join(source)} from {archive}: {from_:%Y-%m-%d} to {to:%Y-%m-%d}.",
        json,
        sources=list(source),
        from_day=from_.date(),
        to_day=to.date(),
        archive=archive,
        max_pages=max_pages,
        match=match,
        catalog=catalog_path(catalog),
    )


def _backfill() -> Flow:
    from flows.backfill import backfill as flow

    return flow
