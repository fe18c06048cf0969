"""Reading sitemaps: url sets, indexes, the news extension, gzip, plain text.

Source: sitemaps.org protocol 0.9, Google's news extension. A feed in a sitemap's place is allowed
by the protocol and read as a feed.
"""

from collections import Counter
from urllib.parse import urljoin

from crawlers.readers.feed import ROOTS, as_complete, feed_listing
from crawlers.readers.listing import (
    MAX_ADDRESS,
    MAX_ITEMS,
    EmptyDocument,
    ListedDocument,
    ListedItem,
    Listing,
    NotReadable,
    unpacked,
)
from crawlers.readers.xml import (
    Element,
    children,
    first_text,
    local,
    namespace,
    parse_xml,
    plain,
)

#: a sitemap of at least so many items that all changed in the same instant tells the time it was
#: made, not when its pages changed
SAME_INSTANT = 10
_IMAGE_AND_VIDEO = ("sitemap-image", "sitemap-video")


def read_sitemap(
    body: bytes, url: str, charset: str | None = None, limit: int = 50_000_000
) -> Listing:
    """Items of a sitemap, or the documents of a sitemap index.

    Raises:
        NotReadable: when it is no sitemap; EmptyDocument when it lists nothing.
    """
    content = unpacked(body, limit)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:8].lower().startswith((b"http://", b"https://")):
        return _plain_text(content)
    root = parse_xml(content, charset)
    name = local(root)
    items = {"sitemapindex": "sitemap", "urlset": "url"} | ROOTS
    if name not in items:
        raise NotReadable(f"an XML document of another kind (<{name}>), not a sitemap")
    read = {"sitemapindex": _index, "urlset": _url_set}.get(name, feed_listing)
    return as_complete(lambda: read(root, url), root, content, items[name])


def _index(root: Element, url: str) -> Listing:
    found: dict[str, ListedDocument] = {}
    for entry in children(root, "sitemap"):
        address = _location(entry)
        if address:
            joined = _joined(url, address)
            found.setdefault(joined, ListedDocument(joined, first_text(entry, "lastmod")))
    if not found:
        raise EmptyDocument("the sitemap index is sound but lists no sitemap")
    return Listing("sitemap", documents=tuple(found.values())[:MAX_ITEMS])


def _url_set(root: Element, url: str) -> Listing:
    items: list[ListedItem] = []
    for entry in children(root, "url"):
        address = _location(entry)
        if address is None:
            continue
        news = next(children(entry, "news"), None)
        items.append(
            ListedItem(
                url=_joined(url, address),
                title=plain(first_text(news, "title")) if news is not None else None,
                published=first_text(news, "publication_date") if news is not None else None,
                modified=first_text(entry, "lastmod"),
            )
        )
        if len(items) >= MAX_ITEMS:
            break
    if not items:
        raise EmptyDocument("the sitemap is sound but lists no page")
    return Listing("sitemap", _without_made_up_changes(items))


def _without_made_up_changes(items: list[ListedItem]) -> tuple[ListedItem, ...]:
    changes = Counter(item.modified for item in items)
    if len(items) < SAME_INSTANT or len(changes) > 1:
        return tuple(items)
    return tuple(
        ListedItem(item.url, item.title, item.published, None, item.author) for item in items
    )


def _location(entry: Element) -> str | None:
    for element in children(entry, "loc"):
        if not namespace(element).endswith(_IMAGE_AND_VIDEO):
            text = "".join(map(str, element.itertext())).strip()
            if text:
                return text[:MAX_ADDRESS]
    return None


def _plain_text(content: bytes) -> Listing:
    lines = content.decode("utf-8-sig", "replace").split()
    items = tuple(
        ListedItem(line[:MAX_ADDRESS])
        for line in lines[:MAX_ITEMS]
        if line.startswith(("http://", "https://"))
    )
    return Listing("sitemap", items)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address
