"""Feeds, sitemaps and section pages over real HTTP: what is found, and what is not asked twice."""

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.candidates import Candidate, CandidateFate, Sighting
from models.captures import Capture
from models.pages import PageStore
from models.session import reading
from tests.support.crawling import Crawl, Home
from tests.support.web import Seen, Web, rss, serving, urlset

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass
class World:
    """Two crawls of the same small web, one after the other, and what the web saw of each."""

    web: Web
    home: Home
    first: Crawl
    second: Crawl
    seen: tuple[list[Seen], list[Seen]]
    after_first: dict[str, str]

    def asked(self, round_: int) -> list[str]:
        return [one.path for one in self.seen[round_]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    home = Home(tmp_path_factory.mktemp("channels") / "home", sqlite_template)
    with serving() as web:
        for path in ("/f/1", "/f/2", "/s/1", "/s/2", "/old/1", "/l/1", "/l/2", "/both", "/w/1"):
            web.article(path)
        both = web.url("/both?utm_source=rss")
        web.put("/f/2", "<p>Kabul</p>" * 50, headers={"Content-Encoding": "gzip"})
        web.put("/rss.xml", rss([web.url("/f/1"), web.url("/f/2"), both]), etag='"v1"')
        # a server whose validators change with every answer though the feed does not
        web.put("/lying.xml", rss([web.url("/f/2")]), headers={"ETag": '"never the same"'})
        web.put("/watched.xml", rss([web.url("/w/1")]))
        web.put(
            "/sitemap.xml",
            f"""<sitemapindex {SITEMAP}><sitemap><loc>{web.url("/new.xml.gz")}</loc></sitemap>
            <sitemap><loc>{web.url("/archive.xml")}</loc><lastmod>2019-01-31</lastmod></sitemap>
            <sitemap><loc>{web.url("/video.xml")}</loc></sitemap></sitemapindex>""",
        )
        web.put(
            "/new.xml.gz",
            gzip.compress(urlset([web.url("/s/1"), web.url("/s/2"), web.url("/both")]).encode()),
            content_type="application/gzip",
            etag='"s1"',
        )
        web.put("/archive.xml", urlset([web.url("/old/1")], "2019-01-31"), etag='"s2"')
        web.put(
            "/section/",
            '<main><a href="/l/1">One</a> <a href="/l/2">Two</a></main><a href="/ad/1">Ad</a>',
        )
        home.source(
            "outlet",
            web.url("/"),
            [
                {"kind": "feed", "url": web.url("/rss.xml")},
                {"kind": "feed", "url": web.url("/lying.xml")},
                {"kind": "feed", "url": web.url("/watched.xml"), "fetch": False},
                {
                    "kind": "sitemap",
                    "url": web.url("/sitemap.xml"),
                    "follow": ["new", "archive"],
                },
                {"kind": "section", "url": web.url("/section/"), "links": {"selector": "main"}},
            ],
        )
        first = home.crawl()
        seen = web.seen
        after_first = home.fates()
        web.forget()
        second = home.crawl()
        yield World(web, home, first, second, (seen, web.seen), after_first)


def test_all_kinds_of_channels_are_crawled_in_one_process(world: World) -> None:
    assert world.first.result.finish_reason == "finished"
    captured = {url for url, fate in world.after_first.items() if fate == "captured"}
    paths = {"/f/1", "/f/2", "/s/1", "/s/2", "/old/1", "/l/1", "/l/2"}
    assert {world.web.url(path) for path in paths} < captured
    assert set(world.first.outcomes("outlet").values()) == {"changed"}


def test_sitemap_documents_outside_the_follow_patterns_are_not_opened(world: World) -> None:
    assert "/new.xml.gz" in world.asked(0)
    assert "/video.xml" not in world.asked(0)


def test_links_outside_the_selector_are_no_candidates(world: World) -> None:
    assert world.web.url("/ad/1") not in world.after_first


def test_an_address_found_twice_is_one_candidate_with_every_sighting(world: World) -> None:
    assert sum(path.startswith("/both") for path in world.asked(0)) == 1
    with reading(world.home.engine) as session:
        found = session.scalars(
            select(Sighting)
            .join(Candidate, Candidate.id == Sighting.candidate_id)
            .where(Candidate.url.contains("/both"))
        ).all()
    assert {sighting.url for sighting in found} == {
        world.web.url("/both?utm_source=rss"),
        world.web.url("/both"),
    }


def test_a_channel_that_is_only_watched_is_recorded_and_not_fetched(world: World) -> None:
    candidate = world.home.candidates()[world.web.url("/w/1")]
    assert candidate.fate == "not_requested"
    assert "watched only" in candidate.reason
    assert "/w/1" not in world.asked(0) + world.asked(1)


def test_the_bytes_are_in_the_store_with_headers_before_the_row_says_so(world: World) -> None:
    with reading(world.home.engine) as session:
        capture = session.scalars(select(Capture).where(Capture.url.endswith("/f/1"))).one()
    body = PageStore(world.home.folder / "pages").get(capture.sha256)
    assert body == world.web.pages["/f/1"].body
    assert capture.size == len(body)
    assert capture.outcome == "pending"
    assert capture.content_type == "text/html; charset=utf-8"
    assert ["Content-Type", "text/html; charset=utf-8"] in capture.headers


def test_a_packed_page_is_stored_as_what_it_unpacks_to(world: World) -> None:
    with reading(world.home.engine) as session:
        capture = session.scalars(select(Capture).where(Capture.url.endswith("/f/2"))).one()
    body = PageStore(world.home.folder / "pages").get(capture.sha256)
    assert body == world.web.pages["/f/2"].body


def test_hints_of_the_channel_are_kept_as_it_writes_them(world: World) -> None:
    candidate = world.home.candidates()[world.web.url("/f/1")]
    assert candidate.title == "About 1"
    assert candidate.published_hint == "Thu, 03 Jul 2025 12:30:00 +0000"
    assert candidate.hint_rule == "feed"


def test_the_second_run_sends_what_it_knows(world: World) -> None:
    requests = {one.path: one.headers for one in world.seen[1]}
    assert requests["/rss.xml"]["if-none-match"] == '"v1"'
    assert requests["/new.xml.gz"]["if-none-match"] == '"s1"'
    [_, second] = world.home.polls(world.web.url("/rss.xml"))
    assert (second.outcome, second.status, second.conditional) == ("unchanged", 304, True)


def test_the_second_run_fetches_no_page_and_adds_no_row(world: World) -> None:
    channels = {"/rss.xml", "/lying.xml", "/watched.xml", "/sitemap.xml", "/new.xml.gz"}
    assert set(world.asked(1)) - channels <= {"/robots.txt", "/section/"}
    assert world.home.fates() == world.after_first
    outlet = world.second.result.sources["outlet"]
    assert (outlet["new"], outlet["pages"], outlet["pending"]) == (0, {}, 0)


def test_equal_bytes_are_unchanged_whatever_the_server_says(world: World) -> None:
    assert world.second.outcomes("outlet")[world.web.url("/lying.xml")] == "unchanged"


def test_a_sitemap_document_that_its_index_says_is_old_news_is_not_opened_again(
    world: World,
) -> None:
    assert "/archive.xml" in world.asked(0)
    assert "/archive.xml" not in world.asked(1)


def test_every_fate_has_its_history(world: World) -> None:
    with reading(world.home.engine) as session:
        without = session.scalar(
            select(func.count())
            .select_from(Candidate)
            .where(Candidate.id.not_in(select(CandidateFate.candidate_id)))
        )
    assert without == 0


def test_pages_are_asked_for_in_the_languages_of_the_source(world: World) -> None:
    [page] = [one for one in world.seen[0] if one.path == "/f/1"]
    assert page.headers["accept-language"].startswith("en, *")


def test_the_user_agent_says_who_asks(world: World) -> None:
    agents = {one.headers["user-agent"] for one in world.seen[0]}
    assert len(agents) == 1
    assert agents.pop().startswith("Salang/")


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Home:
    return Home(tmp_path / "home", sqlite_template)


@pytest.mark.long
def test_since_holds_older_items_back_until_a_later_run_reaches_them(home: Home) -> None:
    with serving() as web:
        for path in ("/new", "/old", "/ancient"):
            web.article(path)
        recent = rss([web.url("/new")], "Thu, 03 Jul 2025 12:30:00 +0000")
        older = rss([web.url("/old")], "Sun, 01 Jun 2025 12:30:00 +0000")
        oldest = rss([web.url("/ancient")], "Sun, 01 Jun 2014 12:30:00 +0000")
        channels = []
        for name, body in (("a", recent), ("b", older), ("c", oldest)):
            web.put(f"/{name}.xml", body, etag=f'"{name}"')
            channels.append({"kind": "feed", "url": web.url(f"/{name}.xml")})
        home.source("outlet", web.url("/"), channels)
        home.crawl(since=datetime(2025, 7, 1, tzinfo=UTC))
        fates = home.fates()
        assert fates[web.url("/new")] == "captured"
        assert fates[web.url("/old")] == fates[web.url("/ancient")] == "not_requested"
        assert "2025-06-01" in home.candidates()[web.url("/old")].reason
        # every channel answers "unchanged" now
        again = home.crawl(since=datetime(2025, 5, 1, tzinfo=UTC))
        assert set(again.outcomes("outlet").values()) == {"unchanged"}
        fates = home.fates()
        assert fates[web.url("/old")] == "captured"
        assert fates[web.url("/ancient")] == "not_requested"


@pytest.mark.long
def test_a_page_limit_leaves_the_rest_pending_and_says_so(home: Home) -> None:
    with serving() as web:
        links = [f"/p/{number}" for number in range(7)]
        for link in links:
            web.article(link)
        web.put("/rss.xml", rss([web.url(link) for link in links]), etag='"1"')
        channels = [{"kind": "feed", "url": web.url("/rss.xml")}]
        home.source("outlet", web.url("/"), channels, max_pages_per_run=3)
        first = home.crawl().result.sources["outlet"]
        assert first["pages"] == {"captured": 3}
        assert first["pending"] == 4
        assert "3 pages are the most for one run" in first["notes"][0]
        home.crawl()
        assert list(home.fates().values()).count("captured") == 6


@pytest.mark.long
def test_spiders_run_by_hand_for_one_kind_of_channel(home: Home) -> None:
    with serving() as web:
        for path in ("/f/1", "/s/1"):
            web.article(path)
        web.put("/rss.xml", rss([web.url("/f/1")]))
        web.put("/sitemap.xml", urlset([web.url("/s/1")]))
        home.source(
            "outlet",
            web.url("/"),
            [
                {"kind": "feed", "url": web.url("/rss.xml")},
                {"kind": "sitemap", "url": web.url("/sitemap.xml")},
            ],
        )
        (home.folder / "salang.db").unlink()  # an empty home: the spider makes its tables
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "feeds", "-a", "source=outlet"],
            env={**os.environ, **home.environment, "SALANG_CATALOG": str(home.catalog)},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert home.fates() == {web.url("/f/1"): "captured"}
        assert "/sitemap.xml" not in web.paths()


def test_scrapy_lists_the_spiders() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) >= {"coverage", "feeds", "sections", "sitemaps"}
