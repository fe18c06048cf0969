"""Content encodings: undone beside the reactor, and only as many as servers really use."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from crawlers.errors import PackedTooOften

#: a proxy may pack what its server packed already; each layer may cost the full size allowed
MOST_LAYERS = 2


class Unpacking(HttpCompressionMiddleware):
    """Downloader middleware: Scrapy's own, which would hold up every other host meanwhile."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        # one at a time: what is unpacked may be fifty megabytes
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="salang-unpack")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Unpacking":
        return cls(crawler)

    async def process_response(  # type: ignore[override]  # Scrapy takes coroutines as well
        self, request: Request, response: Response
    ) -> Request | Response:
        """Raises `PackedTooOften`, and what Scrapy's own raises for a body that is too large."""
        encodings = b",".join(response.headers.getlist("Content-Encoding"))
        if not encodings:
            return response
        layers = encodings.count(b",") + 1
        if layers > MOST_LAYERS:
            raise PackedTooOften(f"packed {layers} times over; {MOST_LAYERS} layers are undone")
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, super().process_response, request, response
        )
