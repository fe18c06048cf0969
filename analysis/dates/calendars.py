"""Solar and lunar Hijri calendars as day arithmetic on proleptic Gregorian ordinals.

Solar Hijri (the official calendar of Afghanistan and Iran): the year begins at
the March equinox. Its leap years follow the 33-year arithmetic rule
``(25 * year + 11) mod 33 < 8``, as in ICU's ``PersianCalendar``; it agrees with
the astronomical calendar for the years 1178–1633, of which we serve 1200–1600.
Afghanistan and Iran number the same days and years and differ in month names
only. (The 2820-year rule of Birashk, found in many libraries, is wrong for
1404, which makes every date between 1403 and 1405 suspicious there.)

Lunar Hijri: the tabular (civil, type II) calendar of 30 years with eleven leap
years, as in Reingold and Dershowitz, *Calendrical Calculations*. Sighting and
the Umm al-Qura tables differ from it by up to two days, so a lunar date can
support another date but hardly stand alone; `resolve` treats it so.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

Calendar = Literal["gregorian", "solar", "lunar"]

SOLAR_YEARS = range(1200, 1601)
LUNAR_YEARS = range(1300, 1501)

# Ordinal (date.toordinal) of the day before 1 Farvardin of the year 1:
# 1 Farvardin 1404 was 21 March 2025.
_SOLAR_EPOCH = date(2025, 3, 21).toordinal() - (365 * 1403 + (8 * 1404 + 21) // 33) - 1
# 1 Muharram of the year 1 was Friday 16 July 622 in the Julian calendar.
_LUNAR_EPOCH = date(622, 7, 19).toordinal()  # the same day, Gregorian


def solar_is_leap(year: int) -> bool:
    """Whether Hut/Esfand of this Solar Hijri year has 30 days."""
    return (25 * year + 11) % 33 < 8


def solar_month_length(year: int, month: int) -> int:
    """Days of a Solar Hijri month: 31 for the first six, 30 for five, 29 or 30 for the last."""
    if month <= 6:
        return 31
    if month <= 11 or solar_is_leap(year):
        return 30
    return 29


def solar_to_gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian date of a Solar Hijri one.

    Raises ValueError when the year is outside 1200–1600 or there is no such day.
    """
    if year not in SOLAR_YEARS or not 1 <= month <= 12:
        raise ValueError(f"no Solar Hijri month {year}-{month}")
    if not 1 <= day <= solar_month_length(year, month):
        raise ValueError(f"no Solar Hijri day {year}-{month}-{day}")
    before_month = 31 * (month - 1) - max(0, month - 7)
    return date.fromordinal(_solar_year_start(year) + before_month + day)


def gregorian_to_solar(value: date) -> tuple[int, int, int]:
    """Solar Hijri (year, month, day) of a Gregorian date; ValueError outside 1200–1600."""
    ordinal = value.toordinal()
    year = value.year - 621
    if ordinal <= _solar_year_start(year):
        year -= 1
    if year not in SOLAR_YEARS:
        raise ValueError(f"{value} is outside the Solar Hijri years served")
    day_of_year = ordinal - _solar_year_start(year) - 1
    if day_of_year < 186:
        return year, day_of_year // 31 + 1, day_of_year % 31 + 1
    return year, (day_of_year - 186) // 30 + 7, (day_of_year - 186) % 30 + 1


def lunar_to_gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian date of a tabular lunar Hijri one, right within two days.

    Raises ValueError when the year is outside 1300–1500 or there is no such day.
    """
    if year not in LUNAR_YEARS or not 1 <= month <= 12 or not 1 <= day <= 30:
        raise ValueError(f"no lunar Hijri day {year}-{month}-{day}")
    before_year = (year - 1) * 354 + (3 + 11 * year) // 30
    before_month = 29 * (month - 1) + month // 2
    return date.fromordinal(_LUNAR_EPOCH + before_year + before_month + day - 1)


def gregorian_to_lunar(value: date) -> tuple[int, int, int]:
    """Tabular lunar Hijri (year, month, day) of a date, right within two days.

    Raises ValueError outside 1300–1500.
    """
    days = value.toordinal() - _LUNAR_EPOCH
    # 10,631 days in a cycle of 30 years; the inverse of `lunar_to_gregorian`
    year = (30 * days + 10646) // 10631
    if year not in LUNAR_YEARS:
        raise ValueError(f"{value} is outside the lunar Hijri years served")
    of_year = days - (year - 1) * 354 - (3 + 11 * year) // 30
    month = min(12, (11 * of_year + 330) // 325)
    return year, month, of_year - 29 * (month - 1) - month // 2 + 1


def to_gregorian(calendar: Calendar, year: int, month: int, day: int) -> date:
    """The Gregorian date of a date in any calendar served; ValueError for no such day."""
    if calendar == "solar":
        return solar_to_gregorian(year, month, day)
    if calendar == "lunar":
        return lunar_to_gregorian(year, month, day)
    return date(year, month, day)


def _solar_year_start(year: int) -> int:
    """Ordinal of the day before 1 Farvardin."""
    return _SOLAR_EPOCH + 365 * (year - 1) + (8 * year + 21) // 33
