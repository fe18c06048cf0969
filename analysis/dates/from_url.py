"""The date an address carries: /2025/08/03/, /20250803/, /news/1404/05/12/, …-2025-08-03.html."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from urllib.parse import unquote, urlsplit

from analysis.dates.folding import fold
from analysis.dates.lexicon import find_month
from analysis.dates.readings import Context, Reading, calendar_of, make, year_first, year_last
from analysis.dates.types import ASSUMED_UTC, DateCandidate
from analysis.dates.zones import aware, site_zone

_LONGEST = 2000
_YEARS = "(?:19|20)\\d{2}|13[7-9]\\d|14[01]\\d"
_NUMERIC = re.compile(
    rf"(?<!\d)(?P<y>{_YEARS})(?P<s>[/_.-]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)
_LOOSE = re.compile(rf"/(?P<y>{_YEARS})[/-](?P<m>\d{{1,2}})[/-](?P<d>\d{{1,2}})(?=[/.-]|$)")
_NAMED = re.compile(rf"/(?P<y>{_YEARS})[/-](?P<m>[a-z]{{3,9}})[/-](?P<d>\d{{1,2}})(?=[/.-]|$)")
_NAMED_LAST = re.compile(
    rf"(?<![a-z\d])(?P<d>\d{{1,2}})[/_-](?P<m>[a-z]{{3,9}})[/_-](?P<y>{_YEARS})(?!\d)"
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<a>\d{{2}})(?P<s>[/_.-])(?P<b>\d{{2}})(?P=s)(?P<y>{_YEARS})(?!\d)"
)
_MONTH = re.compile(rf"/(?P<y>{_YEARS})/(?P<m>0[1-9]|1[0-2])(?=/)")


def date_from_url(
    url: str, *, language: str | None = None, zone: str | None = None
) -> DateCandidate | None:
    """The date in the path of an address (rule "url"), or None.

    Day precision, or month precision for /2025/08/; the start of that day in
    the site's `zone` (IANA name; UTC when not given). The query is not read:
    what stands there is a filter or a cache key. A path naming two different
    days names none. Raises ValueError for an unknown `zone`, never for any `url`.
    """
    try:
        path = fold(unquote(urlsplit(url[:_LONGEST]).path))
    except ValueError:
        return None
    context = Context(language=language, site=zone)
    found = _days(path, context)
    raw, reading = found[0] if found else (None, None)
    if len({item[1].day for item in found}) > 1:
        return None
    if reading is None or raw is None:
        match = _MONTH.search(path)
        if match is None:
            return None
        year = int(match["y"])
        if calendar_of(year, language) != "gregorian":
            return None
        raw, reading = match.group(), make("gregorian", year, int(match["m"]), 1, "month")
        if reading is None:
            return None
    local = datetime.combine(reading.day, time(), site_zone(zone) if zone else UTC)
    value = aware(local, local.tzinfo or UTC)
    if value is None:
        return None
    rule = "url" if reading.calendar == "gregorian" else f"url:{reading.calendar}_hijri"
    offset = local.utcoffset() or timedelta()
    return DateCandidate(value, reading.precision, rule, raw, zone or ASSUMED_UTC, offset)


def _days(path: str, context: Context) -> list[tuple[str, Reading]]:
    found: list[tuple[str, Reading]] = []

    def keep(raw: str, reading: Reading | None) -> None:
        if reading is not None:
            found.append((raw, reading))

    for pattern in (_NUMERIC, _LOOSE):
        for match in pattern.finditer(path):
            numbers = (int(match["y"]), int(match["m"]), int(match["d"]))
            keep(match.group(), year_first(numbers, context))
    for pattern in (_NAMED, _NAMED_LAST):
        for match in pattern.finditer(path):
            month = find_month(match["m"])
            year = int(match["y"])
            if month is not None and calendar_of(year, context.language) == month.calendar:
                keep(match.group(), make(month.calendar, year, month.number, int(match["d"])))
    if not found:
        for match in _DAY_FIRST.finditer(path):
            numbers = (int(match["a"]), int(match["b"]), int(match["y"]))
            keep(match.group(), year_last(numbers, match["s"], context, None))
    return found
