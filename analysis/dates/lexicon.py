"""The name tables, folded and merged into look-ups; built once, on import (about 10 ms)."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.dates.calendars import Calendar
from analysis.dates.folding import fold_each
from analysis.dates.names_days import (
    AFTER_NOON,
    BEFORE_NOON,
    FILLERS,
    MODIFIED,
    ORDINALS,
    PUBLISHED,
    WEEKDAYS,
)
from analysis.dates.names_gregorian import GREGORIAN
from analysis.dates.names_hijri import LUNAR, SOLAR, SOLAR_ROMANISED


@dataclass(frozen=True, slots=True)
class Month:
    """A month name: its calendar, its number from 1, and whether only a year makes it one."""

    calendar: Calendar
    number: int
    needs_year: bool = False


# Month names that are also common words: never a date without a year beside them.
_COMMON_WORDS = (
    "may|mai|mars|march|mar|мар|می|مه|دی|تیر|مهر|تله|صفر|ara|eki|sen|лис|мам|там|ماي|كب|قوس"
)

# Case endings of the agglutinative languages, cut when the rest is a full month name.
_SUFFIXES = tuple(
    fold_each(
        "dagi|ning|dan|da|ga|ni|даги|нинг|дан|да|га|ни|"  # Uzbek
        "дағы|дегі|тағы|тегі|ның|нің|дың|дің|тың|тің|нан|нен|де|та|те|ында|інде|"  # Kazakh
        "ta|te|de|un|in|нда|"  # Turkish
        "ро|и"  # Tajik
    )
)
_SHORTEST_STEM = 3


def _months() -> dict[str, Month]:
    months: dict[str, Month] = {}
    common = set(fold_each(_COMMON_WORDS))

    def add(names: tuple[str, ...], calendar: Calendar, needs_year: bool = False) -> None:
        for number, entry in enumerate(names, start=1):
            for name in fold_each(entry):
                month = Month(calendar, number, needs_year or name in common)
                known = months.setdefault(name, month)
                if (known.calendar, known.number) != (calendar, number):
                    raise AssertionError(f"month name {name!r} stands for two months")

    for names in GREGORIAN.values():
        add(names, "gregorian")
    for names in SOLAR.values():
        add(names, "solar")
    add(LUNAR, "lunar", needs_year=True)
    for names in SOLAR_ROMANISED.values():
        add(names, "solar", needs_year=True)
    return months


def _weekdays() -> dict[str, int]:
    # setdefault: Urdu ہفتہ (Saturday) folds like Persian هفته (week), which is no weekday
    weekdays: dict[str, int] = {}
    for names in WEEKDAYS.values():
        for number, entry in enumerate(names):
            for name in filter(None, fold_each(entry)):
                weekdays.setdefault(name, number)
    return weekdays


MONTHS = _months()
WEEKDAY_NUMBERS = _weekdays()
DAY_NUMBERS = {
    form: day
    for day, names in enumerate(ORDINALS, start=1)
    for name in fold_each(names)
    # the zero-width non-joiner of بیست‌وهشتم or بیست‌و هشتم is folded away
    for form in (name, name.replace(" ", ""), name.replace(" ", "", 1))
}
FILLER_WORDS = frozenset(fold_each(FILLERS))
MODIFIED_WORDS = frozenset(fold_each(MODIFIED))
PUBLISHED_WORDS = frozenset(fold_each(PUBLISHED))
HALF_DAYS: dict[str, int] = {
    **dict.fromkeys(fold_each(BEFORE_NOON), 0),
    **dict.fromkeys(fold_each(AFTER_NOON), 12),
}
# "ночи" and "凌晨" never push past noon, "دوپہر"/"中午" may mean 11:30 or 12:30
NOON_WORDS = frozenset(fold_each("中午|دوپہر|दोपहर|дня|ظهرا"))
NIGHT_WORDS = frozenset(fold_each("रात|رات|شب"))

_CHINESE_MODIFIED = ("更新", "修改", "修订", "修訂")
_CHINESE_PUBLISHED = ("发布", "發布", "发表", "發表", "刊登", "来源")


def find_month(word: str) -> Month | None:
    """The month a folded word (or two words with one space) names, case endings cut."""
    month = MONTHS.get(word)
    if month is not None or " " in word:
        return month
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            month = MONTHS.get(word[: -len(suffix)])
            # an abbreviation takes no ending: "jande" is no January
            if month is not None and len(word) - len(suffix) >= 4:
                return month
            if month is not None and word[: -len(suffix)] in ("may", "май"):
                return month
    return None


def is_modified_label(word: str) -> bool:
    """Whether a folded word announces the date of a change."""
    return word in MODIFIED_WORDS or any(part in word for part in _CHINESE_MODIFIED)


def is_published_label(word: str) -> bool:
    """Whether a folded word announces the date of publication."""
    return word in PUBLISHED_WORDS or any(part in word for part in _CHINESE_PUBLISHED)
