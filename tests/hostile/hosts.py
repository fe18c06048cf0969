"""Hosts without manners: storms of 429, and robots.txt files that are too large, or fail."""

import gzip
from functools import cache

from tests.hostile.answers import endless, head, packed, raw, redirect, reply, silent
from tests.hostile.bodies import BOMB, CHUNKED, chunk
from tests.hostile.case import FEED, Case, story

ROBOTS = "/robots.txt"
PAGE = reply(story())
PAGES = {f"/p/{n}": "http_error" for n in range(40)}
TEXT = "text/plain"


@cache
def _ten_megabytes() -> bytes:
    """Rules that matter first, then ten megabytes of others."""
    rules = "".join(f"Disallow: /*private{n}*x*y$\n" for n in range(400_000))
    return ("User-agent: *\nDisallow: /closed/\n" + rules).encode()[:9_900_000]


@cache
def _many_agents() -> bytes:
    return "".join(f"User-agent: bot{n}\nDisallow: /\n" for n in range(300_000)).encode()[
        :9_900_000
    ]


CASES = [
    Case(
        "429 storm",
        {"/p/*": reply(b"slow down", 429, TEXT)},
        fates=PAGES,
        pending=True,
        seconds=60,
    ),
    Case(
        "429 with odd times",
        {
            "/p/*": reply(b"", 429, TEXT, {"Retry-After": "-1"}),
            "/q": reply(b"", 429, TEXT, {"Retry-After": "9" * 5_000}),
            "/r": reply(b"", 503, TEXT, {"Retry-After": "\u0663\u0660 Smarch 99999"}),
        },
        fates=dict.fromkeys(("/r", "/p/1", "/q"), "http_error"),
        pending=True,
        seconds=60,
    ),
    Case(
        "robots.txt of ten megabytes",
        {
            ROBOTS: reply(lambda _: _ten_megabytes(), kind=TEXT),
            "/open/*": PAGE,
        },
        fates={"/open/1": "fetched", "/open/2": "fetched", "/closed/1": "robots_denied"},
    ),
    Case(
        "robots.txt of many agents",
        {ROBOTS: reply(lambda _: _many_agents(), kind=TEXT), "/open/*": PAGE},
        fates={"/open/1": "fetched"},
    ),
    Case(
        "robots.txt without end",
        {
            ROBOTS: endless(CHUNKED, chunk(b"User-agent: *\nDisallow: /closed/\n" * 1_000)),
            "/open/*": PAGE,
        },
        fates={"/open/1": "fetched", "/closed/1": "robots_denied"},
    ),
    Case(
        "robots.txt as a bomb",
        {ROBOTS: packed(lambda: gzip.compress(b"#" * BOMB), "gzip", TEXT), "/a": PAGE},
        polls={FEED: "robots_denied"},
        pending=True,
    ),
    Case(
        "robots.txt fails",
        {ROBOTS: raw(head(500, {"Content-Length": 0})), "/a": PAGE},
        polls={FEED: "robots_denied"},
        pending=True,
    ),
    Case(
        "robots.txt says nothing",
        {ROBOTS: silent(), "/a": PAGE},
        polls={FEED: "timeout"},
        pending=True,
        seconds=90,
    ),
    Case(
        "robots.txt in a circle",
        {ROBOTS: redirect(lambda asked: f"{asked.base}{ROBOTS}"), "/a": PAGE},
        fates={"/a": "fetched"},
    ),
    Case(
        "robots.txt of bytes",
        {ROBOTS: reply(bytes(range(256)) * 1_000, kind=TEXT), "/a": PAGE},
        fates={"/a": "fetched"},
    ),
]
