"""Ways into a site, found from its home page and tried one after another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding

from analysis.dates import parse
from analysis.language import detect
from crawlers.answers import header, page_outcome
from crawlers.policy import Outcome
from crawlers.probe.spider import ProbeSpider
from crawlers.readers import Listing, NotReadable, read_feed, read_json_feed, read_sitemap
from crawlers.readers.home import HomePage, Lead, read_home, robots_sitemaps
from models.base import utc_now

#: ways in that are tried; a portal has a feed for every section
MOST_TRIED = 25
#: tried besides what a site names, and believed only if a sitemap answers
WELL_KNOWN = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap-news.xml", "/news-sitemap.xml")
_ACCEPT = "text/html, application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5"
_POST = b"tgme_widget_message_date"


async def discover(spider: ProbeSpider, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Ways in of the site whose home page is ``arguments["url"]``, each with what it answered."""
    url = str(arguments["url"])
    answer = await spider.ask(url, accept=_ACCEPT, most_bytes=10_000_000)
    if refused := _refused(answer):
        return {"home": url, "problem": f"{refused.fate.value}: {refused.reason}", "ways": []}
    assert isinstance(answer, Response)
    try:
        home = read_home(answer.body, answer.url, _charset(answer))
    except NotReadable as error:
        return {"home": url, "problem": str(error), "ways": []}
    leads = await _leads(spider, answer.url, home)
    ways = [await _tried(spider, lead) for lead in leads[:MOST_TRIED]]
    return {
        "home": answer.url,
        "name": home.name,
        "language": home.language,
        "ways": [way for way in ways if way["named"] or way["answers"]],
        "not_tried": [lead.url for lead in leads[MOST_TRIED:]],
    }


async def _leads(spider: ProbeSpider, home_url: str, home: HomePage) -> list[Lead]:
    leads = list(home.leads)
    robots = await spider.ask(urljoin(home_url, "/robots.txt"), accept="text/plain, */*;q=0.5")
    if isinstance(robots, Response) and robots.status == 200:
        leads += robots_sitemaps(robots.body.decode("utf-8", "replace"), robots.url)
    if not any(lead.kind == "sitemap" for lead in leads):
        leads += [
            Lead("sitemap", urljoin(home_url, path), "read at its well-known address")
            for path in WELL_KNOWN
        ]
    return list({lead.url: lead for lead in reversed(leads)}.values())[::-1]


async def _tried(spider: ProbeSpider, lead: Lead) -> dict[str, Any]:
    url = lead.url
    if lead.kind == "telegram":
        url = f"https://t.me/s/{urlsplit(url).path.strip('/').rpartition('/')[2]}"
    way: dict[str, Any] = {
        "kind": lead.kind,
        "url": lead.url,
        "how": lead.how,
        "named": not lead.how.startswith("read at"),
        "answers": False,
    }
    answer = await spider.ask(url, accept=_ACCEPT)
    if refused := _refused(answer):
        return way | {"said": f"{refused.fate.value}: {refused.reason}"}
    assert isinstance(answer, Response)
    if lead.kind == "telegram":
        posts = answer.body.count(_POST)
        said = f"a public preview with {posts} posts" if posts else "no public preview"
        return way | {"answers": posts > 0, "said": said, "items": posts}
    try:
        kind, listing = _read(lead, answer)
    except NotReadable as error:
        return way | {"said": f"{error.outcome}: {error}"}
    return way | {"kind": kind, "answers": True} | _told(listing, utc_now())


def _read(lead: Lead, answer: Response) -> tuple[str, Listing]:
    """What a document lists, whatever kind it was taken for. Raises `NotReadable`."""
    charset = _charset(answer)
    if answer.body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        return "json_feed", read_json_feed(answer.body, answer.url, charset)
    if lead.kind == "sitemap":
        return "sitemap", read_sitemap(answer.body, answer.url, charset)
    return "feed", read_feed(answer.body, answer.url, charset)


def _told(listing: Listing, now: datetime) -> dict[str, Any]:
    dates = [
        found.value
        for item in listing.items
        for raw in [item.published or item.modified]
        if raw and (found := parse(raw, rule=listing.rule, reference=now))
    ]
    newest = max((date for date in dates if date <= now), default=None)
    language = detect(". ".join(item.title for item in listing.items[:40] if item.title))
    said = f"{len(listing.items)} items"
    if listing.documents and not listing.items:
        said = f"an index of {len(listing.documents)} documents"
    if newest:
        said += f", the newest of {newest:%Y-%m-%d}"
    return {
        "said": said,
        "items": len(listing.items),
        "documents": len(listing.documents),
        "newest": newest.isoformat() if newest else None,
        "language": language.code if language.confidence >= 0.5 else None,
    }


def _refused(answer: Response | Outcome) -> Outcome | None:
    return answer if isinstance(answer, Outcome) else page_outcome(answer)


def _charset(answer: Response) -> str | None:
    return http_content_type_encoding(header(answer, "Content-Type"))
