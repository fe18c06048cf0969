"""The outlet's name, all names it goes by on a page, and the section."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from crawlers.extraction.clusters import folded
from crawlers.extraction.metadata.jsonld import JsonLd
from crawlers.extraction.metadata.meta import Meta
from crawlers.extraction.names import BREADCRUMB, Index
from crawlers.extraction.tree import text_of, words

_SECOND_LEVEL = words("com co org net edu gov ac gob go or ne")
_NO_NAME = words("www2 mobile blog blogs blogspot wordpress livejournal medium substack")
_HOME = words(
    "home homepage start startseite accueil inicio главная головна anasayfa главнаястраница "
    "asosiysahifa خانه صفحهاصلی الرئيسية हमें होम 首页 首頁 news новости"
)


def domain_label(url: str) -> str:
    """The registered name's own label: "example" of https://www.news.example.co.uk/."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return host
    index = -3 if len(labels) >= 3 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else -2
    return labels[index]


def site_names(meta: Meta, ld: JsonLd, url: str, hint: str | None = None) -> tuple[str, ...]:
    """Every name the outlet goes by on this page, the most trusted first."""
    label = domain_label(url)
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    names = [
        hint,
        meta.first("og:site_name"),
        ld.article.publisher,
        *ld.site_names,
        meta.first("application-name", "apple-mobile-web-app-title", "twitter:site", "publisher"),
        host,
        label if len(label) > 2 else None,
    ]
    return tuple(
        dict.fromkeys(n.strip().lstrip("@") for n in names if n and 1 < len(n.strip()) <= 80)
    )


def host_labels(url: str) -> tuple[str, ...]:
    """The parts of a host that name a blog or edition: "letters" of letters.example.org."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ()
    return tuple(
        label for label in host.split(".")[:-1] if len(label) > 3 and label not in _NO_NAME
    )


def site_name(meta: Meta, ld: JsonLd, url: str, hint: str | None = None) -> str | None:
    """The outlet's name: the catalogue's, else the page's own, else its host."""
    for name in (hint, meta.first("og:site_name"), ld.article.publisher, *ld.site_names):
        if name and 1 < len(name) <= 80 and not name.startswith("http"):
            return name
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return host or None


def section(
    index: Index, meta: Meta, ld: JsonLd, title: str | None, sites: Sequence[str]
) -> str | None:
    """The section the outlet filed the article under."""
    bad = {folded(s) for s in sites} | _HOME
    if title:
        bad.add(folded(title))
    candidates = [
        ld.article.section,
        meta.first("article:section", "section", "parsely-section", "cxenseparse:section"),
        *reversed(ld.breadcrumbs[:-1] if len(ld.breadcrumbs) > 1 else ld.breadcrumbs),
        *_breadcrumb_elements(index),
    ]
    for candidate in candidates:
        if candidate and 1 < len(candidate) <= 60 and folded(candidate) not in bad:
            return candidate
    return None


def _breadcrumb_elements(index: Index) -> list[str]:
    for element, bits in index.named.items():
        if bits & BREADCRUMB and element.tag in ("nav", "ul", "ol", "div"):
            links = [text_of(a) for a in element.iter("a")][:6]
            return [t for t in reversed(links) if t]
    return []
