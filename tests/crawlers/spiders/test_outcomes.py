"""Every page and every poll that goes wrong ends in its fate, and the rest goes on."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.base import utc_now
from models.candidates import Candidate
from tests.support.crawling import Crawl, Home
from tests.support.web import Web, rss, serving

BLOCK = b"<p>page without an end</p>" * 2_000
DELAY = 0.25


@dataclass
class World:
    """One crawl of a web where everything goes wrong."""

    web: Web
    slow: Web
    rules: Web
    closed: Web
    busy: Web
    limited: Web
    home: Home
    crawl: Crawl
    candidates: dict[str, Candidate]

    def of(self, path: str) -> Candidate:
        return self.candidates[self.web.url(path)]


def _thirty_megabytes() -> Iterator[bytes]:
    for _ in range(30_000_000 // len(BLOCK)):
        yield BLOCK


def _without_end() -> Iterator[bytes]:
    while True:
        yield b"."
        time.sleep(0.05)


def _pages(web: Web) -> list[str]:
    web.article("/fine")
    web.put("/gone", status=410)
    web.put("/forbidden", status=403)
    web.put("/loop", status=302, headers={"Location": "/loop2"})
    web.put("/loop2", status=302, headers={"Location": "/loop"})
    for step in range(15):
        web.put(f"/far{step}", status=301, headers={"Location": f"/far{step + 1}"})
    web.put("/moved", status=301, headers={"Location": "/fine?moved=1"})
    web.article("/fine?moved=1")
    web.put("/nowhere", status=302)
    web.put("/ftp", status=302, headers={"Location": "ftp://outlet.example/x"})
    web.put("/big", stream=_thirty_megabytes)
    web.put("/said-big", b"x" * 400_000)
    web.put("/endless", stream=_without_end)
    web.put("/bomb", b" " * 20_000_000, headers={"Content-Encoding": "gzip"})
    web.put("/private/x", "secret")
    return [
        web.url(path)
        for path in (
            "/fine", "/missing", "/gone", "/forbidden", "/loop", "/far0", "/moved",
            "/nowhere", "/ftp", "/big", "/said-big", "/endless", "/bomb", "/private/x",
        )
    ]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    home = Home(tmp_path_factory.mktemp("outcomes") / "home", sqlite_template)
    with (
        serving() as web,
        serving() as slow,
        serving() as rules,
        serving() as closed,
        serving() as busy,
        serving() as limited,
    ):
        web.put("/robots.txt", "User-agent: Salang\nDisallow: /private/", content_type="text/plain")
        links = _pages(web)
        links += ["http://name.invalid/x", "http://127.0.0.1:1/x", "http://", "javascript:void(0)"]
        web.put("/rss.xml", rss(links))
        web.put("/html", "<!DOCTYPE html><html><title>We have moved</title></html>")
        web.put("/empty.xml", rss([]))
        web.put("/broken.xml", "<rss><channel><item><link>", status=200)
        web.put("/down.xml", status=502)
        names = ("rss.xml", "html", "empty.xml", "none.xml", "down.xml")
        home.source(
            "troubled",
            web.url("/"),
            [{"kind": "feed", "url": web.url(f"/{name}")} for name in names],
            max_bytes=200_000,
            timeout_seconds=1.5,
            concurrency=8,
        )

        pages = [f"/p/{number}" for number in range(4)]
        for page in pages:
            slow.article(page)
            rules.article(page)
        slow.put("/a.xml", rss([slow.url(page) for page in pages[:2]]))
        slow.put("/b.xml", rss([slow.url(page) for page in pages[2:]]))
        feeds = [{"kind": "feed", "url": slow.url(f"/{name}.xml")} for name in "ab"]
        home.source("slow", slow.url("/"), feeds, delay_seconds=DELAY, concurrency=1)

        robots = f"User-agent: *\nCrawl-delay: {DELAY}"
        rules.put("/robots.txt", robots, content_type="text/plain")
        rules.put("/rss.xml", rss([rules.url(page) for page in pages]))
        feed = [{"kind": "feed", "url": rules.url("/rss.xml")}]
        home.source("rules", rules.url("/"), feed, concurrency=1)

        closed.put("/robots.txt", status=500)
        closed.put("/rss.xml", rss([closed.url("/x")]))
        home.source("closed", closed.url("/"), [{"kind": "feed", "url": closed.url("/rss.xml")}])

        pages = [f"/p/{number}" for number in range(20)]
        for page in pages:
            busy.article(page)
        busy.put("/p/1", status=429, headers={"Retry-After": "7200"})
        busy.put("/rss.xml", rss([busy.url(page) for page in pages]))
        feed = [{"kind": "feed", "url": busy.url("/rss.xml")}]
        home.source("busy", busy.url("/"), feed, concurrency=1, delay_seconds=0.05)

        limited.put("/a.xml", status=429, headers={"Retry-After": "7200"})
        limited.put("/b.xml", rss([limited.url("/x")]))
        feeds = [{"kind": "feed", "url": limited.url(f"/{name}.xml")} for name in "ab"]
        home.source("limited", limited.url("/"), feeds, concurrency=1, delay_seconds=1)

        crawl = home.crawl()
        webs = (web, slow, rules, closed, busy, limited)
        yield World(*webs, home, crawl, home.candidates())


def test_the_crawl_goes_to_its_end(world: World) -> None:
    assert world.crawl.result.finish_reason == "finished"
    assert world.crawl.result.sources["troubled"]["pending"] == 0
    assert world.of("/fine").fate == "captured"


@pytest.mark.parametrize(
    ("path", "fate", "said"),
    [
        ("/missing", "http_error", "404"),
        ("/gone", "http_error", "410"),
        ("/forbidden", "http_error", "403"),
        ("/nowhere", "http_error", "302"),
        ("/ftp", "address_denied", "ftp://"),
        ("/loop", "redirect_loop", "circle"),
        ("/far0", "redirect_loop", "more than 10"),
        ("/big", "too_large", "200,000"),
        ("/said-big", "too_large", "200,000"),
        ("/bomb", "too_large", "200,000"),
        ("/endless", "timeout", "time allowed"),
        ("/private/x", "robots_denied", "robots.txt"),
    ],
)
def test_fate_of_a_page(world: World, path: str, fate: str, said: str) -> None:
    candidate = world.of(path)
    assert candidate.fate == fate
    assert said in candidate.reason
    assert candidate.attempts == 1


@pytest.mark.parametrize(
    ("url", "fate"),
    [
        ("http://name.invalid/x", "network_error"),
        ("http://127.0.0.1:1/x", "network_error"),
        ("javascript:void(0)", "malformed_url"),
    ],
)
def test_fate_of_an_address(world: World, url: str, fate: str) -> None:
    assert world.candidates[url].fate == fate
    assert world.candidates[url].reason


def test_every_candidate_has_a_fate(world: World) -> None:
    waiting = {url for url, candidate in world.candidates.items() if candidate.fate == "discovered"}
    assert {url for url in waiting if not url.startswith(world.busy.url())} == set()


def test_failures_are_asked_for_again_in_their_time(world: World) -> None:
    now = utc_now()

    def hours(path: str) -> float:
        at = world.of(path).next_attempt_at
        assert at is not None
        return (at - now).total_seconds() / 3600

    assert 23 < hours("/missing") < 25
    assert 0.5 < hours("/endless") < 1.1
    assert 160 < hours("/private/x") < 169
    assert world.of("/big").next_attempt_at is None


def test_a_host_that_asks_for_a_long_pause_is_left_alone_and_its_pages_stay_pending(
    world: World,
) -> None:
    asked_pages = [path for path in world.busy.paths() if path.startswith("/p/")]
    assert asked_pages[:2] == ["/p/0", "/p/1"]
    assert len(asked_pages) <= 4  # what was on its way when the answer came
    asked = world.candidates[world.busy.url("/p/1")]
    assert asked.fate == "http_error"
    assert asked.next_attempt_at is not None
    assert 1.5 < (asked.next_attempt_at - utc_now()).total_seconds() / 3600 < 2.1
    left = world.candidates[world.busy.url("/p/19")]
    assert (left.fate, left.attempts) == ("discovered", 0)
    busy = world.crawl.result.sources["busy"]
    assert busy["pending"] == 20 - len(asked_pages)
    assert "pause of 120 minutes" in busy["notes"][0]


def test_a_channel_of_a_host_that_asked_for_a_pause_is_postponed(world: World) -> None:
    assert world.limited.paths() == ["/robots.txt", "/a.xml"]
    [asked] = world.home.polls(world.limited.url("/a.xml"))
    [other] = world.home.polls(world.limited.url("/b.xml"))
    assert (asked.outcome, asked.status) == ("http_error", 429)
    assert other.outcome == "postponed"
    assert "pause of 120 minutes" in other.reason


def test_a_redirect_is_followed_and_both_addresses_kept(world: World) -> None:
    assert world.of("/moved").fate == "captured"
    assert "/fine?moved=1" in world.web.paths()


def test_a_page_of_thirty_megabytes_is_cut_while_it_comes(world: World) -> None:
    # what the server got rid of is what was allowed, and the buffers of the two sockets
    assert 0 < world.web.sent < 15_000_000


def test_robots_txt_is_asked_for_once_and_obeyed(world: World) -> None:
    assert "/private/x" not in world.web.paths()
    assert world.web.paths().count("/robots.txt") == 1


def test_a_host_whose_robots_txt_fails_is_not_asked_for_anything_else(world: World) -> None:
    assert set(world.closed.paths()) == {"/robots.txt"}
    [poll] = world.home.polls(world.closed.url("/rss.xml"))
    assert poll.outcome == "robots_denied"
    assert "500" in poll.reason


@pytest.mark.parametrize(
    ("name", "outcome", "said"),
    [
        ("html", "not_readable", "web page titled “We have moved”"),
        ("empty.xml", "empty", "lists no item"),
        ("none.xml", "http_error", "404"),
        ("down.xml", "http_error", "502"),
        ("rss.xml", "changed", ""),
    ],
)
def test_poll_log_explains_each_channel(world: World, name: str, outcome: str, said: str) -> None:
    [poll] = world.home.polls(world.web.url(f"/{name}"))
    assert poll.outcome == outcome
    assert said in poll.reason


def kept(times: list[float]) -> bool:
    """Whether requests kept the delay: over all of them, and any four in a row.

    One that arrives late on a busy machine shortens the gap behind it, so gaps are not asked
    one by one; a burst shows in the four around it.
    """
    whole = (times[-1] - times[0]) / (len(times) - 1) > DELAY * 0.9
    fours = zip(times, times[3:], strict=False)
    return whole and all(last - first > DELAY * 3 * 0.75 for first, last in fours)


def test_delay_between_requests_to_a_host_is_kept_across_its_channels(world: World) -> None:
    times = [one.at for one in world.slow.seen]
    assert len(times) == 7  # robots.txt, two feeds, four pages
    assert kept(times)


def test_crawl_delay_of_robots_txt_is_kept(world: World) -> None:
    times = [one.at for one in world.rules.seen if one.path != "/robots.txt"]
    assert len(times) == 5
    assert kept(times)
