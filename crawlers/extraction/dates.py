"""Every date a page carries for itself, gathered with the place it stood in.

Reading the strings and deciding between them is `analysis.dates`; here is only where to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from analysis.dates import DateCandidate, date_from_url, find_dates, parse
from crawlers.extraction.dated import dated_places
from crawlers.extraction.metadata.jsonld import JsonLd
from crawlers.extraction.metadata.meta import Meta
from crawlers.extraction.names import Index
from crawlers.extraction.types import PageHints

_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published",
    "article.published", "datepublished", "parsely-pub-date", "sailthru.date",
    "mediator_published_time",
    "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dcterms.date",
    "dc.date", "dc.date.created", "dc.terms.created", "publishdate", "publish-date",
    "publish_date", "published-date",
    "pubdate", "pub_date", "publication_date", "publication-date", "publicationdate",
    "displaydate", "originalpublicationdate",
    "date", "created", "article:create_at", "article_date_original", "bt:pubdate",
    "rnews:datepublished", "shareaholic:article_published_time",
    "weibo: article:create_at", "weibo:article:create_at", "citation_publication_date",
    "citation_date", "ptime", "_pubtime", "cxenseparse:publishtime",
    "analyticsattributes.articledate", "lp.article:published_time", "datecreated", "sort_date",
    "time",
)  # fmt: skip
_MODIFIED_META = ("article:modified_time", "og:updated_time", "datemodified", "last-modified",
    "dcterms.modified", "lastmod")  # fmt: skip


def gather(
    index: Index,
    meta: Meta,
    ld: JsonLd,
    *,
    url: str,
    headers: Mapping[str, str],
    hints: PageHints,
    fetched_at: datetime,
    language: str | None,
    title: str | None,
    selected: tuple[str, ...] = (),
) -> list[DateCandidate]:
    """All candidates of a page, the likeliest of each place first. Never raises."""
    return list(
        _read(
            _sources(index, meta, ld, headers=headers, hints=hints, title=title, selected=selected),
            # a short link or a copy elsewhere has no date in its address, the original has
            addresses=(url, meta.canonical, meta.first("og:url")),
            zone=hints.zone,
            language=language,
            reference=fetched_at,
        )
    )


def from_text(
    text: str, *, language: str | None, zone: str | None, reference: datetime
) -> list[DateCandidate]:
    """Dates of a dateline at the start of the text or a signature at its end."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return []
    found: list[DateCandidate] = []
    for part in (lines[0][:120], lines[-1] if len(lines[-1]) <= 80 else ""):
        if part:
            found += find_dates(
                part,
                rule="text",
                language=language,
                zone=zone_or_none(zone),
                reference=aware(reference),
            )
    # "today" in a sentence is the day it tells of, and Hier is "here" in German
    return [date for date in found if ":relative" not in date.rule][:4]


def from_hints(
    url: str,
    headers: Mapping[str, str],
    hints: PageHints,
    fetched_at: datetime,
    language: str | None,
) -> list[DateCandidate]:
    """The candidates that do not stand in the page: feed, sitemap or import, address, header."""
    return list(
        _read(
            _hinted(headers, hints),
            addresses=(url,),
            zone=hints.zone,
            language=language,
            reference=fetched_at,
        )
    )


def _sources(
    index: Index,
    meta: Meta,
    ld: JsonLd,
    *,
    headers: Mapping[str, str],
    hints: PageHints,
    title: str | None,
    selected: tuple[str, ...],
) -> Iterator[tuple[str, str, bool]]:
    """(rule, raw string, whether it is running text) of every place."""
    for raw in selected:
        yield "import:selector", raw, True
    for raw in ld.article.published:
        yield "jsonld", raw, False
    if ld.article.modified:
        yield "jsonld:dateModified", ld.article.modified, False
    for name in _PUBLISHED_META:
        for raw in meta.all(name)[:2]:
            yield ("microdata" if name == "datepublished" else f"meta:{name}"), raw, False
    for name in _MODIFIED_META:
        for raw in meta.all(name)[:1]:
            yield f"meta:{name}:modified", raw, False
    yield from dated_places(index, title)
    yield from _hinted(headers, hints)


def _hinted(headers: Mapping[str, str], hints: PageHints) -> Iterator[tuple[str, str, bool]]:
    if hints.published_raw:
        yield hints.published_rule, hints.published_raw, False
    if hints.modified_raw:
        yield f"{hints.published_rule}:modified", hints.modified_raw, False
    for name, value in headers.items():
        if name.lower() == "last-modified":
            yield "http:last-modified", value, False


def _read(
    sources: Iterator[tuple[str, str, bool]],
    *,
    addresses: tuple[str | None, ...],
    zone: str | None,
    language: str | None,
    reference: datetime,
) -> Iterator[DateCandidate]:
    zone = zone_or_none(zone)
    reference = aware(reference)
    seen: set[tuple[str, str]] = set()
    for rule, written, running in sources:
        raw = written.strip()
        family = rule.partition(":")[0]
        if not raw or (family, raw) in seen:
            continue
        seen.add((family, raw))
        if running:
            found = find_dates(raw, rule=rule, language=language, zone=zone, reference=reference)
            # a bare month in visible text is an entry of an archive menu
            yield from [c for c in found if c.precision not in ("month", "year")][:3]
        else:
            candidate = parse(raw, rule=rule, language=language, zone=zone, reference=reference)
            if candidate is not None:
                yield candidate
    for address in filter(None, addresses):
        candidate = date_from_url(address, language=language, zone=zone)
        if candidate is not None:
            yield candidate
            break


def zone_or_none(name: str | None) -> str | None:
    """A zone name that the reader knows, else None: a wrong setting must not cost the page."""
    if not name:
        return None
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
    return name


def aware(moment: datetime) -> datetime:
    """A moment that knows its zone; one that does not is taken for UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
