"""Common Crawl: its list of crawls, its index (a pywb CDX server), and records by byte range.

Sources: index.commoncrawl.org (collinfo.json), the documentation of pywb's CDX server. An answer is
one JSON object a line; what is not in the index is a 404 with "No Captures found".
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import quote, urlencode

from crawlers.archives.index import (
    Copy,
    IndexNotReadable,
    IndexPage,
    Query,
    Window,
    match_type,
    plain_url,
    stamp,
)

_ID = re.compile(r"^CC-MAIN-(\d{4})-(\d{2})$")
_ANY_ID = re.compile(r"^CC-MAIN-[0-9-]{4,20}$")
#: a crawl is named for a week and goes on for about two; those of the first years longer
_BEFORE, _AFTER = timedelta(days=21), timedelta(days=14)
#: pages of one query that are believed; a host that fills more is better asked for by paths
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl with the days it covers."""

    id: str
    start: date
    end: date


def collections_url(base: str) -> str:
    """The address of the list of crawls."""
    return f"{base}/collinfo.json"


def crawls_between(body: bytes, window: Window) -> list[Crawl]:
    """The crawls of the list that overlap the window, the oldest first.

    Raises:
        IndexNotReadable: when it is no list of crawls.
    """
    try:
        listed = json.loads(body)
    except (ValueError, RecursionError):
        raise IndexNotReadable("the archive's list of crawls is no JSON") from None
    if not isinstance(listed, list):
        raise IndexNotReadable("the archive's list of crawls is no list")
    found = [crawl for entry in listed if (crawl := _crawl(entry)) is not None]
    if not found:
        raise IndexNotReadable("the archive's list of crawls names none")
    wanted = [one for one in found if one.start <= window.end and one.end >= window.start]
    return sorted(wanted, key=lambda one: (one.start, one.id))


def _crawl(entry: object) -> Crawl | None:
    if not isinstance(entry, dict):
        return None
    name = str(entry.get("id") or "")
    if not _ANY_ID.match(name):
        return None
    stated = [_day(entry.get(key)) for key in ("from", "to")]
    if stated[0] and stated[1]:
        return Crawl(name, stated[0], stated[1])
    week = _ID.match(name)
    if week is None:
        return None
    try:
        monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
    except ValueError:
        return None
    return Crawl(name, monday - _BEFORE, monday + _AFTER)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def index_url(base: str, query: Query, window: Window) -> str:
    """The address that asks one crawl's index: how many pages first, then page by page."""
    asked = [
        ("url", query.place),
        ("matchType", match_type(query.place)),
        ("output", "json"),
        ("from", f"{window.start:%Y%m%d}"),
        ("to", f"{window.end:%Y%m%d}"),
        ("filter", "=status:200"),
        ("filter", "=mime:text/html"),
    ]
    if window.match:
        asked.append(("filter", f"~url:.*(?:{window.match}).*"))
    if query.pages is None:
        asked.append(("showNumPages", "true"))
    else:
        asked.append(("page", str(query.page)))
    return f"{base}/{query.collection}-index?{urlencode(asked, quote_via=quote, safe=':/')}"


def read_index(body: bytes, base: str, query: Query) -> IndexPage:
    """The copies of an answer, or the number of pages when that was asked; ``base`` is the data's.

    Raises:
        IndexNotReadable: when it is none.
    """
    if query.pages is None:
        return IndexPage((), _first_page(body, query))
    copies: list[Copy] = []
    broken = 0
    for line in body.splitlines():
        if not line.strip():
            continue
        copy = _copy(line, base)
        if copy is None:
            broken += 1
        else:
            copies.append(copy)
    if broken and not copies:
        raise IndexNotReadable("no row of the archive's answer can be read")
    more = query.page + 1 < query.pages
    return IndexPage(tuple(copies), replace(query, page=query.page + 1) if more else None, broken)


def _first_page(body: bytes, query: Query) -> Query | None:
    try:
        said = json.loads(body)
        pages = int(said["pages"] if isinstance(said, dict) else said)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise IndexNotReadable("the archive does not say how many pages there are") from None
    return replace(query, pages=min(pages, MOST_PAGES)) if pages > 0 else None


def _copy(line: bytes, base: str) -> Copy | None:
    try:
        row = json.loads(line)
        first, length = int(row["offset"]), int(row["length"])
        url, file, moment = str(row["url"]), str(row["filename"]), stamp(str(row["timestamp"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    sound = (
        moment is not None
        and first >= 0
        and length > 0
        and url.lower().startswith(("http://", "https://"))
        and ".." not in file
        and not file.startswith("/")
    )
    if not sound or moment is None:
        return None
    return Copy(plain_url(url), moment, f"{base}/{quote(file)}", first, first + length - 1)


def queries(crawls: list[Crawl], places: list[str]) -> Iterator[Query]:
    """The questions for these crawls, the oldest crawl first."""
    for crawl in crawls:
        for place in places:
            yield Query(place, crawl.id)
