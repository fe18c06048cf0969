"""Floods of headers and cookies, status lines that are none, redirects without end, lying ETags."""

from itertools import count

from tests.hostile.answers import Asked, endless, head, raw, redirect, reply, stream
from tests.hostile.case import FEED, Case, rss, story

BEGIN = b"HTTP/1.1 200 OK\r\n"
PAGE = story()


def _cookies(number: int, size: int) -> bytes:
    lines = [f"Set-Cookie: c{n}={'v' * size}" for n in range(number)]
    lines += ["Content-Type: text/html", f"Content-Length: {len(PAGE)}", "Connection: close"]
    return BEGIN + "\r\n".join([*lines, "", ""]).encode() + PAGE


def _numbered(asked: Asked) -> str:
    step = int("".join(filter(str.isdigit, asked.path)) or 0)
    return f"{asked.base}/far{step + 1}"


def _lying_feed(asked: Asked) -> bytes:
    return rss([f"{asked.base}/news/{asked.before}"])


CASES = [
    Case(
        "header flood",
        {"/page": stream(BEGIN, lambda: (b"X-%d: %s\r\n" % (n, b"y" * 4_000) for n in count()))},
        fates={"/page": "too_large"},
    ),
    Case(
        "header without end",
        {"/page": endless(BEGIN + b"X: ", b"y" * 65_536)},
        fates={"/page": "too_large"},
    ),
    Case(
        "folded header flood",
        {"/page": endless(BEGIN + b"X: y\r\n", b" folded\r\n" * 8_000)},
        fates={"/page": "too_large"},
    ),
    Case(
        "early hints without end",
        {"/page": endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 1_000)},
        fates={"/page": "too_large"},
    ),
    Case(
        "cookies by the thousand",
        {"/page": raw(_cookies(2_000, 60)), "/more": raw(_cookies(20_000, 200))},
        fates={"/page": "fetched", "/more": "too_large"},
    ),
    Case(
        "status lines that are none",
        {
            "/garbage": raw(b"\x00\xff\xfe garbage\r\n\r\n"),
            "/words": raw(b"HTTP/1.1 OK fine\r\n\r\n"),
            "/999": raw(head(999, {"Content-Length": 0})),
            "/0": raw(head("000", {"Content-Length": 0})),
            "/old": raw(b"<html>no status at all</html>"),
            "/version": raw(b"HTTP/x.y 200 OK\r\n\r\n"),
        },
        fates={
            "/garbage": "network_error",
            "/words": "network_error",
            "/999": "http_error",
            "/0": "http_error",
            "/old": "network_error",
            "/version": "network_error",
        },
    ),
    Case(
        "redirect loops",
        {
            "/self": redirect(lambda asked: f"{asked.base}/self"),
            "/a": redirect(lambda asked: f"{asked.base}/b"),
            "/b": redirect(lambda asked: f"{asked.base}/a"),
            "/grow*": redirect(lambda asked: f"{asked.base}{asked.path}x"),
            "/far*": redirect(_numbered),
        },
        fates=dict.fromkeys(("/self", "/a", "/grow", "/far0"), "redirect_loop"),
    ),
    Case(
        "redirects that lead nowhere",
        {
            "/file": redirect(lambda _: "file:///etc/passwd"),
            "/long": redirect(lambda asked: f"{asked.base}/{'x' * 12_000}"),
            "/odd": redirect(lambda _: "http://[::1"),
            "/empty": redirect(lambda _: ""),
            "/binary": raw(BEGIN.replace(b"200", b"302") + b"Location: \xff\xfe\x00\r\n\r\n"),
        },
        fates={
            "/file": "address_denied",
            "/long": "http_error",
            "/odd": "malformed_url",
            "/empty": "redirect_loop",
            "/binary": "http_error",
        },
    ),
    Case(
        "ETags that lie",
        {
            # always the same validator, always other news
            FEED: reply(_lying_feed, kind="application/rss+xml", headers={"ETag": '"same"'}),
            "/news/*": reply(PAGE),
        },
        fates={"/news/0": "fetched"},
    ),
    Case(
        "304 to everything",
        {FEED: raw(head(304)), "/page": raw(head(304))},
        polls={FEED: "http_error"},
    ),
    Case(
        "ETag of a megabyte",
        {
            FEED: reply(
                lambda asked: rss([f"{asked.base}/page"]),
                kind="application/rss+xml",
                headers={"ETag": '"' + "e" * 15_000 + '"', "Last-Modified": "x" * 15_000},
            ),
            "/page": reply(PAGE),
        },
        fates={"/page": "fetched"},
    ),
]
