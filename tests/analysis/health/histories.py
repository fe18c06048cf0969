"""Histories of a source as its polls and pages would have left them. The clock is passed in."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from analysis.health import Facts, Look, PageFact, PollFact, ReadFact

HOUR = timedelta(hours=1)
KABUL = ZoneInfo("Asia/Kabul")


def at_work(local: datetime) -> float:
    """Chance of something new in an hour of a paper with Fridays off: 7 to 21, Friday never."""
    if local.weekday() == 4 or not 7 <= local.hour < 21:
        return 0.0
    return 0.6


def around_the_clock(local: datetime) -> float:
    """Chance of something new in an hour of an agency: always, less at night."""
    return 0.9 if 7 <= local.hour < 23 else 0.4


def looks(
    begin: datetime,
    end: datetime,
    chance: Callable[[datetime], float] = at_work,
    every: timedelta = HOUR,
    zone: ZoneInfo = KABUL,
    seed: int = 7,
) -> Iterator[Look]:
    """Answered polls from ``begin`` to ``end``; the same each time."""
    drawn = random.Random(seed)
    at = begin
    while at <= end:
        hours = max(1, every // HOUR)
        new = sum(drawn.random() < chance((at - n * HOUR).astimezone(zone)) for n in range(hours))
        yield Look(at, new)
        at += every


def silent_from(history: list[Look], since: datetime) -> list[Look]:
    """The same polls, with nothing new from a time on."""
    return [Look(look.at, look.new if look.at < since else 0) for look in history]


def facts(history: list[Look], **more: object) -> Facts:
    """A paper of Kabul with this history of polls, all of them answered, judged at their end."""
    now = history[-1].at
    polls = tuple(
        PollFact(
            look.at, "https://paper.example/feed", True, "changed" if look.new else "unchanged"
        )
        for look in history[-100:]
    )
    values: dict[str, object] = {
        "now": now,
        "zone": "Asia/Kabul",
        "country": "AF",
        "languages": ("fa",),
        "weekend": frozenset({4}),
        "began_at": history[0].at,
        "looks": tuple(history),
        "polls": polls,
    }
    return Facts(**(values | more))  # type: ignore[arg-type]


def reads(count: int, end: datetime, language: str = "fa", **fields: bool) -> list[ReadFact]:
    """Pages that were read, one an hour up to ``end``, all alike."""
    filled = {"title": True, "date": True, "author": True} | fields
    return [
        ReadFact(end - (count - 1 - n) * HOUR, text=True, language=language, **filled)
        for n in range(count)
    ]


def pages(count: int, fate: str, end: datetime) -> list[PageFact]:
    """Pages of one fate, one an hour up to ``end``."""
    return [PageFact(end - (count - 1 - n) * HOUR, fate) for n in range(count)]


def utc(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)
