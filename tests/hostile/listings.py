"""Feeds and sitemaps that are bombs, without end, inside themselves, or full of nonsense."""

from collections.abc import Iterator

from tests.hostile.answers import Asked, head, redirect, reply, stream
from tests.hostile.case import FEED, Case, rss, story

XML = "application/xml"
PAGE = reply(story())
MAP = "/sitemap.xml"
SITEMAP = ({"kind": "sitemap", "path": MAP},)
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
QUICK = {"delay_seconds": 0.001, "concurrency": 8}


def _laughs(_: Asked) -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    return (
        f"<!DOCTYPE rss [{entities}]><rss><channel><item><title>&a11;</title>"
        "<link>http://name.invalid/&a11;</link></item></channel></rss>"
    ).encode()


def _quadratic(_: Asked) -> bytes:
    return (
        f'<!DOCTYPE rss [<!ENTITY a "{"x" * 200_000}">]><rss><channel><item><title>'
        f"{'&a;' * 50_000}</title><link>http://name.invalid/x</link></item></channel></rss>"
    ).encode()


def _outside(asked: Asked) -> bytes:
    return (
        f'<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">'
        f'<!ENTITY % d SYSTEM "{asked.base}/dtd">%d;]>'
        f"<rss><channel><item><title>&f;</title><link>{asked.base}/page</link></item>"
        "</channel></rss>"
    ).encode()


def _items(asked: Asked, number: int, filler: int = 0) -> Iterator[bytes]:
    yield b"<rss><channel>"
    for n in range(number):
        words = "w" * filler
        yield f"<item><title>{words}</title><link>{asked.base}/far/{n}</link></item>".encode()
    yield b"</channel></rss>"


