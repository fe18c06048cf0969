"""What reading a date yields: a candidate, a refusal, a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

Precision = Literal["second", "minute", "day", "month", "year"]

PRECISIONS: tuple[Precision, ...] = ("second", "minute", "day", "month", "year")
"""From the finest to the coarsest."""

EXPLICIT = "explicit"
ASSUMED_UTC = "assumed-utc"


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """One reading of one raw string.

    `value` is aware and in UTC: the moment itself, or the *start* of the day,
    month or year named, taken in the zone that was known. `rule` says where
    the string stood (`jsonld`, `meta:article:published_time`, `byline`, …);
    the parser adds what it had to do to read it, after colons:

    - `:solar_hijri`, `:lunar_hijri`: the calendar, when not Gregorian;
    - `:relative`: "2 hours ago", counted back from the capture;
    - `:yearless`: the year is not in the string but follows from the capture;
    - `:modified`: a word beside it says that it dates an update.

    `zone` says how the zone was known: "explicit" (in the string), an IANA
    name (the site's), or "assumed-utc". `offset` is how far that clock was ahead
    of UTC at the time: readers go by the outlet's day, which need not be UTC's.
    """

    value: datetime
    precision: Precision
    rule: str
    raw: str
    zone: str | None = None
    offset: timedelta = timedelta()

    @property
    def local(self) -> datetime:
        """`value` on the clock it was written by."""
        try:
            return self.value.astimezone(timezone(self.offset))
        except (OverflowError, ValueError):
            return self.value


@dataclass(frozen=True, slots=True)
class Refusal:
    """A candidate that cannot be the date of publication, and why not."""

    candidate: DateCandidate
    reason: str


@dataclass(frozen=True, slots=True)
class DateDecision:
    """What `resolve` makes of all candidates of one page.

    `losers` holds every other candidate with one readable reason, in the order
    given; `agreement` counts the independent places (page metadata, visible
    text, address, feed, sitemap, HTTP header, import) that name the chosen
    date, itself included; 0 when nothing was chosen.
    """

    chosen: DateCandidate | None
    losers: tuple[tuple[DateCandidate, str], ...] = ()
    agreement: int = 0
