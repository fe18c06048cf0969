"""Which day or week a digest is about: pure, from a clock to two instants."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Period = Literal["day", "week"]


def last_period(period: Period, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Begin and end (excluded) of the last whole day or week (Monday to Sunday) before ``now``."""
    today = now.astimezone(zone).date()
    until = today if period == "day" else today - timedelta(days=today.weekday())
    return span(period, until, zone)


def span(period: Period, until: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The day or week that ends where the day ``until`` begins in ``zone``, as UTC instants."""
    since = until - timedelta(days=1 if period == "day" else 7)
    return _midnight(since, zone), _midnight(until, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
