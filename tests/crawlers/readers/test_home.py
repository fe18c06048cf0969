"""Ways in that a home page and a robots.txt name."""

import pytest

from crawlers.readers import NotReadable
from crawlers.readers.home import MOST_LEADS, read_home, robots_sitemaps

URL = "https://courier.example/fa/"


def leads(markup: str) -> dict[str, str]:
    return {lead.url: lead.kind for lead in read_home(markup.encode(), URL).leads}


@pytest.mark.parametrize(
    ("markup", "kind", "url"),
    [
        (
            '<link rel="alternate" type="application/rss+xml" href="rss.xml">',
            "feed",
            "https://courier.example/fa/rss.xml",
        ),
        (
            '<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="/atom">',
            "feed",
            "https://courier.example/atom",
        ),
        (
            '<link rel="alternate" type="application/feed+json" href="/f.json">',
            "json_feed",
            "https://courier.example/f.json",
        ),
        ('<link rel="sitemap" href="/map.xml">', "sitemap", "https://courier.example/map.xml"),
        ('<a href="/feed/">Subscribe</a>', "feed", "https://courier.example/feed/"),
        ('<a href="/export?x=1">RSS</a>', "feed", "https://courier.example/export?x=1"),
        ('<a href="https://t.me/s/courier_af">T</a>', "telegram", "https://t.me/courier_af"),
    ],
)
def test_what_is_a_way_in(markup: str, kind: str, url: str) -> None:
    assert leads(markup) == {url: kind}


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="alternate" hreflang="ru" href="/ru/">',
        '<a href="/feedback">Feedback</a>',
        '<a href="/world/armed-forces">Atomic talks</a>',
        '<a href="https://t.me/share/url?url=x">Share</a>',
        '<a href="https://t.me/joinchat">Join</a>',
        '<a href="https://t.me/+AbCdEf">Join</a>',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel="alternate" type="application/rss+xml" href="http://[">',
    ],
)
def test_what_is_none(markup: str) -> None:
    assert leads(f"<p>Text</p>{markup}") == {}


def test_name_and_language_of_the_site() -> None:
    home = read_home('<html lang="fa-AF"><title>پیک</title><p>x</p></html>'.encode(), URL, "utf-8")
    assert (home.name, home.language) == ("پیک", "fa")


def test_a_page_of_a_thousand_feeds_is_bounded() -> None:
    assert len(leads("".join(f'<a href="/feed/{n}">x</a>' for n in range(1000)))) == MOST_LEADS


def test_an_empty_answer_is_no_page() -> None:
    with pytest.raises(NotReadable):
        read_home(b"", URL)


def test_sitemaps_of_robots_txt() -> None:
    text = "User-agent: *\nDisallow: /x\nSITEMAP: https://courier.example/a.xml\n Sitemap:/b.xml\n"
    found = [lead.url for lead in robots_sitemaps(text, URL)]
    assert found == ["https://courier.example/a.xml", "https://courier.example/b.xml"]
