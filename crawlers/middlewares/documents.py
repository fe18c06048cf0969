"""Large documents must not stop the crawl of all others while they wait to be read."""

from scrapy import Request
from scrapy.http import Response

from crawlers.reading import LARGE

#: bytes that may wait off Scrapy's account; beyond them its back-pressure holds the crawl up
MOST_WAITING = 250_000_000
_META = "salang_document"
_ROOM = "salang_documents_waiting"


class LargeDocuments:
    """Downloader middleware: takes the bytes of a large answer to a poll off Scrapy's account.

    Scrapy starts no request while the answers at work hold more than five megabytes
    (SCRAPER_SLOT_MAX_ACTIVE_SIZE). One feed of fifty that waits its turn to be read would stop
    every other outlet for a minute. `document_of` gives the bytes back.
    """

    def __init__(self) -> None:
        #: bytes that wait, in a list of one that the requests share
        self._waiting = [0]

    def process_response(self, request: Request, response: Response) -> Response:
        size = len(response.body)
        polled = "depth" in request.cb_kwargs
        if not polled or size < LARGE or self._waiting[0] + size > MOST_WAITING:
            return response
        self._waiting[0] += size
        request.meta[_META] = response.body
        request.meta[_ROOM] = self._waiting
        return response.replace(body=b"")


def document_of(response: Response) -> bytes:
    """The whole body of an answer to a poll, which may be asked for once."""
    body: bytes | None = response.meta.pop(_META, None)
    return response.body if body is None else body


def let_go(response: Response, size: int) -> None:
    """Say that a document of ``size`` bytes was read, so that others may wait in its place."""
    waiting: list[int] | None = response.meta.pop(_ROOM, None)
    if waiting is not None:
        waiting[0] -= size
