"""Captures: a page's bytes are on disk before its row says so, and before anything reads them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scrapy.crawler import Crawler
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from crawlers import signals
from crawlers.items import FetchedPage
from models.candidates import Fate
from models.pages import PageStore
from models.queries.fetching import PageAnswer, note_capture
from models.queries.revisits import Visit, record_visit_capture
from models.session import explain
from models.settings import StorageSettings


def not_stored(store: PageStore, error: OSError) -> str:
    """Why pages cannot be kept, and what a person can do."""
    return (
        f"the pages cannot be stored in {store} ({error.strerror or error}); "
        "free some space, or set SALANG_HOME or SALANG_PAGES_URL to a place you may write, then "
        "run again"
    )


def _record(session: Session, answer: PageAnswer, visit: Visit | None) -> None:
    if visit is not None:
        record_visit_capture(session, answer, visit)
    else:
        note_capture(session, answer)


class CapturePipeline:
    """Keeps the bytes of fetched pages and marks their candidates ``captured``.

    Another process reads them from there. When the disk is full the crawl ends; pages that were
    not stored are pending as before.
    """

    def __init__(self, crawler: Crawler, store: PageStore) -> None:
        self._crawler = crawler
        self._store = store
        # zstd and the file system, beside the database's own thread
        self._thread = ThreadPoolExecutor(store.writers, thread_name_prefix="salang-pages")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CapturePipeline":
        return cls(crawler, PageStore(StorageSettings().pages))

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, FetchedPage):
            return item
        spider: Any = self._crawler.spider
        loop = asyncio.get_running_loop()
        try:
            sha256 = await loop.run_in_executor(self._thread, self._store.put, item.body)
        except OSError as error:
            spider.give_up(not_stored(self._store, error))
            return item
        answer = PageAnswer(
            candidate_id=item.candidate_id,
            url=item.url,
            final_url=item.final_url,
            status=item.status,
            sha256=sha256,
            size=len(item.body),
            fetched_at=item.fetched_at,
            content_type=item.content_type,
            headers=item.headers,
            run_id=spider.job.run_id,
            origin_url=item.origin_url,
        )
        try:
            await spider.database.write(lambda session: _record(session, answer, item.visit))
        except OperationalError as error:
            spider.give_up(explain(error))
            return item
        spider.tell(
            signals.page_recorded,
            source=item.source,
            url=item.url,
            fate=Fate.CAPTURED,
            reason="",
            size=len(item.body),
        )
        return item

    async def close_spider(self) -> None:
        self._thread.shutdown(wait=False)
