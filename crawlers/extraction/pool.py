"""Extraction in processes of their own, guarded: a page can cost its own fate, never another's.

Why not ProcessPoolExecutor: one worker that dies breaks the whole pool and every pending
future, it has no limit per page, and its workers import the parent's main module again. Here
each worker is a plain subprocess with one pair of connected sockets, holding one page at
work and one in waiting. When it dies or overruns, the page at work is to blame, the waiting
one goes to another worker.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType

from crawlers.extraction.types import Job, PageOutcome
from crawlers.extraction.worker import ScreenFactory, Setup

PAGE_SECONDS = 10.0
MEMORY_BYTES = 1 << 30
# Python and lxml never give all memory back: a worker is replaced after this many pages.
PAGES_PER_WORKER = 500
# Wall time that a page may take, as a multiple of its processor time.
PATIENCE = 3
# Importing and compiling a codebook take seconds on a busy machine.
STARTUP_SECONDS = 120.0
# A page at work and one waiting: enough to keep a worker busy while the parent writes.
_DEPTH = 2


class PoolError(RuntimeError):
    """Workers cannot be started at all; the message says what the first one printed."""


class _Worker:
    """One subprocess: its connection, the pages it holds, when its page at work began."""

    since: float
    used: float

    def __init__(self, setup: Setup) -> None:
        ours, theirs = Pipe(duplex=True)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crawlers.extraction.worker", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            env=environment,
        )
        theirs.close()
        self.connection: Connection = ours
        self.held: deque[Job] = deque()
        self.done = 0
        self.ready = False
        self.start_clock()
        self.connection.send(setup)

    def start_clock(self) -> None:
        """Begin the time of the next page (or of the worker's start)."""
        self.since = time.monotonic()
        self.used = self._processor_seconds()

    def give(self, job: Job) -> None:
        if not self.held and self.ready:
            self.start_clock()
        self.held.append(job)
        self.connection.send(job)

    def overdue(self, page_seconds: float) -> bool:
        """Whether the page at work has had its time.

        Counted in processor time, so that a page is not lost because the machine is busy;
        one that waits for something without computing has `PATIENCE` times as long.
        """
        waited = time.monotonic() - self.since
        if not self.ready:
            return waited > STARTUP_SECONDS
        if not self.held or waited <= page_seconds:
            return False
        if waited > PATIENCE * page_seconds:
            return True
        return self._processor_seconds() - self.used > page_seconds

    def _processor_seconds(self) -> float:
        """Processor time of the worker so far; infinite where the system does not tell."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return float("inf") if hasattr(self, "used") else 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.connection.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class ExtractionPool:
    """A pool of extraction workers; use it as a context manager.

    `workers` processes (default: the machine's cores), each page at most `page_seconds` of
    processor time (three times as long by the clock) and `memory_bytes` above a worker's own start; `screen` builds the screen in
    each worker (`worker.CodebookScreen(path)`), None screens nothing.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        page_seconds: float = PAGE_SECONDS,
        memory_bytes: int = MEMORY_BYTES,
        pages_per_worker: int = PAGES_PER_WORKER,
        screen: ScreenFactory | None = None,
    ) -> None:
        if workers is not None and workers < 1:
            raise ValueError(f"a pool needs at least one worker, not {workers}")
        self._size = workers or len(os.sched_getaffinity(0))
        self._page_seconds = page_seconds
        self._pages_per_worker = pages_per_worker
        self._setup = Setup(memory_bytes, screen, os.getpid())
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    def __enter__(self) -> ExtractionPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every worker now; pages still at work are lost to their caller."""
        for worker in self._workers:
            worker.stop()
        self._workers.clear()

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, PageOutcome]]:
        """Extract pages, yielding each as it is done, in no particular order.

        Jobs are taken from the iterable only as workers can hold them, so it may be a
        query's cursor. Every job taken is answered exactly once. Raises `PoolError` when
        workers die before they can take work at all.
        """
        source = iter(jobs)
        waiting: deque[Job] = deque()
        exhausted = False
        try:
            while True:
                self._retire()
                held = sum(len(w.held) for w in self._workers)
                while not exhausted and len(waiting) + held < self._size * _DEPTH:
                    job = next(source, None)
                    if job is None:
                        exhausted = True
                    else:
                        waiting.append(job)
                if exhausted and not waiting and not held:
                    return
                self._hand_out(waiting)
                yield from self._collect(waiting)
        finally:
            # an abandoned iterator must not leave answers for the next run to find
            for worker in [w for w in self._workers if w.held]:
                self._drop(worker)

    def _hand_out(self, waiting: deque[Job]) -> None:
        needed = min(self._size, len(waiting) + sum(bool(w.held) for w in self._workers))
        while len(self._workers) < needed:
            self._workers.append(_Worker(self._setup))
        for depth in range(_DEPTH):
            for worker in list(self._workers):
                room = len(worker.held) == depth and worker.done + depth < self._pages_per_worker
                if not waiting or not room:
                    continue
                job = waiting.popleft()
                try:
                    worker.give(job)
                except (BrokenPipeError, ConnectionResetError):
                    # found dead before it began: nobody is to blame, `_collect` sees the end
                    if worker.held and worker.held[-1] is job:
                        worker.held.pop()
                    waiting.appendleft(job)

    def _collect(self, waiting: deque[Job]) -> Iterator[tuple[Job, PageOutcome]]:
        by_connection = {w.connection: w for w in self._workers}
        for connection in wait(list(by_connection), timeout=0.2):
            worker = by_connection[connection]  # type: ignore[index]  # wait() gives back what it got
            try:
                message = worker.connection.recv()
            except (EOFError, ConnectionResetError, OSError):
                yield from self._bury(worker, waiting, _cause(worker))
                continue
            if message == "ready":
                worker.ready, self._failed_starts = True, 0
                worker.start_clock()
                continue
            outcome, spent = message
            job = worker.held.popleft()
            worker.done += 1
            worker.start_clock()
            if spent:
                waiting.extendleft(reversed(worker.held))
                self._drop(worker)
            yield job, outcome
        for worker in [w for w in self._workers if w.overdue(self._page_seconds)]:
            yield from self._bury(worker, waiting, f"over its {self._page_seconds:g} seconds")

    def _bury(
        self, worker: _Worker, waiting: deque[Job], cause: str
    ) -> Iterator[tuple[Job, PageOutcome]]:
        held = list(worker.held)
        ready = worker.ready
        self._drop(worker)
        if not ready:
            self._failed_starts += 1
            waiting.extendleft(reversed(held))
            if self._failed_starts >= 3:
                raise PoolError(f"extraction workers do not start: {cause}")
            return
        # what was only waiting behind the page at work goes to another worker
        waiting.extendleft(reversed(held[1:]))
        if held:
            yield held[0], PageOutcome("extraction_failed", f"the worker was lost: {cause}")

    def _retire(self) -> None:
        for worker in [w for w in self._workers if w.done >= self._pages_per_worker and not w.held]:
            self._drop(worker)

    def _drop(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.stop()


def _cause(worker: _Worker) -> str:
    """How a worker ended, in words; waits for the end it has announced."""
    try:
        code = worker.process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return "it closed its connection"
    return f"signal {-code}" if code < 0 else f"exit code {code}"
