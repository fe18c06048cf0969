"""Bodies without end, that drip, that unpack to more than anybody has, of a wrong length."""

import gzip
import zlib
from hashlib import sha256

import brotli
from backports import zstd

from tests.hostile.answers import endless, head, packed, raw, silent
from tests.hostile.case import Case, story

MEGA = 1_000_000
BOMB = 300 * MEGA
CHUNKED = head(200, {"Content-Type": "text/html", "Transfer-Encoding": "chunked"})
OPEN = head(200, {"Content-Type": "text/html"})
SLOW = {"timeout_seconds": 5.0}
BLOCK = b"x" * 65_536


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def _length(said: object, body: bytes) -> bytes:
    return head(200, {"Content-Type": "text/html", "Content-Length": said}) + body


def _gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    zeros = bytes(10 * MEGA)
    return b"".join(packer.compress(zeros) for _ in range(BOMB // len(zeros))) + packer.flush()


def _deflate_bomb() -> bytes:
    return zlib.compress(bytes(BOMB), 9)


def _brotli_bomb() -> bytes:
    return brotli.compress(bytes(BOMB), quality=1)


def _zstd_bomb() -> bytes:
    return zstd.compress(bytes(BOMB), level=3)


def _long() -> bytes:
    words = " ".join(sha256(b"%d" % n).hexdigest() for n in range(2_000))
    return story(f"<p>{words}</p>")


def _half() -> bytes:
    return gzip.compress(_long())[:-20_000]


def _half_brotli() -> bytes:
    return brotli.compress(_long())[:-20_000]


def _layers(number: int) -> bytes:
    """Nine megabytes, packed again and again without becoming smaller."""
    body = story() + b" " * 9 * MEGA
    for _ in range(number):
        body = gzip.compress(body, compresslevel=0)
    return body


CASES = [
    Case(
        "page without end",
        {"/page": endless(CHUNKED, chunk(BLOCK))},
        fates={"/page": "too_large"},
    ),
    Case(
        "page without end or length",
        {"/page": endless(OPEN, BLOCK)},
        fates={"/page": "too_large"},
    ),
    Case(
        "feed without end",
        {"/feed.xml": endless(CHUNKED, chunk(b"<rss><channel>" + b"<item>" * 5_000))},
        polls={"/feed.xml": "too_large"},
    ),
    Case(
        "slow drip",
        {"/page": endless(CHUNKED, chunk(b"."), 0.02)},
        fates={"/page": "timeout"},
        politeness=SLOW,
    ),
    Case("says nothing", {"/page": silent()}, fates={"/page": "timeout"}, politeness=SLOW),
    Case("gzip bomb", {"/page": packed(_gzip_bomb, "gzip")}, fates={"/page": "too_large"}),
    Case("deflate bomb", {"/page": packed(_deflate_bomb, "deflate")}, fates={"/page": "too_large"}),
    Case("brotli bomb", {"/page": packed(_brotli_bomb, "br")}, fates={"/page": "too_large"}),
    Case("zstd bomb", {"/page": packed(_zstd_bomb, "zstd")}, fates={"/page": "too_large"}),
    Case(
        "gzip bomb as a feed",
        {"/feed.xml": packed(_gzip_bomb, "gzip", "application/rss+xml")},
        polls={"/feed.xml": "too_large"},
    ),
    Case(
        "gzip bomb in a gzip file",
        {"/feed.xml": packed(_gzip_bomb, "identity", "application/gzip")},
        polls={"/feed.xml": "too_large"},
    ),
    Case(
        "packed a hundred times",
        {"/page": packed(lambda: _layers(100), ", ".join(["gzip"] * 100))},
        fates={"/page": "too_large"},
    ),
    Case(
        "gzip that is none",
        {
            "/page": packed(story, "gzip"),
            "/half": packed(_half, "gzip"),
            "/half-brotli": packed(_half_brotli, "br"),
        },
        fates=dict.fromkeys(("/page", "/half", "/half-brotli"), "network_error"),
    ),
    Case(
        "length too short",
        {"/page": raw(_length(40, story()))},
        fates={"/page": "empty"},
    ),
    Case(
        "length too long",
        {"/page": raw(_length(500_000, story()))},
        fates={"/page": "network_error"},
    ),
    Case(
        "lengths that are none",
        {
            "/letters": raw(_length("many", story())),
            "/negative": raw(_length(-5, story())),
            "/two": raw(_length("5\r\nContent-Length: 9", story())),
            "/huge": raw(_length(10**30, story())),
        },
        fates={
            "/letters": "network_error",
            "/negative": "network_error",
            "/two": "network_error",
            "/huge": "too_large",
        },
    ),
    Case(
        "chunks that are none",
        {
            "/letters": raw(CHUNKED, b"zz\r\nhello\r\n"),
            "/negative": raw(CHUNKED, b"-5\r\nhello\r\n"),
            "/long": raw(CHUNKED, b"5;" + b"x" * 200_000 + b"\r\nhello\r\n"),
            "/huge": raw(CHUNKED, b"ffffffffffffffff\r\nhello\r\n"),
        },
        fates=dict.fromkeys(("/letters", "/negative", "/long", "/huge"), "network_error"),
    ),
    Case(
        "dies halfway",
        {
            "/head": raw(b"HTTP/1.1 200 OK\r\nContent-Ty", dies=True),
            "/body": raw(_length(100_000, story()), dies=True),
            "/at-once": raw(dies=True),
        },
        fates=dict.fromkeys(("/head", "/body", "/at-once"), "network_error"),
    ),
]
