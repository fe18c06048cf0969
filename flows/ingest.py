"""Flow ``ingest``, the main job: poll, fetch, read, remove the echo, tag, join stories, queue."""

from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.runtime import flow_run

from crawlers.job import parse_since
from crawlers.settings import CrawlSettings
from flows.alerts import tell
from flows.artifacts import publish, show_progress
from flows.dedupe import remove_echo
from flows.helpers import start_helpers
from flows.parameters import (
    Catalog,
    ChannelKind,
    Jitter,
    Priority,
    Share,
    Since,
    Source,
    Workers,
)
from flows.revisions import classify_revisions
from flows.stages import pipeline
from flows.stages.catalogue import select_sources
from flows.stages.run import recorded_run
from flows.stages.sharing import batches_of
from flows.stories import group_stories
from flows.tag import tag_articles
from flows.tasks import HUNG, stage, wait_at_random
from models.base import utc_now


@flow(name="ingest", timeout_seconds=HUNG)
def ingest(
    sources: list[Source] = [],  # noqa: B006 - a list makes the form's control; it is not changed
    channels: list[ChannelKind] = [],  # noqa: B006
    since: Since = None,
    priority: Priority = None,
    catalog: Catalog = None,
    due_only: bool = False,
    jitter_seconds: Jitter = 0,
    share: Share = None,
    workers: Workers = 1,
) -> dict[str, Any]:
    """Poll the sources, fetch what is new, read it, remove the echo, tag it, join its stories.

    Takes what is pending, leftovers of killed runs included; a second run finds nothing to do.
    Returns the summary of the run.

    Args:
        sources: Short names of sources, as in `salang sources list`; empty means all active ones.
        channels: Kinds of channel to poll; empty means all.
        since: Only what was published since: 12h, 7d, 2w ago, or a date. Empty means all.
        priority: Only sources of this priority; empty means all.
        catalog: Folder of source files; empty means the one in the settings.
        due_only: Only documents whose time has come, as polling learned it; else all are polled.
        jitter_seconds: A scheduled run begins up to so many seconds later, at random, so that
            outlets are not asked on the minute.
        share: Name of a crawl that several runs share, each source crawled by one of them. Empty
            means that this run crawls all of its sources.
        workers: Runs that share this one's work: it starts the others as runs of its deployment.
    """
    wait_at_random(jitter_seconds, flow_run.get_tags())
    catalog = catalog or CrawlSettings().catalog
    parameters = {
        "sources": sources,
        "channels": channels,
        "since": since,
        "priority": priority,
        "catalog": str(catalog) if catalog else None,
        "due_only": due_only,
        "share": share,
    }
    with recorded_run("ingest", parameters, flow_run.get_id()) as run, show_progress("ingest"):
        chosen = select_sources(run.engine, catalog, sources, priority)
        run.problems += chosen.problems
        earliest = parse_since(since, utc_now()) if since else None
        if workers > 1:
            share = share or f"run {run.run_id}"
            start_helpers(workers - 1, {**parameters, "share": share, "workers": 1})
        for batch in batches_of(run.engine, chosen, share):
            run.problems += crawl_sources(
                run.run_id, batch, list(channels), earliest, catalog, due_only
            )
        read_leftovers(run.run_id)
        estimate_recall(run.run_id)
        run.stages |= remove_echo(run.run_id)
        run.stages |= tag_articles(run.run_id)
        run.stages |= group_stories(run.run_id)
        run.stages |= classify_revisions(run.run_id)
        run.problems += tell().problems
    publish(run.summary)
    return run.summary.as_dict()


@stage
def crawl_sources(
    run_id: int,
    sources: dict[str, int],
    kinds: list[str],
    since: datetime | None,
    catalog: Path | None,
    due_only: bool = False,
) -> list[str]:
    """Crawl a batch of sources and read what comes in; returns problems as sentences."""
    return pipeline.crawl_and_read(run_id, sources, kinds, since, catalog, due_only=due_only)


@stage
def read_leftovers(run_id: int) -> int:
    """Read what an earlier run fetched and was killed before reading."""
    return pipeline.read_leftovers(run_id)


@stage
def estimate_recall(run_id: int) -> int:
    """Estimate how much of the weeks that this run saw was found; returns how many estimates."""
    return pipeline.estimate_recall(run_id)
