"""Bounds on what comes before a body: status line, headers, early hints.

Scrapy counts the bytes of bodies only. Twisted bounds the length of a header line but not how many
there are, so a server that sends headers for as long as it is listened to fills the memory.
"""

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.abstract import FileDescriptor
from twisted.web._newclient import BODY, HEADER, STATUS

from crawlers.errors import HeadTooLarge

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: what Chromium takes (HttpStreamParser::kMaxHeaderBufSize)
LARGEST_HEAD = 256 * 1024
#: bytes of a body read from a connection at once; each piece costs the same few dozen calls, and
#: with Twisted's 64 kB a page comes in several
READ = 256 * 1024


class _Parser(_LenientHTTPClientParser):
    """A parser that gives up once the head is too large, early hints (1xx) counted in."""

    _head = 0

    def dataReceived(self, data: bytes) -> None:
        if self.state in (STATUS, HEADER):
            self._head += len(data)
            # a body may begin in the same piece, which the network never makes this large
            if self._head > LARGEST_HEAD + len(data):
                raise HeadTooLarge(f"headers larger than the {LARGEST_HEAD:,} bytes allowed")
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # Twisted has no types

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: ARG002 - the interface
        raise HeadTooLarge(f"a header larger than the {self.MAX_LENGTH:,} bytes allowed")


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        answered = super().request(request)
        # the protocol makes its parser itself; Scrapy's own changes the class in the same way
        self._parser.__class__ = _Parser
        return answered

    def dataReceived(self, data: bytes) -> None:
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        # not within TLS, which has pieces of its own
        if isinstance(self.transport, FileDescriptor):
            in_body = self._parser is not None and self._parser.state == BODY
            # the pieces of a head stay small: its bound is kept by the piece
            self.transport.bufferSize = READ if in_body else FileDescriptor.bufferSize


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: ARG002 - the interface
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class BoundedHeads(HTTP11DownloadHandler):
    """Scrapy's download handler for http and https, with heads of `LARGEST_HEAD` bytes at most."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory
