# ruff: noqa: SIM905 -- a row of twelve names is easier to check in one line
"""The Hijri calendars agree with an independent library and with known days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.dates import parse
from analysis.dates.calendars import (
    gregorian_to_solar,
    lunar_to_gregorian,
    solar_is_leap,
    solar_month_length,
    solar_to_gregorian,
)

AFGHAN = tuple("حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت".split())
PASHTO = tuple("وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب".split())
IRANIAN = tuple("فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split())
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2200, 12, 31)))
def test_solar_hijri_agrees_with_jdatetime_both_ways(day: date) -> None:
    other = jdatetime.date.fromgregorian(date=day)
    assert gregorian_to_solar(day) == (other.year, other.month, other.day)
    assert solar_to_gregorian(other.year, other.month, other.day) == day


@given(st.integers(1250, 1550), st.integers(1, 12))
def test_month_lengths_and_leap_years_agree_with_jdatetime(year: int, month: int) -> None:
    assert solar_is_leap(year) == jdatetime.date(year, 1, 1).isleap()
    length = solar_month_length(year, month)
    assert jdatetime.date(year, month, length)
    with pytest.raises(ValueError):
        solar_to_gregorian(year, month, length + 1)


@given(
    st.dates(min_value=date(1995, 1, 1), max_value=date(2036, 12, 31)),
    st.sampled_from([AFGHAN, PASHTO, IRANIAN]),
    st.sampled_from([None, PERSIAN_DIGITS, ARABIC_DIGITS]),
)
def test_every_solar_day_is_read_back_in_every_spelling(
    day: date, names: tuple[str, ...], digits: dict[int, int] | None
) -> None:
    solar = jdatetime.date.fromgregorian(date=day)
    written = f"{solar.day} {names[solar.month - 1]} {solar.year}"
    found = parse(written.translate(digits) if digits else written, rule="byline", language="fa")
    assert found is not None
    assert found.value == datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert found.rule == "byline:solar_hijri"


@pytest.mark.parametrize(
    ("hijri", "gregorian"),
    [
        ((1447, 1, 1), date(2025, 6, 26)),
        ((1446, 9, 1), date(2025, 3, 1)),
        ((1446, 10, 1), date(2025, 3, 30)),
        ((1445, 12, 10), date(2024, 6, 16)),
    ],
)
def test_lunar_hijri_is_right_within_two_days(hijri: tuple[int, int, int], gregorian: date) -> None:
    assert abs(lunar_to_gregorian(*hijri) - gregorian) <= timedelta(days=2)


@pytest.mark.parametrize("bad", [(1404, 12, 30), (1404, 7, 31), (1404, 0, 1), (900, 1, 1)])
def test_a_day_that_is_in_no_calendar_is_an_error(bad: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError):
        solar_to_gregorian(*bad)
