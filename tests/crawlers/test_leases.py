"""Crawls that share a database never ask one host at once, and keep its delay between them."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.crawling import Home
from tests.support.web import Web, rss, serving

pytestmark = pytest.mark.long

PAGES = 6
DELAY = 1.0


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path, postgres_url: str) -> Home:
    return Home(tmp_path / "home", sqlite_template, postgres_url)


def outlet(web: Web, home: Home, slug: str, pages: int = PAGES) -> None:
    """A feed of some pages of an outlet that is one of several on the host."""
    paths = [f"/{slug}/{number}" for number in range(pages)]
    for path in paths:
        web.article(path)
    web.put(f"/{slug}.xml", rss([web.url(path) for path in paths]))
    feed = [{"kind": "feed", "url": web.url(f"/{slug}.xml")}]
    home.source(slug, web.url(f"/{slug}/"), feed, delay_seconds=DELAY, concurrency=1)


def delay_kept(web: Web) -> bool:
    """Whether requests kept the delay: over all of them, and any four in a row.

    One that arrives late on a busy machine shortens the gap behind it, so gaps are not asked
    one by one; a burst shows in the four around it.
    """
    times = sorted(one.at for one in web.seen)
    whole = (times[-1] - times[0]) / (len(times) - 1) > DELAY * 0.9
    fours = zip(times, times[3:], strict=False)
    return whole and all(last - first > DELAY * 3 * 0.75 for first, last in fours)


def ended(process: Any) -> str:
    for _ in process.events():
        pass
    return str(process.result().finish_reason)


def test_two_crawls_of_one_host_keep_its_delay_together(home: Home) -> None:
    with serving() as web:
        outlet(web, home, "one")
        outlet(web, home, "two")
        crawls = [home.process(slug) for slug in ("one", "two")]
        for crawl in crawls:
            crawl.start()
        assert [ended(crawl) for crawl in crawls] == ["finished", "finished"]
        assert set(home.fates().values()) == {"captured"}
        assert len(home.fates()) == 2 * PAGES
        assert delay_kept(web)


def test_what_another_crawl_asks_is_left_pending(home: Home) -> None:
    with serving() as web:
        outlet(web, home, "one", pages=200)
        outlet(web, home, "two")
        first = home.process("one")
        first.start()
        next(event for event in first.events() if event["event"] == "page")
        second = home.crawl("two", patience=0.0)
        assert second.outcomes("two") == {web.url("/two.xml"): "postponed"}
        first.stop()
        assert not [path for path in web.paths() if path.startswith("/two")]
        assert home.crawl("two").outcomes("two") == {web.url("/two.xml"): "changed"}


def test_a_killed_crawl_holds_nobody_up_and_its_delay_is_kept(home: Home) -> None:
    with serving() as web:
        outlet(web, home, "one")
        first = home.process("one")
        first.start()
        next(event for event in first.events() if event["event"] == "page")
        first.stop(grace=0.0)
        again = home.crawl("one")
        assert again.result.finish_reason == "finished"
        assert list(home.fates().values()) == ["captured"] * PAGES
        assert delay_kept(web)
