"""Relative times: "2 hours ago", "вчера, 14:05", "۳ ساعت پیش", "3小时前".

Counted back from the capture, in the site's zone. Hours and minutes give a
moment, days give a day. "3 weeks ago" gives the month only, since sites round
down; "2 months ago" and "a year ago" are refused: rounded down, they leave the
year open, and a wrong year is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Literal

from analysis.dates.folding import fold, fold_each
from analysis.dates.scan import Token, chinese_number
from analysis.dates.types import Precision

Unit = Literal["now", "second", "minute", "hour", "day", "week", "named-day"]

_UNITS: dict[Unit, str] = {
    "second": "second|"
    "seconds|sec|secs|секунд|секунду|секунды|сек|секунди|сония|soniya|секунд бұрын|"
    "saniye|sekunde|sekunden|seconde|secondes|सेकंड|सेकेंड|سیکنڈ|سیکنڈز|ثانیه|ثانیې|ثانيه|ثانية|"
    "ثواني|ثوان|segundos|secondi|segundo",
    "minute": "minute|minutes|min|mins|m|минут|минуту|минуты|мин|хвилин|хвилину|хвилини|хв|дақиқа|"
    "дакика|daqiqa|dakika|dk|minuten|minutos|minuti|minuto|मिनट|منٹ|منٹس|دقیقه|دقیقې|دقيقې|دقيقه|"
    "دقيقة|دقائق",
    "hour": "hour|hours|hr|hrs|h|час|часа|часов|ч|годин|годину|години|год|соат|soat|сағат|saat|sa|"
    "stunde|stunden|std|heure|heures|घंटे|घंटा|घण्टे|घंटों|گھنٹے|گھنٹہ|گھنٹوں|گھنٹا|ساعت|ساعته|"
    "ساعتونه|ساعة|ساعات|horas|hora|ore|ora|timer|uur",
    "day": "day|days|d|день|дня|дней|дні|днів|рӯз|руз|kun|кун|күн|gün|tag|tage|tagen|jour|jours|"
    "दिन|दिनों|دن|دنوں|روز|ورځ|ورځې|ورځي|يوم|أيام|يوما|dias|dia|giorni|giorno|dager|dagen|сутки|"
    "суток|доби|шабонарӯз",
    "week": "week|weeks|w|неделю|недели|недель|тиждень|тижні|тижнів|ҳафта|hafta|апта|woche|wochen|"
    "semaine|semaines|हफ्ते|हफ़्ते|सप्ताह|ہفتے|ہفتہ|هفته|اونۍ|أسبوع|أسابيع|semanas|settimane",
}
# Arabic dual: two of them in one word
_TWO: dict[Unit, str] = {
    "second": "ثانيتين",
    "minute": "دقيقتين|دقيقتان",
    "hour": "ساعتين|ساعتان",
    "day": "يومين|يومان",
    "week": "أسبوعين|أسبوعان",
}
_NUMBER_WORDS = {
    1: "a|an|one|один|одну|одна|яку|як|bir|бир|бір|"
    "ein|eine|einem|einer|un|une|una|एक|ایک|یک|یو|یوه|واحد|واحدة",
    2: "two|два|две|дві|ду|ikki|икки|екі|iki|zwei|deux|दो|دو|دوه|dos|due",
    3: "three|три|се|uch|уч|үш|üç|drei|trois|तीन|تین|سه|درې|ثلاث|ثلاثة|tres|tre",
    4: "four|четыре|чотири|чор|to'rt|тўрт|төрт|dört|vier|quatre|चार|چار|چهار|څلور|أربع|أربعة",
    5: "five|пять|п'ять|панҷ|besh|беш|бес|beş|fünf|cinq|पांच|पाँच|پانچ|پنج|پنځه|خمس|خمسة",
    6: "six|шесть|шість|шаш|olti|олти|алты|altı|sechs|छह|چھ|شش|شپږ|ست|ستة",
}
_AFTER = frozenset(
    fold_each(
        "ago|назад|тому|пеш|қабл|муқаддам|oldin|avval|ilgari|burun|олдин|аввал|илгари|бурун|бұрын|"
        "önce|evvel|पहले|पूर्व|پہلے|قبل|پیش|پېش|وړاندې|مخکې|مخکي|پخوا|fa|atras|siden|geleden",
    )
)
_BEFORE = frozenset(fold_each("vor|منذ|قبل|hace|ha|há"))
_BEFORE_TWO = frozenset(("y a",))  # il y a 3 heures

_NOW = frozenset(
    fold_each(
        "just now|только что|щойно|ҳозир|hozirgina|ҳозиргина|az önce|şimdi|gerade eben|à l'instant|"
        "अभी अभी|ابھی|"
        "همین حالا|همین اکنون|لحظاتی پیش|دقایقی پیش|همدا اوس|الآن|قبل قليل|刚刚|剛剛|жаңа ғана"
    )
)
_NAMED_DAYS: dict[int, str] = {
    0: "today|сегодня|сьогодні|имрӯз|bugun|бугун|бүгін|bugün|heute|aujourd'hui|आज|آج|امروز|نن|"
    "اليوم|今天|今日|hoy|oggi|hoje|vandaag",
    1: "yesterday|вчера|вчора|дирӯз|kecha|кеча|кеше|dün|gestern|hier|कल|کل|گزشتہ روز|دیروز|پرون|"
    "أمس|امس|البارحة|昨天|昨日|ayer|ieri|ontem|gisteren",
    2: "позавчера|позавчора|парерӯз|алдыңғы күні|vorgestern|avant hier|परसों|پرسوں|پریروز|"
    "أول أمس|前天|evvelki gün",
}


# "half an hour ago"; Russian and Ukrainian also in one word
_HALVES = frozenset(
    fold_each(
        "half|half an|half a|пів|ним|ярим|yarim|жарты|yarım|halben|demi|une demi|आधे|आधा|آدھے|آدھا|"
        "نیم|نیمه|نصف|半"
    )
)
_HALF_HOURS = frozenset(fold_each("полчаса|півгодини|نیمساعت|halbstunde"))


def _table(groups: dict[Unit, str]) -> dict[str, Unit]:
    return {fold(word): unit for unit, words in groups.items() for word in words.split("|")}


_UNIT_OF = _table(_UNITS)
_TWO_OF = _table(_TWO)
_NUMBER_OF = {fold(w): value for value, words in _NUMBER_WORDS.items() for w in words.split("|")}
_DAY_OF = {fold(w): days for days, words in _NAMED_DAYS.items() for w in words.split("|")}

_CHINESE = re.compile(r"^(?:个|個)?(秒钟?|秒鐘|分钟|分鐘|小时|小時|天|日|周|週|星期)(?:之|以)?前")
_CHINESE_COUNT = re.compile(
    r"([一二两兩三四五六七八九十半]{1,3})((?:个|個)?(?:秒|分|小|天|日|周|週|星).{0,3}前)"
)
_CHINESE_UNITS: dict[str, Unit] = {
    "秒": "second", "分": "minute", "小": "hour", "天": "day", "日": "day", "周": "week",
    "週": "week", "星": "week",
}  # fmt: skip
_LONGEST = {"second": 86_400, "minute": 10_080, "hour": 720, "day": 366, "week": 60}


@dataclass(frozen=True, slots=True)
class RelativeSpot:
    """A relative time found in tokens `first` to `last`."""

    first: int
    last: int
    unit: Unit
    count: int
    takes_clock: bool = False
    """Whether a clock time beside it completes it ("yesterday, 14:05")."""


def relative_at(tokens: Sequence[Token], index: int, done: int) -> RelativeSpot | None:
    """The relative time whose unit (or day name) is the token at `index`."""
    token = tokens[index]
    if token.kind == "num":
        return None
    word = token.text
    following = tokens[index + 1].text if index + 1 < len(tokens) else ""
    for text, length in ((f"{word} {following}", 2), (word, 1)):
        last = index + length - 1
        if text in _NOW:
            return RelativeSpot(index, last, "now", 0)
        if text in _DAY_OF:
            return RelativeSpot(index, last, "named-day", _DAY_OF[text], takes_clock=True)
    chinese = _chinese_at(tokens, index, done)
    if chinese is not None:
        return chinese
    counted = _counted(tokens, index, done)
    return _with_ago(tokens, index, done, counted) if counted else None


def _counted(tokens: Sequence[Token], index: int, done: int) -> tuple[Unit, int, int] | None:
    """(unit, count, first token) when the token at `index` is a unit of time."""
    word = tokens[index].text
    if word in _HALF_HOURS:
        return "minute", 30, index
    unit = _UNIT_OF.get(word)
    if unit == "hour":
        for length in (2, 1):
            start = index - length
            if start >= done and " ".join(t.text for t in tokens[start:index]) in _HALVES:
                return "minute", 30, start
    if unit is None:
        unit = _TWO_OF.get(word)
        return (unit, 2, index) if unit else None
    if index > done:
        previous = tokens[index - 1]
        if previous.kind == "num" and previous.numbers[0] >= 0:
            return unit, previous.numbers[0], index - 1
        if previous.text in _NUMBER_OF:
            return unit, _NUMBER_OF[previous.text], index - 1
    return unit, 1, index


def _with_ago(
    tokens: Sequence[Token], index: int, done: int, counted: tuple[Unit, int, int]
) -> RelativeSpot | None:
    unit, count, first = counted
    for position in range(index + 1, min(len(tokens), index + 3)):
        if tokens[position].text in _AFTER:
            return _bounded(first, position, unit, count)
        if tokens[position].text != ".":
            break
    if first > done and tokens[first - 1].text in _BEFORE:
        return _bounded(first - 1, index, unit, count)
    if first - 1 > done and f"{tokens[first - 2].text} {tokens[first - 1].text}" in _BEFORE_TWO:
        return _bounded(first - 2, index, unit, count)
    return None


def _bounded(first: int, last: int, unit: Unit, count: int) -> RelativeSpot | None:
    if count > _LONGEST[unit]:
        return None
    return RelativeSpot(first, last, unit, count, takes_clock=unit == "day")


def _chinese_at(tokens: Sequence[Token], index: int, done: int) -> RelativeSpot | None:
    word = tokens[index].text
    match = _CHINESE.match(word)
    if match and index > done and tokens[index - 1].kind == "num":
        count = tokens[index - 1].numbers[0]
        if count >= 0:
            return _bounded(index - 1, index, _CHINESE_UNITS[match[1][0]], count)
    spelled = _CHINESE_COUNT.search(word)
    if spelled:
        unit = _CHINESE_UNITS[spelled[2].lstrip("个個")[0]]
        if spelled[1] == "半":
            return _bounded(index, index, "minute", 30) if unit == "hour" else None
        return _bounded(
            index, index, unit, chinese_number(spelled[1].replace("两", "二").replace("兩", "二"))
        )
    for name, days in (("今天", 0), ("昨天", 1), ("前天", 2), ("昨日", 1)):
        if word.endswith(name):
            return RelativeSpot(index, index, "named-day", days, takes_clock=True)
    if "刚刚" in word or "剛剛" in word:
        return RelativeSpot(index, index, "now", 0)
    return None


def resolve_relative(
    spot: RelativeSpot, clock: time | None, reference: datetime, zone: tzinfo
) -> tuple[datetime, Precision]:
    """(aware local time, precision) of a relative time counted back from `reference`.

    Days count in `zone`; without a clock time they give the start of the day.
    """
    local = reference.astimezone(zone)
    if spot.unit in ("day", "named-day", "week"):
        days = spot.count * (7 if spot.unit == "week" else 1)
        day = (local - timedelta(days=days)).date()
        if spot.unit == "week":
            return datetime.combine(day.replace(day=1), time(), zone), "month"
        if clock is None:
            return datetime.combine(day, time(), zone), "day"
        return datetime.combine(day, clock, zone), "minute"
    if spot.unit == "now":
        return local.replace(second=0, microsecond=0), "minute"
    amount = timedelta(**{f"{spot.unit}s": spot.count})
    moment = local - amount
    if spot.unit == "second":
        return moment.replace(microsecond=0), "second"
    return moment.replace(second=0, microsecond=0), "minute"
