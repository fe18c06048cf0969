"""Back-filling from the Wayback Machine."""

from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawlers.answers import headers_of
from crawlers.archives import wayback
from crawlers.archives.index import Copy, IndexPage, Query
from crawlers.catalog.checks import host_of
from crawlers.policy import Outcome
from crawlers.spiders.archives import ArchiveSpider, ArchiveWork
from models.candidates import Fate
from models.queries.backfill import WantedPage


class WaybackSpider(ArchiveSpider):
    """Takes a source's pages of some days from the Wayback Machine.

    Started by ``salang backfill --archive wayback``, or the flow ``backfill``. The source's hosts
    come from the catalogue (``home`` and ``hosts``); ``SALANG_WAYBACK_URL`` is the archive,
    ``SALANG_ARCHIVE_ROWS`` how many rows of the index are asked for at once,
    ``SALANG_ARCHIVE_DELAY_SECONDS`` the pause between two requests: the archive allows about 60 a
    minute and shuts out who does not heed its 429.

    The index is asked for pages of type text/html that answered 200, the first capture of each in
    the window, and followed by its resumption keys. Copies are asked for as they were taken
    (``id_``). Outcomes of the index: ``changed``, ``empty``, ``blocked`` (the archive does not show
    the site), ``http_error`` (429, 503 and the like: run it again later), ``not_readable``.
    """

    name = "wayback"
    archive = "wayback"

    def hosts(self) -> set[str]:
        return {host_of(self.own.wayback_url)}

    def endpoint(self) -> str:
        return f"{self.own.wayback_url}/cdx/search/cdx"

    def first(self, mine: ArchiveWork) -> Request:
        mine.questions.extend(Query(place) for place in mine.places)
        return self.ask(mine, mine.questions.popleft())

    def index_url(self, query: Query) -> str:
        return wayback.index_url(self.own.wayback_url, query, self.window, self.own.archive_rows)

    def read_index(self, body: bytes, query: Query) -> IndexPage:
        return wayback.read_index(body, self.own.wayback_url, query)

    def page_request(self, mine: ArchiveWork, page: WantedPage, copy: Copy) -> Request:
        return Request(
            copy.address,
            callback=self.on_copy,
            errback=self.on_copy_failed,
            dont_filter=True,
            meta=self._page_meta(mine),
            cb_kwargs={"mine": mine, "wanted": page, "copy": copy},
        )

    def fetched(self, mine: ArchiveWork, page: WantedPage, copy: Copy, response: Response) -> Any:
        taken_at = wayback.taken_at(response.url)
        if taken_at is None:
            return Outcome(Fate.HTTP_ERROR, "leads to a page of its own instead of the copy")
        headers = wayback.original_headers(headers_of(response))
        found = Copy(copy.url, taken_at, response.url)
        return self._fetched(mine, page, found, response.body, headers, taken_at)
