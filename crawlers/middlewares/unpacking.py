"""Content encodings: undone beside the reactor, and only as many as servers really use."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

from crawlers.errors import PackedTooOften
from crawlers.middlewares.cut import is_cut

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
        """Raises `PackedTooOften`, `ResponseDataLossError` for a page that was cut short, and what
        Scrapy's own raises for a body that is too large."""
        encodings = b",".join(response.headers.getlist("Content-Encoding"))
        if not encodings:
            return response
        layers = encodings.count(b",") + 1
        if layers > MOST_LAYERS:
            raise PackedTooOften(f"packed {layers} times over; {MOST_LAYERS} layers are undone")
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, self._unpacked, request, response, encodings.strip().lower()
        )

    def _unpacked(
        self, request: Request, response: Response, encodings: bytes
    ) -> Request | Response:
        unpacked: Request | Response = super().process_response(request, response)
        # half a feed is read as far as it goes; of two layers the inner one is not at hand
        if (
            "page" in request.cb_kwargs
            and isinstance(unpacked, Response)
            and unpacked.status == 200
            and is_cut(response.body, encodings, len(unpacked.body))
        ):
            raise ResponseDataLossError(unpacked)
        return unpacked
