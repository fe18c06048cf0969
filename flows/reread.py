"""Flow ``reread``: read stored pages again whose reader failed, or which an older one refused."""

from datetime import datetime
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.runtime import flow_run

from crawlers.job import parse_since
from flows.artifacts import publish, show_progress
from flows.dedupe import remove_echo
from flows.parameters import ReadFate, Since, Source
from flows.stages import pipeline
from flows.stages.reread import Reread
from flows.stages.run import recorded_run
from flows.stories import group_stories
from flows.tag import tag_articles
from flows.tasks import LONG, stage
from models.base import utc_now
from models.candidates import Fate


@flow(name="reread", timeout_seconds=LONG)
def reread(
    fates: list[ReadFate] = ["extraction_failed"],  # noqa: B006 - for the form; not changed
    sources: list[Source] = [],  # noqa: B006
    since: Since = None,
) -> dict[str, Any]:
    """Read stored pages again, then remove the echo, tag and join stories of what is new.

    An article is never taken away; a text, date or byline that is read differently becomes a
    new revision. What people decided stays. A second run changes nothing.

    Args:
        fates: Pages that came to these ends.
        sources: Short names of sources; empty means all.
        since: Only what was fetched since: 12h, 7d, 2w ago, or a date. Empty means all.
    """
    parameters = {"fates": fates, "sources": sources, "since": since}
    with recorded_run("reread", parameters, flow_run.get_id()) as run, show_progress("reread"):
        earliest = parse_since(since, utc_now()) if since else None
        done = read_pages_again(run.run_id, list(fates), sources, earliest)
        run.stages["reread"] = done.fates.total()
        run.told = done.sentence
        run.stages |= remove_echo(run.run_id)
        run.stages |= tag_articles(run.run_id)
        run.stages |= group_stories(run.run_id)
    publish(run.summary)
    create_table_artifact(
        key="fates-before-and-after",
        table=done.rows() or [{"before": "(none)", "after": "(none)", "pages": 0}],
        description=done.sentence,
    )
    return {**run.summary.as_dict(), "reread": done.rows()}


@stage
def read_pages_again(
    run_id: int, fates: list[str], sources: list[str], since: datetime | None
) -> Reread:
    """Read stored pages of these fates again; returns their fates before and after."""
    return pipeline.reread_pages(run_id, [Fate(fate) for fate in fates], sources, since)
