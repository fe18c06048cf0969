"""When a source usually brings something new, by weekday and hour, and how odd a silence is.

Time is cut into hours. A poll that was answered covers the hours since the one before it, and makes
them *fresh* when it brought anything new, however much: ten items at once are one sign of life. If
it brought nothing, nothing came in all these hours, for the newest items stand in every listing; if
it brought something, nobody knows when, and only the last `REACH` hours are counted. Hours after
the last answer count neither in learning nor in a silence: what could not be looked at was not
silent.

The expected number of fresh hours is learned for each hour of the week, in the source's own zone,
and drawn towards (hour of the day x weekday) where an hour of the week was seen a few times only.
How odd a silence is follows from the sum S of what was expected in it: under independent hours the
chance of nothing at all is exp(-S). News is burstier than that, so a silence must also be
longer, in the same measure, than the longest one learned from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp, log
from typing import Final
from zoneinfo import ZoneInfo

from analysis.health.quiet_days import share_at
from analysis.health.types import Look

HOUR: Final = timedelta(hours=1)
#: hours over which the news of a poll that comes late is spread
REACH: Final = 24
#: a silence that comes about once in a thousand is an alarm
ALARM: Final = 0.001
#: it must exceed the longest silence that was learned by this factor ...
LONGER: Final = 1.5
#: ... but an outage in the weeks of learning must not make the source deaf to the next
MOST: Final = -2 * log(ALARM)
#: hours of the past that an hour of the week is drawn by towards its hour and weekday
DRAWN: Final = 4.0
#: a rhythm needs two weeks, so that each weekday was seen twice, and twenty fresh hours
LEAST_TIME: Final = timedelta(days=14)
LEAST_FRESH: Final = 20.0
#: a weekend day of which nothing was seen yet, as a share of a working day
WEEKEND: Final = 0.25
#: hours after which an expected gap is no longer looked for
FAR: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Expected fresh hours, 0 to 1, by weekday (Monday 0) and hour of the day.

    ``longest`` is the greatest sum of expectations in a silence that was learned from.
    """

    zone: ZoneInfo
    country: str | None
    languages: Sequence[str]
    rates: tuple[tuple[float, ...], ...]
    longest: float

    def expected(self, hour: datetime) -> float:
        """Expected fresh hours in the hour that begins then, feasts considered."""
        local = hour.astimezone(self.zone)
        usual = self.rates[local.weekday()][local.hour]
        return usual * share_at(local, self.country, self.languages)

    @property
    def limit(self) -> float:
        """The sum of expectations from which a silence is an alarm."""
        return min(max(-log(ALARM), LONGER * self.longest), MOST)

    def silence(self, looks: Sequence[Look], since: datetime) -> float:
        """Expected fresh hours in the hours after ``since`` that the looks cover."""
        return sum(self.expected(hour) for hour, _ in _covered(looks) if hour > since)

    def chance(self, expected: float) -> float:
        """The chance of a silence in which that much was expected."""
        return exp(-expected)

    def gap_after(self, since: datetime) -> timedelta | None:
        """The silence after an item at ``since`` that would be an alarm, if looked at all along.

        None where sixty days would not be enough.
        """
        total, hour = 0.0, _hour(since) + HOUR
        for hours in range(1, FAR):
            total += self.expected(hour)
            if total >= self.limit:
                return hours * HOUR
            hour += HOUR
        return None


def learn(
    looks: Sequence[Look],
    zone: str = "UTC",
    country: str | None = None,
    languages: Sequence[str] = (),
    weekend: frozenset[int] = frozenset(),
) -> Rhythm | None:
    """The rhythm of a source from its answered polls, ordered by time; None from too few.

    What follows the last fresh hour is no part of what is learned: it may be the silence that
    is to be judged.
    """
    place = ZoneInfo(zone)
    hours = list(_covered(looks))
    last = max((at for at, (_, fresh) in enumerate(hours) if fresh), default=-1)
    hours = hours[: last + 1]
    if not hours or hours[-1][0] - hours[0][0] < LEAST_TIME:
        return None
    seen = [[0.0] * 24 for _ in range(7)]
    fresh_hours = [[0.0] * 24 for _ in range(7)]
    for hour, fresh in hours:
        local = hour.astimezone(place)
        if share_at(local, country, languages) == 1.0:
            seen[local.weekday()][local.hour] += 1
            fresh_hours[local.weekday()][local.hour] += fresh
    if sum(map(sum, fresh_hours)) < LEAST_FRESH:
        return None
    rates = _rates(seen, fresh_hours, weekend)
    rhythm = Rhythm(place, country, languages, rates, 0.0)
    return Rhythm(place, country, languages, rates, _longest(rhythm, hours))


def _covered(looks: Sequence[Look]) -> Iterator[tuple[datetime, float]]:
    """Each hour that was looked at, once, in order, with how fresh it was: 0 to 1."""
    hours: dict[datetime, float] = {}
    before: datetime | None = None
    for look in looks:
        end = _hour(look.at)
        begin = end if before is None else before
        if look.new:
            begin = max(begin, end - (REACH - 1) * HOUR)
        span = [begin + n * HOUR for n in range((end - begin) // HOUR + 1)]
        if len(span) > 1 and before is not None and begin == before:
            span = span[1:]  # the hour of the last poll was counted with it
        for hour in span:
            fresh = 1 / len(span) if look.new else 0.0
            hours[hour] = max(hours.get(hour, 0.0), fresh)
        before = end
    yield from sorted(hours.items())


def _rates(
    seen: list[list[float]], fresh: list[list[float]], weekend: frozenset[int]
) -> tuple[tuple[float, ...], ...]:
    overall = sum(map(sum, fresh)) / sum(map(sum, seen))
    by_hour = [
        (sum(day[hour] for day in fresh) + 2 * overall) / (sum(day[hour] for day in seen) + 2)
        for hour in range(24)
    ]
    by_day = [
        (sum(fresh[day]) / overall + 24 * (WEEKEND if day in weekend else 1.0))
        / (sum(seen[day]) + 24)
        for day in range(7)
    ]
    return tuple(
        tuple(
            min(
                1.0,
                (fresh[day][hour] + DRAWN * by_hour[hour] * by_day[day])
                / (seen[day][hour] + DRAWN),
            )
            for hour in range(24)
        )
        for day in range(7)
    )


def _longest(rhythm: Rhythm, hours: Sequence[tuple[datetime, float]]) -> float:
    longest = running = 0.0
    for hour, fresh in hours:
        running = 0.0 if fresh else running + rhythm.expected(hour)
        longest = max(longest, running)
    return longest


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
