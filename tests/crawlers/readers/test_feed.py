"""Feeds as they are found: every dialect, broken ones, and what is no feed."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import EmptyDocument, NotReadable, read_feed

URL = "https://outlet.example/rss.xml"


def feed(items: str, root: str = "rss version='2.0'") -> bytes:
    name = root.split(maxsplit=1)[0]
    return f"<?xml version='1.0'?><{root}><channel>{items}</channel></{name}>".encode()


def test_rss_item_with_title_link_date_and_byline() -> None:
    body = b"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
      <title>Outlet</title><link>https://outlet.example/</link>
      <item><title>Envoys meet</title><link>https://outlet.example/1</link>
      <pubDate>Thu, 03 Jul 2025 12:30:00 +0430</pubDate><dc:creator>Laila Noori</dc:creator></item>
      </channel></rss>"""
    [item] = read_feed(body, URL).items
    assert (item.url, item.title) == ("https://outlet.example/1", "Envoys meet")
    assert item.published == "Thu, 03 Jul 2025 12:30:00 +0430"
    assert item.author == "Laila Noori"


def test_rdf_items_stand_beside_the_channel() -> None:
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="https://outlet.example/"><title>Outlet</title></channel>
      <item rdf:about="https://outlet.example/a"><title>One</title>
      <link>https://outlet.example/a</link><dc:date>2025-07-03T10:00:00Z</dc:date></item>
      <item rdf:about="https://outlet.example/b"><title>Two</title></item></rdf:RDF>"""
    items = read_feed(body, URL).items
    assert [item.url for item in items] == ["https://outlet.example/a", "https://outlet.example/b"]
    assert items[0].published == "2025-07-03T10:00:00Z"


def test_atom_takes_the_alternate_link_and_keeps_the_change_apart() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://outlet.example/en/">
      <entry><title type="html">Talks &amp;amp; &lt;b&gt;trade&lt;/b&gt;</title>
      <link rel="self" href="self"/><link rel="alternate" type="text/html" href="talks"/>
      <published>2025-07-01T08:00:00Z</published><updated>2025-07-03T08:00:00Z</updated>
      <author><name>Farid Rahmani</name></author><author><name>Vera Sokolova</name></author>
      </entry></feed>"""
    [item] = read_feed(body, URL).items
    assert item.url == "https://outlet.example/en/talks"
    assert item.title == "Talks & trade"
    assert (item.published, item.modified) == ("2025-07-01T08:00:00Z", "2025-07-03T08:00:00Z")
    assert item.author == "Farid Rahmani; Vera Sokolova"


