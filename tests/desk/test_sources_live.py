"""`salang sources add` and `test` against a small web on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.conftest import Salang
from tests.support.web import Web, rss, serving, urlset

ARTICLE = (
    "<html><head><title>Talks in Moscow</title></head><body><article><h1>Talks in Moscow</h1>"
    + "<p>Envoys of Kabul and Moscow met on Thursday to speak about transit and trade.</p>" * 6
    + "</article></body></html>"
)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setenv("SALANG_ALLOW_PRIVATE_ADDRESSES", "yes")
    monkeypatch.setenv("SALANG_HOST_DELAY_SECONDS", "0")
    with serving() as web:
        yield web


def site(web: Web) -> None:
    """A site with three ways in that answer, one that does not, and links that are none."""
    web.put(
        "/",
        """<html lang="fa"><head><title>Home</title>
        <meta property="og:site_name" content="The Courier">
        <link rel="alternate" type="application/rss+xml" href="/rss.xml">
        <link rel="alternate" type="application/feed+json" href="/feed.json"></head>
        <body><a href="/dead/feed/">RSS</a> <a href="/about">About us</a></body></html>""",
    )
    titles = [web.url(f"/a/{number}") for number in range(3)]
    web.put("/rss.xml", rss(titles), content_type="application/rss+xml")
    item = {"id": "1", "url": "/a/1", "title": "One", "date_published": "2025-07-04T10:00:00Z"}
    web.put("/feed.json", json.dumps({"version": "1.1", "items": [item]}))
    web.put("/robots.txt", f"User-agent: *\nDisallow: /a/2\nSitemap: {web.url('/map.xml')}\n")
    web.put("/map.xml", urlset(titles, "2025-07-05"))
    web.put("/a/0", ARTICLE)


def test_a_proposal_names_what_answered_and_is_a_sound_source_file(
    salang: Salang, web: Web, tmp_path: Path
) -> None:
    site(web)
    file = tmp_path / "courier.yaml"
    result = salang("sources", "add", web.url("/"), "--output", str(file), "--json")
    assert result.code == 0, result.err
    ways = {way["url"]: way for way in json.loads(result.out)["ways"]}
    assert ways[web.url("/rss.xml")]["said"] == "3 items, the newest of 2025-07-03"
    assert ways[web.url("/feed.json")]["kind"] == "json_feed"
    assert ways[web.url("/map.xml")]["how"] == "named in robots.txt"
    assert "404" in ways[web.url("/dead/feed/")]["said"]
    assert web.url("/about") not in ways
    text = file.read_text(encoding="utf-8")
    assert "name: The Courier" in text
    assert "/dead/feed/" not in text
    assert "named on the home page (rel=alternate); read on " in text
    checked = salang("sources", "check", str(file))
    assert checked.code == 0
    assert "guessed, to be confirmed by a person: country, languages, ownership" in checked.out


def test_no_file_is_overwritten(salang: Salang, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("mine")
    result = salang("sources", "add", "https://courier.example/", "--output", str(file))
    assert result.code == 2
    assert "not overwritten" in result.err
    assert file.read_text() == "mine"


@pytest.mark.long
def test_a_site_without_a_way_in_is_told_with_the_reason(salang: Salang, web: Web) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /")
    web.put("/", "<html><title>Closed</title></html>")
    result = salang("sources", "add", web.url("/"))
    assert result.code == 1
    assert "robots_denied" in result.err
    assert "/" not in web.paths()


@pytest.mark.long
def test_an_address_inside_is_refused(salang: Salang) -> None:
    result = salang("sources", "add", "http://127.0.0.1:1/")
    assert result.code == 1
    assert "127.0.0.1 is not a public address" in result.err


def catalog(web: Web, tmp_path: Path) -> Path:
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "courier.yaml").write_text(
        f"""\
slug: courier
name: Courier
home: {web.url("/")}
country: AF
languages: [en]
ownership: private
timezone: Asia/Kabul
politeness: {{delay_seconds: 0}}
channels:
  - {{kind: feed, url: '{web.url("/rss.xml")}', attested: written for a test}}
  - {{kind: sitemap, url: '{web.url("/none.xml")}', attested: written for a test}}
"""
    )
    return folder


def test_a_source_is_polled_and_nothing_is_stored(
    salang: Salang, web: Web, tmp_path: Path, home: Path
) -> None:
    site(web)
    arguments = ("sources", "test", "courier", "--catalog", str(catalog(web, tmp_path)))
    result = salang(*arguments, "--extract", "--json")
    assert result.code == 1  # the sitemap is not there
    said = json.loads(result.out)
    feed, sitemap = said["channels"]
    assert (feed["outcome"], feed["items"], feed["would_fetch"]) == ("changed", 3, 2)
    assert feed["refused"] == {"robots_denied: robots.txt of the host forbids it": 1}
    assert feed["date_rules"] == {"feed, second": 3}
    assert feed["newest"].startswith("2025-07-03T12:30")
    assert (sitemap["outcome"], sitemap["status"]) == ("http_error", 404)
    assert said["page"]["title"] == "Talks in Moscow"
    assert said["page"]["fate"] == "fetched"
    assert not (home / "salang.db").exists()


@pytest.mark.long
def test_with_a_database_it_says_what_is_new_and_writes_nothing(
    salang: Salang, web: Web, tmp_path: Path, database: str
) -> None:
    site(web)
    before = Path(database.removeprefix("sqlite:///")).read_bytes()
    arguments = ("sources", "test", "courier", "--catalog", str(catalog(web, tmp_path)))
    result = salang(*arguments, "--channel", "feed")
    assert result.code == 0
    assert "items: 3, 3 new, 2 would be fetched" in result.out
    assert Path(database.removeprefix("sqlite:///")).read_bytes() == before
    assert "/map.xml" not in web.paths()


def test_a_kind_of_channel_that_the_source_has_not_is_named(
    salang: Salang, web: Web, tmp_path: Path
) -> None:
    folder = catalog(web, tmp_path)
    result = salang("sources", "test", "courier", "--catalog", str(folder), "--channel", "gdelt")
    assert result.code == 2
    assert "it has feed, sitemap" in result.err
