"""Flow ``import-documents``: documents from files, through the same stages as fetched pages."""

from pathlib import Path
from typing import Annotated, Any

from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

from flows.artifacts import publish, show_progress
from flows.dedupe import remove_echo
from flows.stages import pipeline
from flows.stages.imports import ImportResult
from flows.stages.run import recorded_run
from flows.stories import group_stories
from flows.tag import tag_articles
from flows.tasks import LONG, stage


@flow(name="import-documents", timeout_seconds=LONG)
def import_documents(
    paths: Annotated[list[Path], Field(min_length=1)],
) -> dict[str, Any]:
    """Store documents from files, remove the echo and tag them. Known documents add nothing.

    Args:
        paths: Files or folders: .txt, .html, .pdf, .docx, .jsonl, .warc, .warc.gz, .wacz.
    """
    parameters = {"paths": [str(path) for path in paths]}
    with (
        recorded_run("import-documents", parameters, flow_run.get_id()) as run,
        show_progress("import"),
    ):
        result = store_documents(run.run_id, paths)
        run.problems += result.problems
        run.stages |= {"found": result.found, "new": result.new, "known": result.known}
        run.stages |= remove_echo(run.run_id)
        run.stages |= tag_articles(run.run_id)
        run.stages |= group_stories(run.run_id)
    publish(run.summary)
    return run.summary.as_dict()


@stage
def store_documents(run_id: int, paths: list[Path]) -> ImportResult:
    """Store and read the documents of the paths."""
    return pipeline.import_documents(run_id, paths)
