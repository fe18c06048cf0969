"""The crawl's way to the database: one thread, short transactions, nothing waits in the reactor."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.session import attempt, reading

T = TypeVar("T")
Work = Callable[[Session], Any]
#: pieces of work in one transaction: a fetched page is one piece, so SQLite syncs once for many
BATCH = 50


class Writer:
    """Runs pieces of work in order in one thread of its own, several to a transaction.

    A piece that fails does not take its neighbours with it: they are run again, each alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="salang-db")
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._busy: asyncio.Task[None] | None = None

    async def write(self, work: Callable[[Session], T]) -> T:
        """What ``work`` returns, after its transaction was committed.

        Raises what the work raises, and `sqlalchemy.exc.OperationalError` when the database cannot
        be written.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._busy is None or self._busy.done():
            self._busy = asyncio.ensure_future(self._drain())
        return await future

    async def read(self, work: Callable[[Session], T]) -> T:
        """What ``work`` returns from a session that only reads."""

        def run() -> T:
            with reading(self._engine) as session:
                return work(session)

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    async def flush(self) -> None:
        """Wait until everything handed in so far is committed or has failed."""
        while self._busy is not None and not self._busy.done():
            await asyncio.wait([self._busy])

    async def close(self) -> None:
        """Flush, and give the thread and the connections back."""
        await self.flush()
        self._thread.shutdown(wait=False)
        self._engine.dispose()

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch = self._waiting[:BATCH]
            del self._waiting[:BATCH]
            results = await loop.run_in_executor(
                self._thread, self._transact, [work for work, _ in batch]
            )
            for (_, future), result in zip(batch, results, strict=True):
                if future.done():
                    continue
                if isinstance(result, _Failed):
                    future.set_exception(result.error)
                else:
                    future.set_result(result)

    def _transact(self, works: Sequence[Work]) -> list[Any]:
        try:
            return attempt(self._engine, lambda session: [work(session) for work in works])
        except OperationalError as error:  # no disk, no permission, no server: true for all
            return [_Failed(error)] * len(works)
        except Exception as error:
            if len(works) == 1:
                return [_Failed(error)]
        return [result for work in works for result in self._transact([work])]


class _Failed:
    def __init__(self, error: Exception) -> None:
        self.error = error
