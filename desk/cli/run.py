"""``salang run``: the main job."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.errors import DeskError
from desk.cli.flow_runs import Flow, run_flow
from desk.cli.times import check_since
from flows.parameters import ChannelKind

app = group(
    "run",
    summary_of("run"),
    "salang run --sample\n"
    "salang run --source pajhwok --since 7d\n"
    "salang run --catalog my-sources --channel feed --json",
    "It takes what is pending, so what a killed run left is finished first. Run it again at any "
    "time: what is known is not fetched again.",
)


@app.default
def run(
    *,
    sample: bool = False,
    catalog: Path | None = None,
    source: Sequence[str] = (),
    channel: Sequence[ChannelKind] = (),
    since: Annotated[str | None, Parameter(validator=check_since)] = None,
    share: str | None = None,
    json: Annotated[bool, Parameter(name="--json")] = False,
    sample_edition: int = 1,
) -> int:
    """Poll, fetch, screen, extract, link copies, tag and queue; ends with what came of it.

    Parameters
    ----------
    sample
        Start six invented outlets on loopback ports, crawl them, stop them.
    catalog
        Folder of source files, or one file; else SALANG_CATALOG, else the packaged one.
    source
        Only this source (its short name); may be given several times.
    channel
        Only this kind of channel; may be given several times.
    since
        Only what was published in this time (12h, 7d, 2w), or since a date (2025-07-03).
    share
        Name of a crawl that several runs share, on any machines of one PostgreSQL database.
    json
        Print the summary as JSON; everything else goes to standard error.
    sample_edition
        Edition of the sample, 1 or 2: in the second, days later, some pages have changed.
    """
    if sample and catalog is not None:
        raise DeskError("--sample brings its own catalogue; leave --catalog away", 2)
    if sample_edition not in (1, 2):
        raise DeskError(f"--sample-edition is 1 or 2, not {sample_edition}", 2)
    with ExitStack() as stack:
        if sample:
            from desk.sample import running_sample

            catalog = stack.enter_context(running_sample(sample_edition))
        from desk.sources import catalog_path

        announcement = _checked(catalog, source, sample)
        return run_flow(
            _ingest,
            announcement,
            json,
            sources=list(source),
            channels=list(channel),
            since=since,
            share=share,
            catalog=catalog_path(catalog),
        )


def _ingest() -> Flow:
    from flows.ingest import ingest

    return ingest


def _checked(catalog: Path | None, slugs: Sequence[str], sample: bool) -> str:
    """Fail now on what would fail after Prefect's start; returns the first line of output."""
    from crawlers.catalog import read_catalog
    from desk.before_run import check_before_run
    from desk.sources import active_or_named, catalog_path

    catalogue = read_catalog(catalog_path(catalog))
    chosen = active_or_named(catalogue.sources, slugs)
    check_before_run()
    channels = sum(channel.active for spec in chosen for channel in spec.channels)
    what = "the sample newsroom" if sample else f"{len(chosen)} sources"
    return (
        f"Watching {what}: {channels} channels polled, new pages fetched and read, copies linked, "
        "texts tagged."
    )
