"""The sample newsroom as a small web: one real HTTP server and port per outlet, in this process.

    with Newsroom() as newsroom:
        crawl(newsroom.url("ledger", "/atom.xml"))
        newsroom.counts()["http://127.0.0.1:48212/atom.xml"]  # 1

The answers follow RFC 9110: validators and 304 on everything that can change, HEAD, gzip where the
outlet has it. Every request is counted, so that a test can say that nothing was fetched twice.
"""

import gzip
import os
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from types import TracebackType
from typing import ClassVar

from crawlers.newsroom.content import OUTLETS, NewsroomError, load_outlet
from crawlers.newsroom.site import Resource, Site, build_site, large_body

# below the range from which systems take ports for outgoing connections
DEFAULT_BASE_PORT = 28210
DEFAULT_HOST = "127.0.0.1"
EDITIONS = (1, 2)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in: method, absolute URL, status answered, monotonic time."""

    method: str
    url: str
    status: int
    at: float


class Newsroom:
    """Six outlets on `base_port` … `base_port + 5`; edition 2 is the same web some days later.

    A context manager, or `start()` and `stop()`; it can be started again after a stop and keeps
    counting. Raises NewsroomError naming the port when one is taken.
    """

    def __init__(
        self, base_port: int = DEFAULT_BASE_PORT, edition: int = 1, host: str = DEFAULT_HOST
    ) -> None:
        if edition not in EDITIONS:
            raise ValueError(f"edition is 1 or 2, not {edition}")
        self.base_port = base_port
        self.edition = edition
        self.host = host
        self._servers: list[_Server] = []
        self._threads: list[threading.Thread] = []
        self._requests: list[Request] = []
        self._lock = threading.Lock()

    def __enter__(self) -> "Newsroom":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Bind all ports, then serve; when one port is taken none stays open."""
        if self._servers:
            raise NewsroomError("the sample newsroom is running already")
        try:
            for slug in OUTLETS:
                port = self.base_port + OUTLETS.index(slug)
                site = build_site(load_outlet(slug), self.base_url(slug), self.edition)
                self._servers.append(self._bind(port, site))
        except BaseException:
            for server in self._servers:
                server.server_close()
            self._servers.clear()
            raise
        for server in self._servers:
            # the default poll of .5 s would make every stop() wait as long
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Close every port and wait for the servers' threads; harmless when not running."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()
        self._servers.clear()
        self._threads.clear()

    def base_url(self, slug: str) -> str:
        """Scheme, host and port of an outlet, without a slash at the end."""
        return f"http://{self.host}:{self.base_port + OUTLETS.index(slug)}"

    def url(self, slug: str, path: str) -> str:
        """Absolute address of a path of an outlet."""
        return self.base_url(slug) + path

    @property
    def requests(self) -> list[Request]:
        """All requests so far, in the order they were answered."""
        with self._lock:
            return list(self._requests)

    def counts(self) -> Counter[str]:
        """Number of requests per absolute URL, robots.txt and channels included."""
        return Counter(request.url for request in self.requests)

    def forget(self) -> None:
        """Set the count to nothing, between two runs of a test."""
        with self._lock:
            self._requests.clear()

    def note(self, request: Request) -> None:
        """Count a request; called by the servers' threads."""
        with self._lock:
            self._requests.append(request)

    def _bind(self, port: int, site: Site) -> "_Server":
        try:
            return _Server((self.host, port), site, self)
        except OSError as error:
            raise NewsroomError(
                f"the sample newsroom needs port {port} on {self.host}, which cannot be opened "
                f"({error.strerror}); choose another base port"
            ) from None


def free_base_port(host: str = DEFAULT_HOST, count: int = len(OUTLETS)) -> int:
    """The first of `count` neighbouring ports that are free now; raises NewsroomError if none.

    Each process looks from a place of its own, so that two test runs on one machine do not take
    the same ports between looking and listening.
    """
    ranges = range(DEFAULT_BASE_PORT, 32000, 20)
    first = os.getpid() % len(ranges)
    for base in chain(ranges[first:], ranges[:first]):
        if all(_is_free(host, base + n) for n in range(count)):
            return base
    raise NewsroomError(f"no {count} neighbouring free ports on {host}")


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a client that keeps its connection open must not hold up stop()
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], site: Site, newsroom: Newsroom) -> None:
        self.site = site
        self.newsroom = newsroom
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # HTTPServer's own looks the host's name up in the DNS, which can take seconds; and a
        # newsroom that was killed leaves connections behind that must not hold its port
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        socket.socket.bind(self.socket, self.server_address)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away in the middle are their own business."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout = 30
    wbufsize: ClassVar[int] = -1

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: requests are counted, not printed."""

    def _answer(self, *, with_body: bool) -> None:
        resource = self.server.site.find(self.path)
        status = resource.status
        if status == 200 and not resource.large and _unchanged(resource, self.headers):
            status = 304
        newsroom = self.server.newsroom
        newsroom.note(
            Request(
                self.command,
                newsroom.url(self.server.site.outlet.slug, self.path),
                status,
                time.monotonic(),
            )
        )
        if resource.large:
            self._send_large(with_body=with_body)
            return
        body = resource.body
        packed = self.server.site.outlet.gzip and "gzip" in self.headers.get("Accept-Encoding", "")
        packed = packed and resource.content_type.startswith("text/html")
        self.send_response(status)
        self._send_validators(resource)
        if resource.location:
            self.send_header("Location", resource.location)
        if status == 304:
            self.end_headers()
            return
        self.send_header("Content-Type", resource.content_type)
        if packed:
            body = gzip.compress(body, compresslevel=1, mtime=0)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _send_validators(self, resource: Resource) -> None:
        if resource.status != 200:
            return
        # a weak validator, since gzip changes the bytes and not what they say
        self.send_header("ETag", f"W/{resource.etag}")
        if resource.last_modified is not None:
            self.send_header("Last-Modified", _http_date(resource.last_modified))

    def _send_large(self, *, with_body: bool) -> None:
        """A body of unknown length in chunks: only counting while reading can stop it."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if with_body:
            for block in large_body():
                self.wfile.write(f"{len(block):x}\r\n".encode() + block + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")


def _unchanged(resource: Resource, headers: Message) -> bool:
    """Whether a conditional request may be answered 304 (RFC 9110, 13.2.2)."""
    tags = headers.get("If-None-Match")
    if tags is not None:
        wanted = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return resource.etag in wanted or "*" in wanted
    since = headers.get("If-Modified-Since")
    if since is None or resource.last_modified is None:
        return False
    try:
        known: datetime = parsedate_to_datetime(since)
    except ValueError:
        return False
    return resource.last_modified.replace(microsecond=0) <= known


def _http_date(value: datetime) -> str:
    return format_datetime(value.astimezone(UTC), usegmt=True)
