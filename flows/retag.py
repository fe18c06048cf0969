"""Flow ``retag``: apply the codebook in use to every stored text, and list what it changed."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.runtime import flow_run

from flows.artifacts import publish
from flows.stages import pipeline
from flows.stages.retag import Retagged
from flows.stages.run import recorded_run
from flows.stories import group_stories
from flows.tasks import LONG, stage

#: rows of the table artifact; the run's result holds all
MOST_ROWS = 500


@flow(name="retag", timeout_seconds=LONG)
def retag(codebook: Path | None = None, everything: bool = False) -> dict[str, Any]:
    """Tag every stored text anew that this version of the codebook has not tagged yet.

    What an earlier version of Salang's engine tagged counts as not tagged. What reviewers
    decided stays; changed texts are looked at again for stories. Running it again changes
    nothing.

    Args:
        codebook: Folder of the codebook; empty means the one in the settings.
        everything: Tag also what this version has tagged.
    """
    parameters = {"codebook": str(codebook) if codebook else None, "everything": everything}
    with recorded_run("retag", parameters, flow_run.get_id()) as run:
        done = retag_articles(run.run_id, codebook, everything)
        run.stages |= verdicts(done)
        run.stages |= group_stories(run.run_id, codebook)
        run.told = done.sentence
    publish(run.summary)
    publish_changes(done)
    return {**run.summary.as_dict(), "retag": done.as_dict()}


@stage
def retag_articles(run_id: int, codebook: Path | None, everything: bool) -> Retagged:
    """Tag texts anew; returns what changed."""
    return pipeline.retag_articles(run_id, codebook, everything)


def verdicts(done: Retagged) -> dict[str, int]:
    """Texts by verdict, for the summary."""
    counts = {"retagged": done.changes.articles - done.listed}
    for (_, verdict), count in done.counts.items():
        counts[verdict] = counts.get(verdict, 0) + count
    return counts


def publish_changes(done: Retagged) -> None:
    """The table of what changed by code."""
    rows: list[dict[str, Any]] = [
        {
            "kind": change.kind,
            "code": change.code,
            "articles gained": change.added,
            "articles lost": change.removed,
            "evidence moved": change.moved,
            # keys are larger than what a browser's numbers hold
            "for example": ", ".join(
                str(key)
                for key in (
                    change.added_examples + change.removed_examples + change.moved_examples
                )[:3]
            ),
        }
        for change in done.changes.codes()
    ]
    rows += [
        {
            "kind": "verdict",
            "code": f"{turn.before} -> {turn.after}",
            "articles gained": turn.articles,
            "articles lost": 0,
            "evidence moved": 0,
            "for example": ", ".join(map(str, turn.examples)),
        }
        for turn in done.changes.verdicts()
    ]
    create_table_artifact(
        key="changes",
        table=rows[:MOST_ROWS] or [{"kind": "(none)", "code": done.sentence}],
        description=f"{done.sentence}. {done.kept_tags} tags and {done.kept_verdicts} verdicts "
        "of people kept.",
    )
