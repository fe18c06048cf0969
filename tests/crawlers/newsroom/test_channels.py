"""The ways in: feeds, sitemaps, section pages and the catalogue that leads to them."""

import gzip
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
from lxml import etree, html

from crawlers.catalog.load import load_catalog
from crawlers.newsroom.catalog import write_catalog
from crawlers.newsroom.content import OUTLETS, Channel, load_outlet
from crawlers.newsroom.expected import load_expected
from crawlers.newsroom.server import Newsroom

from .conftest import Get, Reply

LINKS = {
    "rss": "//item/link/text()",
    "atom": "//*[local-name()='entry']/*[local-name()='link']/@href",
    "sitemap": "//*[local-name()='loc']/text()",
    "news_sitemap": "//*[local-name()='loc']/text()",
}


def links_of(channel: Channel, url: str, reply: Reply) -> list[str]:
    """Addresses a channel lists, letters outside ASCII percent-encoded."""
    body = gzip.decompress(reply.body) if channel.path.endswith(".gz") else reply.body
    if channel.kind == "section":
        found = [
            urljoin(url, a.get("href"))
            for a in html.fromstring(body).cssselect(channel.link_selector or "a")
        ]
    else:
        found = etree.fromstring(body).xpath(LINKS[channel.kind])
    return [quote(link, safe="/:?=&%") for link in found]


def listed(newsroom: Newsroom, get: Get) -> set[str]:
    links: set[str] = set()
    for slug in OUTLETS:
        for channel in load_outlet(slug).channels:
            if channel.kind != "sitemap_index":
                url = newsroom.url(slug, channel.path)
                links.update(links_of(channel, url, get(url)))
    return links


@pytest.mark.parametrize("edition", [1, 2])
def test_what_channels_list_is_exactly_what_is_expected(
    edition: int, newsroom: Newsroom, later: Newsroom, get: Get
) -> None:
    running = newsroom if edition == 1 else later
    assert listed(running, get) == set(load_expected(running.base_port, edition))


def test_russian_feed_is_windows_1251_and_says_so(newsroom: Newsroom, get: Get) -> None:
    reply = get(newsroom.url("vestnik", "/rss.xml"))
    assert reply.headers["Content-Type"].endswith("charset=windows-1251")
    assert reply.body.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    assert "Державный вестник".encode("cp1251") in reply.body
    assert etree.fromstring(reply.body).findtext("channel/title") == "Державный вестник"


def test_sitemap_index_leads_to_a_news_sitemap_and_a_packed_one(
    newsroom: Newsroom, get: Get
) -> None:
    index = etree.fromstring(get(newsroom.url("zuid-ost", "/sitemap.xml")).body)
    children = index.xpath("//*[local-name()='loc']/text()")
    news, archive = (get(child) for child in children)
    assert b"<news:publication_date>" in news.body
    assert archive.headers["Content-Type"] == "application/gzip"
    assert b"<urlset" in gzip.decompress(archive.body)


def test_atom_entries_carry_ids_and_update_times(newsroom: Newsroom, get: Get) -> None:
    feed = etree.fromstring(get(newsroom.url("ledger", "/atom.xml")).body)
    spaces = {"a": "http://www.w3.org/2005/Atom"}
    entries = feed.findall("a:entry", spaces)
    assert len({entry.findtext("a:id", None, spaces) for entry in entries}) == len(entries) - 1
    assert all(entry.findtext("a:updated", "", spaces).startswith("20") for entry in entries)


def test_some_feed_items_have_no_date(newsroom: Newsroom, get: Get) -> None:
    feed = etree.fromstring(get(newsroom.url("chinaristan", "/feed/")).body)
    items = feed.findall("channel/item")
    assert items
    assert all(item.find("pubDate") is None for item in items)


def test_one_address_stands_with_its_letters_in_the_feed_and_escaped_in_the_section(
    newsroom: Newsroom, get: Get
) -> None:
    letters = "به-رسمیت-شناسی-طالبان"
    assert letters.encode() in get(newsroom.url("chinaristan", "/feed/")).body
    section = get(newsroom.url("chinaristan", "/news/")).body
    assert letters.encode() not in section
    assert quote(letters).encode() in section


def test_catalogue_is_accepted_and_its_channels_answer(
    tmp_path: Path, newsroom: Newsroom, get: Get
) -> None:
    paths = write_catalog(tmp_path / "sample", newsroom.base_port)
    sources = load_catalog(tmp_path / "sample")
    assert [source.slug for source in sources] == sorted(OUTLETS)
    assert len(paths) == len(OUTLETS)
    for source in sources:
        for channel in source.channels:
            assert get(str(channel.url)).status == 200
    kinds = {channel.kind for source in sources for channel in source.channels}
    assert kinds == {"feed", "sitemap", "section"}
