"""Fetching one page that a person asked for, with the guard of the crawl.

Only http and https, only public addresses unless SALANG_ALLOW_PRIVATE_ADDRESSES says otherwise,
every redirect judged anew, size and time bounded. The name is looked up once and the connection
goes to the address that was judged, so that a name cannot lead elsewhere in between.
"""

import http.client
import socket
import ssl
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from crawlers.middlewares.addresses import is_public
from crawlers.middlewares.guard import refusal
from crawlers.policy import outcome_of_status
from crawlers.settings import CrawlSettings

#: the same bounds as a source file's politeness has by default
MOST_BYTES = 10_000_000
MOST_SECONDS = 60.0
MOST_REDIRECTS = 10
_BLOCK = 65_536


class FetchProblem(Exception):
    """A page could not be fetched; the message says why."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the address after redirects, the body unpacked, headers as sent."""

    url: str
    body: bytes
    content_type: str | None
    headers: Mapping[str, str]


def fetch(
    url: str,
    settings: CrawlSettings,
    most_bytes: int = MOST_BYTES,
    most_seconds: float = MOST_SECONDS,
) -> Fetched:
    """Fetch a page. ``most_seconds`` bounds each request from connecting to the last byte.

    Raises:
        FetchProblem: when the address is refused, the host does not answer, or the answer is no
            page, too large or too slow.
    """
    for _ in range(MOST_REDIRECTS + 1):
        # refused before it is mended: escaping must not make an address of what is none
        if reason := refusal(url, settings.allow_private_addresses):
            raise FetchProblem(f"{url}: {reason}")
        try:
            answer = _ask(safe_url_string(url), settings, most_bytes, most_seconds)
        except TimeoutError:
            raise FetchProblem(f"{url}: not complete within {most_seconds:.0f} s") from None
        except ssl.SSLError as error:
            raise FetchProblem(f"{url}: no secure connection ({error.reason})") from None
        except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise FetchProblem(f"{url}: the connection failed ({said})") from None
        if isinstance(answer, Fetched):
            return answer
        url = urljoin(url, answer)
    raise FetchProblem(f"{url}: more than {MOST_REDIRECTS} redirects")


def _ask(url: str, settings: CrawlSettings, most_bytes: int, most_seconds: float) -> Fetched | str:
    """The page, or the address of a redirect."""
    parts = urlsplit(url)
    connection = _connection(url, settings, most_seconds)
    overdue = threading.Event()

    def cut() -> None:
        overdue.set()
        _shut(connection.sock)

    # a timeout on the socket starts anew with every byte; this one does not
    timer = threading.Timer(most_seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "GET",
            target,
            headers={
                "User-Agent": settings.agent,
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Encoding": "gzip, deflate",
            },
        )
        response = connection.getresponse()
        location = response.getheader("Location")
        if response.status in (301, 302, 303, 307, 308) and location:
            return location
        if outcome := outcome_of_status(response.status, location):
            raise FetchProblem(f"{url}: {outcome.reason}")
        body = _body(response, url, most_bytes)
        if overdue.is_set():
            raise TimeoutError
        return Fetched(url, body, response.getheader("Content-Type"), dict(response.getheaders()))
    except (OSError, http.client.HTTPException):
        if overdue.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
        connection.close()


def _body(response: http.client.HTTPResponse, url: str, most_bytes: int) -> bytes:
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise FetchProblem(f"{url}: packed as {encoding}, which was not asked for")
    # 47: gzip or zlib, told by the header
    unpacker = None if encoding == "identity" else zlib.decompressobj(47)
    body = bytearray()
    while block := response.read1(_BLOCK):
        body += unpacker.decompress(block, most_bytes + 1 - len(body)) if unpacker else block
        if len(body) > most_bytes:
            raise FetchProblem(f"{url}: larger than {most_bytes:,} bytes")
    return bytes(body)


def _connection(
    url: str, settings: CrawlSettings, most_seconds: float
) -> http.client.HTTPConnection:
    """A connection to an address that was judged, speaking to the host by its name."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    sock = _socket(host, port, settings.allow_private_addresses, min(most_seconds, 20.0))
    sock.settimeout(most_seconds)
    connection = http.client.HTTPConnection(host, port)
    try:
        if secure:
            context = ssl.create_default_context()
            if not settings.verify_certificates:
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            sock = context.wrap_socket(sock, server_hostname=host)
    except BaseException:
        sock.close()
        raise
    connection.sock = sock
    return connection


def _socket(host: str, port: int, allow_private: bool, seconds: float) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise FetchProblem(f"{host}: the host's name cannot be resolved") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private:
        public = [address for address in addresses if is_public(address)]
        if not public:
            raise FetchProblem(f"{host} leads to {addresses[0]}, not a public address")
        addresses = public
    for place, address in enumerate(addresses, 1):
        try:
            return socket.create_connection((address, port), timeout=seconds)
        except OSError:
            if place == len(addresses):
                raise
    raise FetchProblem(f"{host}: the host's name leads nowhere")


def _shut(sock: socket.socket | None) -> None:
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            sock.close()
