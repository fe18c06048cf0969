"""Pages, feeds and sitemaps as text, from content and templates; nothing here is served yet.

Templates are looked up in `templates/<slug>/` first, then in `templates/shared/`. Autoescaping is
on everywhere; the one thing marked safe is JSON-LD, which is escaped for a script element here.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from crawlers.newsroom.content import Channel, Outlet, Page, body_of

TEMPLATES = Path(__file__).parent / "templates"
# what a feed shows of the text, characters
TEASER_LENGTH = 220


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["rfc822"] = format_datetime
    environment.filters["iso"] = lambda value: value.isoformat()
    environment.filters["utc"] = lambda value: value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return environment


def _template(slug: str, name: str) -> Template:
    return _environment().select_template([f"{slug}/{name}", f"shared/{name}"])


def escaped(path: str) -> str:
    """A path with its non-ASCII letters percent-encoded, as servers log it."""
    return quote(path, safe="/?=&%:+,;@~!$'()*-._")


def teaser(page: Page) -> str:
    """The beginning of a page's text, cut between words."""
    first = next((p for p in body_of(page) if not p.startswith("## ")), "")
    if len(first) <= TEASER_LENGTH:
        return first
    return first[:TEASER_LENGTH].rsplit(" ", 1)[0] + "…"


def _jsonld(outlet: Outlet, page: Page, url: str, *, free: bool = True) -> Markup:
    """schema.org NewsArticle for a script element; non-ASCII letters stay escaped as \\uXXXX."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": page.title,
        "inLanguage": page.language,
        "description": teaser(page),
        "isAccessibleForFree": free,
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
    }
    if page.published and "jsonld" in page.dates:
        data["datePublished"] = page.published.isoformat()
        data["dateModified"] = (page.modified or page.published).isoformat()
    if page.authors:
        data["author"] = [{"@type": "Person", "name": name} for name in page.authors]
    if page.section:
        data["articleSection"] = page.section
    return Markup(json.dumps(data).replace("</", "<\\/"))  # noqa: S704 - escaped in this line


def page_html(outlet: Outlet, page: Page, base_url: str, *, template: str | None = None) -> str:
    """One page as HTML; `template` replaces the page's own (AMP and print forms)."""
    url = base_url + escaped(page.path)
    return _template(outlet.slug, template or page.template).render(
        outlet=outlet,
        page=page,
        base_url=base_url,
        url=url,
        paragraphs=body_of(page),
        description=teaser(page),
        sidebar=outlet.sidebar if page.sidebar is None else page.sidebar,
        aliases={alias.template: base_url + escaped(alias.path) for alias in page.aliases},
        jsonld=_jsonld(outlet, page, url, free=page.template != "paywall.html"),
    )


def listing_html(
    outlet: Outlet, title: str, path: str, entries: Iterable[Mapping[str, Any]]
) -> str:
    """A section page: entries are mappings with `href`, `page` and `teaser`."""
    return _template(outlet.slug, "section.html").render(
        outlet=outlet, title=title, path=path, entries=list(entries), sidebar=outlet.sidebar
    )


def not_found_html(outlet: Outlet) -> str:
    """The body of a 404."""
    return _template(outlet.slug, "not_found.html").render(outlet=outlet, sidebar=outlet.sidebar)


def channel_xml(
    outlet: Outlet,
    channel: Channel,
    base_url: str,
    entries: Iterable[Mapping[str, Any]],
    updated: datetime,
) -> str:
    """A feed or sitemap: entries are mappings with `loc`, `page` and `teaser`."""
    return _template(outlet.slug, f"{channel.kind}.xml").render(
        outlet=outlet, channel=channel, base_url=base_url, entries=list(entries), updated=updated
    )
