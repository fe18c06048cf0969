"""Numbers to calendar days: which is the day, which the month, which calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analysis.dates.calendars import Calendar, to_gregorian
from analysis.dates.types import Precision
from analysis.dates.zones import is_american, is_day_first

# A numeric year tells its calendar by its size alone. 1416 and later would be a Solar
# Hijri year after 2037 or a lunar one since 1995: not decided without a word beside it.
SOLAR_NUMERIC = range(1300, 1416)
LUNAR_NUMERIC = range(1416, 1470)
# Year 1 is what empty fields hold: read, so that `resolve` can say why it is refused.
GREGORIAN_YEARS = range(1, 3000)

# A date without a year is completed only when it fell this shortly before the capture:
# sites leave the year out for recent items, but an archive page may keep that form for ever.
YEARLESS_DAYS = 90
# Clocks and zones: a date may seem this far ahead of the capture.
AHEAD = timedelta(hours=26)

# The fifteen without en and zh, then neighbours that are met in pages and feeds
_DAY_FIRST = frozenset(
    (
        "ru",
        "fa",
        "ps",
        "tg",
        "uz",
        "ur",
        "ar",
        "tr",
        "uk",
        "de",
        "fr",
        "kk",
        "hi",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "ky",
        "az",
        "no",
        "nb",
        "da",
        "fi",
        "cs",
        "ro",
        "bg",
        "id",
        "be",
    )
)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the string: hints, never guesses."""

    language: str | None = None
    site: str | None = None
    reference: datetime | None = None
    day_first: bool = False
    """The string has Arabic, Cyrillic or Devanagari letters or digits, or the page declares an
    English that writes the day first: 03/04 is no American date."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A calendar day (or month, or year) as read, in Gregorian terms."""

    day: date
    precision: Precision
    calendar: Calendar = "gregorian"
    yearless: bool = False


def make(
    calendar: Calendar, year: int, month: int, day: int, precision: Precision = "day"
) -> Reading | None:
    """A reading, or None when the calendar has no such day."""
    if calendar == "gregorian" and year not in GREGORIAN_YEARS:
        return None
    try:
        return Reading(to_gregorian(calendar, year, month, day), precision, calendar)
    except ValueError:
        return None


def calendar_of(year: int, language: str | None) -> Calendar | None:
    """The calendar a four-digit year belongs to; None when it cannot be told."""
    if year in SOLAR_NUMERIC:
        return "solar"
    if year in LUNAR_NUMERIC:
        return "lunar" if language in ("ar", "ur") else None
    return "gregorian"


def year_first(numbers: tuple[int, ...], context: Context) -> Reading | None:
    """2025-08-03, 1404/05/12: always year, month, day."""
    year, month, day = numbers
    calendar = calendar_of(year, context.language)
    if calendar is None:
        return None
    return make(calendar, year, month, day)


def year_last(
    numbers: tuple[int, ...], separator: str, context: Context, weekday: int | None
) -> Reading | None:
    """03/08/2025, 3.8.25: day or month first as hints tell, else None.

    In order: only one order is a date; a full stop means day first; the weekday
    beside it fits one order; the language or the site's zone says; only one
    order is not after the capture. Nothing else decides.
    """
    first, second, written_year = numbers
    year = _full_year(written_year, separator, first, context)
    if year is None:
        return None
    calendar = calendar_of(year, context.language)
    if calendar is None:
        return None
    day_first = make(calendar, year, second, first)
    month_first = make(calendar, year, first, second)
    if day_first is None or month_first is None or first == second:
        return day_first or month_first
    if separator == "." or calendar != "gregorian":
        return day_first
    if weekday is not None:
        fitting = [r for r in (day_first, month_first) if r.day.weekday() == weekday]
        if len(fitting) == 1:
            return fitting[0]
    if context.language in _DAY_FIRST or context.day_first or is_day_first(context.site):
        return day_first
    if is_american(context.site):
        return month_first
    if context.reference is not None:
        latest = (context.reference + AHEAD).date()
        possible = [r for r in (day_first, month_first) if r.day <= latest]
        if len(possible) == 1:
            return possible[0]
    return None


def yearless(
    calendar: Calendar, month: int, day: int, context: Context, weekday: int | None
) -> Reading | None:
    """A day and month, completed to the last such day if that was within 90 days.

    A weekday beside it must agree. None without a reference.
    """
    if context.reference is None:
        return None
    latest = (context.reference + AHEAD).date()
    offset = {"gregorian": 0, "solar": 621, "lunar": 579}[calendar]
    for year in range(latest.year - offset + 1, latest.year - offset - 2, -1):
        reading = make(calendar, year, month, day)
        if reading is None or reading.day > latest:
            continue
        if (latest - reading.day).days > YEARLESS_DAYS:
            return None
        if weekday is not None and reading.day.weekday() != weekday:
            return None
        return Reading(reading.day, "day", calendar, yearless=True)
    return None


def two_digit_year(year: int, context: Context) -> int:
    """95–99 are the nineties, everything else this century up to next year.

    A year further ahead than the capture's next one (2050 when no capture is
    given) becomes 0, which no calendar has.
    """
    full = 1900 + year if year >= 95 else 2000 + year
    latest = context.reference.year + 1 if context.reference is not None else 2050
    return full if full <= latest else 0


def _full_year(written: int, separator: str, first: int, context: Context) -> int | None:
    if written >= 100:
        return written
    if separator == "." or context.language not in (None, "zh", "fa", "ps") or first > 12:
        return two_digit_year(written, context) or None
    if is_american(context.site) or is_day_first(context.site):
        return two_digit_year(written, context) or None
    return None
