"""Time zones as newsrooms write them: offsets, abbreviations, "Kabul time"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from analysis.dates.folding import fold, fold_each

# Abbreviations with one fixed offset, in minutes east of UTC. Where one stands for
# several zones (IST, CST, PST, BST, AST) the site's own zone decides when it uses that
# abbreviation (see `abbreviation_zone`); the value here is the one English-language
# news means by it: India, United States, United Kingdom.
_ABBREVIATIONS: dict[str, int] = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "mez": 60,
    "cest": 120, "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "мск": 180, "msd": 240,
    "trt": 180, "tsi": 180,
    "irst": 210, "irdt": 270, "gst": 240, "aft": 270, "pkt": 300, "uzt": 300,
    "tjt": 300, "tmt": 300, "almt": 300, "kgt": 360, "ist": 330, "npt": 345, "hkt": 480,
    "sgt": 480, "jst": 540, "kst": 540, "wib": 420, "aest": 600, "aedt": 660, "awst": 480,
    "nzst": 720, "nzdt": 780, "est": -300,
    "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "brt": -180,
    "art": -180,
}  # fmt: skip
# "ET" is the wall clock of the place, summer or winter.
_WALL_CLOCKS = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
# Zones whose site may use an abbreviation that means something else by default.
_LOCAL_MEANINGS = {
    ("ist", "Asia/Jerusalem"): 120,
    ("ist", "Europe/Dublin"): 60,
    ("cst", "Asia/Shanghai"): 480,
    ("cst", "Asia/Taipei"): 480,
    ("pst", "Asia/Karachi"): 300,
    ("bst", "Asia/Dhaka"): 360,
    ("ast", "Asia/Riyadh"): 180,
    ("ast", "Asia/Baghdad"): 180,
    ("ast", "Asia/Kuwait"): 180,
    ("ast", "Asia/Qatar"): 180,
}

_CITIES: dict[str, str] = {
    "Asia/Kabul": "kabul|"
    "кабул|кабула|кабулу|кобул|کابل|afghanistan|afghan|افغانستان|काबुल|阿富汗|喀布尔",
    "Asia/Tehran": "tehran|iran|тегеран|тегерана|تهران|ایران|طهران|德黑兰",
    "Europe/Moscow": "moscow|москвы|москве|"
    "московскому|московское|мск|маскав|مسکو|موسكو|moskva|"
    "москва|moskova|moskau|moscou|莫斯科|मॉस्को|ماسکو",
    "Asia/Dushanbe": "dushanbe|душанбе|دوشنبه",
    "Asia/Tashkent": "tashkent|toshkent|тошкент|ташкент|ташкента|ташкенту|تاشکند",
    "Asia/Almaty": "almaty|astana|алматы|астана|астаны|астане|нұр-сұлтан",
    "Asia/Bishkek": "bishkek|бишкек|бишкека|бишкеку",
    "Asia/Karachi": "islamabad|karachi|pakistan|اسلام آباد|پاکستان|پاکستانی",
    "Asia/Kolkata": "delhi|india|indian|दिल्ली|भारतीय|भारत",
    "Asia/Shanghai": "beijing|china|北京|पेइचिंग|пекину|пекина",
    "Europe/Istanbul": "istanbul|ankara|turkey|türkiye|turkish",
    "Europe/Kyiv": "kyiv|kiev|києвом|києву|киеву|киева|київським",
    "Asia/Riyadh": "mecca|makkah|saudi|مكة|مكه المكرمة|السعودية|مكة المكرمة|الرياض",
    "Asia/Dubai": "dubai|emirates|دبي|الامارات|ابوظبي",
    "Asia/Qatar": "doha|qatar|الدوحة|قطر",
    "Africa/Cairo": "cairo|القاهرة",
    "Asia/Baghdad": "baghdad|بغداد",
    "Europe/London": "london|لندن|лондону|伦敦",
    "Europe/Berlin": "berlin|берлину",
    "Europe/Paris": "paris|парижу",
    "America/New_York": "eastern|washington|واشنطن|вашингтону|华盛顿",
    "America/Los_Angeles": "pacific",
    "UTC": "greenwich|гринвичу|гринвич|گرینویچ|گرینیچ|غرينتش|جرينتش|格林尼治",
}  # fmt: skip
# A city names a zone only beside one of these.
_BEFORE_CITY = frozenset(fold_each("по|за|به وقت|وقت|به|بتوقيت|توقيت|د|بوقت|heure de|heure|ora di"))
_AFTER_CITY = frozenset(
    fold_each(
        "time|standard|local|времени|время|часом|"
        "vaqti|вақти|уақыты|вақт|saati|saatiyle|په وخت|په|zeit|"
        "کے|وقت|时间|時間|समय|समयानुसार|heure"
    )
)

_OFFSET = re.compile(r"([+-])\s?(\d{1,2})(?::?(\d{2}))?$")
_MOST_MINUTES = 14 * 60


def site_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name; ValueError with a clear sentence for an unknown one."""
    try:
        return _zone(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(
            f"unknown time zone {name!r}: use an IANA name, e.g. Asia/Kabul"
        ) from error


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def _cities() -> dict[str, str]:
    return {
        fold(form): name for name, forms in _CITIES.items() for form in forms.split("|") if form
    }


@cache
def _iana_names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if "/" in name}


