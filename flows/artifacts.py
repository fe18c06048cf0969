"""What a run leaves in Prefect: progress, a table of fates, a summary, a picture of coverage."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from time import monotonic
from typing import cast
from uuid import UUID

from prefect.artifacts import (
    create_image_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from flows.charts import coverage_svg
from flows.progress import Step, listening
from flows.stages.account import Summary

#: seconds between updates of the progress artifact: each is a call to the API
UPDATE_EVERY = 5.0
#: days shown in the picture
DAYS = 60


@contextmanager
def show_progress(key: str) -> Iterator[None]:
    """Within the block, the steps of the stages move a progress artifact of the run."""
    # in a sync flow the key comes back at once, not a coroutine
    artifact = cast(
        UUID,
        create_progress_artifact(
            progress=0.0, key=f"{key}-progress", description="Pages fetched, of those known so far"
        ),
    )
    last = monotonic()

    def move(step: Step) -> None:
        nonlocal last
        outer(step)
        if step.total and monotonic() - last >= UPDATE_EVERY:
            last = monotonic()
            update_progress_artifact(artifact, progress=min(99.0, 100 * step.done / step.total))

    with listening(move) as outer:
        yield
    update_progress_artifact(artifact, progress=100.0)


def publish(summary: Summary) -> None:
    """Write the artifacts of a run that has ended."""
    fates = [
        {"source": source, "fate": fate, "candidates": count}
        for (source, fate), count in sorted(summary.account.fates.items())
    ]
    create_table_artifact(
        key="fates",
        table=fates or [{"source": "(none)", "fate": "nothing new", "candidates": 0}],
        description="Fates this run gave to candidates, per source",
    )
    create_table_artifact(
        key="sightings",
        table=[asdict(row) for row in summary.account.seen]
        or [{"source": "(none)", "fate": "nothing seen", "sightings": 0}],
        description="Every sighting of this run by what has become of the address",
    )
    create_markdown_artifact(
        key="summary", markdown=as_markdown(summary), description="What came in and what did not"
    )
    if summary.days:
        svg = coverage_svg(summary.days[-DAYS:])
        encoded = base64.b64encode(svg.encode()).decode()
        create_image_artifact(
            key="coverage",
            image_url=f"data:image/svg+xml;base64,{encoded}",
            description="Relevant articles by day: all items, and independent ones",
        )


def as_markdown(summary: Summary) -> str:
    """The summary as a Markdown page. Crawled text is escaped."""
    done = summary.account
    lines = [f"# Run {summary.run_id}", "", summary.message, ""]
    if summary.problems:
        lines += [
            "## To look at",
            "",
            *(f"- {escape(problem)}" for problem in summary.problems),
            "",
        ]
    totals: dict[str, int] = {}
    for (_, fate), count in done.fates.items():
        totals[fate] = totals.get(fate, 0) + count
    if totals:
        lines += ["## Fates", "", "| fate | candidates |", "|---|---:|"]
        lines += [f"| {fate} | {count} |" for fate, count in sorted(totals.items())]
        lines.append("")
    if summary.queue:
        lines += ["## Top of the queue", ""]
        lines += [
            f"{place}. {escape(item.title or item.opening)} — {item.source}, {item.language}, "
            f"relevance {item.relevance:.2f}, {item.copies} copies"
            for place, item in enumerate(summary.queue, 1)
        ]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Crawled text made harmless in Markdown and HTML, on one line."""
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for character in "\\`*_{}[]()#|!":
        text = text.replace(character, f"&#{ord(character)};")
    return text
