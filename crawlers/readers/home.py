"""Reading a home page for ways in: feeds, sitemaps, Telegram channels that it links to."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree, html

from crawlers.readers.listing import MAX_ADDRESS, NotReadable, unpacked

LeadKind = Literal["feed", "json_feed", "sitemap", "telegram"]
#: more ways in than this are not tried
MOST_LEADS = 40
_TYPES: dict[str, LeadKind] = {
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/feed+json": "json_feed",
}
_FEED_LIKE = re.compile(
    r"(?:^|[/._-])(?:rss\d?|atom|feeds?|rdf)(?:[/._?-]|$)|\.(?:rss|rdf|atom)$", re.I
)
_TELEGRAM = re.compile(r"^/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})/?$")
#: addresses on Telegram's own host that are no channels
_NO_CHANNELS = frozenset(("share", "joinchat", "proxy", "socks", "addstickers", "login", "contact"))
_LANGUAGE = re.compile(r"^[a-z]{2}(?![a-z])", re.I)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S{1,2000})", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may be a channel, and where it was found, in words."""

    kind: LeadKind
    url: str
    how: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """What a home page says of its site: ways in, name, language (ISO 639-1)."""

    leads: tuple[Lead, ...]
    name: str | None
    language: str | None


def read_home(body: bytes, url: str, charset: str | None = None) -> HomePage:
    """Ways in that a home page links to, each address once, the surest first.

    Raises:
        NotReadable: when there is no page.
    """
    root = _parse(unpacked(body, 10_000_000), charset)
    base = _joined(url, next(iter(root.xpath("//base/@href")), "") or "") or url
    found: dict[str, Lead] = {}
    for link in root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = _TYPES.get((link.get("type") or "").split(";")[0].strip().lower())
        if "alternate" in relations and kind:
            _add(found, base, link.get("href"), kind, "named on the home page (rel=alternate)")
        elif "sitemap" in relations:
            _add(found, base, link.get("href"), "sitemap", "named on the home page (rel=sitemap)")
    for anchor in root.iter("a"):
        address = _joined(base, (anchor.get("href") or "").strip())
        if address is None:
            continue
        parts = urlsplit(address)
        if parts.hostname in ("t.me", "telegram.me"):
            channel = _TELEGRAM.match(parts.path)
            if channel and channel[1].lower() not in _NO_CHANNELS:
                place = f"https://t.me/{channel[1]}"
                _add(found, base, place, "telegram", "named on the home page (link)")
        elif _FEED_LIKE.search(parts.path) or re.search(r"\brss\b", _text(anchor), re.I):
            _add(found, base, address, "feed", "named on the home page (link)")
    names = root.xpath("//meta[@property='og:site_name']/@content") or root.xpath("//title/text()")
    language = _LANGUAGE.match((root.get("lang") or root.get("xml:lang") or "").strip())
    return HomePage(
        leads=tuple(found.values())[:MOST_LEADS],
        name=" ".join(str(names[0]).split())[:100] or None if names else None,
        language=language[0].lower() if language else None,
    )


def robots_sitemaps(text: str, url: str) -> list[Lead]:
    """Sitemaps that a robots.txt names."""
    found: dict[str, Lead] = {}
    for line in _SITEMAP_LINE.findall(text[:500_000]):
        _add(found, url, line, "sitemap", "named in robots.txt")
    return list(found.values())[:MOST_LEADS]


def _add(found: dict[str, Lead], base: str, href: str | None, kind: LeadKind, how: str) -> None:
    address = _joined(base, (href or "").strip()) if href else None
    if address and urlsplit(address).scheme in ("http", "https"):
        found.setdefault(address, Lead(kind, address, how))


def _parse(content: bytes, charset: str | None) -> html.HtmlElement:
    for encoding in (charset, None):
        try:
            root = html.document_fromstring(content, html.HTMLParser(encoding=encoding))
        except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError):
            continue
        if root is not None:
            return root
    raise NotReadable("the answer is no web page")


def _text(link: html.HtmlElement) -> str:
    return " ".join(link.text_content().split())[:100]


def _joined(base: str, address: str) -> str | None:
    try:
        joined = urldefrag(urljoin(base, address))[0]
        urlsplit(joined)
    except ValueError:
        return None
    return joined if len(joined) <= MAX_ADDRESS else None
