"""Back-fill over real HTTP: archives on loopback that speak the documented formats."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from crawlers.job import Backfill
from models import Capture
from models.pages import PageStore
from models.session import reading
from models.sources import Poll
from tests.support.archives import Answers, Kept, commoncrawl, wayback
from tests.support.crawling import Home
from tests.support.web import Page, Web, serving

JULY = {"start": date(2025, 7, 1), "end": date(2025, 7, 31)}


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Home:
    made = Home(tmp_path / "home", sqlite_template)
    source(made, "valley")
    return made


def source(home: Home, slug: str) -> None:
    address = f"https://{slug}.example/"
    home.source(slug, address, [{"kind": "feed", "url": f"{address}rss.xml", "active": False}])


def settings(web: Web, **more: str) -> Mapping[str, str]:
    return {
        "SALANG_WAYBACK_URL": web.url("").rstrip("/"),
        "SALANG_COMMONCRAWL_INDEX_URL": web.url("").rstrip("/"),
        "SALANG_COMMONCRAWL_DATA_URL": web.url("").rstrip("/"),
        "SALANG_ARCHIVE_DELAY_SECONDS": "0",
        **more,
    }


def captures(home: Home) -> list[Capture]:
    with reading(home.engine) as session:
        return list(session.scalars(select(Capture).order_by(Capture.url)))


def outcomes(home: Home) -> list[str]:
    with reading(home.engine) as session:
        return list(session.scalars(select(Poll.outcome).order_by(Poll.id)))


def test_copies_of_the_window_are_taken_from_the_wayback_machine_once(home: Home, web: Web) -> None:
    kept = [
        Kept(f"202507{n:02}120000", f"http://www.valley.example:80/news/{n}", b"<p>Day %d</p>" % n)
        for n in range(1, 6)
    ]
    later = Kept("20250720120000", "https://valley.example/news/1", b"<p>Changed</p>")
    others = [
        Kept("20250601120000", "https://valley.example/june"),
        Kept("20250703120000", "https://valley.example/gone", status="404"),
        Kept("20250703120000", "https://valley.example/a.css", mime="text/css"),
        Kept("20250703120000", "https://valley.example/"),
        Kept("20250703120000", "https://elsewhere.example/1"),
    ]
    wayback(web, [*kept, later, *others])
    asked = Backfill(**JULY)
    done = home.crawl(env=settings(web, SALANG_ARCHIVE_ROWS="2"), backfill=asked)
    assert done.result.finish_reason == "finished"
    assert home.fates() == {f"http://www.valley.example/news/{n}": "captured" for n in range(1, 6)}
    # six addresses with the home page, two rows an answer
    assert outcomes(home) == ["changed"] * 3
    first = captures(home)[0]
    assert first.final_url == "http://www.valley.example/news/1"
    assert first.origin_url == web.url("/web/20250701120000id_/http://www.valley.example:80/news/1")
    assert first.fetched_at == datetime(2025, 7, 1, 12, tzinfo=UTC)
    assert dict(first.headers) == {"Server": "valley", "Content-Type": "text/html; charset=utf-8"}
    assert PageStore(home.folder / "pages").get(first.sha256) == b"<p>Day 1</p>"
    web.forget()
    home.crawl(env=settings(web), backfill=asked)
    assert [path for path in web.paths() if path.startswith("/web/")] == []
    assert len(captures(home)) == 5


@pytest.mark.long
def test_what_one_run_leaves_is_not_for_the_live_crawl_but_for_the_next(
    home: Home, web: Web
) -> None:
    wayback(web, [Kept(f"202507{n:02}120000", f"https://valley.example/{n}") for n in (1, 2, 3)])
    few = Backfill(**JULY, max_pages=2)
    done = home.crawl(env=settings(web), backfill=few)
    assert "run it again" in done.result.sources["valley"]["notes"][0]
    assert sorted(home.fates().values()) == ["captured", "captured", "not_requested"]
    home.crawl(env=settings(web))
    assert sorted(home.fates().values()) == ["captured", "captured", "not_requested"]
    home.crawl(env=settings(web), backfill=few)
    assert set(home.fates().values()) == {"captured"}


def test_errors_of_the_archive_are_outcomes_with_words(home: Home, web: Web) -> None:
    blocked = b"AdministrativeAccessControlException: Blocked Site Error"
    forms = {
        "a-blocked": Page(blocked, 403, "text/plain"),
        "b-broken": Page(b'[["timestamp","original"],["2025', 200, "application/json"),
        "c-empty": Page(b"[]", 200, "application/json"),
        "d-busy": Page(b"Too Many Requests", 429, "text/plain", {"Retry-After": "120"}),
    }
    (home.catalog / "valley.yaml").unlink()
    for slug in forms:
        source(home, slug)
    web.pages = Answers(
        lambda path: next((page for slug, page in forms.items() if f"url={slug}." in path), None)
    )
    done = home.crawl(env=settings(web), backfill=Backfill(**JULY))
    # the four are asked at once, and answer in any order
    assert sorted(outcomes(home)) == ["blocked", "empty", "http_error", "not_readable"]
    notes = {slug: did["notes"] for slug, did in done.result.sources.items()}
    assert "does not show this site" in notes["a-blocked"][0]
    assert notes["c-empty"] == []
    assert "slow down" in notes["d-busy"][0]


def test_a_copy_that_cannot_be_had_has_its_fate(home: Home, web: Web) -> None:
    wayback(web, [Kept("20250701120000", "https://valley.example/1")])
    listed = web.pages
    aside = web.url("/web/20250704000000/https://valley.example/1")

    def without_copies(path: str) -> Page | None:
        if path.startswith("/web/20250701"):
            return Page(b"", 302, "text/html", {"Location": aside})
        if path.startswith("/web/"):
            return Page(b"<html>the archive's own page</html>")
        return listed.get(path)

    web.pages = Answers(without_copies)
    home.crawl(env=settings(web), backfill=Backfill(**JULY))
    (candidate,) = home.candidates().values()
    assert candidate.fate == "http_error"
    assert "a page of its own instead of the copy" in candidate.reason
    # the live crawl does not take it up
    assert candidate.next_attempt_at is None


def test_records_of_common_crawl_are_taken_by_their_range_of_bytes(home: Home, web: Web) -> None:
    crawls = {
        "CC-MAIN-2024-10": [Kept("20240301120000", "https://valley.example/old")],
        "CC-MAIN-2025-27": [
            Kept(f"202507{n:02}120000", f"https://valley.example/{n}", b"<p>Day %d</p>" % n)
            for n in (1, 2, 3)
        ],
        # the same page once more, and no more
        "CC-MAIN-2025-30": [Kept("20250718120000", "https://valley.example/1", b"<p>Later</p>")],
    }
    commoncrawl(web, crawls)
    asked = Backfill(archive="commoncrawl", **JULY)
    home.crawl(env=settings(web), backfill=asked)
    assert home.fates() == {f"https://valley.example/{n}": "captured" for n in (1, 2, 3)}
    found = captures(home)
    store = PageStore(home.folder / "pages")
    bodies = [store.get(one.sha256) for one in found]
    assert bodies == [b"<p>Day 1</p>", b"<p>Day 2</p>", b"<p>Day 3</p>"]
    assert found[1].fetched_at == datetime(2025, 7, 2, 12, tzinfo=UTC)
    assert found[1].origin_url is not None
    assert "CC-MAIN-2025-27" in found[1].origin_url
    assert "#bytes=" in found[1].origin_url
    ranges = [one.headers.get("range") for one in web.seen if one.path.endswith(".warc.gz")]
    assert len(ranges) == 3
    assert all(ranges)
    assert not any("CC-MAIN-2024" in path for path in web.paths())


@pytest.mark.long
def test_errors_of_common_crawl_are_outcomes_and_fates(home: Home, web: Web) -> None:
    commoncrawl(web, {"CC-MAIN-2025-27": [Kept("20250701120000", "https://valley.example/1")]})
    sound = web.pages

    def ignoring_ranges(path: str) -> Page | None:
        if path.endswith(".warc.gz"):
            return Page(b"the whole file", 200, "application/octet-stream")
        return sound.get(path)

    web.pages = Answers(ignoring_ranges)
    asked = Backfill(archive="commoncrawl", **JULY)
    home.crawl(env=settings(web), backfill=asked)
    (candidate,) = home.candidates().values()
    assert (candidate.fate, "part of the file" in candidate.reason) == ("http_error", True)

    nothing = Backfill(archive="commoncrawl", start=date(2025, 7, 10), end=date(2025, 7, 12))
    home.crawl(env=settings(web), backfill=nothing)
    assert outcomes(home)[-1] == "empty"

    listed = json.dumps([{"id": "CC-MAIN-2025-27"}]).encode()
    busy = Page(b"Please reduce your request rate.", 503, "text/plain", {"Retry-After": "600"})
    web.pages = Answers(lambda path: Page(listed) if path == "/collinfo.json" else busy)
    done = home.crawl(env=settings(web), backfill=asked)
    assert outcomes(home)[-1] == "http_error"
    assert "reduce your request rate" in done.result.sources["valley"]["notes"][0]
