"""JSON Feeds over real HTTP: pages of a feed, news, killed runs, and answers that are none."""

import json
from pathlib import Path

import pytest
from sqlalchemy import delete

from models.session import writing
from models.sources import ChannelDocument
from tests.support.crawling import Home
from tests.support.web import Web, serving

NO_FEEDS = {
    "/cut.json": ('{"version": "1", "items": [', "not_readable", "no JSON"),
    "/moved.json": ("<!DOCTYPE html><title>Moved</title>", "not_readable", "titled “Moved”"),
    "/bare.json": ('{"version": "1", "items": []}', "empty", "no item"),
}


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Home:
    return Home(tmp_path / "home", sqlite_template)


def put(web: Web, path: str, links: list[str], following: str | None = None) -> None:
    items = [
        {"id": link, "url": link, "title": link, "date_published": "2025-07-03T12:30:00Z"}
        for link in links
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Outlet", "items": items}
    if following:
        feed["next_url"] = following
    web.put(path, json.dumps(feed), content_type="application/feed+json", etag=f'"{len(links)}"')


def paged(web: Web, home: Home) -> None:
    for number in range(8):
        web.article(f"/a/{number}")
    put(web, "/feed.json", ["/a/0", "/a/1"], "/feed.json?page=2")
    put(web, "/feed.json?page=2", ["/a/2", "/a/3"], "/feed.json?page=3")
    put(web, "/feed.json?page=3", ["/a/4", "/a/5"])
    for path, (body, _, _) in NO_FEEDS.items():
        web.put(path, body, content_type="application/feed+json")
    paths = ("/feed.json", *NO_FEEDS)
    channels = [{"kind": "json_feed", "url": web.url(path)} for path in paths]
    home.source("outlet", web.url("/"), channels)


def polled(web: Web) -> list[str]:
    return [path for path in web.paths() if path.startswith("/feed.json")]


def test_all_pages_of_a_feed_are_read_and_what_is_none_is_said(home: Home) -> None:
    with serving() as web:
        paged(web, home)
        home.crawl()
        assert polled(web) == ["/feed.json", "/feed.json?page=2", "/feed.json?page=3"]
        captured = [url for url, fate in home.fates().items() if fate == "captured"]
        assert sorted(captured) == [web.url(f"/a/{number}") for number in range(6)]
        assert home.candidates()[web.url("/a/4")].published_hint == "2025-07-03T12:30:00Z"
        for path, (_, outcome, said) in NO_FEEDS.items():
            [poll] = home.polls(web.url(path))
            assert (poll.outcome, said in poll.reason) == (outcome, True), poll.reason


@pytest.mark.long
def test_further_pages_are_read_again_after_news_only(home: Home) -> None:
    with serving() as web:
        paged(web, home)
        home.crawl()
        # the page read last is looked at once more, in case that run had been killed
        web.forget()
        home.crawl()
        assert polled(web) == ["/feed.json?page=3", "/feed.json"]
        web.forget()
        again = home.crawl()
        assert polled(web) == ["/feed.json"]
        assert again.result.sources["outlet"]["pages"] == {}
        put(web, "/feed.json", ["/a/6", "/a/0"], "/feed.json?page=2")
        web.forget()
        home.crawl()
        assert polled(web) == ["/feed.json", "/feed.json?page=2"]


@pytest.mark.long
def test_a_run_killed_between_two_pages_loses_none(home: Home) -> None:
    with serving() as web:
        paged(web, home)
        home.crawl()
        with writing(home.engine) as session:  # as if it had been killed before the third page
            session.execute(
                delete(ChannelDocument).where(ChannelDocument.url == web.url("/feed.json?page=3"))
            )
        web.forget()
        home.crawl()
        assert "/feed.json?page=3" in polled(web)
