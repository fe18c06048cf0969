"""Flow ``backfill``: pages of past days, taken from a web archive."""

from datetime import date
from typing import Annotated, Any, Literal

from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

from crawlers.job import Backfill
from crawlers.settings import CrawlSettings
from flows.artifacts import publish, show_progress
from flows.dedupe import remove_echo
from flows.parameters import Catalog, Source
from flows.stages import pipeline
from flows.stages.catalogue import select_sources
from flows.stages.run import recorded_run
from flows.stories import group_stories
from flows.tag import tag_articles
from flows.tasks import LONG, stage


@flow(name="backfill", timeout_seconds=LONG)
def backfill(
    sources: Annotated[list[Source], Field(min_length=1)],
    from_day: date,
    to_day: date,
    archive: Literal["wayback", "commoncrawl"] = "wayback",
    max_pages: Annotated[int, Field(ge=1, le=100_000)] = 500,
    match: str | None = None,
    catalog: Catalog = None,
) -> dict[str, Any]:
    """Take pages of past days from a web archive and read them like fetched ones.

    What was read before is not asked for. Run it again for what one run left.

    Args:
        sources: Short names of sources, as in `salang sources list`.
        from_day: First day on which the archive took the pages.
        to_day: Last day on which the archive took the pages, included.
        archive: wayback (the Wayback Machine) or commoncrawl.
        max_pages: Most pages taken for one source in this run.
        match: Regular expression that must be found in a page's address; empty means all pages.
        catalog: Folder of source files; empty means the one in the settings.
    """
    catalog = catalog or CrawlSettings().catalog
    asked = Backfill(
        archive=archive, start=from_day, end=to_day, max_pages=max_pages, match=match or None
    )
    parameters = {"sources": sources, **asked.model_dump(mode="json")}
    with recorded_run("backfill", parameters, flow_run.get_id()) as run, show_progress("backfill"):
        chosen = select_sources(run.engine, catalog, sources)
        run.problems += chosen.problems
        for batch in chosen.batches:
            run.problems += take_from_archive(run.run_id, batch, asked, catalog)
        run.stages |= remove_echo(run.run_id)
        run.stages |= tag_articles(run.run_id)
        run.stages |= group_stories(run.run_id)
    publish(run.summary)
    return run.summary.as_dict()


@stage
def take_from_archive(
    run_id: int, sources: dict[str, int], asked: Backfill, catalog: Catalog
) -> list[str]:
    """Take the pages of a batch of sources and read them; returns problems as sentences."""
    return pipeline.crawl_and_read(run_id, sources, catalog=catalog, backfill=asked)