def _hundred_megabytes() -> Iterator[bytes]:
    yield b"<rss><channel>"
    block = b"<item><title>news</title><link>http://name.invalid/x</link></item>" * 1_000
    for _ in range(100_000_000 // len(block)):
        yield block
    yield b"</channel></rss>"


def _index(locations: list[str]) -> bytes:
    entries = "".join(f"<sitemap><loc>{location}</loc></sitemap>" for location in locations)
    return f"<sitemapindex {NAMESPACE}>{entries}</sitemapindex>".encode()


def _itself(asked: Asked) -> bytes:
    return _index([f"{asked.base}{MAP}", f"{asked.base}{MAP}#again", f"{asked.base}{MAP}"])


def _ever_more(asked: Asked) -> bytes:
    own = asked.path.removesuffix(".xml")
    return _index([f"{asked.base}{own}-{n}.xml" for n in range(200)])


def _dates(asked: Asked) -> bytes:
    dates = [
        "Thu, 99 Jul 99999 99:99:99 +9999", "0000-00-00T00:00:00Z", "\u0660\u0661\u0662", "now",
        "-1", "9" * 4_000, "Mon, 01 Jan 0001 00:00:00 -2359", "9999-12-31T23:59:59-23:59", "",
        "2025-07-03T10:00:00+99:99", "1e400", "12 اسد ۹۹۹۹۹۹", "32 Hamal 1404",
    ]  # fmt: skip
    return (
        b"<rss><channel>"
        + b"".join(
            rss([f"{asked.base}/dated/{n}"], date=date)
            .partition(b"<channel>")[2]
            .partition(b"</channel>")[0]
            for n, date in enumerate(dates)
        )
        + b"</channel></rss>"
    )


DATED = {f"/dated/{n}": "fetched" for n in range(13)}


def _titles(asked: Asked) -> bytes:
    """An override that turns text around, a NUL as its own byte and as an entity, half a pair."""
    feed = rss([f"{asked.base}/page"], title="\u202egnp.egap\u2066 Envoys &#0; &#xD800; \ufffe")
    return feed.replace(b"Envoys", b"En\x00voys")


def _addresses(asked: Asked) -> bytes:
    return rss(
        [
            f"{asked.base}/{'x' * 100_000}", "http://[::1", "http://\u202emoc.example/around",
            "\x0b", "http://" + "a." * 3_000 + "example/long", "http:///nobody",
            "data:text/html,hello", f"{asked.base}/nul%00byte", f"{asked.base}:99999/port",
            "http://user:word@127.0.0.1/user",
        ]
    )  # fmt: skip


CASES = [
    Case("billion laughs", {FEED: reply(_laughs, kind=XML)}, polls={FEED: "not_readable"}),
    Case("quadratic XML bomb", {FEED: reply(_quadratic, kind=XML)}, polls={FEED: "not_readable"}),
    Case(
        "XML from elsewhere",
        {FEED: reply(_outside, kind=XML), "/page": PAGE},
        fates={"/page": "fetched"},
    ),
    Case(
        "feed of a hundred megabytes",
        {FEED: stream(head(200, {"Content-Type": XML}), _hundred_megabytes)},
        polls={FEED: "too_large"},
    ),
    Case(
        "feed of a million items",
        {FEED: reply(lambda asked: b"".join(_items(asked, 600_000)), kind=XML), "/far/*": PAGE},
        politeness={**QUICK, "max_pages_per_run": 3},
        pending=True,
        seconds=120,
        memory=900_000_000,
    ),
    Case(
        "feed of empty elements",
        {FEED: reply(lambda _: b"<rss><channel>" + b"<a/>" * 12_000_000, kind=XML)},
        polls={FEED: "too_large"},
        memory=1_400_000_000,
    ),
    Case(
        "feed nested without end",
        {FEED: reply(b"<rss><channel>" + b"<item><a>" * 500_000, kind=XML)},
        polls={FEED: "not_readable"},
    ),
    Case(
        "JSON nested without end",
        {FEED: reply(b'{"items":' + b"[" * 5_000_000, kind="application/json")},
        channels=({"kind": "json_feed", "path": FEED},),
        polls={FEED: "not_readable"},
    ),
    Case(
        "JSON with numbers without end",
        {FEED: reply(b'{"version":"1","items":[{"id":' + b"9" * 5_000_000 + b"}]}", kind=XML)},
        channels=({"kind": "json_feed", "path": FEED},),
        polls={FEED: "not_readable"},
    ),
    Case(
        "section of a million links",
        {
            "/news": reply(
                lambda asked: b"".join(b"<a href=/far/%d>A word</a>" % n for n in range(400_000))
            ),
            "/far/*": PAGE,
        },
        channels=({"kind": "section", "path": "/news"},),
        polls={"/news": "changed"},
        politeness={**QUICK, "max_pages_per_run": 3},
        pending=True,
        seconds=120,
        memory=900_000_000,
    ),
    Case(
        "sitemap that includes itself",
        {MAP: reply(_itself, kind=XML)},
        channels=SITEMAP,
        polls={MAP: "changed"},
    ),
    Case(
        "sitemaps without end",
        {"/sitemap*": reply(_ever_more, kind=XML)},
        channels=SITEMAP,
        polls={MAP: "changed"},
        politeness=QUICK,
        seconds=90,
    ),
    Case(
        "sitemap that leads around",
        {MAP: redirect(lambda asked: f"{asked.base}{MAP}?{asked.before}")},
        channels=SITEMAP,
        polls={MAP: "redirect_loop"},
    ),
    Case(
        "invalid dates in a feed",
        {
            FEED: reply(_dates, kind=XML),
            "/dated/*": reply(
                lambda asked: story(
                    f"<p>Number {asked.path} of the list.</p>", f"Talk {asked.path}"
                )
            ),
        },
        fates=DATED,
    ),
    Case(
        "titles that turn around",
        {FEED: reply(_titles, kind=XML), "/page": PAGE},
        fates={"/page": "fetched"},
    ),
    Case(
        "addresses that are none",
        {FEED: reply(_addresses, kind=XML)},
        fates={
            "http://[::1": "malformed_url",
            "/around": "malformed_url",
            # an item that leads nowhere has its row under its title
            "News": "malformed_url",
            "/long": "malformed_url",
            "/nobody": "http_error",
            "text/html,hello": "malformed_url",
            "/nul%00byte": "http_error",
            "/port": "malformed_url",
            "/user": "address_denied",
        },
        seconds=60,
    ),
    Case(
        "broken charsets",
        {
            "/utf7.xml": reply(rss(["http://name.invalid/1"]), kind="text/xml; charset=utf-7"),
            "/none.xml": reply(rss(["http://name.invalid/2"]), kind="text/xml; charset=\u202e-8"),
            "/said.xml": reply(
                rss(["http://name.invalid/3"]).replace(
                    b'"1.0"', b'"1.0" encoding="x-user-defined"'
                ),
                kind=XML,
            ),
            "/odd.xml": reply(b"\xff\xfe" + rss(["http://name.invalid/4"])[1:], kind=XML),
            "/idna.xml": reply(rss(["http://name.invalid/5"]), kind="text/xml; charset=idna"),
            "/hex.xml": reply(rss(["http://name.invalid/6"]), kind="text/xml; charset=hex_codec"),
        },
        channels=tuple(
            {"kind": "feed", "path": f"/{name}.xml"}
            for name in ("utf7", "none", "said", "odd", "idna", "hex")
        ),
        polls={"/none.xml": "changed", "/odd.xml": "not_readable", "/idna.xml": "changed"},
        pending=True,
    ),
]
