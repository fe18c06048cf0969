"""The stages of ``salang run`` without Prefect, over the sources of a catalogue."""

import sys
from pathlib import Path

from desk.before_run import check_before_run
from flows.stages import pipeline
from flows.stages.alerts import tell_alerts
from flows.stages.catalogue import select_sources
from flows.stages.run import recorded_run


def main() -> None:
    """Run them over the sources of a catalogue."""
    catalog = Path(sys.argv[1])
    check_before_run()
    with recorded_run("ingest", {}) as run:
        chosen = select_sources(run.engine, catalog)
        for batch in chosen.batches:
            run.problems += pipeline.crawl_and_read(run.run_id, batch, catalog=catalog)
        pipeline.read_leftovers(run.run_id)
        pipeline.estimate_recall(run.run_id)
        pipeline.remove_echo(run.run_id)
        pipeline.tag_articles(run.run_id)
        pipeline.group_stories(run.run_id)
        pipeline.classify_revisions(run.run_id)
        run.problems += tell_alerts(run.engine).problems
    print(run.summary.message)


if __name__ == "__main__":
    main()
