"""A small web on loopback for tests of the crawl: scripted answers, every request remembered."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it came: path with query, headers in small letters, monotonic time."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(slots=True)
class Page:
    """An answer. ``etag`` makes the web answer conditional requests; ``stream`` replaces the body.

    ``stream`` yields pieces that are sent in chunks, for as long as the client listens.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    stream: Callable[[], Iterator[bytes]] | None = None
    wait: float = 0.0


class Web:
    """Pages by path on a port of its own; what has no page is a 404."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.pages: dict[str, Page] = {}
        #: asked first, with path and query; for answers that depend on the query
        self.answering: Callable[[str], Page | None] | None = None
        self.sent = 0
        self._seen: list[Seen] = []
        self._lock = threading.Lock()
        self._server = _Server((host, 0), self)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def url(self, path: str = "/") -> str:
        """Absolute address of a path."""
        return f"http://{self.host}:{self.port}{path}"

    def put(self, path: str, body: str | bytes = b"", **options: object) -> None:
        """Put a page."""
        content = body.encode() if isinstance(body, str) else body
        self.pages[path] = Page(content, **options)  # type: ignore[arg-type]  # Page's own fields

    def article(self, path: str, text: str = "Talks were held in Moscow.") -> None:
        """Put an ordinary article page."""
        self.put(path, f"<html><head><title>{path}</title></head><body><p>{text}</p></body></html>")

    @property
    def seen(self) -> list[Seen]:
        """All requests so far."""
        with self._lock:
            return list(self._seen)

    def paths(self) -> list[str]:
        """Paths of all requests so far, in their order."""
        return [one.path for one in self.seen]

    def forget(self) -> None:
        """Forget the requests so far."""
        with self._lock:
            self._seen.clear()

    def note(self, seen: Seen) -> None:
        """Remember a request; called by the server's threads."""
        with self._lock:
            self._seen.append(seen)

    def close(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def serving(host: str = "127.0.0.1") -> Iterator[Web]:
    """A web for the length of a block."""
    web = Web(host)
    try:
        yield web
    finally:
        web.close()


def rss(links: Iterator[str] | list[str], date: str = "Thu, 03 Jul 2025 12:30:00 +0000") -> str:
    """An RSS feed of these addresses."""
    items = "".join(
        f"<item><title>About {link.rsplit('/', 1)[-1]}</title><link>{link}</link>"
        f"<pubDate>{date}</pubDate></item>"
        for link in links
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'


def urlset(links: list[str], lastmod: str | None = None) -> str:
    """A sitemap of these addresses."""
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    entries = "".join(f"<url><loc>{link}</loc>{changed}</url>" for link in links)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], web: Web) -> None:
        self.web = web
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # HTTPServer's own asks the DNS for the host's name
        socket.socket.bind(self.socket, self.server_address)
        self.server_name, self.server_port = self.socket.getsockname()[:2]
        self.server_address = self.socket.getsockname()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away in the middle are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        web = self.server.web
        headers = {name.lower(): value for name, value in self.headers.items()}
        web.note(Seen(self.path, headers, time.monotonic()))
        page = web.answering(self.path) if web.answering else None
        page = (
            page
            or web.pages.get(self.path)
            or web.pages.get(self.path.partition("?")[0], Page(b"nothing here", 404, "text/plain"))
        )
        if page.wait:
            time.sleep(page.wait)
        status, body = page.status, page.body
        if page.etag is not None and headers.get("if-none-match") == page.etag:
            status, body = 304, b""
        if page.headers.get("Content-Encoding") == "gzip":
            body = gzip.compress(body)
        self.send_response(status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if page.etag is not None:
            self.send_header("ETag", page.etag)
        if status != 304:
            self.send_header("Content-Type", page.content_type)
        if page.stream is not None:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for block in page.stream():
                self.wfile.write(f"{len(block):x}\r\n".encode() + block + b"\r\n")
                self.wfile.flush()
                web.sent += len(block)
            self.wfile.write(b"0\r\n\r\n")
            return
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
