"""One outlet as addresses and answers: everything its server can say, built once at the start.

All bytes and dates follow from the content files, so the same edition on the same port answers
the same bytes, ETags and Last-Modified every time.
"""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from crawlers.newsroom import render
from crawlers.newsroom.content import Alias, Channel, NewsroomError, Outlet, Page

# pages of an outlet that have no date of their own count as changed then
FOUNDED = datetime(2025, 1, 1, tzinfo=UTC)
LARGE_PAGE_BYTES = 30 * 1024 * 1024
_TRACKING = ("utm_", "fbclid", "yclid", "gclid")
_XML_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "sitemap": "application/xml",
    "news_sitemap": "application/xml",
    "sitemap_index": "application/xml",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """What an address answers. `large` bodies are made while they are sent."""

    body: bytes
    content_type: str
    last_modified: datetime | None = None
    status: int = 200
    location: str | None = None
    large: bool = False

    @property
    def etag(self) -> str:
        """Strong validator made of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class Site:
    """All answers of one outlet, by path and query (unquoted)."""

    outlet: Outlet
    resources: Mapping[str, Resource]
    missing: Resource

    def find(self, target: str) -> Resource:
        """The answer to a request target; tracking parameters make no difference."""
        parts = urlsplit(target)
        query = [
            pair
            for pair in parse_qsl(parts.query, keep_blank_values=True)
            if not pair[0].startswith(_TRACKING)
        ]
        path = unquote(parts.path)
        return self.resources.get(f"{path}?{urlencode(query)}" if query else path, self.missing)


def build_site(outlet: Outlet, base_url: str, edition: int) -> Site:
    """Everything an outlet answers in an edition (1 or 2) under `base_url`.

    Raises NewsroomError when two of its pages claim one address.
    """
    pages = [shown for page in outlet.pages if (shown := page.in_edition(edition))]
    missing = Resource(
        _encode(render.not_found_html(outlet), outlet), _html_type(outlet, None), status=404
    )
    resources: dict[str, Resource] = {}
    for path, resource in _all(outlet, base_url, pages):
        if path in resources:
            raise NewsroomError(f"content/{outlet.slug}.yaml: two pages at {path}")
        resources[path] = resource
    return Site(outlet, resources, missing)


def large_body() -> Iterator[bytes]:
    """An endless-looking page of `LARGE_PAGE_BYTES`, made while it is sent."""
    yield b"<!doctype html><html><head><title>Full transcript</title></head><body>\n"
    line = b"<p>Afghanistan, Russia: the stenographer's tape runs on, line after line.</p>\n"
    block = line * (65536 // len(line))
    sent = 0
    while sent < LARGE_PAGE_BYTES:
        yield block
        sent += len(block)
    yield b"</body></html>\n"


def _all(outlet: Outlet, base_url: str, pages: list[Page]) -> Iterator[tuple[str, Resource]]:
    for page in pages:
        yield page.path, _page(outlet, page, base_url)
        for alias in page.aliases:
            if not any(word in alias.path for word in _TRACKING):
                yield alias.path, _page(outlet, page, base_url, alias)
        if page.behaviour == "loop":
            yield page.path + ".back", _redirect(base_url + page.path)
    if outlet.robots is not None:
        yield "/robots.txt", Resource(outlet.robots.encode(), "text/plain", FOUNDED)
    for channel in outlet.channels:
        yield channel.path, _channel(outlet, channel, base_url, pages)
    taken = {channel.path for channel in outlet.channels}
    for path, title in outlet.nav:
        if path not in taken:
            listed = [p for p in pages if p.section == title or path == "/"]
            yield path, _listing(outlet, title, path, base_url, listed)


def _page(outlet: Outlet, page: Page, base_url: str, alias: Alias | None = None) -> Resource:
    if page.behaviour == "loop":
        return _redirect(base_url + page.path + ".back")
    if page.behaviour == "large":
        return Resource(b"", "text/html; charset=utf-8", large=True)
    template = None if alias is None or alias.template == "same" else f"{alias.template}.html"
    html = render.page_html(outlet, page, base_url, template=template)
    # some editors save every letter as a character reference
    encoding = "ascii" if page.entities else outlet.encoding
    body = html.encode(encoding, "xmlcharrefreplace")
    changed = page.changed if page.last_modified else None
    return Resource(body, _html_type(outlet, page.header_charset), changed, status=page.status)


def _redirect(location: str) -> Resource:
    return Resource(b"", "text/html", status=302, location=location)


def _channel(outlet: Outlet, channel: Channel, base_url: str, pages: list[Page]) -> Resource:
    listed = [page for page in pages if channel.id in page.channels]
    listed += [p for p in pages if any(channel.id in a.channels for a in p.aliases)]
    listed = list(dict.fromkeys(listed))
    if channel.kind == "section":
        title = channel.title or outlet.name
        return _listing(outlet, title, channel.path, base_url, listed, channel.id)
    updated = _latest(listed if not channel.children else pages)
    if channel.children:
        entries: list[dict[str, Any]] = [
            {"loc": base_url + child.path, "changed": _latest_in(child.id, pages)}
            for child in outlet.channels
            if child.id in channel.children
        ]
    else:
        entries = list(_entries(channel, base_url, listed))
    text = render.channel_xml(outlet, channel, base_url, entries, updated)
    body = text.encode(channel.encoding, "xmlcharrefreplace")
    content_type = f"{_XML_TYPES[channel.kind]}; charset={channel.encoding}"
    if channel.path.endswith(".gz"):
        body, content_type = gzip.compress(body, mtime=0), "application/gzip"
    return Resource(body, content_type, updated)


def _entries(channel: Channel, base_url: str, listed: list[Page]) -> Iterator[dict[str, Any]]:
    newest_first = sorted(listed, key=lambda page: page.published or FOUNDED, reverse=True)
    for page in newest_first:
        paths = [page.path] if channel.id in page.channels else []
        paths += [alias.path for alias in page.aliases if channel.id in alias.channels]
        for path in paths:
            # feeds of many systems carry addresses with their letters as they are
            loc = path if channel.kind in ("rss", "atom") else render.escaped(path)
            yield {"loc": base_url + loc, "page": page, "teaser": render.teaser(page)}


def _listing(
    outlet: Outlet, title: str, path: str, base_url: str, listed: list[Page], channel_id: str = ""
) -> Resource:
    channel = Channel(id=channel_id, kind="section", path=path)
    shown = listed if channel_id else [p.model_copy(update={"channels": ("",)}) for p in listed]
    entries = list(_entries(channel, base_url, shown))
    html = render.listing_html(outlet, title, path, entries)
    return Resource(_encode(html, outlet), _html_type(outlet, None), _latest(listed))


def _latest_in(channel_id: str, pages: list[Page]) -> datetime:
    return _latest([page for page in pages if channel_id in page.channels])


def _latest(pages: list[Page]) -> datetime:
    return max((page.changed for page in pages if page.changed), default=FOUNDED)


def _encode(html: str, outlet: Outlet) -> bytes:
    return html.encode(outlet.encoding, "xmlcharrefreplace")


def _html_type(outlet: Outlet, charset: str | None) -> str:
    """The declared type: windows-1251 outlets leave the charset to the page's meta tag."""
    if charset is None and outlet.encoding != "utf-8":
        return "text/html"
    return f"text/html; charset={charset or outlet.encoding}"
