"""What stands beside a date: clock time, half of the day, zone, "updated"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from analysis.dates import lexicon
from analysis.dates.readings import Context
from analysis.dates.scan import Token
from analysis.dates.zones import abbreviation_zone, city_zone, iana_zone, offset_zone

REACH = 6
"""Tokens looked at on either side of a date for a year, a time, a zone."""
_LABEL_REACH = 6
_DATE_KINDS = frozenset(("ymd", "dmy", "chinese"))
# Half-days that stand before the clock time: Turkish ÖÖ/ÖS, Hindi
_HALF_DAY_FIRST = frozenset(("oo", "os", "सुबह", "शाम", "रात", "दोपहर"))


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written."""

    hour: int
    minute: int
    second: int
    """-1 when not given."""


def skippable(token: Token) -> bool:
    """Whether a token may stand between the parts of one date."""
    if token.kind == "word":
        return token.text in lexicon.FILLER_WORDS or token.text in lexicon.WEEKDAY_NUMBERS
    if token.kind in ("time", "halfday"):
        return True
    if token.kind == "offset":
        return offset_zone(token.text) is not None
    return token.kind == "mark" and token.text in ",.-–—/|'’()·•:،ـ"


def search_clock(
    tokens: Sequence[Token], positions: range, context: Context
) -> tuple[Clock, int, int] | None:
    for position in positions:
        token = tokens[position]
        if token.kind in _DATE_KINDS:
            return None
        found = clock_at(tokens, position)
        if found is not None:
            if positions.step > 0 or token.kind != "dottime" or found[2] > position:
                return found
            return None
        known_zone = token.kind == "word" and (
            abbreviation_zone(token.text, context.site) is not None
            or token.text in lexicon.HALF_DAYS
        )
        if not (skippable(token) or known_zone or _is_chinese_half_day(tokens, position)):
            return None
    return None


def _is_chinese_half_day(tokens: Sequence[Token], position: int) -> bool:
    # Chinese only: the م of "2025 م ـ 10" is an era, no afternoon
    token = tokens[position]
    is_chinese = token.kind == "word" and token.text[0] >= "\u3400"
    return is_chinese and token.text[-2:] in lexicon.HALF_DAYS


def clock_at(tokens: Sequence[Token], position: int) -> tuple[Clock, int, int] | None:
    """The clock time that token starts: (clock, first token, last token)."""
    token = tokens[position]
    first = last = position
    if token.kind in ("time", "dottime"):
        hour, minute, second = token.numbers
    elif token.kind == "num" and len(token.text) <= 2:
        hour, minute, second = token.numbers[0], 0, -1  # "9 pm": only with am or pm
    else:
        return None
    half, half_last = _half_day(tokens, position + 1)
    if half is None and position > 0 and _is_chinese_half_day(tokens, position - 1):
        half, half_last = lexicon.HALF_DAYS[tokens[position - 1].text[-2:]], position - 1
    if half is None and position > 0 and tokens[position - 1].text in _HALF_DAY_FIRST:
        half, half_last = lexicon.HALF_DAYS[tokens[position - 1].text], position - 1
    if token.kind == "num" and half is None:
        return None
    if half is not None:
        last = max(last, half_last)
        hour = _on_24_hours(hour, half, tokens[half_last].text)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second > 0)):
        return None
    return Clock(hour, minute, min(second, 59)), first, last


def _on_24_hours(hour: int, half: int, word: str) -> int:
    if hour > 12:
        return hour
    if half == 12:
        if word in lexicon.NIGHT_WORDS and (hour == 12 or hour < 5):
            return hour % 12  # "12 at night", "2 at night"
        if word in lexicon.NOON_WORDS and hour in (10, 11):
            return hour
        return hour % 12 + 12
    return hour % 12


def _half_day(tokens: Sequence[Token], position: int) -> tuple[int | None, int]:
    if position >= len(tokens):
        return None, position - 1
    token = tokens[position]
    if token.kind == "halfday":
        return (0 if token.text[0] in "aق" else 12), position
    for length in (3, 2, 1):
        words = tokens[position : position + length]
        if len(words) == length and all(t.kind == "word" for t in words):
            half = lexicon.HALF_DAYS.get(" ".join(t.text for t in words))
            if half is not None:
                return half, position + length - 1
    # "14:05 बजे शाम", "9:30 بجے شام"
    if token.kind == "word" and token.text in ("बजे", "بجی", "часов") and position + 1 < len(tokens):
        half = lexicon.HALF_DAYS.get(tokens[position + 1].text)
        if half is not None:
            return half, position + 1
    return None, position - 1


def zone_after(
    tokens: Sequence[Token], clock_last: int, context: Context, iso: bool
) -> tuple[tzinfo | None, int]:
    """(zone, its last token) from the few tokens after a clock time."""
    words: list[str] = []
    for position in range(clock_last + 1, min(len(tokens), clock_last + 6)):
        token = tokens[position]
        if token.kind == "offset":
            # "10:00 - 12:00" is a span; only machine-like forms carry a bare minus with a colon
            named = token.text.startswith(("utc", "gmt"))
            glued = position == clock_last + 1 and (iso or ":" not in token.text)
            if named or glued or token.text[0] == "+":
                return offset_zone(token.text), position
            return None, clock_last
        if token.kind == "zonename":
            return iana_zone(token.text), position
        if token.kind == "word":
            following = tokens[position + 1] if position + 1 < len(tokens) else None
            if token.text in ("gmt", "utc") and following and following.kind == "offset":
                return offset_zone(following.text), position + 1
            zone = abbreviation_zone(token.text, context.site)
            if zone is not None and not (token.text in ("et", "pt", "mt", "ct") and words):
                return zone, position
            words.append(token.text)
            zone = city_zone(words, context.site)
            if zone is not None:
                return zone, position
            if following is not None and following.kind == "word":
                zone = city_zone([*words, following.text], context.site)
                if zone is not None:
                    return zone, position + 1
        elif token.kind != "mark" or token.text not in "(),.":
            break
    return None, clock_last


def is_modified(tokens: Sequence[Token], first: int, done: int) -> bool:
    for position in range(first - 1, max(done, first - _LABEL_REACH) - 1, -1):
        token = tokens[position]
        if token.kind == "word":
            following = tokens[position + 1].text if position + 1 < first else ""
            if lexicon.is_modified_label(token.text) or lexicon.is_modified_label(
                f"{token.text} {following}"
            ):
                return True
            if lexicon.is_published_label(token.text):
                return False
    return False
