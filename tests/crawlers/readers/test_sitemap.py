"""Sitemaps: url sets, indexes, news, gzip, text."""

import gzip

import pytest

from crawlers.readers import EmptyDocument, NotReadable, read_sitemap

URL = "https://outlet.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def test_pages_with_the_time_of_their_last_change() -> None:
    body = f"""<urlset {NS}><url><loc> https://outlet.example/1 </loc>
      <lastmod>2025-07-03</lastmod></url><url><loc>/2</loc></url></urlset>""".encode()
    items = read_sitemap(body, URL).items
    assert [(item.url, item.modified, item.published) for item in items] == [
        ("https://outlet.example/1", "2025-07-03", None),
        ("https://outlet.example/2", None, None),
    ]


def test_news_extension_gives_title_and_date() -> None:
    body = f"""<urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><image:image><image:loc>https://outlet.example/p.jpg</image:loc></image:image>
      <loc>https://outlet.example/1</loc><news:news><news:publication><news:name>O</news:name>
      <news:language>fa</news:language></news:publication>
      <news:publication_date>2025-07-03T12:00:00+04:30</news:publication_date>
      <news:title>گفت‌وگو در مسکو</news:title></news:news></url></urlset>""".encode()
    [item] = read_sitemap(body, URL).items
    assert item.url == "https://outlet.example/1"
    assert item.title == "گفت‌وگو در مسکو"
    assert item.published == "2025-07-03T12:00:00+04:30"


def test_index_lists_documents_once_and_no_items() -> None:
    body = f"""<sitemapindex {NS}>
      <sitemap><loc>https://outlet.example/a.xml.gz</loc><lastmod>2025-07-01</lastmod></sitemap>
      <sitemap><loc>https://outlet.example/b.xml</loc></sitemap>
      <sitemap><loc>https://outlet.example/b.xml</loc></sitemap></sitemapindex>""".encode()
    listing = read_sitemap(body, URL)
    assert not listing.items
    assert [(one.url, one.modified) for one in listing.documents] == [
        ("https://outlet.example/a.xml.gz", "2025-07-01"),
        ("https://outlet.example/b.xml", None),
    ]


def test_gzip_is_seen_by_its_bytes() -> None:
    body = gzip.compress(
        f"<urlset {NS}><url><loc>https://o.example/1</loc></url></urlset>".encode()
    )
    assert len(read_sitemap(body, URL).items) == 1


def test_plain_text_and_feeds_in_a_sitemaps_place() -> None:
    assert len(read_sitemap(b"https://o.example/1\nhttps://o.example/2\n", URL).items) == 2
    feed = b"<rss><channel><item><link>https://o.example/1</link></item></channel></rss>"
    assert read_sitemap(feed, URL).rule == "feed"


def test_one_instant_for_all_pages_is_no_time_of_change() -> None:
    def body(count: int) -> bytes:
        entry = "<url><loc>https://o.example/{}</loc><lastmod>2025-07-03T10:00:00Z</lastmod></url>"
        return f"<urlset {NS}>{''.join(entry.format(n) for n in range(count))}</urlset>".encode()

    assert {item.modified for item in read_sitemap(body(40), URL).items} == {None}
    assert {item.modified for item in read_sitemap(body(2), URL).items} == {"2025-07-03T10:00:00Z"}


def test_what_is_no_sitemap_is_named() -> None:
    with pytest.raises(NotReadable, match="web page"):
        read_sitemap(b"<!doctype html><title>404</title>", URL)
    with pytest.raises(EmptyDocument):
        read_sitemap(f"<urlset {NS}></urlset>".encode(), URL)
    with pytest.raises(NotReadable, match="<opml>"):
        read_sitemap(b"<opml/>", URL)
