"""How a crawl ends: everything committed, one last line, and quickly when it was asked to stop."""

import asyncio
import logging
import os
from typing import Any

from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from sqlalchemy.exc import SQLAlchemyError

from crawlers import signals
from crawlers.errors import HostPaused
from crawlers.extensions.progress import Progress
from crawlers.hosts import drop_all_queues
from crawlers.leases import leases_of
from models.queries.fetching import count_due

logger = logging.getLogger(__name__)
#: seconds for committing what has arrived, when the crawl is to stop at once
COMMIT_TIME = 3.0
_REASONS = {
    "finished": ("finished", ""),
    "start_error": ("failed", "the crawl could not begin; its log says why"),
}


class Finish:
    """Writes the ``finished`` line, from which alone success is known.

    A crawl that is asked to stop does not wait for what is on its way: it commits what has
    arrived, says so, and in a process of its own is gone. What is not done is pending.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stopping: asyncio.Task[None] | None = None
        self._limit: asyncio.TimerHandle | None = None
        crawler.signals.connect(self.opened, signals.opened)
        crawler.signals.connect(self.stop_asked, signals.stop_asked)
        crawler.signals.connect(self.spider_closed, scrapy_signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Finish":
        return cls(crawler)

    def opened(self) -> None:
        """From here the time for one crawl runs."""
        limit = self._crawler.settings.getfloat("SALANG_CRAWL_MAX_SECONDS")
        self._limit = asyncio.get_running_loop().call_later(
            limit,
            self.stop_asked,
            "time_limit",
            f"the {limit:.0f} seconds for one crawl are over; the rest is pending",
        )

    def stop_asked(self, reason: str, message: str) -> None:
        """End now. The first reason given is the one that counts."""
        if self._stopping is None:
            self._stopping = asyncio.ensure_future(self._stop(reason, message))

    async def _stop(self, reason: str, message: str) -> None:
        engine = self._crawler.engine
        engine.pause()
        spider: Any = self._crawler.spider
        if spider.writer is not None:
            try:
                await asyncio.wait_for(self._commit(spider), COMMIT_TIME)
            except TimeoutError:
                logger.warning("the database was busy for %s s; the rest is pending", COMMIT_TIME)
        if self._crawler.settings.get("SALANG_REPORT_FD") is None:
            drop_all_queues(self._crawler, HostPaused(message))
            await engine.close_spider_async(reason=reason)
            return
        self._last_line(reason, message, None)
        logging.shutdown()
        # waiting for connections would cost each host's delay, and there is nothing left to lose
        os._exit(0)

    async def _commit(self, spider: Any) -> None:
        if leases := leases_of(spider):
            await leases.release()
        await spider.writer.flush()

    async def spider_closed(self, reason: str) -> None:
        """The usual end."""
        if self._limit is not None:
            self._limit.cancel()
        if self._stopping is not None:
            return
        spider: Any = self._crawler.spider
        spider.reader.close()
        pending: dict[str, int] | None = None
        if spider.writer is not None:
            await self._commit(spider)
            try:
                pending = await spider.writer.read(
                    lambda session: {
                        work.slug: count_due(session, work.source.id, spider.now)
                        for work in spider.works
                    }
                )
            except SQLAlchemyError:
                logger.exception("what is pending could not be counted")
            await spider.writer.close()
        known, message = _REASONS.get(reason, (reason, ""))
        self._last_line(known, message, pending)

    def _last_line(self, reason: str, message: str, pending: dict[str, int] | None) -> None:
        progress = next(
            one for one in self._crawler.extensions.middlewares if isinstance(one, Progress)
        )
        sources = {slug: tally.as_dict() for slug, tally in progress.tallies.items()}
        for slug, count in (pending or {}).items():
            sources[slug]["pending"] = count
        progress.report(
            "finished",
            finish_reason=reason,
            message=message,
            sources=sources,
            bytes=progress.bytes,
            seconds=progress.seconds,
        )
