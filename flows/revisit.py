"""Flow ``revisit``: ask again for relevant articles, and say what was changed or taken down."""

from pathlib import Path
from typing import Annotated, Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.runtime import flow_run
from pydantic import Field

from crawlers.settings import CrawlSettings
from flows.artifacts import publish, show_progress
from flows.dedupe import remove_echo
from flows.ingest import read_leftovers
from flows.parameters import Catalog, Jitter, Source, Topic
from flows.revisions import classify_revisions
from flows.stages import pipeline
from flows.stages.catalogue import select_sources
from flows.stages.revisits import Visits, due_batches, visits_of_run, watch_new
from flows.stages.run import recorded_run
from flows.stories import group_stories
from flows.tag import tag_articles
from flows.tasks import HUNG, stage, wait_at_random
from models.base import utc_now

#: rows of the table artifact; the database holds all
MOST_ROWS = 500


@flow(name="revisit", timeout_seconds=HUNG)
def revisit(
    sources: list[Source] = [],  # noqa: B006 - a list makes the form's control; it is not changed
    per_source: Annotated[int, Field(ge=1, le=10_000)] = 100,
    everything: bool = False,
    catalog: Catalog = None,
    topics: list[Topic] = [],  # noqa: B006
    jitter_seconds: Jitter = 0,
) -> dict[str, Any]:
    """Ask again for relevant and borderline articles that are due, as politely as ever.

    A changed text becomes a new revision, classified; a page that is gone is marked, never
    deleted. New revisions go through echo detection and tagging.

    Args:
        sources: Short names of sources, as in `salang sources list`; empty means all active ones.
        per_source: Most articles asked for of one source; the rest waits for the next run.
        everything: Ask also for articles that are not due yet.
        catalog: Folder of source files; empty means the one in the settings.
        topics: Only articles with one of these topics; empty means all.
        jitter_seconds: A scheduled run begins up to so many seconds later, at random, so that
            outlets are not asked on the minute.
    """
    wait_at_random(jitter_seconds, flow_run.get_tags())
    catalog = catalog or CrawlSettings().catalog
    parameters = {
        "sources": sources,
        "per_source": per_source,
        "everything": everything,
        "topics": topics,
        "catalog": str(catalog) if catalog else None,
    }
    with recorded_run("revisit", parameters, flow_run.get_id()) as run, show_progress("revisit"):
        chosen = select_sources(run.engine, catalog, sources)
        run.problems += chosen.problems
        watch_new(run.engine)
        moment = None if everything else utc_now()
        for batch in due_batches(run.engine, chosen.batches, moment, topics):
            run.problems += visit_sources(
                run.run_id, batch, per_source, everything, catalog, topics
            )
        read_leftovers(run.run_id)
        run.stages |= remove_echo(run.run_id)
        run.stages |= tag_articles(run.run_id)
        run.stages |= group_stories(run.run_id)
        run.stages |= classify_revisions(run.run_id)
        done = visits_of_run(run.engine, run.run_id)
        run.stages |= {f"visits_{outcome}": count for outcome, count in done.outcomes.items()}
        run.told = done.sentence
    publish(run.summary)
    publish_visits(done)
    return {**run.summary.as_dict(), "visits": done.outcomes, "edits": done.rows[:MOST_ROWS]}


@stage
def visit_sources(
    run_id: int,
    sources: dict[str, int],
    per_source: int,
    everything: bool,
    catalog: Path | None,
    topics: list[str],
) -> list[str]:
    """Ask again for the articles of a batch of sources; returns problems as sentences."""
    return pipeline.revisit_and_read(run_id, sources, per_source, everything, catalog, topics)


def publish_visits(done: Visits) -> None:
    """The table of articles that were changed, gone or there again."""
    create_table_artifact(
        key="visits",
        table=done.rows[:MOST_ROWS] or [{"source": "(none)", "outcome": done.sentence}],
        description=done.sentence,
    )
