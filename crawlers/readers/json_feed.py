"""Reading JSON Feed, versions 1.0 and 1.1 (jsonfeed.org).

``url`` is the outlet's own page and the item's address; ``external_url`` is a page elsewhere that
a link blog writes about, and stands in only where there is no ``url``. An item without either is
known by its ``id`` where that is an address, or by an attached document (PDF, DOCX): ministries
publish communiqués so.
"""

from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.catalog.checks import host_of
from crawlers.readers.json_document import parse_json, text_value
from crawlers.readers.listing import (
    MAX_ADDRESS,
    MAX_ITEMS,
    EmptyDocument,
    ListedDocument,
    ListedItem,
    Listing,
    NotReadable,
)
from crawlers.readers.xml import plain

_DOCUMENT_TYPES = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)


def read_json_feed(
    body: bytes, url: str, charset: str | None = None, limit: int = 50_000_000
) -> Listing:
    """Items of a JSON Feed; its next page, where it has one, as a further document.

    ``url`` is the feed's address, which relative links start from; ``limit`` bounds the unpacked
    size in bytes. A ``next_url`` on another host is not followed: no feed needs one, and the
    delays and rules of the catalogue hold per host.

    Raises:
        NotReadable: when it is no JSON Feed; EmptyDocument when it lists nothing.
    """
    feed = parse_json(body, charset, limit)
    listed = feed.get("items")
    if not isinstance(listed, list):
        raise NotReadable(f"JSON, but no JSON Feed: it has no list of items ({_keys(feed)})")
    items: list[ListedItem] = []
    for entry in listed[:MAX_ITEMS]:
        item = _item(entry, url) if isinstance(entry, dict) else None
        if item is not None:
            items.append(item)
    following = _next(feed, url)
    if not items and not following:
        raise EmptyDocument("the JSON Feed is sound but lists no item")
    return Listing("feed", tuple(items), following)


def _item(entry: dict[str, Any], base: str) -> ListedItem | None:
    title = plain(text_value(entry.get("title")))
    address = _address(entry)
    if address is None:
        # an item that leads nowhere still gets its row, under the words it has
        words = text_value(entry.get("id")) or title
        if words is None:
            return None
        address = words[:MAX_ADDRESS]
    else:
        address = _joined(base, address)
    return ListedItem(
        url=address,
        title=title,
        published=text_value(entry.get("date_published")),
        modified=text_value(entry.get("date_modified")),
        author=_authors(entry),
    )


def _address(entry: dict[str, Any]) -> str | None:
    for key in ("url", "external_url"):
        if address := text_value(entry.get(key)):
            return address
    identity = text_value(entry.get("id"))
    if identity and identity.startswith(("http://", "https://")):
        return identity
    attachments = entry.get("attachments")
    for attached in attachments if isinstance(attachments, list) else ():
        if isinstance(attached, dict) and attached.get("mime_type") in _DOCUMENT_TYPES:
            return text_value(attached.get("url"))
    return None


def _authors(entry: dict[str, Any]) -> str | None:
    # 1.0 has one author, 1.1 a list; some write both
    several = entry.get("authors")
    people = [*(several if isinstance(several, list) else ()), entry.get("author")]
    names: list[str] = []
    for person in people:
        name = plain(text_value(person.get("name") if isinstance(person, dict) else person))
        if name and name not in names:
            names.append(name)
    return "; ".join(names)[:500] or None


def _next(feed: dict[str, Any], url: str) -> tuple[ListedDocument, ...]:
    written = text_value(feed.get("next_url"))
    if written is None:
        return ()
    address = _joined(url, written)
    try:
        same_host = urlsplit(address).scheme in ("http", "https") and host_of(address) == host_of(
            url
        )
    except ValueError:
        return ()
    return (ListedDocument(address),) if same_host and address != url else ()


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)[:MAX_ADDRESS]
    except ValueError:  # brackets that are no IPv6 address
        return address[:MAX_ADDRESS]


def _keys(feed: dict[str, Any]) -> str:
    return ", ".join(sorted(map(str, feed))[:5]) or "an empty object"
