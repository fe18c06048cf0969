"""JSON Feed 1.0 and 1.1, as they are found."""

import json

import pytest

from crawlers.readers import EmptyDocument, Listing, NotReadable, read_json_feed

URL = "https://courier.example/feed.json"


def read(*items: object, **feed: object) -> Listing:
    whole = {"version": "https://jsonfeed.org/version/1.1", "title": "Courier", **feed}
    return read_json_feed(json.dumps({**whole, "items": list(items)}).encode(), URL)


def test_an_item_with_all_it_can_say() -> None:
    [item] = read(
        {
            "id": "7",
            "url": "/world/7",
            "external_url": "https://elsewhere.example/x",
            "title": "Talks &amp; <b>tea</b>",
            "date_published": "2025-07-03T12:30:00+04:30",
            "date_modified": "2025-07-04T08:00:00+04:30",
            "authors": [{"name": "Laila Noor"}, {"name": "Omar Sadiq"}, {"name": "Laila Noor"}],
        }
    ).items
    assert item.url == "https://courier.example/world/7"
    assert item.title == "Talks & tea"
    assert item.published == "2025-07-03T12:30:00+04:30"
    assert item.modified == "2025-07-04T08:00:00+04:30"
    assert item.author == "Laila Noor; Omar Sadiq"


def test_the_one_author_of_version_one() -> None:
    [item] = read({"id": "1", "url": "/1", "author": {"name": "Laila Noor"}}).items
    assert item.author == "Laila Noor"


PDF = {"url": "https://courier.example/c.pdf", "mime_type": "application/pdf"}
SOUND = {"url": "https://courier.example/c.mp3", "mime_type": "audio/mpeg"}


@pytest.mark.parametrize(
    ("item", "address"),
    [
        ({"id": "1", "external_url": "https://else.example/x"}, "https://else.example/x"),
        ({"id": "https://courier.example/1"}, "https://courier.example/1"),
        ({"id": "1", "attachments": [SOUND, PDF]}, "https://courier.example/c.pdf"),
        ({"id": "1", "url": "", "external_url": None, "title": "x"}, "1"),
        ({"id": 17, "title": "x"}, "17"),
    ],
)
def test_where_an_item_leads_to_that_has_no_page_of_its_own(
    item: dict[str, object], address: str
) -> None:
    assert [one.url for one in read(item).items] == [address]


@pytest.mark.parametrize(
    ("following", "documents"),
    [
        ("?page=2", ["https://courier.example/feed.json?page=2"]),
        ("https://courier.example/feed.json", []),
        ("https://elsewhere.example/feed.json?page=2", []),
        ("file:///etc/passwd", []),
        ("http://[", []),
    ],
)
def test_the_next_page_is_one_of_the_same_host(following: object, documents: list[str]) -> None:
    listing = read({"id": "1", "url": "/1"}, next_url=following)
    assert [document.url for document in listing.documents] == documents


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b'{"items": [', "no JSON (expecting value at line 1"),
        (b"not json at all", "no JSON"),
        (b"<!DOCTYPE html><title>Just a moment</title>", "a web page titled “Just a moment”"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "XML, not JSON"),
        (b"[]", "a list and no object"),
        (b'{"data": {"posts": []}}', "no JSON Feed"),
        (b'{"items": "none"}', "no JSON Feed"),
        (b"[" * 200_000, "nested deeper"),
    ],
)
def test_what_is_no_json_feed_is_said(body: bytes, said: str) -> None:
    with pytest.raises(NotReadable, match=said.replace("(", r"\(")):
        read_json_feed(body, URL)


def test_a_feed_without_items_is_sound_and_empty() -> None:
    with pytest.raises(EmptyDocument):
        read()


def test_items_of_strange_types_cost_only_themselves() -> None:
    listing = read(
        None, 7, "x", [], {"url": {"a": 1}}, {"url": "/1", "title": ["x"], "authors": "Laila Noor"}
    )
    assert [item.url for item in listing.items] == ["https://courier.example/1"]
    assert listing.items[0].title is None


def test_letters_that_no_database_stores_are_replaced() -> None:
    body = rb'{"items": [{"url": "/1", "title": "a\u0000b\ud800c"}]}'
    [item] = read_json_feed(body, URL).items
    assert item.title == "a\ufffdb\ufffdc"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-32-be"])
def test_in_every_encoding_that_json_has(encoding: str) -> None:
    body = json.dumps({"items": [{"url": "/1", "title": "گفتگو"}]}, ensure_ascii=False)
    assert read_json_feed(body.encode(encoding), URL).items[0].title == "گفتگو"
