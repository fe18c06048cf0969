"""Coding many documents with one codebook: here, or in processes beside this one.

Coding is pure, so a worker that dies costs the run, not a text: what was not stored is
still pending. Workers are started anew (spawn): forking a process in which Prefect's threads
run could leave a lock taken forever.
"""

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import Any, TypeVar

from analysis.codebook import Codebook, CompiledCodebook
from analysis.codebook.types import Document
from flows.stages.compiled import keep, ready
from flows.stages.rows import annotation_row, coding_row

#: rows of annotations and of the coding of one document
Rows = tuple[list[dict[str, Any]], dict[str, Any]]
Batch = TypeVar("Batch")
#: batches each worker holds: one at work, one waiting
_AHEAD = 2
#: new objects after which a worker looks for garbage; a text leaves some hundreds
_GARBAGE = 50_000


class Coders:
    """Codes batches of documents, in their order; use it as a context manager.

    ``workers`` is the number of processes; 0 codes in this one.
    """

    def __init__(self, codebook: Codebook, workers: int = 0) -> None:
        self.codebook = codebook
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Coders":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def code(
        self, batches: Iterable[tuple[Batch, Sequence[Document]]]
    ) -> Iterator[tuple[Batch, list[Rows]]]:
        """What the codebook finds in each document of each batch.

        A bounded number of batches is taken ahead.

        Raises:
            concurrent.futures.process.BrokenProcessPool: when a worker died.
        """
        if not self.workers:
            for batch, documents in batches:
                # compiling takes long: only when there is something to code
                yield batch, rows_of(ready(self.codebook), documents)
            return
        waiting: deque[tuple[Batch, Future[list[Rows]]]] = deque()
        for batch, documents in batches:
            if self._pool is None:
                keep(self.codebook)
                self._pool = ProcessPoolExecutor(
                    self.workers, get_context("spawn"), _start, (self.codebook,)
                )
            waiting.append((batch, self._pool.submit(_code, documents)))
            if len(waiting) >= self.workers * _AHEAD:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()


def rows_of(compiled: CompiledCodebook, documents: Sequence[Document]) -> list[Rows]:
    """The rows of each document's coding."""
    codings = (compiled.code(document) for document in documents)
    return [
        ([annotation_row(each) for each in coding.annotations], coding_row(coding))
        for coding in codings
    ]


_worker: CompiledCodebook | None = None


def _start(codebook: Codebook) -> None:
    """In a worker: compile once."""
    global _worker  # noqa: PLW0603  # a worker serves one codebook all its life
    _worker = ready(codebook)
    spare_collections()


def spare_collections() -> None:
    """The compiled codebook is a million objects that never go: looking for garbage among them,
    and as often as for a small program, took a sixth of the time."""
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 20)


def _code(documents: Sequence[Document]) -> list[Rows]:
    """In a worker: code a batch."""
    if _worker is None:
        raise RuntimeError("the worker was not started with a codebook")
    return rows_of(_worker, documents)
