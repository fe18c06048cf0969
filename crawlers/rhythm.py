"""When a channel document is asked for next: a pure rule from what polls brought and were told.

**The learned interval.** A poll that brings new items says how fast the document turns over. The
aim is that a quarter of what it lists is new (`AIM`): then three times as much may happen between
two polls before an item scrolls out of the document unseen.

- no new item: a quarter longer (`GROWTH`), if the document was asked when it was due;
- up to a quarter new: as before;
- more: shorter, so that at this speed a quarter would be new, but at most four times shorter at
  once (`STEEPEST`);
- the first look at a document, or one at an incomplete document, teaches nothing.

The interval stays within the source's bounds: ``polling`` in its YAML, else by its priority.

**What the publisher asks for** (``ttl``, ``sy:updatePeriod``, ``Cache-Control``, ``Expires``) is a
least wait on top, as long as it does not exceed the longest interval and not more than half of the
items were new: a feed that asks to be left alone for a day and loses items within the hour is not
taken at its word. ``skipHours`` and ``skipDays`` move a poll to the next hour that is not named.

Sources: RSS 2.0 (ttl, skipHours, skipDays), the RSS 1.0 syndication module, RFC 9111 (freshness).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from crawlers.catalog.schema import SourceSpec
from crawlers.policy import DAY, HOUR, POLL_EVERY, SLACK, Priority
from models.queries.discovery import Pace

MINUTE = timedelta(minutes=1)
#: share of new items that is aimed at
AIM = 0.25
GROWTH = 1.25
STEEPEST = 0.25
#: share of new items from which on a publisher's own word on the interval is not taken
SCROLLED = 0.5
#: a poll that came earlier than this part of the interval says nothing about its length
DUE = 0.8
#: the least and the longest interval, where the source's YAML has none
BOUNDS: dict[Priority, tuple[timedelta, timedelta]] = {
    "agency": (5 * MINUTE, 3 * HOUR),
    "daily": (30 * MINUTE, 12 * HOUR),
    "weekly": (3 * HOUR, DAY),
}
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOT_CACHED = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The interval a source begins with, the shortest and the longest."""

    first: timedelta
    shortest: timedelta
    longest: timedelta

    def clip(self, interval: timedelta) -> timedelta:
        """The interval, within the bounds."""
        return min(max(interval, self.shortest), self.longest)


