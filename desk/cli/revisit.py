"""``salang revisit``: ask again for relevant articles."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, validators

from desk.cli.app import group, summary_of
from desk.cli.flow_runs import Flow, run_flow

app = group(
    "revisit",
    summary_of("revisit"),
    "salang revisit\nsalang revisit --source pajhwok --everything",
    "Visits fall due at 3 and 12 hours, 1, 3, 7 and 30 days of age, sooner where an article was "
    "edited before. What changed is in: salang report revisions --columns all",
)


@app.default
def revisit(
    *,
    catalog: Path | None = None,
    source: Sequence[str] = (),
    per_source: Annotated[int, Parameter(validator=validators.Number(gte=1, lte=10_000))] = 100,
    everything: bool = False,
    topic: Sequence[str] = (),
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Ask again for relevant and borderline articles that are due; say what was changed or
    taken down. Nothing is deleted.

    Parameters
    ----------
    catalog
        Folder of source files, or one file; else SALANG_CATALOG, else the packaged one.
    source
        Only this source (its short name); may be given several times.
    per_source
        Most articles asked for of one source; the rest waits for the next run.
    everything
        Ask also for articles that are not due yet.
    topic
        Only articles with this topic of the codebook; may be given several times.
    json
        Print the summary as JSON; everything else goes to standard error.
    """
    from crawlers.catalog import read_catalog
    from desk.before_run import check_before_run
    from desk.sources import active_or_named, catalog_path

    place = catalog_path(catalog)
    active_or_named(read_catalog(place).sources, source)
    check_before_run()
    return run_flow(
        _revisit,
        "Asking again for articles that are due.",
        json,
        sources=list(source),
        per_source=per_source,
        everything=everything,
        catalog=place,
        topics=list(topic),
    )


def _revisit() -> Flow:
    from flows.revisit import revisit as flow

    return flow