def test_atom_entry_without_published_is_dated_by_its_change() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One</title>
      <link href="https://outlet.example/1"/><updated>2025-07-03T08:00:00Z</updated>
      </entry></feed>"""
    [item] = read_feed(body, URL).items
    assert item.published == item.modified == "2025-07-03T08:00:00Z"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("<guid>https://outlet.example/g</guid>", "https://outlet.example/g"),
        ("<link>/relative</link>", "https://outlet.example/relative"),
        (
            "<link>https://feeds.example/x</link>"
            "<f:origLink xmlns:f='urn:f'>https://outlet.example/o</f:origLink>",
            "https://outlet.example/o",
        ),
        (
            "<a:link xmlns:a='http://www.w3.org/2005/Atom' rel='self' href='/s'/>"
            "<link>https://outlet.example/l</link>",
            "https://outlet.example/l",
        ),
    ],
    ids=["guid", "relative", "feedburner", "atom-link-inside-rss"],
)
def test_address_of_an_item(parts: str, expected: str) -> None:
    [item] = read_feed(feed(f"<item><title>T</title>{parts}</item>"), URL).items
    assert item.url == expected


def test_item_without_an_address_keeps_the_words_it_has() -> None:
    body = feed("<item><title>Only words</title><guid isPermaLink='false'>id 17</guid></item>")
    [item] = read_feed(body, URL).items
    assert item.url == "id 17"
    assert item.title == "Only words"


def test_broken_xml_gives_the_items_it_holds() -> None:
    body = b"""\n\n  <?xml version="1.0"?><rss><channel>
      <item><title>Aid & trade</title><link>https://outlet.example/1?a=1&b=2</link></item>
      <item><title>Second &nbsp; one</title><link>https://outlet.example/2</link>
      </channel>"""
    items = read_feed(body, URL).items
    assert [item.url for item in items][-1] == "https://outlet.example/2"
    assert items[0].url.startswith("https://outlet.example/1")
    assert items[1].title == "Second one"


def test_windows_1251_by_declaration_and_by_header() -> None:
    text = "<rss><channel><item><title>Кабул</title><link>https://o.example/1</link></item></channel></rss>"
    declared = f"<?xml version='1.0' encoding='windows-1251'?>{text}".encode("cp1251")
    assert read_feed(declared, URL).items[0].title == "Кабул"
    assert read_feed(text.encode("cp1251"), URL, "windows-1251").items[0].title == "Кабул"
    # the declaration stands where both speak
    utf8 = f"<?xml version='1.0' encoding='utf-8'?>{text}".encode()
    assert read_feed(utf8, URL, "windows-1251").items[0].title == "Кабул"


def test_utf16_with_byte_order_mark() -> None:
    text = "<rss><channel><item><title>Кабул</title><link>https://o.example/1</link></item></channel></rss>"
    assert read_feed(text.encode("utf-16"), URL).items[0].title == "Кабул"


def test_gzipped_feed() -> None:
    body = gzip.compress(feed("<item><link>https://outlet.example/1</link></item>"))
    assert len(read_feed(body, URL).items) == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (
            b"<!DOCTYPE html><html><head><title>Checking your browser</title></head></html>",
            "web page titled “Checking your browser”",
        ),
        (b"<html><body>moved</body></html>", "web page"),
        (b'<?xml version="1.0"?>\n<!-- x --><html xmlns="x"></html>', "web page"),
        (b'{"items": []}', "JSON"),
        (b"<urlset/>", "<urlset>"),
        (b"just words", "no XML"),
        (b"\x1f\x8b\xff\xff not deflated", "gzip"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, said: str) -> None:
    with pytest.raises(NotReadable, match=said) as refused:
        read_feed(body, URL)
    assert refused.value.outcome == "not_readable"


def test_feed_without_items_is_empty_not_unreadable() -> None:
    with pytest.raises(EmptyDocument) as refused:
        read_feed(feed(""), URL)
    assert refused.value.outcome == "empty"


def test_entities_are_not_expanded_and_files_not_read(tmp_path: object) -> None:
    secret = f"{tmp_path}/secret"
    with open(secret, "w") as file:  # noqa: PTH123
        file.write("the secret")
    body = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">
      <!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
      <rss><channel><item><title>&x;&c;</title><link>https://o.example/1</link></item>
      </channel></rss>""".encode()
    [item] = read_feed(body, URL).items
    assert "secret" not in (item.title or "")
    assert "haha" not in (item.title or "")


def test_gzip_bomb_is_cut() -> None:
    bomb = gzip.compress(b"<rss>" + b" " * 5_000_000)
    with pytest.raises(NotReadable, match="more than 1,000,000 bytes") as refused:
        read_feed(bomb, URL, limit=1_000_000)
    assert refused.value.outcome == "too_large"


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    for start in (b"", b"<rss><channel><item>", b"<feed><entry>"):
        try:
            read_feed(start + body, URL)
        except NotReadable as error:
            assert str(error)


@pytest.mark.parametrize(
    ("declared", "sent"), [("utf-8", "cp1251"), ("windows-1251", "utf-8"), ("utf-8", "koi8-r")]
)
def test_a_charset_that_the_feed_names_wrongly_costs_no_title(declared: str, sent: str) -> None:
    title = "Верховный суд рассмотрит исключение движения из перечня"
    text = (
        f"<?xml version='1.0' encoding='{declared}'?><rss version='2.0'><channel><item>"
        f"<title>{title}</title><link>https://outlet.example/1</link></item></channel></rss>"
    )
    assert read_feed(text.encode(sent), URL, declared).items[0].title == title
