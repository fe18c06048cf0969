"""Extraction in processes of their own, guarded: a page can cost its own fate, never another's.

Why not ProcessPoolExecutor: one worker that dies breaks the whole pool and every pending
future, it has no limit per page, and its workers import the parent's main module again. Here
workers are forked from a clean template process; each has one pair of connected sockets and
holds one page at work and some in waiting. When it overruns, the page at work is to blame; when
it dies, only if a second worker dies of it too. The waiting ones go to other workers.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler, send_handle
from pathlib import Path
from types import TracebackType

from crawlers.extraction.screening import ScreenFactory, Setup
from crawlers.extraction.types import Job, PageOutcome

PAGE_SECONDS = 10.0
MEMORY_BYTES = 1 << 30
# Python and lxml never give all memory back: a worker is replaced after this many pages. One that
# was only looked at leaves nothing behind, and a new worker has to read every site's scripts anew.
PAGES_PER_WORKER = 500
_LOOKED_AT = 1 / 20
# Wall time that a page may take, as a multiple of its processor time.
PATIENCE = 3
# Importing and compiling a codebook take seconds on a busy machine.
STARTUP_SECONDS = 120.0
# A page at work and some waiting: enough to keep a worker busy while the parent writes.
_DEPTH = 6
# What waits for a worker lies in its socket, which holds some 200 kB. Were it full, this process
# would wait for a worker that waits to hand its page over.
_WAITING_BYTES = 64_000


class PoolError(RuntimeError):
    """Workers cannot be started at all; the message says what the first one printed."""


class _Template:
    """The process that workers are forked from; see `crawlers.extraction.worker`."""

    def __init__(self, setup: Setup) -> None:
        self.control, theirs = Pipe(duplex=True)
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
            # numerical libraries must not start threads in a process that forks
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crawlers.extraction.worker", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            env=environment,
        )
        theirs.close()
        self._ready = False
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # told at the first fork
            self.control.send(setup)

    def _await(self) -> None:
        """Wait until workers can be forked. Raises `PoolError` when that does not come."""
        try:
            if not self.control.poll(STARTUP_SECONDS):
                raise PoolError(f"extraction workers do not start in {STARTUP_SECONDS:g} seconds")
            self.control.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            code = self.process.wait()
            raise PoolError(f"extraction workers do not start (exit code {code})") from error
        except BaseException:
            self.stop()
            raise
        self._ready = True

    def spawn(self) -> _Worker:
        """Fork a worker. Raises OSError or EOFError when the template is gone."""
        if not self._ready:
            self._await()
        ours, theirs = Pipe(duplex=True)
        self.control.send(("spawn",))
        send_handle(self.control, theirs.fileno(), self.process.pid)
        theirs.close()
        return _Worker(self.control.recv(), ours)

    def exit_of(self, worker: _Worker) -> str:
        """End a worker if it has not ended by itself, and say in words how it ended."""
        worker.connection.close()
        with contextlib.suppress(ProcessLookupError):
            if worker.overran:
                os.kill(worker.pid, signal.SIGKILL)
        try:
            self.control.send(("wait", worker.pid))
            code = self.control.recv()
        except (EOFError, OSError):
            return "with the process it came from"
        if code is None:
            return "with the process it came from"
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def stop(self) -> None:
        """End the template; its workers end by themselves."""
        self.control.close()
        self.process.kill()
        self.process.wait()


class _Worker:
    """One worker: its connection, the pages it holds, when its page at work began."""

    def __init__(self, pid: int, connection: Connection) -> None:
        self.pid = pid
        self.connection = connection
        self.held: deque[Job] = deque()
        self._sizes: deque[int] = deque()
        self.done = 0.0
        self.overran = False
        #: its processor time when the page at work began, as the worker itself told with the last
        self.used = 0.0
        self.since = time.monotonic()

    def give(self, job: Job) -> bool:
        """Hand a page over; False when what waits already leaves no room for it.

        Raises BrokenPipeError or ConnectionResetError when the worker is found dead.
        """
        data = ForkingPickler.dumps(job)
        if self.held and sum(self._sizes) + len(data) > _WAITING_BYTES:
            return False
        self.connection.send_bytes(data)
        if not self.held:
            self.since = time.monotonic()
        self.held.append(job)
        self._sizes.append(len(data))
        return True

    def answered(self, outcome: PageOutcome, used: float) -> Job:
        """The page at work is done, ``used`` seconds of processor after the worker began.

        Gives the page. The next one's time begins.
        """
        self._sizes.popleft()
        self.done += _LOOKED_AT if outcome.fate == "screened_out" else 1
        self.used = used
        self.since = time.monotonic()
        return self.held.popleft()

    def overdue(self, page_seconds: float) -> bool:
        """Whether the page at work has had its time.

        Counted in processor time, so that a page is not lost because the machine is busy;
        one that waits for something without computing has `PATIENCE` times as long.
        """
        waited = time.monotonic() - self.since
        if not self.held or waited <= page_seconds:
            return False
        if waited > PATIENCE * page_seconds:
            return True
        return self._processor_seconds() - self.used > page_seconds

    def _processor_seconds(self) -> float:
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return math.inf
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class ExtractionPool:
    """A pool of extraction workers; use it as a context manager.

    `workers` processes (default: the machine's cores); each page has `page_seconds` of
    processor time (three times as long by the clock) and `memory_bytes` above what a worker
    starts with. `screen` builds the screen, once (`screening.CodebookScreen(path)`); None screens
    nothing.
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
        self._setup = Setup(memory_bytes, screen)
        self._template: _Template | None = None
        self._workers: list[_Worker] = []
        #: keys of pages whose first worker ended by itself
        self._tried_again: set[int] = set()

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
        for worker in list(self._workers):
            worker.overran = True
            self._end(worker)
        if self._template is not None:
            self._template.stop()
            self._template = None

    def prepare(self) -> None:
        """Begin to start, which takes seconds of another core: there will be pages soon."""
        if self._template is None:
            self._template = _Template(self._setup)

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
                worker.overran = True
                self._end(worker)

    def _hand_out(self, waiting: deque[Job]) -> None:
        needed = min(self._size, len(waiting) + sum(bool(w.held) for w in self._workers))
        while len(self._workers) < needed:
            self._workers.append(self._spawn())
        for depth in range(_DEPTH):
            for worker in list(self._workers):
                room = len(worker.held) == depth and worker.done + depth < self._pages_per_worker
                if not waiting or not room:
                    continue
                # one found dead before it began has no page to blame: `_collect` sees the end
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    if worker.give(waiting[0]):
                        waiting.popleft()

    def _spawn(self) -> _Worker:
        if self._template is not None:
            try:
                return self._template.spawn()
            except (EOFError, OSError):
                self._template.stop()
        self._template = _Template(self._setup)
        return self._template.spawn()

    def _collect(self, waiting: deque[Job]) -> Iterator[tuple[Job, PageOutcome]]:
        by_connection = {w.connection: w for w in self._workers}
        for connection in wait(list(by_connection), timeout=0.2):
            worker = by_connection[connection]  # type: ignore[index]  # wait() gives back what it got
            try:
                outcome, spent, used = worker.connection.recv()
            except (EOFError, OSError):
                yield from self._bury(worker, waiting)
                continue
            job = worker.answered(outcome, used)
            if spent:
                waiting.extendleft(reversed(worker.held))
                self._end(worker)
            yield job, outcome
        for worker in [w for w in self._workers if w.overdue(self._page_seconds)]:
            # whoever takes the pages may have been held up for longer, by a lock on the database:
            # an answer that lies there was in time
            if worker.connection.poll():
                continue
            worker.overran = True
            yield from self._bury(worker, waiting)

    def _bury(self, worker: _Worker, waiting: deque[Job]) -> Iterator[tuple[Job, PageOutcome]]:
        """Blame the page at work; what was only waiting behind it goes to another worker.

        A worker that ended by itself may have been killed for another reason: its page is given
        to a second one, and is to blame if that ends as well.
        """
        held = list(worker.held)
        ended = self._end(worker)
        waiting.extendleft(reversed(held[1:]))
        if not held:
            return
        job = held[0]
        if not worker.overran and job.key not in self._tried_again:
            self._tried_again.add(job.key)
            waiting.append(job)
            return
        cause = f"over its {self._page_seconds:g} seconds" if worker.overran else ended
        yield job, PageOutcome("extraction_failed", f"the worker was lost: {cause}")

    def _retire(self) -> None:
        for worker in [w for w in self._workers if w.done >= self._pages_per_worker and not w.held]:
            self._end(worker)

    def _end(self, worker: _Worker) -> str:
        """Let go of a worker and say how it ended; closing its connection ends an idle one."""
        self._workers.remove(worker)
        if self._template is None:
            worker.connection.close()
            return "with the process it came from"
        return self._template.exit_of(worker)
