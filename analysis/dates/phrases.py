"""Tokens to dated phrases: a day, the clock time beside it, the zone, the label before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo

from analysis.dates import lexicon
from analysis.dates.calendars import Calendar
from analysis.dates.clocks import (
    REACH,
    Clock,
    clock_at,
    is_modified,
    search_clock,
    skippable,
    zone_after,
)
from analysis.dates.readings import (
    Context,
    Reading,
    calendar_of,
    make,
    two_digit_year,
    year_first,
    year_last,
    yearless,
)
from analysis.dates.relative import RelativeSpot, relative_at
from analysis.dates.scan import Token
from analysis.dates.zones import city_zone

_AMERICAN_ZONES = frozenset(("est", "edt", "et", "cdt", "ct", "mdt", "pdt", "pst", "pt"))
_AMERICAN_SITE = "America/New_York"

_YEAR_DIGITS = 4
# The tabular lunar calendar is right within two days.
_TWIN_DAYS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One dated phrase; token indexes `first` to `last` inclusive."""

    first: int
    last: int
    reading: Reading | None
    relative: RelativeSpot | None
    clock: Clock | None
    zone: tzinfo | None
    modified: bool


def phrases(tokens: Sequence[Token], context: Context) -> Iterator[Phrase]:
    """All dated phrases, left to right, none overlapping another."""
    done = 0  # tokens before this index belong to earlier phrases
    index = 0
    previous: Phrase | None = None
    while index < len(tokens):
        spot = _spot(tokens, index, done, context)
        if spot is None:
            index += 1
            continue
        phrase = _complete(tokens, spot, done, context)
        if previous is not None and _is_twin(previous, phrase):
            phrase = replace(phrase, modified=phrase.modified or previous.modified)
        yield phrase
        previous = phrase
        done = phrase.last + 1
        index = max(index + 1, done)


def _is_twin(first: Phrase, second: Phrase) -> bool:
    """Whether the second says the first's day again in another calendar: a label is for both."""
    one, other = first.reading, second.reading
    return (
        one is not None
        and other is not None
        and one.calendar != other.calendar
        and abs(one.day - other.day) <= _TWIN_DAYS
    )


@dataclass(frozen=True, slots=True)
class _Spot:
    first: int
    last: int
    reading: Reading | None = None
    relative: RelativeSpot | None = None


def _spot(tokens: Sequence[Token], index: int, done: int, context: Context) -> _Spot | None:
    token = tokens[index]
    reading: Reading | None = None
    if token.kind == "ymd":
        reading = year_first(token.numbers, context)
    elif token.kind == "dmy":
        separator = next(ch for ch in token.text if ch in "-/.")
        hints = context
        if context.site is None and _has_american_zone(tokens, index):
            hints = replace(context, site=_AMERICAN_SITE)
        reading = year_last(token.numbers, separator, hints, _weekday(tokens, index, index, done))
    elif token.kind == "chinese":
        reading = _chinese(token, context, _weekday(tokens, index, index, done))
    if reading is not None:
        return _Spot(index, index, reading)
    if token.kind in ("word", "num"):
        relative = relative_at(tokens, index, done)
        if relative is not None:
            return _Spot(relative.first, relative.last, relative=relative)
    if token.kind == "word":
        return _month_spot(tokens, index, done, context)
    return None


def _has_american_zone(tokens: Sequence[Token], index: int) -> bool:
    """ "03/04/2025 at 2:05 PM EST" was written month first."""
    nearby = tokens[max(0, index - 4) : index + 6]
    return any(token.text in _AMERICAN_ZONES for token in nearby if token.kind == "word")


def _chinese(token: Token, context: Context, weekday: int | None) -> Reading | None:
    year, month, day = token.numbers
    if day == 0:
        return make("gregorian", year, month, 1, "month")
    if year == 0:
        return yearless("gregorian", month, day, context, weekday)
    return make("gregorian", year, month, day)


# ---- dates with a month name


def _month_spot(tokens: Sequence[Token], index: int, done: int, context: Context) -> _Spot | None:
    word = tokens[index].text
    end = index
    month = None
    if index + 1 < len(tokens) and tokens[index + 1].kind == "word":
        month = lexicon.find_month(f"{word} {tokens[index + 1].text}")
        end = index + 1 if month else index
    month = month or lexicon.find_month(word)
    if month is None or (context.language == "ps" and word == "مه"):
        return None
    end = _past_second_name(tokens, end, month)
    before = _numbers(tokens, index - 1, done - 1, -1)
    after = _numbers(tokens, end + 1, len(tokens), 1)
    written = False
    for day, year, used in _layouts(tokens, before, after, end):
        written = True
        reading = _named(month, day, year, context)
        if reading is not None:
            return _Spot(min(index, *used), max(end, *used), reading)
    if written:  # 31 June 2025, ۱۲ اسد ۲۰۲۵: complete and impossible
        return None
    if any(len(tokens[p].text) == _YEAR_DIGITS for p in (*before, *after)):
        if before or month.calendar != "gregorian" or len(tokens[after[0]].text) != _YEAR_DIGITS:
            return None
        month_only = make("gregorian", tokens[after[0]].numbers[0], month.number, 1, "month")
        return _Spot(index, after[0], month_only) if month_only else None
    return (
        None
        if month.needs_year
        else _yearless_spot(tokens, index, end, (before, after), month, context)
    )


def _yearless_spot(
    tokens: Sequence[Token],
    index: int,
    end: int,
    numbers: tuple[list[int], list[int]],
    month: lexicon.Month,
    context: Context,
) -> _Spot | None:
    before, after = numbers
    weekday = _weekday(tokens, index, end, 0)
    for position in (*before[:1], *after[:1]):
        day = tokens[position].numbers[0]
        if 1 <= day <= 31 and len(tokens[position].text) <= 2:
            reading = yearless(month.calendar, month.number, day, context, weekday)
            return _Spot(min(index, position), max(end, position), reading) if reading else None
    return None


