"""The doors for reading: `parse` one string that is a date, `find_dates` in a byline."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo

from analysis.dates.clocks import Clock
from analysis.dates.folding import fold_with_map
from analysis.dates.machine import Moment, read_machine
from analysis.dates.phrases import Phrase, phrases
from analysis.dates.readings import Context
from analysis.dates.relative import resolve_relative
from analysis.dates.scan import scan
from analysis.dates.types import ASSUMED_UTC, EXPLICIT, DateCandidate, Precision
from analysis.dates.zones import aware, site_zone

PARSED_CHARACTERS = 400
"""`parse` reads no further: a field that holds a date is short."""
SEARCHED_CHARACTERS = 4000
"""`find_dates` reads no further: a byline is short, whatever surrounds it."""
KEPT_CHARACTERS = 120
"""The most of a raw string that a candidate keeps."""

# "today" or "3 August" say when a piece appeared only where little else is said.
_SHORT_TEXT = 80

_NATIVE_SCRIPT = re.compile(r"[\u0400-\u052f\u0600-\u06ff\u0750-\u077f\u0900-\u097f]")
# en-US says nothing: it is the untouched default of most publishing software
_DAY_FIRST_ENGLISH = frozenset(("en-gb", "en-ie", "en-au", "en-nz", "en-in", "en-pk", "en-za"))
_UNICODE_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def parse(
    raw: str,
    *,
    rule: str,
    language: str | None = None,
    zone: str | None = None,
    reference: datetime | None = None,
) -> DateCandidate | None:
    """Read a string that is, or holds, one date.

    `rule` says where the string stood (see `types.DateCandidate`); `language`
    is one of the fifteen codes (or a tag such as en-GB), `zone` the site's IANA
    name, used where the string names no zone; `reference` is when the page was
    captured (aware) and is needed for relative times and dates without a year.

    Of several dates in the string the first is taken that no word beside it
    calls an update; a Gregorian one before its lunar twin. None when there is
    no date or it is ambiguous. Raises ValueError for an unknown `zone` or a
    naive `reference`; never for any `raw`.
    """
    text = _unescape(raw[: PARSED_CHARACTERS * 2])[:PARSED_CHARACTERS]
    context, composed, folded, origins = _prepare(text, language, zone, reference)
    moment = read_machine(folded.strip(), context, rule.partition(":")[0])
    if moment is not None:
        return _from_moment(moment, composed.strip(), rule, context)
    found = list(_search(composed, folded, origins, rule, context))
    if not found:
        return None
    return min(found, key=_unsuitability)


def find_dates(
    text: str,
    *,
    rule: str,
    language: str | None = None,
    zone: str | None = None,
    reference: datetime | None = None,
) -> list[DateCandidate]:
    """All dated phrases of a byline, in order; arguments and errors as for `parse`.

    Only the first 4000 characters are read. "Today" and dates without a year
    count in a text of at most 80 characters, or beside a clock time.
    """
    context, composed, folded, origins = _prepare(
        text[:SEARCHED_CHARACTERS], language, zone, reference
    )
    return list(_search(composed, folded, origins, rule, context))


def _unsuitability(candidate: DateCandidate) -> tuple[bool, bool, bool]:
    parts = candidate.rule.split(":")
    return "modified" in parts, "lunar_hijri" in parts, candidate.precision in ("month", "year")


def _unescape(raw: str) -> str:
    if "&" in raw:
        raw = html.unescape(raw)
    if "\\" in raw:  # a date cut out of a script: 08\/03\/2025
        raw = _UNICODE_ESCAPE.sub(lambda match: chr(int(match[1], 16)), raw).replace("\\/", "/")
    return raw


def _prepare(
    text: str, language: str | None, zone: str | None, reference: datetime | None
) -> tuple[Context, str, str, list[int] | range]:
    if zone is not None:
        site_zone(zone)
    if reference is not None and reference.tzinfo is None:
        raise ValueError("the reference of a relative date must know its zone")
    composed, folded, origins = fold_with_map(text)
    day_first = not composed.isascii() and _NATIVE_SCRIPT.search(composed) is not None
    if language is not None and len(language) > 2:
        tag = language.lower().replace("_", "-")
        day_first = day_first or tag in _DAY_FIRST_ENGLISH
        language = tag.partition("-")[0]
    return Context(language, zone, reference, day_first), composed, folded, origins


def _search(
    composed: str, folded: str, origins: list[int] | range, rule: str, context: Context
) -> Iterator[DateCandidate]:
    tokens = scan(folded)
    is_short = len(folded.strip()) <= _SHORT_TEXT
    for phrase in phrases(tokens, context):
        if phrase.clock is None and not is_short and _needs_company(phrase):
            continue
        start = origins[tokens[phrase.first].start]
        end = origins[tokens[phrase.last].end - 1] + 1
        candidate = _from_phrase(phrase, composed[start:end], rule, context)
        if candidate is not None:
            yield candidate


def _needs_company(phrase: Phrase) -> bool:
    if phrase.relative is not None:
        return phrase.relative.unit in ("named-day", "now")
    return phrase.reading is not None and phrase.reading.yearless


# ---- candidates


def _zone_of(explicit: tzinfo | None, context: Context) -> tuple[tzinfo, str]:
    if explicit is not None:
        return explicit, EXPLICIT
    if context.site is not None:
        return site_zone(context.site), context.site
    return UTC, ASSUMED_UTC


def _from_moment(moment: Moment, raw: str, rule: str, context: Context) -> DateCandidate | None:
    zone, zone_name = _zone_of(moment.zone, context)
    value = aware(moment.local, zone)
    if value is None:
        return None
    if moment.reading.calendar != "gregorian":
        rule = f"{rule}:{moment.reading.calendar}_hijri"
    return DateCandidate(
        value,
        moment.precision,
        rule,
        raw[:KEPT_CHARACTERS],
        zone_name,
        _offset(moment.local, zone),
    )


def _offset(local: datetime, zone: tzinfo) -> timedelta:
    """How far a clock is ahead of UTC, in whole minutes: what an ISO date can say."""
    offset = local.replace(tzinfo=zone).utcoffset() or timedelta()
    return timedelta(minutes=round(offset / timedelta(minutes=1)))


def _from_phrase(phrase: Phrase, raw: str, rule: str, context: Context) -> DateCandidate | None:
    zone, zone_name = _zone_of(phrase.zone, context)
    value: datetime | None
    if phrase.relative is not None:
        if context.reference is None:
            return None
        clock = _time(phrase.clock)[0] if phrase.clock else None
        local, precision = resolve_relative(phrase.relative, clock, context.reference, zone)
        value = local.astimezone(UTC)
        rule += ":relative"
    else:
        reading = phrase.reading
        if reading is None:
            return None
        local = datetime.combine(reading.day, time())
        precision = reading.precision
        if phrase.clock is not None and precision == "day":
            moment, extra, precision = _time(phrase.clock)
            local = datetime.combine(reading.day, moment) + extra
        value = aware(local, zone)
        if reading.calendar != "gregorian":
            rule += f":{reading.calendar}_hijri"
        if reading.yearless:
            rule += ":yearless"
    if value is None:
        return None
    if phrase.modified:
        rule += ":modified"
    return DateCandidate(
        value, precision, rule, raw[:KEPT_CHARACTERS], zone_name, _offset(local, zone)
    )


def _time(clock: Clock) -> tuple[time, timedelta, Precision]:
    extra = timedelta(days=1) if clock.hour == 24 else timedelta()
    precision: Precision = "minute" if clock.second < 0 else "second"
    return time(clock.hour % 24, clock.minute, max(clock.second, 0)), extra, precision
