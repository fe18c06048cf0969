"""Templates: everything crawled is escaped, links are checked, dates stand in two calendars."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.dates.calendars import gregorian_to_solar

FOLDER = Path(__file__).parent / "templates"
#: the months as they are called in Afghanistan
SOLAR_MONTHS = (
    "Hamal", "Sawr", "Jawza", "Saratan", "Asad", "Sunbula",
    "Mizan", "Aqrab", "Qaws", "Jadi", "Dalw", "Hut",
)  # fmt: skip
LANGUAGES = {
    "en": "English", "ru": "Russian", "fa": "Persian/Dari", "ps": "Pashto", "tg": "Tajik",
    "uz": "Uzbek", "ur": "Urdu", "ar": "Arabic", "zh": "Chinese", "tr": "Turkish",
    "uk": "Ukrainian", "de": "German", "fr": "French", "kk": "Kazakh", "hi": "Hindi",
    "und": "unknown",
}  # fmt: skip
VERDICT_WORDS = {
    "relevant": "relevant",
    "borderline": "borderline",
    "not_relevant": "not relevant",
}


@cache
def environment() -> Environment:
    """The one environment of all pages: autoescaping is on for every template."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        moment=moment, day=day, solar=solar, web=web, verdict=verdict, language=language,
        percent=percent, number=number, breaks=breaks,
        pairs=lambda values: [(value, value) for value in values],
    )  # fmt: skip
    made.globals["languages"] = LANGUAGES
    made.globals["options"] = options
    return made


def options(values: Iterable[tuple[str, str]], chosen: Iterable[str] = ()) -> Markup:
    """The options of a list as HTML, from (value, label) pairs.

    Kept, since the long lists of sources and codes are the same on every page: putting them
    together was half the work of a page of the queue.
    """
    return _options(tuple(values), frozenset(chosen))


@lru_cache(maxsize=256)
def _options(values: tuple[tuple[str, str], ...], chosen: frozenset[str]) -> Markup:
    line = Markup('<option value="{}"{}>{}</option>')
    selected = Markup(" selected")
    return Markup("\n").join(
        line.format(value, selected if value in chosen else "", label) for value, label in values
    )


def moment(value: datetime | None) -> str:
    """An instant to the minute, in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if value else ""


def day(value: datetime | None) -> str:
    """The day of an instant, in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%d") if value else ""


def solar(value: datetime | str | None) -> str:
    """The day in the Solar Hijri calendar, with the Afghan name of the month.

    A day as text (``YYYY-MM-DD``) is that day; an instant is taken in UTC.
    """
    if not value:
        return ""
    try:
        day_ = date.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC).date()
        year, month, number_ = gregorian_to_solar(day_)
    except ValueError:
        return ""
    return f"{number_} {SOLAR_MONTHS[month - 1]} {year}"


def web(address: str | None) -> str | None:
    """A crawled address where it may be a link: http and https only, else None."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
        return address if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def verdict(value: str | None) -> str:
    """A verdict in words."""
    return VERDICT_WORDS.get(value or "", value or "not judged")


def language(code: str | None) -> str:
    """A language in words."""
    return LANGUAGES.get(code or "und", code or "")


def breaks(name: str) -> Markup:
    """A code or rule, which a narrow column may break behind its parts."""
    return Markup("<wbr>").join(re.split(r"(?<=[._])(?=.)", name))


def percent(value: float | None) -> str:
    """A share of one."""
    return "–" if value is None else f"{100 * value:.0f} %"


def number(value: float | None) -> str:
    """A coefficient."""
    return "–" if value is None else f"{value:.2f}"