def _past_second_name(tokens: Sequence[Token], end: int, month: lexicon.Month) -> int:
    """The end of a month named twice: يناير/كانون الثاني, آب (أغسطس)."""
    start = end + 2
    if start >= len(tokens) or tokens[end + 1].text not in ("/", "(", "-"):
        return end
    words = [t.text if t.kind == "word" else "" for t in tokens[start : start + 2]]
    for length in (2, 1):
        second = lexicon.find_month(" ".join(words[:length])) if len(words) >= length else None
        if second is not None and (second.calendar, second.number) == (
            month.calendar,
            month.number,
        ):
            last = start + length - 1
            closed = last + 1 < len(tokens) and tokens[last + 1].text == ")"
            return last + 1 if closed else last
    return end


def _layouts(
    tokens: Sequence[Token], before: list[int], after: list[int], end: int
) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """(day, year, token indexes) for every order in which newsrooms write a date."""

    def is_year(position: int) -> bool:
        return len(tokens[position].text) == _YEAR_DIGITS

    def is_day(position: int) -> bool:
        return len(tokens[position].text) <= 2 and 1 <= tokens[position].numbers[0] <= 31

    def value(position: int) -> int:
        return tokens[position].numbers[0]

    if before and after and is_day(before[0]) and is_year(after[0]):  # 3 August 2025
        yield value(before[0]), value(after[0]), (before[0], after[0])
    if len(after) > 1 and is_day(after[0]) and is_year(after[1]):  # August 3, 2025
        yield value(after[0]), value(after[1]), (after[0], after[1])
    if len(before) > 1 and is_day(before[0]) and is_year(before[1]):  # 2025-yil 3-avgust
        yield value(before[0]), value(before[1]), (before[0], before[1])
    if before and after and is_year(before[0]) and is_day(after[0]):  # د ۲۰۲۵ کال د اګست ۳
        yield value(after[0]), value(before[0]), (before[0], after[0])
    if before and after and is_day(before[0]) and len(tokens[after[0]].text) == 2:  # 03-Aug-25
        hyphens = tokens[end + 1].kind == "mark" and tokens[end + 1].text in "-'’"
        timed = after[0] + 1 < len(tokens) and tokens[after[0] + 1].kind == "time"
        if hyphens or timed:
            yield value(before[0]), value(after[0]) - 100, (before[0], after[0])


def _named(month: lexicon.Month, day: int, year: int, context: Context) -> Reading | None:
    if year < 0:
        if month.calendar != "gregorian":
            return None
        year = two_digit_year(year + 100, context)
    calendar: Calendar | None = calendar_of(year, context.language)
    if calendar is None and month.calendar == "lunar":
        calendar = "lunar"
    if month.calendar == "lunar" and year in range(1300, 1500):
        calendar = "lunar"
    # a Gregorian month with a Hijri year, or the reverse, is no date
    if calendar != month.calendar:
        return None
    return make(calendar, year, month.number, day)


def _is_ordinal_dot(tokens: Sequence[Token], position: int) -> bool:
    """The full stop of a German day: 3. August."""
    return position > 0 and tokens[position - 1].kind == "num"


def _numbers(tokens: Sequence[Token], start: int, stop: int, step: int) -> list[int]:
    """Up to two number tokens from `start` on, with only fillers, weekdays and times between."""
    found: list[int] = []
    for seen, position in enumerate(range(start, stop, step)):
        token = tokens[position]
        if token.kind == "num":
            if token.numbers[0] < 0:
                break
            found.append(position)
            if len(found) == 2:
                break
        elif not skippable(token) or seen > REACH + 1:
            break
        elif step < 0 and not found and token.text == "." and not _is_ordinal_dot(tokens, position):
            break  # a full stop ends a sentence
    return found


def _weekday(tokens: Sequence[Token], first: int, last: int, done: int) -> int | None:
    nearby = [
        *range(first - 1, max(done, first - 4) - 1, -1),
        *range(last + 1, min(len(tokens), last + 5)),
    ]
    for position in nearby:
        if tokens[position].kind == "word":
            # two words first: سه شنبه (Tuesday) ends in شنبه (Saturday)
            pair = f"{tokens[position - 1].text if position else ''} {tokens[position].text}"
            number = lexicon.WEEKDAY_NUMBERS.get(pair)
            if number is None:
                number = lexicon.WEEKDAY_NUMBERS.get(tokens[position].text)
            if number is not None:
                return number
    return None


# ---- the whole phrase


def _complete(tokens: Sequence[Token], spot: _Spot, done: int, context: Context) -> Phrase:
    first, last = spot.first, spot.last
    clock: Clock | None = None
    zone: tzinfo | None = None
    if spot.relative is None or spot.relative.takes_clock:
        inside = range(first, last + 1)
        found = (
            next((c for p in inside if (c := clock_at(tokens, p))), None)
            or search_clock(tokens, range(last + 1, min(len(tokens), last + 2 + REACH)), context)
            or search_clock(tokens, range(first - 1, max(done, first - 1 - REACH) - 1, -1), context)
        )
        if found is not None:
            clock, clock_first, clock_last = found
            iso = tokens[spot.first].kind == "ymd"
            zone, zone_last = zone_after(tokens, clock_last, context, iso)
            first, last = min(first, clock_first), max(last, clock_last, zone_last)
            if zone is None:
                words = [t.text for t in tokens[max(done, first - 4) : first] if t.kind == "word"]
                zone = city_zone(words, context.site)
    return Phrase(
        first, last, spot.reading, spot.relative, clock, zone, is_modified(tokens, first, done)
    )
