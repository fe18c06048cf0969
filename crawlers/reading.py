"""Reading a channel's document beside the crawl: a large one in a process with limits of its own.

A document of fifty megabytes takes ten seconds and a gigabyte to read. In a thread that would hold
up every other host, and six of them at once would take six gigabytes.
"""

import asyncio
import contextlib
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from crawlers.policy import Outcome
from crawlers.polling import Answer, Judged, PollContext, judge_answer, judge_failure
from crawlers.processes import give_way, limit_memory, watch_parent
from crawlers.watched import WatchedChannel, WatchedSource
from models.candidates import Fate

#: bytes from which a document is read in the other process: this much takes a tenth of a second
LARGE = 500_000
#: what one document may take there: address space in bytes, and seconds by the clock
MEMORY_BYTES = 1_200_000_000
SECONDS = 120.0
_GZIP = b"\x1f\x8b"


class DocumentReader:
    """Judges answers to polls. Large documents are read one at a time, in the order they came."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()

    async def judge(
        self,
        source: WatchedSource,
        channel: WatchedChannel,
        url: str,
        answer: Answer,
        context: PollContext,
    ) -> Judged:
        """As `judge_answer`; a document that takes too much to read is ``too_large``."""
        work = (source, channel, url, answer, context)
        # a packed document may be any size, and costs what it holds
        if len(answer.body) < LARGE and not answer.body.startswith(_GZIP):
            return await asyncio.to_thread(judge_answer, *work)
        async with self._turn:
            try:
                return await asyncio.wait_for(
                    asyncio.get_running_loop().run_in_executor(self._open(), judge_answer, *work),
                    SECONDS,
                )
            except TimeoutError:
                why = f"reading it takes more than {SECONDS:.0f} seconds"
            except (MemoryError, BrokenProcessPool):
                why = f"reading it takes more than {MEMORY_BYTES / 1e9:.1f} GB of memory"
            # whatever state it is in, the next document has a new process
            self.close()
        outcome = Outcome(Fate.TOO_LARGE, why)
        return judge_failure(source, channel, url, outcome, answer.at, context)

    def close(self) -> None:
        """End the process now."""
        if self._pool is None:
            return
        processes = list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            with contextlib.suppress(OSError):
                process.kill()
        self._pool = None

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # spawned, not forked: the crawl has threads; new after some documents, since lxml
            # does not give all memory back
            self._pool = ProcessPoolExecutor(
                1, get_context("spawn"), _prepare, (os.getpid(),), max_tasks_per_child=20
            )
        return self._pool


def _prepare(parent: int) -> None:
    threading.Thread(target=watch_parent, args=(parent,), daemon=True).start()
    give_way()
    limit_memory(MEMORY_BYTES)
