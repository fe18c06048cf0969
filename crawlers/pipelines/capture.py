"""Captures: a page's bytes are on disk before its row says so, and before anything reads them."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scrapy.crawler import Crawler
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from crawlers import signals
from crawlers.gathering import Gathering
from crawlers.items import FetchedPage
from models.candidates import Fate
from models.pages import PageStore
from models.queries.fetching import PageAnswer, note_captures
from models.queries.revisits import Visit, record_visit_capture
from models.session import explain
from models.settings import StorageSettings

#: pages stored and written down together, and the seconds in which they gather: threads, statements
#: and transactions for each page by itself took a quarter of the crawl's time
MOST = 32
SECONDS = 0.05


def not_stored(store: PageStore, error: OSError) -> str:
    """Why pages cannot be kept, and what a person can do."""
    return (
        f"the pages cannot be stored in {store} ({error.strerror or error}); "
        "free some space, or set SALANG_HOME or SALANG_PAGES_URL to a place you may write, then "
        "run again"
    )


def _answer(page: FetchedPage, sha256: str, run_id: int | None) -> PageAnswer:
    return PageAnswer(
        candidate_id=page.candidate_id,
        url=page.url,
        final_url=page.final_url,
        status=page.status,
        sha256=sha256,
        size=len(page.body),
        fetched_at=page.fetched_at,
        content_type=page.content_type,
        headers=page.headers,
        run_id=run_id,
        origin_url=page.origin_url,
    )


def _record(session: Session, answers: Sequence[tuple[PageAnswer, Visit | None]]) -> None:
    note_captures(session, [answer for answer, visit in answers if visit is None])
    for answer, visit in answers:
        if visit is not None:
            record_visit_capture(session, answer, visit)


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
        self._pages = Gathering(self._keep, MOST, SECONDS, (OSError, OperationalError))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CapturePipeline":
        return cls(crawler, PageStore(StorageSettings().pages))

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, FetchedPage):
            return item
        spider: Any = self._crawler.spider
        try:
            await self._pages.add(item)
        except OSError as error:
            spider.give_up(not_stored(self._store, error))
            return item
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

    async def _keep(self, pages: list[FetchedPage]) -> None:
        """Their bytes, then their rows, in one transaction."""
        spider: Any = self._crawler.spider
        loop = asyncio.get_running_loop()
        shares = [pages[first :: self._store.writers] for first in range(self._store.writers)]
        stored = await asyncio.gather(
            *(loop.run_in_executor(self._thread, self._put, share) for share in shares if share)
        )
        answers = [answer for share in stored for answer in share]
        await spider.database.write(lambda session: _record(session, answers))

    def _put(self, pages: list[FetchedPage]) -> list[tuple[PageAnswer, Visit | None]]:
        spider: Any = self._crawler.spider
        return [
            (_answer(page, self._store.put(page.body), spider.job.run_id), page.visit)
            for page in pages
        ]

    async def close_spider(self) -> None:
        self._thread.shutdown(wait=False)
