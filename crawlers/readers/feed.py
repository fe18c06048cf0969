"""Reading feeds: RSS 0.9x, 1.0 (RDF) and 2.0, and Atom, as they are found.

Names are compared without their namespaces, since feeds get these wrong more often than the names:
one reader serves every dialect. Sources: RSS 2.0 (rssboard.org), RDF Site Summary 1.0, RFC 4287,
the Dublin Core, FeedBurner and syndication modules.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin

from crawlers.readers.listing import (
    MAX_ADDRESS,
    MAX_ITEMS,
    EmptyDocument,
    FeedWishes,
    ListedItem,
    Listing,
    NotReadable,
    unpacked,
)
from crawlers.readers.xml import (
    Element,
    children,
    first_text,
    is_closed,
    local,
    parse_xml,
    plain,
    stopped_at,
    text_of,
)

ROOTS = {"rss": "item", "rdf": "item", "feed": "entry", "channel": "item"}
#: minutes of the periods of the syndication module
PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
_MAIL = re.compile(r"^\s*\S+@\S+\s*\((.+)\)\s*$")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def read_feed(
    body: bytes, url: str, charset: str | None = None, limit: int = 50_000_000
) -> Listing:
    """Items of a feed.

    ``url`` is the feed's address, which relative links start from; ``limit`` bounds the unpacked
    size in bytes.

    Raises:
        NotReadable: when it is no feed; EmptyDocument when it lists nothing.
    """
    content = unpacked(body, limit)
    root = parse_xml(content, charset)
    item = ROOTS.get(local(root), "")
    return as_complete(lambda: feed_listing(root, url), root, content, item)


def as_complete(read: Callable[[], Listing], root: Element, content: bytes, item: str) -> Listing:
    """What ``read`` makes of a document, with what can be said of its end: of one cut short the
    last item may be half an address, or none, and is left for the next time.

    ``item`` is the local name of its items.

    Raises:
        NotReadable: as ``read`` does, and when nothing is listed where the document ends too soon:
            that is no empty one.
    """
    stopped = stopped_at(root)
    if stopped is None and is_closed(content, local(root)):
        return read()
    why = stopped or "it is cut short"
    try:
        listing = read()
    except EmptyDocument:
        raise NotReadable(f"{why}, before any item") from None
    listed = listing.items or listing.documents
    inside = not content.rstrip(b"\0 \t\r\n").endswith(b">")
    half = stopped or (not is_closed(content, item) and (inside or "://" not in listed[-1].url))
    if half and len(listed) == 1:
        raise NotReadable(f"{why}, before any item")
    return replace(
        listing,
        items=listing.items[:-1] if half else listing.items,
        documents=listing.documents[:-1] if half else listing.documents,
        complete=False,
    )


def feed_listing(root: Element, url: str) -> Listing:
    """Items of a parsed feed. Raises as `read_feed`."""
    name = local(root)
    if name not in ROOTS:
        raise NotReadable(f"an XML document of another kind (<{name}>), neither RSS nor Atom")
    base = urljoin(url, root.get(_XML_BASE) or "")
    items: list[ListedItem] = []
    for element in root.iter():
        if local(element) != ROOTS[name]:
            continue
        item = _item(element, urljoin(base, element.get(_XML_BASE) or ""))
        if item is not None:
            items.append(item)
        if len(items) >= MAX_ITEMS:
            break
    if not items:
        raise EmptyDocument("the feed is sound but lists no item")
    return Listing("feed", tuple(items), wishes=_wishes(root))


def _wishes(root: Element) -> FeedWishes | None:
    """What a feed says of its rhythm: `ttl`, `skipHours`, `skipDays`, `sy:updatePeriod`."""
    channel = next(children(root, "channel"), root)
    minutes, rule = _number(first_text(channel, "ttl")), "ttl"
    if minutes is None:
        period = (first_text(channel, "updateperiod") or "").lower()
        often = _number(first_text(channel, "updatefrequency")) or 1
        minutes, rule = PERIODS[period] / often if period in PERIODS else None, "sy:updatePeriod"
    hours = (_number(text_of(hour)) for skip in children(channel, "skiphours") for hour in skip)
    days = (text_of(day) for skip in children(channel, "skipdays") for day in skip)
    wishes = FeedWishes(
        minutes=minutes,
        rule=rule if minutes else "",
        # some feeds count the hours from 1 to 24
        skip_hours=tuple(sorted({int(hour) % 24 for hour in hours if hour is not None})),
        skip_days=tuple(dict.fromkeys(day for day in days if day))[:7],
    )
    return wishes if wishes != FeedWishes() else None


def _number(text: str | None) -> float | None:
    """A number from 0 to a million; None for anything else."""
    if text is None or not _NUMBER.fullmatch(text):
        return None
    return float(text)


def _item(element: Element, base: str) -> ListedItem | None:
    title = plain(first_text(element, "title"))
    address = _address(element)
    if address is None:
        # an item that leads nowhere still gets its row, under the words it has
        words = first_text(element, "guid", "id") or title
        if words is None:
            return None
        address, base = words, ""
    modified = first_text(element, "updated", "modified")
    return ListedItem(
        url=_joined(base, address),
        title=title,
        published=first_text(
            element, "pubdate", "published", "issued", "date", "created", "updated"
        ),
        modified=modified,
        author=_author(element),
    )


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)[:MAX_ADDRESS]
    except ValueError:  # brackets that are no IPv6 address
        return address[:MAX_ADDRESS]


def _address(element: Element) -> str | None:
    # FeedBurner rewrites the link and keeps the outlet's own beside it
    original = first_text(element, "origlink")
    if original:
        return original
    other: str | None = None
    for link in children(element, "link"):
        href = (link.get("href") or "").strip()
        if not href:
            text = text_of(link)
            if text:
                return text
            continue
        relation = (link.get("rel") or "alternate").lower()
        if relation == "alternate" and "html" in (link.get("type") or "text/html"):
            return href
        if relation == "alternate":
            other = other or href
    if other:
        return other
    about = next((v for k, v in element.attrib.items() if str(k).endswith("}about")), None)
    for guid in children(element, "guid", "id"):
        text = text_of(guid)
        if (
            text
            and (guid.get("isPermaLink") or "true").lower() != "false"
            and text.startswith(("http://", "https://"))
        ):
            return text
    return str(about) if about else None


def _author(element: Element) -> str | None:
    names: list[str] = []
    for child in children(element, "creator", "author"):
        text = plain(first_text(child, "name") or (None if len(child) else text_of(child)))
        mail = _MAIL.match(text) if text else None
        name = mail[1] if mail else text
        if name and name not in names:
            names.append(name)
    return "; ".join(names)[:500] or None
