"""The Wayback Machine: its CDX server's format, and the address of a copy as it was taken.

Source: README of internetarchive/wayback (wayback-cdx-server). JSON output is a list of rows, the
first the names of the fields; with ``showResumeKey`` an empty row and one with the key follow when
there is more. ``id_`` in an address asks for the bytes without the archive's own additions.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
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

_FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")
# the key comes escaped already, and goes back as it came
_KEY = re.compile(r"^[\w%+.~!*'(),:;=/@&-]{1,4000}$")
_COPY = re.compile(r"/web/(\d{14})id_/")
_ORIGINAL = "x-archive-orig-"


def index_url(base: str, query: Query, window: Window, rows: int) -> str:
    """The address that asks the CDX server; of each page the first capture in the window."""
    asked = [
        ("url", query.place),
        ("matchType", match_type(query.place)),
        ("output", "json"),
        ("fl", ",".join(_FIELDS)),
        ("from", f"{window.start:%Y%m%d}"),
        ("to", f"{window.end:%Y%m%d}"),
        ("filter", "statuscode:200"),
        ("filter", "mimetype:text/html"),
        ("collapse", "urlkey"),
        ("limit", str(rows)),
        ("showResumeKey", "true"),
    ]
    if window.match:
        # the server matches whole fields
        asked.append(("filter", f"original:.*(?:{window.match}).*"))
    resume = f"&resumeKey={query.resume}" if query.resume else ""
    return f"{base}/cdx/search/cdx?{urlencode(asked, quote_via=quote, safe=':/')}{resume}"


def read_index(body: bytes, base: str, query: Query) -> IndexPage:
    """The copies of an answer.

    Raises:
        IndexNotReadable: when it is none, or is cut short.
    """
    if not body.strip():
        return IndexPage(())
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError):
        raise IndexNotReadable("the archive's answer is no JSON, or is cut short") from None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise IndexNotReadable("the archive's answer is no list of rows")
    if not rows:
        return IndexPage(())
    names, rows = rows[0], rows[1:]
    if "timestamp" not in names or "original" not in names:
        raise IndexNotReadable("the archive's answer does not name its fields")
    follow: Query | None = None
    if len(rows) >= 2 and rows[-2] == [] and len(rows[-1]) == 1:
        key = str(rows[-1][0])
        if not _KEY.match(key):
            raise IndexNotReadable("the archive's answer has a resumption key that is none")
        if key != query.resume:  # or it would go on for ever
            follow = replace(query, resume=key)
        rows = rows[:-2]
    copies: list[Copy] = []
    broken = 0
    for row in rows:
        copy = _copy(dict(zip(names, row, strict=False)), base)
        if copy is None:
            broken += 1
        else:
            copies.append(copy)
    return IndexPage(tuple(copies), follow, broken)


def _copy(row: dict[str, object], base: str) -> Copy | None:
    moment, url = str(row.get("timestamp") or ""), str(row.get("original") or "")
    taken_at = stamp(moment)
    if taken_at is None or not url.lower().startswith(("http://", "https://")):
        return None
    return Copy(plain_url(url), taken_at, f"{base}/web/{moment}id_/{url}")


def taken_at(url: str) -> datetime | None:
    """When the copy was taken that answered under an address; None when it is no raw copy.

    The archive leads to the nearest copy when the one asked for is not to be had.
    """
    match = _COPY.search(url)
    return stamp(match[1]) if match else None


def original_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The outlet's own headers, which the archive hands on under names of its own."""
    found: list[tuple[str, str]] = []
    for name, value in headers:
        lower = name.lower()
        if lower.startswith(_ORIGINAL):
            found.append((name[len(_ORIGINAL) :], value))
        elif lower == "content-type":
            found.append((name, value))
    if any(name.lower() == "content-type" for name, _ in found[1:]):
        seen: dict[str, tuple[str, str]] = {}
        for name, value in found:
            seen.setdefault(name.lower(), (name, value))
        return tuple(seen.values())
    return tuple(found)
