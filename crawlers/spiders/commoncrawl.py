"""Back-filling from Common Crawl."""

import io
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from analysis.urls import url_key
from crawlers.archives import commoncrawl
from crawlers.archives.index import Copy, IndexNotReadable, IndexPage, Query
from crawlers.catalog.checks import host_of
from crawlers.policy import Outcome, outcome_of_status
from crawlers.spiders.archives import ArchiveSpider, ArchiveWork, Output
from crawlers.warc.records import WarcRecord, records_of
from models.candidates import Fate
from models.queries.backfill import WantedPage


class CommonCrawlSpider(ArchiveSpider):
    """Takes a source's pages of some days from Common Crawl.

    Started by ``salang backfill --archive commoncrawl``, or the flow ``backfill``. The crawls whose
    days overlap the window are taken from ``collinfo.json`` of ``SALANG_COMMONCRAWL_INDEX_URL``,
    the oldest first; each is asked how many pages it has of a host (``showNumPages``), then page by
    page. Copies are records of WARC files under ``SALANG_COMMONCRAWL_DATA_URL``, asked for by
    their range of bytes. ``SALANG_ARCHIVE_DELAY_SECONDS`` is the pause between two requests.

    Outcomes of the index: as of the Wayback Machine; "No Captures found" is ``empty``.
    """

    name = "commoncrawl"
    archive = "commoncrawl"

    def hosts(self) -> set[str]:
        return {
            host_of(self.own.commoncrawl_index_url),
            host_of(self.own.commoncrawl_data_url),
        }

    def endpoint(self) -> str:
        return self.own.commoncrawl_index_url

    def first(self, mine: ArchiveWork) -> Request:
        mine.questions.append(Query(""))  # the list of crawls, which makes the others
        return self.ask(mine, mine.questions.popleft())

    def index_url(self, query: Query) -> str:
        base = self.own.commoncrawl_index_url
        if not query.collection:
            return commoncrawl.collections_url(base)
        return commoncrawl.index_url(base, query, self.window)

    def read_index(self, body: bytes, query: Query) -> IndexPage:
        return commoncrawl.read_index(body, self.own.commoncrawl_data_url, query)

    async def on_index(
        self, response: Response, mine: ArchiveWork, query: Query
    ) -> AsyncIterator[Output]:
        """An answer of the index; that of the list of crawls makes the questions."""
        if not query.collection and response.status == 200:
            try:
                crawls = commoncrawl.crawls_between(response.body, self.window)
            except IndexNotReadable as error:
                page, outcome, reason = IndexPage(()), "not_readable", str(error)
            else:
                mine.questions.extend(commoncrawl.queries(crawls, mine.places))
                page, outcome = IndexPage(()), "changed" if crawls else "empty"
                reason = f"{len(crawls)} crawls overlap these days"
            async for output in self._listed(mine, response.url, outcome, reason, response, page):
                yield output
            return
        async for output in super().on_index(response, mine, query):
            yield output

    def page_request(self, mine: ArchiveWork, page: WantedPage, copy: Copy) -> Request:
        return Request(
            copy.address,
            callback=self.on_copy,
            errback=self.on_copy_failed,
            dont_filter=True,
            headers={"Range": f"bytes={copy.first}-{copy.last}", "Accept-Encoding": "identity"},
            meta=self._page_meta(mine),
            cb_kwargs={"mine": mine, "wanted": page, "copy": copy},
        )

    def fetched(self, mine: ArchiveWork, page: WantedPage, copy: Copy, response: Response) -> Any:
        if response.status != 206:
            return Outcome(Fate.HTTP_ERROR, "did not answer with the part of the file asked for")
        limit = mine.work.source.spec.politeness.max_bytes
        record = next(_responses(response.body, limit), None)
        if record is None:
            return Outcome(Fate.EXTRACTION_FAILED, "the part of the file holds no response")
        if record.problem:
            return Outcome(Fate.EXTRACTION_FAILED, f"the record {record.problem}")
        if record.too_large:
            return Outcome(Fate.TOO_LARGE, f"larger than the {limit:,} bytes allowed")
        if not _same(record.url, copy.url):
            return Outcome(Fate.EXTRACTION_FAILED, f"the record is that of {record.url}")
        refused = outcome_of_status(record.status)
        if refused is not None:
            return refused
        return self._fetched(
            mine, page, copy, record.body, record.headers, record.date or copy.taken_at
        )


def _responses(body: bytes, limit: int) -> Iterator[WarcRecord]:
    return (one for one in records_of(io.BytesIO(body), limit) if one.kind == "response")


def _same(one: str | None, other: str) -> bool:
    try:
        return url_key(one or "") == url_key(other)
    except ValueError:
        return False
