"""Machine-written forms, read whole: ISO 8601, its compact form, epochs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from analysis.dates.readings import Context, Reading, make, year_first
from analysis.dates.types import Precision
from analysis.dates.zones import offset_zone

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:t\s?|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*"
    r"(?P<zone>z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?)?"
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?(?:\.\d{1,6})?\s?(?P<zone>z|[+-]\d{2}(?::?\d{2})?)?)?"
)
_EPOCH = re.compile(r"(?:/date\()?(-?\d{1,16})(?:\.\d{1,9})?(?:[+-]\d{4})?(?:\)/)?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")

# Rules whose strings are written by programs; only there a bare number is an epoch.
MACHINE_FAMILIES = frozenset(
    ("jsonld", "meta", "microdata", "time", "feed", "sitemap", "http", "import")
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A machine-written date; `local` is naive, `zone` None when not in the string."""

    local: datetime
    zone: tzinfo | None
    precision: Precision
    reading: Reading


def read_machine(text: str, context: Context, family: str) -> Moment | None:
    """The whole (folded, stripped) text as a machine form, or None."""
    match = _ISO.fullmatch(text)
    if match is None:
        match = _COMPACT.fullmatch(text)
        if match is not None and not _is_plausible(match):
            match = None
    if match is not None:
        return _moment(match, context)
    if family not in MACHINE_FAMILIES:
        return None
    match = _MONTH.fullmatch(text)
    if match is not None:
        reading = make("gregorian", int(match[1]), int(match[2]), 1, "month")
        return _whole(reading)
    if _YEAR.fullmatch(text):
        return _whole(make("gregorian", int(text), 1, 1, "year")) if int(text) >= 1900 else None
    return _epoch(text)


def _is_plausible(match: re.Match[str]) -> bool:
    # eight digits are also article numbers: only years of our time, Gregorian or Solar Hijri
    return int(match[1]) in range(1990, 2101) or int(match[1]) in range(1370, 1416)


def _moment(match: re.Match[str], context: Context) -> Moment | None:
    reading = year_first((int(match[1]), int(match[2]), int(match[3])), context)
    if reading is None:
        return None
    if match[4] is None:
        return _whole(reading)
    hour, minute, second = int(match[4]), int(match[5]), int(match[6] or 0)
    extra = timedelta(days=1) if hour == 24 and not minute and not second else timedelta()
    try:
        local = datetime(
            reading.day.year,
            reading.day.month,
            reading.day.day,
            0 if extra else hour,
            minute,
            min(second, 59) if second <= 60 else second,
        )
        local += extra
    except (ValueError, OverflowError):
        return None
    zone: tzinfo | None = None
    written = match["zone"]
    if written in ("z", "utc", "gmt"):
        zone = UTC
    elif written is not None and written[0] in "+-":
        zone = offset_zone(written)
        if zone is None:
            return None
    return Moment(local, zone, "second" if match[6] else "minute", reading)


def _whole(reading: Reading | None) -> Moment | None:
    if reading is None:
        return None
    local = datetime(reading.day.year, reading.day.month, reading.day.day)
    return Moment(local, None, reading.precision, reading)


def _epoch(text: str) -> Moment | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    number = int(match[1])
    digits = len(match[1].lstrip("-"))
    if number == 0 and (digits == 1 or digits >= 9):
        seconds = 0.0  # an empty field: read, so that `resolve` can say why it is refused
    elif digits in (9, 10):
        seconds = number
    elif digits in (12, 13):
        seconds = number / 1000
    elif digits in (15, 16):
        seconds = number / 1_000_000
    else:
        return None
    try:
        local = datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)
    except (OverflowError, OSError, ValueError):
        return None
    reading = make("gregorian", local.year, local.month, local.day)
    return Moment(local, UTC, "second", reading) if reading else None
