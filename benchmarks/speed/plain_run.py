"""The stages of ``salang run`` without Prefect, for the catalogue that is named."""

import sys
from pathlib import Path

from desk.before_run import check_before_run
from flows.stages import pipeline
from flows.stages.alerts import tell_alerts
from flows.stages.catalogue import select_sources
from flows.stages.run import RunRecord, recorded_run


def main() -> None:
    """Run them over the sources of a catalogue."""
    check_before_run()
    with recorded_run("ingest", {}) as run:
        crawl(run, Path(sys.argv[1]))
        work_through(run)
        run.problems += tell_alerts(run.engine).problems
    print(run.summary.message)


def crawl(run: RunRecord, catalog: Path) -> None:
    """Poll, fetch and read what all sources of a catalogue bring."""
    for batch in select_sources(run.engine, catalog).batches:
        run.problems += pipeline.crawl_and_read(run.run_id, batch, catalog=catalog)


def work_through(run: RunRecord) -> None:
    """All that comes after the crawl."""
    pipeline.read_leftovers(run.run_id)
    pipeline.estimate_recall(run.run_id)
    pipeline.remove_echo(run.run_id)
    pipeline.tag_articles(run.run_id)
    pipeline.group_stories(run.run_id)
    pipeline.classify_revisions(run.run_id)


if __name__ == "__main__":
    main()
