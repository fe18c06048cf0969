"""Single things that come one by one, worked on several at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Gathering(Generic[T]):
    """Has ``work`` done for what came within ``seconds``, at most ``most`` of it at once.

    Work that fails is done again for each by itself, so that nothing takes its neighbours with it;
    but errors ``for_all`` would only come again, and are everybody's at once.
    """

    def __init__(
        self,
        work: Callable[[list[T]], Awaitable[None]],
        most: int,
        seconds: float,
        for_all: tuple[type[Exception], ...],
    ) -> None:
        self._work = work
        self._most = most
        self._seconds = seconds
        self._for_all = for_all
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._busy: asyncio.Task[None] | None = None

    async def add(self, item: T) -> None:
        """Return when the work is done for an item; raises what the work raised for it."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._busy is None or self._busy.done():
            self._busy = asyncio.ensure_future(self._drain())
        await future

    async def _drain(self) -> None:
        while self._waiting:
            await asyncio.sleep(self._seconds)
            batch = self._waiting[: self._most]
            del self._waiting[: self._most]
            await self._settle(batch)

    async def _settle(self, batch: list[tuple[T, asyncio.Future[None]]]) -> None:
        error: Exception | None = None
        try:
            await self._work([item for item, _ in batch])
        except Exception as failed:
            if len(batch) > 1 and not isinstance(failed, self._for_all):
                for one in batch:
                    await self._settle([one])
                return
            error = failed
        for _, future in batch:
            if future.done():  # whoever waited is gone
                continue
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)
