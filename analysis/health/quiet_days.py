"""Days on which a newsroom's silence says little: computed for any year, no list to keep up.

Nowruz follows the Solar Hijri calendar and the two Eids, Ashura and Ramadan the lunar one
(`analysis.dates.calendars`). The tabular lunar calendar is right within two days only, and a feast
begins where the moon is seen, so these days are widened by two on both sides. New Year is fixed.
Whether an outlet keeps them follows from its country or, for exiles, from its main language.
Not computed: Chinese New Year and the feasts of single countries; there the learned rhythm and the
longest silence in the source's YAML stand alone.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

from analysis.dates.calendars import gregorian_to_lunar, gregorian_to_solar

#: what is left of a usual day's output. Not 0, or a source that dies on the eve of a feast would
#: stay unnoticed through all of it: 0.02 of an hourly agency adds up to an alarm in two weeks.
CLOSED: Final = 0.02
#: Ramadan moves work into the night; between Christmas and New Year desks are half staffed
SLOW: Final = 0.5
TOLERANCE: Final = 2

_NOWRUZ = frozenset({"AF", "IR", "TJ", "UZ", "TM", "KZ", "KG", "AZ"})
_SHIA = frozenset({"AF", "IR", "IQ", "PK", "LB", "BH", "AZ"})
_ELSEWHERE = frozenset({
    "TR", "SA", "AE", "QA", "KW", "OM", "YE", "SY", "JO", "PS", "EG", "LY", "TN", "DZ", "MA",
    "SD", "MY", "ID", "BD", "MV", "BN", "MR", "SO", "DJ",
})  # fmt: skip
_MUSLIM = _NOWRUZ | _SHIA | _ELSEWHERE
#: main languages of outlets that keep these feasts wherever their desk is
_PERSIANATE = frozenset({"fa", "ps", "tg", "uz", "tk", "ky", "kk", "az"})
_LONG_NEW_YEAR = frozenset({"RU", "BY"})


@cache
def share_of_usual(day: date, country: str | None, language: str | None) -> float:
    """Which share (0.02 to 1) of its usual output a newsroom is expected to have on a day."""
    if _closed(day, country, language):
        return CLOSED
    muslim = country in _MUSLIM or language in _PERSIANATE
    if muslim and _lunar_near(day, {9: (1, 30)}):
        return SLOW
    if not muslim and ((day.month == 12 and day.day >= 24) or (day.month == 1 and day.day <= 2)):
        return SLOW
    return 1.0


def _closed(day: date, country: str | None, language: str | None) -> bool:
    if (day.month, day.day) in ((12, 31), (1, 1)):
        return country not in ("AF", "IR")
    if country in _LONG_NEW_YEAR and day.month == 1 and day.day <= 8:
        return True
    if country in _NOWRUZ or language in _PERSIANATE:
        _, month, of_month = gregorian_to_solar(day)
        # Iran's holidays end with the thirteenth day, elsewhere after four or five
        if (month == 12 and of_month >= 29) or (month == 1 and of_month <= _nowruz(country)):
            return True
    if country in _MUSLIM or language in _PERSIANATE:
        feasts = {10: (1, 3), 12: (9, 13)}
        if country in _SHIA:
            feasts[1] = (9, 10)
        return _lunar_near(day, feasts)
    return (day.month, day.day) in ((12, 25), (12, 26))


def _nowruz(country: str | None) -> int:
    return 13 if country == "IR" else 6


def _lunar_near(day: date, spans: dict[int, tuple[int, int]]) -> bool:
    for shift in range(-TOLERANCE, TOLERANCE + 1):
        _, month, of_month = gregorian_to_lunar(day + timedelta(days=shift))
        first, last = spans.get(month, (1, 0))
        if first <= of_month <= last:
            return True
    return False


def share_at(hour: datetime, country: str | None, languages: Sequence[str]) -> float:
    """`share_of_usual` of the day of a local hour."""
    return share_of_usual(hour.date(), country, languages[0] if languages else None)
