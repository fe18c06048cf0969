"""Numbers of a text as values, the same in every language.

"1.2 million", «1,2 млн», "۱٫۲ میلیون" and 120万 are all 1200000: a figure that
two reports share says more about one event than any word they share. Left out
are what every text has: numbers under ten, calendar years, days before or after
a month's name, clock times.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from analysis.dates.calendars import gregorian_to_solar, solar_to_gregorian
from analysis.echo.numerals import MAGNITUDES, MONTHS, SOLAR_MONTHS
from analysis.normalize import fold

LEAST = 10
YEARS = range(1900, 2101)

_NUMBER = re.compile(
    r"(?<![0-9a-zа-я.,:/-])([0-9]{1,3}(?:[,. '٬][0-9]{3})+|[0-9]+)(?:[.,٫]([0-9]+))?(?![0-9:/])"
)
_NEXT_WORD = re.compile(r"\s*-?((?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f])+)")
_HAN = re.compile(r"\s*([万萬亿億千百]+)")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\s*$")
_DAY = re.compile(r"(?<![0-9a-zа-я.,])(?:(?P<zh>[0-9]{1,2})月)?(?P<day>[0-9]{1,2})(?![.,:/]?[0-9])")
_PERCENT_WORDS = (
    "percent|per cent|процент|фоиз|foiz|пайыз|відсот|درصد|فیصد|سلنه|في المائة|في المئة|بالمئة"
    "|بالمائة|prozent|pour cent|प्रतिशत"
)
_PERCENT = re.compile(rf"\s*-?(?:%|٪|{'|'.join(map(fold, _PERCENT_WORDS.split('|')))})")
_PERCENT_BEFORE = re.compile(rf"(?:%|٪|百分之|{fold('yüzde')})\s*$")


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """`value`: plain decimal digits, with "%" for a percentage; `start`: its place
    in the folded text, for the order of what is said."""

    start: int
    value: str


@cache
def _magnitudes() -> tuple[tuple[str, Decimal], ...]:
    pairs = [
        (fold(word).replace("'", ""), Decimal(10) ** power)
        for power, words in MAGNITUDES.items()
        for word in words.split()
    ]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _months() -> dict[str, tuple[bool, int]]:
    """Folded month name -> (is of the Solar Hijri calendar, number)."""
    return {
        fold(word): (solar, number)
        for solar, table in ((True, SOLAR_MONTHS), (False, MONTHS))
        for number, line in enumerate(table, 1)
        for word in line.split()
    }


def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of `text` that can tell one event from another, in order."""
    folded = fold(text)
    found = []
    for match in _NUMBER.finditer(folded):
        value = Decimal(re.sub(r"[^0-9]", "", match[1]) + "." + (match[2] or "0"))
        factor, percent = _unit(folded, match.end())
        percent = percent or bool(_PERCENT_BEFORE.search(folded[: match.start()][-8:]))
        if factor == 1 and not percent and _is_date(folded, match, value):
            continue
        if value * factor >= LEAST or percent:
            found.append(Quantity(match.start(), _plain(value * factor) + "%" * percent))
    return tuple(found)


def _unit(folded: str, end: int) -> tuple[Decimal, bool]:
    """What follows a number: a magnitude, a percent sign, or nothing of these."""
    if _PERCENT.match(folded, end):
        return Decimal(1), True
    if han := _HAN.match(folded, end):
        powers = {"百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
        return Decimal(10) ** sum(powers[character] for character in han[1]), False
    if word := _NEXT_WORD.match(folded, end):
        for start, factor in _magnitudes():
            if word[1] == start or (len(start) > 3 and word[1].startswith(start)):
                return factor, False
    return Decimal(1), False


def _is_date(folded: str, match: re.Match[str], value: Decimal) -> bool:
    whole = match[2] is None
    if whole and int(value) in YEARS and len(match[1]) == 4:
        return True
    if folded[match.end() : match.end() + 1] in ("年", "月", "日", "时", "時"):
        return True
    return whole and value <= 31 and _month_beside(folded, match.start(), match.end()) is not None


def _month_beside(folded: str, start: int, end: int) -> tuple[bool, int] | None:
    """The month whose name stands after the number, or before it in Latin letters."""
    if after := _NEXT_WORD.match(folded, end):
        for month in (_months().get(after[1]), _months().get(after[1].split("'")[0])):
            if month:
                return month
    before = _WORD_BEFORE.search(folded[max(0, start - 20) : start])
    return _months().get(before[1]) if before and before[1].isascii() else None


def named_days(text: str, published_at: datetime) -> frozenset[date]:
    """Days that the text names with their month, in the year nearest to publication.

    A year beside them is not read: an event of another year is background, and
    falls outside the days that `same_event` compares only when it is far in the
    calendar too, which costs a hint and no error.
    """
    folded = fold(text)
    days = set()
    for match in _DAY.finditer(folded):
        if match["zh"]:
            named = _nearest(False, int(match["zh"]), int(match["day"]), published_at.date())
        elif month := _month_beside(folded, match.start(), match.end()):
            named = _nearest(*month, int(match["day"]), published_at.date())
        else:
            continue
        if named:
            days.add(named)
    return frozenset(days)


def _nearest(solar: bool, month: int, day: int, near: date) -> date | None:
    """The day in the year that brings it closest to `near`; None for 31 June."""
    year = gregorian_to_solar(near)[0] if solar else near.year
    found = []
    for candidate in (year - 1, year, year + 1):
        try:
            found.append(
                solar_to_gregorian(candidate, month, day) if solar else date(candidate, month, day)
            )
        except ValueError:
            continue
    return min(found, key=lambda one: abs(one - near), default=None)


def _plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
