"""What stands in the page's head: <meta>, <link>, <html lang>, <title>, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawlers.extraction.metadata.jsonld import clean

# A page that repeats its tags a thousand times has its first ones believed.
MAX_TAGS = 600
MAX_CONTENT = 20_000


@dataclass(frozen=True, slots=True)
class Meta:
    """Meta tags by lower-case name, property or itemprop, values in page order."""

    values: dict[str, tuple[str, ...]]
    canonical: str | None
    amp: str | None
    language: str | None
    title: str | None
    refresh: str | None

    def first(self, *names: str) -> str | None:
        """The first non-empty value of the first name that has one."""
        for name in names:
            for value in self.values.get(name, ()):
                if value:
                    return value
        return None

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a name."""
        return self.values.get(name, ())


def read(root: HtmlElement) -> Meta:
    """Read the head of a page (meta tags in the body count too: microdata puts them there)."""
    values: dict[str, list[str]] = {}
    refresh = None
    for tag in islice(root.iter("meta"), MAX_TAGS):
        content = tag.get("content")
        if content is None:
            continue
        if (tag.get("http-equiv") or "").lower() == "refresh":
            refresh = refresh or content
        content = clean(content[:MAX_CONTENT])
        for attribute in ("property", "name", "itemprop"):
            for name in (tag.get(attribute) or "").lower().split():
                values.setdefault(name, []).append(content)
    links = _links(root)
    return Meta(
        values={k: tuple(v) for k, v in values.items()},
        canonical=links.get("canonical"),
        amp=links.get("amphtml"),
        language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        title=_title(root),
        refresh=refresh,
    )


def _links(root: HtmlElement) -> dict[str, str]:
    """The first address of each relation of the page's <link> elements."""
    links: dict[str, str] = {}
    for tag in root.iter("link"):
        href = (tag.get("href") or "").strip()
        if href:
            for relation in (tag.get("rel") or "").lower().split():
                links.setdefault(relation, href)
    return links


def _title(root: HtmlElement) -> str | None:
    """The page's <title>: an inline <svg> has one too, so its place is looked at."""
    for element in root.iter("title"):
        parent = element.getparent()
        if parent is None or parent.tag in ("head", "html", "body"):
            text = clean("".join(element.itertext()))
            if text:
                return text
    return None


def canonical_url(meta: Meta, page_url: str, ld_url: str | None = None) -> str | None:
    """The page's own idea of its address, absolute, if it can be believed.

    A canonical link to the site's front page or to another host is a template's mistake
    (or another outlet's original: that is a relation between articles, not an address), so
    only http(s) addresses with a path on the same registered name are taken.
    """
    for candidate in (meta.canonical, meta.first("og:url"), ld_url):
        if not candidate:
            continue
        try:
            url = urljoin(page_url, candidate.strip())
            parts, own = urlsplit(url), urlsplit(page_url)
            host, own_host = parts.hostname or "", own.hostname or ""
        except ValueError:
            continue
        if parts.scheme not in ("http", "https") or not host:
            continue
        if own_host and not _same_site(host, own_host):
            continue
        front = parts.path in ("", "/") and not parts.query
        if front and own.path not in ("", "/"):
            continue
        return url
    return None


def _same_site(host: str, other: str) -> bool:
    return host == other or host.split(".")[-2:] == other.split(".")[-2:]
