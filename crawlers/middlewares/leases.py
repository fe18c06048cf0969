"""A request goes out only to a host that this crawl holds."""

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from sqlalchemy.exc import OperationalError

from crawlers.catalog.checks import host_of
from crawlers.errors import HostPaused
from crawlers.leases import leases_of
from models.session import explain


class HostLeases:
    """Downloader middleware: the last before the queues, so that nothing waits behind it.

    See `crawlers.leases`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "HostLeases":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises `HostPaused` for a host that another crawl asks."""
        spider: Any = self._crawler.spider
        leases = leases_of(spider)
        if leases is None:
            return
        try:
            await leases.hold(host_of(request.url))
        except OperationalError as error:
            # no fault of the host
            spider.give_up(explain(error))
            raise HostPaused("the database cannot be asked who asks it now") from None