def bounds_of(spec: SourceSpec) -> Bounds:
    """The bounds of a source: its YAML's, else by its priority."""
    shortest, longest = BOUNDS[spec.priority]
    own = spec.polling
    if own.shortest_minutes is not None:
        shortest = own.shortest_minutes * MINUTE
        longest = max(shortest, longest)
    if own.longest_minutes is not None:
        longest = own.longest_minutes * MINUTE
        shortest = min(shortest, longest)
    first = min(max(POLL_EVERY[spec.priority], shortest), longest)
    return Bounds(first, shortest, longest)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a full or an unchanged answer brought.

    ``elapsed`` is the time since the document was last asked for; None for the first look.
    ``complete`` is false for a document that was cut short.
    """

    items: int
    new: int
    elapsed: timedelta | None
    complete: bool = True

    @property
    def share(self) -> float:
        """Share of the items that are new, 0 to 1."""
        return self.new / self.items if self.items else 0.0


def learned(interval: timedelta | None, brought: Brought, bounds: Bounds) -> tuple[timedelta, str]:
    """The next interval, and why: see the module's rule."""
    before = bounds.clip(interval or bounds.first)
    if brought.elapsed is None or interval is None:
        return before, f"first look: {_minutes(before)}"
    if not brought.complete:
        return before, f"cut short, so nothing is learned: {_minutes(before)}"
    if not brought.new:
        if brought.elapsed < before * DUE:
            return before, f"nothing new, but asked early: {_minutes(before)}"
        after = bounds.clip(before * GROWTH)
        return after, f"nothing new: {_change(before, after, bounds)}"
    told = f"{brought.new} of {brought.items} items new"
    if brought.share <= AIM:
        return before, f"{told}: {_minutes(before)}"
    wanted = max(brought.elapsed, before * STEEPEST) * (AIM / brought.share)
    after = bounds.clip(min(before, max(wanted, before * STEEPEST)))
    if brought.share == 1.0 and brought.items > 1:
        told = f"all {brought.items} items new, some may have been missed"
    return after, f"{told}: {_change(before, after, bounds)}"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a document says of its own rhythm. Days count from Monday, 0; hours in GMT."""

    every: timedelta | None = None
    rule: str = ""
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> "Wishes":
        """From the form in which they are kept; see `as_dict`."""
        if not stored:
            return cls()
        every = stored.get("every")
        return cls(
            timedelta(seconds=every) if every else None,
            str(stored.get("rule", "")),
            frozenset(stored.get("skip_hours", ())),
            frozenset(stored.get("skip_days", ())),
        )

    def as_dict(self) -> dict[str, Any] | None:
        """For JSON; None when the document says nothing."""
        if self == Wishes():
            return None
        return {
            "every": self.every.total_seconds() if self.every else None,
            "rule": self.rule,
            "skip_hours": sorted(self.skip_hours),
            "skip_days": sorted(self.skip_days),
        }


def freshness(
    cache_control: str | None,
    expires: str | None,
    age: str | None,
    date: str | None,
    at: datetime,
) -> tuple[timedelta, str] | None:
    """How long an answer stays fresh by its headers (RFC 9111, 4.2), and which says so.

    None when no header does, or it is not to be kept at all.
    """
    if cache_control:
        if _NOT_CACHED.search(cache_control):
            return None
        if found := _MAX_AGE.search(cache_control):
            older = int(age) if age and age.isascii() and age.isdigit() and len(age) < 10 else 0
            left = int(found[1]) - older
            return (timedelta(seconds=left), "Cache-Control") if left > 0 else None
    until = _instant(expires)
    if until is None:
        return None
    left_by_date = until - (_instant(date) or at)
    return (left_by_date, "Expires") if left_by_date > timedelta(0) else None


def _instant(header: str | None) -> datetime | None:
    if not header:
        return None
    try:
        found = parsedate_to_datetime(header)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def pace(
    interval: timedelta | None,
    brought: Brought,
    bounds: Bounds,
    at: datetime,
    wishes: Wishes = Wishes(),
    fresh: tuple[timedelta, str] | None = None,
) -> Pace:
    """The interval chosen after a good answer, the time of the next poll, and why."""
    chosen, why = learned(interval, brought, bounds)
    reasons = [why]
    wait = chosen * SLACK
    asked = [(wishes.every, wishes.rule)] if wishes.every else []
    asked += [fresh] if fresh else []
    if asked:
        least, rule = max(asked)
        least = min(least, bounds.longest)
        if least > chosen and brought.share > SCROLLED and interval is not None:
            reasons.append(f"{rule} asks for {_minutes(least)} and would lose items")
        elif least > chosen:
            wait = least
            reasons.append(f"{rule} asks for {_minutes(least)}")
    due = _not_skipped(at + wait, wishes)
    if due != at + wait:
        reasons.append(f"hours to be skipped: not before {due:%a %H:%M} UTC")
    return Pace(chosen.total_seconds(), "; ".join(reasons), due)


def _not_skipped(due: datetime, wishes: Wishes) -> datetime:
    """The first instant from ``due`` on in no hour or day that is to be skipped.

    ``due`` itself when a week has none: who names every hour does not mean it.
    """
    moment = due
    for _ in range(7 * 24):
        if moment.hour not in wishes.skip_hours and moment.weekday() not in wishes.skip_days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + HOUR
    return due


def weekday(name: str) -> int | None:
    """A day of ``skipDays`` by its English name, Monday 0; None for what is none."""
    folded = name.strip().lower()
    return _DAYS.index(folded) if folded in _DAYS else None


def _change(before: timedelta, after: timedelta, bounds: Bounds) -> str:
    if before == after:
        bound = "the longest" if after == bounds.longest else "the shortest"
        return (
            f"{_minutes(after)}, {bound}"
            if after in (bounds.longest, bounds.shortest)
            else (_minutes(after))
        )
    return f"{_minutes(before)} → {_minutes(after)}"


def _minutes(interval: timedelta) -> str:
    minutes = interval.total_seconds() / 60
    return f"{minutes:.0f} min" if minutes >= 10 else f"{minutes:.1f} min"