def offset_zone(text: str) -> tzinfo | None:
    """The fixed zone of "+04:30", "-0500", "+3"; None when no clock on earth shows it."""
    match = _OFFSET.search(text)
    if match is None:
        return None
    sign, digits, minutes = match.groups()
    total = int(digits) * 60 + int(minutes or 0)
    if total > _MOST_MINUTES or int(minutes or 0) % 15:
        return None
    return timezone(timedelta(minutes=-total if sign == "-" else total))


@lru_cache(maxsize=256)
def abbreviation_zone(word: str, site: str | None) -> tzinfo | None:
    """The zone of a folded abbreviation such as "msk", "ist" or "et".

    `site` is the IANA name of the site's own zone: an abbreviation its clock
    shows (IST in Jerusalem, CST in Shanghai) is meant as it is meant there.
    """
    if site is not None:
        local = _LOCAL_MEANINGS.get((word, site))
        if local is not None:
            return timezone(timedelta(minutes=local))
    wall_clock = _WALL_CLOCKS.get(word)
    if wall_clock is not None:
        return _zone(wall_clock)
    minutes = _ABBREVIATIONS.get(word)
    if minutes is None:
        return None
    return UTC if minutes == 0 else timezone(timedelta(minutes=minutes))


def iana_zone(folded: str) -> tzinfo | None:
    """The zone of a folded IANA name ("asia/kabul"); None for anything else."""
    name = _iana_names().get(folded)
    return _zone(name) if name is not None else None


def city_zone(words: list[str], site: str | None) -> tzinfo | None:
    """The zone said in words: "kabul time", "по москве", "به وقت کابل", "北京时间".

    `words` are the folded words after (or before) a clock time, nearest first
    in reading order. "local time" is the site's zone.
    """
    cities = _cities()
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        name = cities.get(word) or cities.get(f"{word} {after}")
        if name is not None and (
            before in _BEFORE_CITY or _names_time(word, after) or name == "UTC"
        ):
            return _zone(name)
        if word == "local" and after == "time" and site is not None:
            return _zone(site)
        # Chinese writes both without a space: 北京时间
        for ending in ("时间", "時間"):
            if word.endswith(ending) and word[: -len(ending)] in cities:
                return _zone(cities[word[: -len(ending)]])
    return None


def _names_time(word: str, after: str) -> bool:
    # "московское" and "мск" say "time" by themselves in Russian news
    return after in _AFTER_CITY or word in ("мск",)


def is_american(site: str | None) -> bool:
    """Whether a site's zone is one where 03/04 is read month first."""
    return site is not None and (
        site.startswith("US/")
        or site
        in {
            "America/New_York",
            "America/Detroit",
            "America/Chicago",
            "America/Denver",
            "America/Phoenix",
            "America/Los_Angeles",
            "America/Anchorage",
            "Pacific/Honolulu",
            "Asia/Manila",
        }
    )


def is_day_first(site: str | None) -> bool:
    """Whether a site's zone is known and one where 03/04 is read day first."""
    return (
        site is not None
        and not is_american(site)
        and site.startswith(("Europe/", "Asia/", "Africa/", "Australia/", "Indian/"))
        and site
        not in {"Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Tokyo", "Asia/Seoul"}
    )


def aware(value: datetime, zone: tzinfo) -> datetime | None:
    """A naive local time in UTC; None when it falls off the calendar (year 1 or 9999)."""
    try:
        return value.replace(tzinfo=zone).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
