"""Windows of time in which GDELT is searched: aligned, halved where full, read again. Pure.

GDELT's article list (DOC 2.0) ends at 250 without a word and has no second page; all that helps is
a shorter window. So a search runs over whole days (UTC); a window that comes back full is halved,
down to a quarter of an hour, GDELT's own rhythm. Windows are aligned, so the same window has the
same address in every run and its state is remembered like that of any document.

Source: the "DOC 2.0 API" announcement on GDELT's blog (parameters MODE, FORMAT, MAXRECORDS, SORT,
STARTDATETIME, ENDDATETIME).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from crawlers.catalog.channels import GdeltChannel
from crawlers.watched import DocumentState

#: the most articles that one answer lists
MOST_RECORDS = 250
SHORTEST = timedelta(minutes=15)
DAY = timedelta(days=1)
#: how far a first run looks back when nothing else says it
FIRST_LOOK = timedelta(days=7)
#: a window that is over is read again at most so often
REREAD_EVERY = timedelta(hours=6)
_FORM = "%Y%m%d%H%M%S"
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """From ``start`` up to, and without, ``end``; both UTC."""

    start: datetime
    end: datetime

    @property
    def shortest(self) -> bool:
        """Whether it cannot be halved any more."""
        return self.end - self.start < 2 * SHORTEST

    def halves(self) -> tuple["Window", "Window"]:
        """The later and the earlier half, meeting at a quarter of an hour."""
        quarters = (self.end - self.start) // SHORTEST
        middle = self.start + SHORTEST * (quarters // 2)
        return Window(middle, self.end), Window(self.start, middle)


def day_window(moment: datetime) -> Window:
    """The day (UTC) of a moment."""
    start = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Window(start, start + DAY)


def window_url(channel: GdeltChannel, window: Window) -> str:
    """The address that asks for the articles of a window, the newest first."""
    asked = {
        "query": channel.query,
        "mode": "artlist",
        "format": "json",
        "maxrecords": MOST_RECORDS,
        "sort": "datedesc",
        "startdatetime": f"{window.start:{_FORM}}",
        # both ends are within the range
        "enddatetime": f"{window.end - _SECOND:{_FORM}}",
    }
    return f"{channel.url}?{urlencode(asked)}"


def window_of(url: str) -> Window | None:
    """The window an address asks for; None for any other address."""
    asked = parse_qs(urlsplit(url).query)
    try:
        start = datetime.strptime(asked["startdatetime"][0], _FORM).replace(tzinfo=UTC)
        end = datetime.strptime(asked["enddatetime"][0], _FORM).replace(tzinfo=UTC)
    except (KeyError, ValueError):
        return None
    return Window(start, end + _SECOND)


def windows_to_read(
    channel: GdeltChannel,
    documents: Mapping[str, DocumentState],
    now: datetime,
    since: datetime | None,
    most: int,
) -> list[str]:
    """Addresses of the days to search now, the newest first, at most ``most``.

    Today is read in every run. A day that is over is read again, four times a day, until
    ``reread_days`` after its end, since GDELT lists late; what is found again is known by its key.
    The look goes back to ``since``, else to the channel's ``max_age_days``, else a week, and always
    to the first day that was ever read: days that failed, and days on which no run took place, are
    read later.
    """
    if since is None:
        age = channel.max_age_days
        since = now - (FIRST_LOOK if age is None else timedelta(days=age))
    known = [window.start for url in documents if (window := window_of(url))]
    first = day_window(min([since, *known]))
    window = day_window(now)
    found: list[str] = []
    while window.start >= first.start and len(found) < most:
        if not _rests(channel, window, documents, now):
            found.append(window_url(channel, window))
        window = Window(window.start - DAY, window.start)
    return found


def halves_to_read(
    channel: GdeltChannel, url: str, documents: Mapping[str, DocumentState], now: datetime
) -> list[str]:
    """Addresses of the halves of a window that came back full; none at the shortest."""
    window = window_of(url)
    if window is None or window.shortest:
        return []
    return [
        window_url(channel, half)
        for half in window.halves()
        if not _rests(channel, half, documents, now)
    ]


def _rests(
    channel: GdeltChannel, window: Window, documents: Mapping[str, DocumentState], now: datetime
) -> bool:
    """Whether a window was read well, and so late or so lately that it need not be read now."""
    state = documents.get(window_url(channel, window))
    if state is None or state.polled_at is None or state.failures:
        return False
    over = state.polled_at >= window.end
    for_good = state.polled_at >= window.end + timedelta(days=channel.reread_days)
    if not (for_good or (over and now - state.polled_at < REREAD_EVERY)):
        return False
    if state.body_sha256 is not None or window.shortest:
        return True
    # of a full one nothing is remembered, so that its halves answer for it
    return all(_rests(channel, half, documents, now) for half in window.halves())
