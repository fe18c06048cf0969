"""How far a run is: bars when a person is watching, lines of text otherwise."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TextIO

from desk.cli.output import watched
from flows.progress import Step, listening

WORDS = {
    "crawl": "pages fetched",
    "dedupe": "texts compared",
    "tag": "texts tagged",
    "reread": "pages read again",
    "retag": "texts tagged anew",
    "codebook diff": "texts compared",
    "stories": "articles compared by what they tell",
}
#: seconds between two lines about one stage
EVERY = 5.0


class Lines:
    """Tells of steps in lines: the first and the last of each stage, and now and then between."""

    def __init__(self, out: TextIO, clock: Callable[[], float] = monotonic) -> None:
        self._out = out
        self._clock = clock
        self._last: Step | None = None
        self._told: Step | None = None
        self._at = 0.0

    def __call__(self, step: Step) -> None:
        """Hear of a step."""
        if self._last and self._last.stage != step.stage:
            self.finish()
        new = self._last is None or self._last.stage != step.stage
        self._last = step
        if new or self._clock() - self._at >= EVERY:
            self.finish()

    def finish(self) -> None:
        """Tell of the last step, unless it was told."""
        if self._last is not None and self._last != self._told:
            print(f"  {line(self._last)}", file=self._out, flush=True)
            self._told, self._at = self._last, self._clock()


def line(step: Step) -> str:
    """A step in words: ``crawl: 12 of 80 pages fetched, 9 read``."""
    if step.stage == "waiting":
        return f"waiting {step.detail}"
    of = f" of {step.total}" if step.total else ""
    detail = f", {step.detail}" if step.detail else ""
    return f"{step.stage}: {step.done}{of} {WORDS.get(step.stage, 'done')}{detail}"


@contextmanager
def showing(quiet: bool = False) -> Iterator[None]:
    """Within the block, steps are shown: bars on a terminal, lines elsewhere.

    ``quiet`` keeps standard output free (for JSON): then all of it goes to standard error.
    """
    if watched() and sys.stderr.isatty():
        with _bars() as bars, listening(bars):
            yield
        return
    lines = Lines(sys.stderr if quiet else sys.stdout)
    with listening(lines):
        yield
    lines.finish()


@contextmanager
def _bars() -> Iterator[Callable[[Step], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
    )

    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description:<7}", markup=False),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[detail]}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def show(step: Step) -> None:
        words = WORDS.get(step.stage, "done")
        detail = f"{words}, {step.detail}" if step.detail else words
        if step.stage not in tasks:
            tasks[step.stage] = progress.add_task(step.stage, total=None, detail="")
        progress.update(tasks[step.stage], completed=step.done, total=step.total, detail=detail)

    with progress:
        yield show
