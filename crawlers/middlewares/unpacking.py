"""Content encodings: undone beside the reactor, and only as many as servers really use."""

import asyncio
import zlib
from concurrent.futures import ThreadPoolExecutor

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

from crawlers.errors import PackedTooOften

#: a proxy may pack what its server packed already; each layer may cost the full size allowed
MOST_LAYERS = 2
_GZIP = (b"gzip", b"x-gzip")
#: bytes unpacked at once where only the end is looked for
_STEP = 1_000_000


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
        unpacked: Request | Response = await asyncio.get_running_loop().run_in_executor(
            self._thread, super().process_response, request, response
        )
        # half a feed is read as far as it goes; half an article would pass for a whole one
        if (
            "page" in request.cb_kwargs
            and encodings in _GZIP
            and isinstance(unpacked, Response)
            and is_cut(response.body, len(unpacked.body))
        ):
            raise ResponseDataLossError(unpacked)
        return unpacked


def is_cut(packed: bytes, size: int) -> bool:
    """Whether a gzip file that gave ``size`` bytes ends before its last one.

    Scrapy hands out what there is. A file of which only the sum at its end is missing or wrong,
    as some servers send them, is whole.
    """
    if int.from_bytes(packed[-4:], "little") == size % 2**32:
        return False
    rest = packed
    while rest.startswith(b"\x1f\x8b"):
        unpack = zlib.decompressobj(wbits=31)
        try:
            # behind a whole stream these are read as its sum, else as more of the stream
            while not unpack.eof and rest:
                unpack.decompress(rest, _STEP)
                rest = unpack.unconsumed_tail
            if not unpack.eof:
                unpack.decompress(bytes(8))
                return True
        except zlib.error as error:
            return "incorrect" not in str(error)
        rest = unpack.unused_data
    return False
