"""Every date a page carries for itself, gathered with the place it stood in.

Reading the strings and deciding between them is `analysis.dates`; here is only where to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from lxml.html import HtmlElement

from analysis.dates import DateCandidate, date_from_url, find_dates, parse
from crawlers.extraction.clusters import folded
from crawlers.extraction.metadata.jsonld import JsonLd
from crawlers.extraction.metadata.meta import Meta
from crawlers.extraction.names import DATE, WIDGET, Index
from crawlers.extraction.tree import text_of, words
from crawlers.extraction.types import PageHints

# How many places of one kind are read: the first ones are the article's own.
MAX_TIMES = 6
MAX_BYLINES = 8
# Elements after the headline among which an unmarked date is the article's own.
NEAR = 120

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
_DATE_TAGS = words(
    "h1 h2 time span div p li td abbr em small font i b strong a h3 h4 h5 h6 address center dd ul"
)
_TITLE_TAGS = words("h1 h2 td b font div strong p center")
_TEXT_TAGS = (
    "p", "div", "span", "td", "th", "li", "b", "strong", "i", "em", "font", "center", "a", "h2",
    "h3", "h4", "h5", "small", "br", "img", "dd", "dt", "u", "section", "article",
)  # fmt: skip
_FULL_DATE = re.compile(
    r"(?:19|20|13|14)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:(?:19|20)\d\d|\d\d\b)"
    r"|\d{1,2}[.\s]+[^\W\d]{3,12}\.?,?\s+(?:19|20|13|14)\d\d"
    r"|[^\W\d]{3,12}\.?\s+\d{1,2},?\s+(?:19|20)\d\d"
    r"|[۰-۹٠-٩]{1,2}\s+\S{2,10}\s+[۰-۹٠-٩]{4}|[۰-۹٠-٩]{4}[/-][۰-۹٠-٩]{1,2}[/-][۰-۹٠-٩]{1,2}"
    r"|[०-९]{1,2}\s+\S{2,10}\s+[०-९]{4}"
)
# what makes a short line worth reading as a date: a year, or a clock time, in any digits
_DATED = re.compile(
    r"(?:19|20|13|14)\d\d|\d{1,2}:\d\d|[۰-۹٠-٩]{2,4}|[०-९]{2,4}|ago\b|назад|پیش|قبل|önce|前$"
)


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
            url=url,
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
    return found[:4]


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
            url=url,
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
    yield from _marked(index, title)
    yield from _hinted(headers, hints)


def _hinted(headers: Mapping[str, str], hints: PageHints) -> Iterator[tuple[str, str, bool]]:
    if hints.published_raw:
        yield hints.published_rule, hints.published_raw, False
    if hints.modified_raw:
        yield f"{hints.published_rule}:modified", hints.modified_raw, False
    for name, value in headers.items():
        if name.lower() == "last-modified":
            yield "http:last-modified", value, False


class _Marks:
    """Collects the dated places of a page while its elements go by in order."""

    def __init__(self, index: Index, title: str | None) -> None:
        self.index = index
        self.headline = folded(title or "")
        self.times: list[tuple[str, str, bool]] = []
        self.bylines: list[str] = []
        self.near: list[str] = []
        self.after = -1  # elements since the headline, -1 before it

    def see(self, element: HtmlElement) -> None:
        tag = str(element.tag)
        if self.after >= 0:
            self.after += 1
        elif tag in _TITLE_TAGS and _is_headline(element, tag, self.headline):
            self.after = 0
            return
        index = self.index
        if tag == "time" or "datePublished" in index.props.get(element, ""):
            if len(self.times) < MAX_TIMES and not index.is_in(element, WIDGET):
                self.times += _time(element)
            return
        if index.named.get(element, 0) & DATE and len(self.bylines) < MAX_BYLINES:
            text = text_of(element)
            if 4 <= len(text) <= 160 and not index.is_in(element, WIDGET):
                self.bylines.append(text)
                return
        if 0 <= self.after < NEAR and len(self.near) < MAX_BYLINES:
            self._look_near(element)

    def _look_near(self, element: HtmlElement) -> None:
        for text in (element.text, *(c.tail for c in element if c.tail)):
            if text and 4 < len(text) < 400 and _DATED.search(text):
                line = " ".join(text.split())
                if len(line) <= 120 and not self.index.is_in(element, WIDGET):
                    self.near.append(line)


def _marked(index: Index, title: str | None) -> Iterator[tuple[str, str, bool]]:
    """<time>, microdata and elements named for dates, then dated lines near the headline."""
    marks = _Marks(index, title)
    for element in index.elements:
        if element.tag in _DATE_TAGS:
            marks.see(element)
    yield from marks.times
    near = marks.near
    if not marks.times and not marks.bylines and not near and index.elements:
        near = _before_prose(index.elements[0])
    for text in dict.fromkeys([*marks.bylines, *near]):
        yield "byline", text, True


def _is_headline(element: HtmlElement, tag: str, headline: str) -> bool:
    if tag == "h1":
        return not headline or folded(text_of(element)) == headline
    own = element.text
    return bool(headline and own and len(own) < 400 and folded(own) == headline)


def _before_prose(root: HtmlElement) -> list[str]:
    """Short dated lines of a page without any useful markup, those nearest above its text first.

    Old and small sites write headline, date and text into table cells and <font> tags.
    """
    above: list[str] = []
    below: list[str] = []
    prose = False
    for text in root.itertext(*_TEXT_TAGS):
        if len(text) > 150 and len(text.strip()) > 120:
            prose = True
        elif 7 < len(text) < 400 and _FULL_DATE.search(text):
            line = " ".join(text.split())
            if len(line) <= 120:
                (below if prose else above).append(line)
    return [*reversed(above[-3:]), *below[:2]] if len(below) < 12 else above[-1:]


def _time(element: HtmlElement) -> list[tuple[str, str, bool]]:
    prop = (element.get("itemprop") or "").lower()
    names = f"{prop} {element.get('class') or ''} {element.get('pubdate') or ''}".lower()
    rule = "microdata" if "datepublished" in prop else "time"
    if "modif" in names or "updat" in names:
        rule += ":modified"
    elif element.get("pubdate") is not None:
        rule += ":pubdate"
    found = []
    attribute = element.get("datetime") or element.get("content")
    if attribute:
        found.append((rule, attribute, False))
    text = text_of(element)
    if 4 <= len(text) <= 120 and not (attribute and re.match(r"\d{4}-\d\d-\d\dT", attribute)):
        found.append((rule, text, True))
    return found


def _read(
    sources: Iterator[tuple[str, str, bool]],
    *,
    url: str,
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
    candidate = date_from_url(url, language=language, zone=zone)
    if candidate is not None:
        yield candidate


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
