"""Decisions of the crawl, pure: what became of a request, and when to ask again.

Nothing here does I/O or reads a clock: the same answer at the same time is judged alike, in a
crawl and in a test.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Literal

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawlers.errors import (
    AddressDenied,
    HeadTooLarge,
    HostPaused,
    PackedTooOften,
    RedirectLoop,
    RobotsDenied,
    RobotsUnavailable,
)
from models.candidates import Fate

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
#: a host that asks for a longer pause than this is asked again all the same
LONGEST_PAUSE = DAY
ROBOTS_PAUSE = timedelta(days=7)
#: requests for a page that the server says is not there, or that leads nowhere
FINAL_ATTEMPTS = 3
#: requests for a page that fails in passing; at an hour more each time the last is two days on
PASSING_ATTEMPTS = 10
#: answers that may be different in an hour
PASSING_STATUS = frozenset({408, 421, 425, 429}) | frozenset(range(500, 600))
#: reasons of ``not_requested`` begin so; a later run with other limits looks at them again
NOT_ASKED = "not asked for: "

Priority = Literal["agency", "daily", "weekly"]
#: time between two polls of a document that answers well
POLL_EVERY: dict[Priority, timedelta] = {
    "agency": timedelta(minutes=15),
    "daily": HOUR,
    "weekly": 12 * HOUR,
}
LONGEST_POLL_PAUSE = DAY
#: polls come a tenth sooner than the interval, or a schedule of just that interval would miss
#: every second one
SLACK = 0.9


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request came to, in one sentence. ``passing``: it may go better in an hour."""

    fate: Fate
    reason: str
    passing: bool = False


def outcome_of_status(status: int, location: str | None = None) -> Outcome | None:
    """What an answer's status says of the page; None for success.

    ``location`` is where a redirect that was not followed leads to.
    """
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        if location:
            return Outcome(
                Fate.ADDRESS_DENIED, f"answered {status} and leads to {location}, not a web address"
            )
        return Outcome(Fate.HTTP_ERROR, f"answered {status} without saying where to go")
    said = {
        401: "wants a login",
        403: "refuses the request",
        404: "has no such page",
        410: "says the page is gone for good",
        429: "asks to slow down",
        451: "withholds the page for legal reasons",
    }.get(status)
    if said is None:
        said = "failed on its side" if status >= 500 else "does not accept the request"
    return Outcome(
        Fate.HTTP_ERROR, f"the server {said} ({_named(status)})", status in PASSING_STATUS
    )


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def outcome_of_error(error: BaseException, limit: int | None = None) -> Outcome:
    """What an exception on the way says of the page; ``limit`` is the size allowed, in bytes."""
    if isinstance(error, RobotsUnavailable):
        return _without_robots(error)
    if isinstance(error, AddressDenied):
        return Outcome(Fate.ADDRESS_DENIED, str(error))
    if isinstance(error, RobotsDenied):
        return Outcome(Fate.ROBOTS_DENIED, str(error))
    if isinstance(error, RedirectLoop):
        return Outcome(Fate.REDIRECT_LOOP, str(error))
    if isinstance(error, PackedTooOften) or isinstance(_innermost(error), HeadTooLarge):
        return Outcome(Fate.TOO_LARGE, str(_innermost(error)))
    if isinstance(error, DownloadCancelledError) or _unpacked_too_large(error):
        allowed = f"the {limit:,} bytes allowed" if limit else "allowed"
        return Outcome(Fate.TOO_LARGE, f"larger than {allowed}; reading was stopped there")
    if isinstance(error, DownloadTimeoutError):
        return Outcome(Fate.TIMEOUT, "not complete within the time allowed", passing=True)
    if isinstance(error, CannotResolveHostError):
        return Outcome(Fate.NETWORK_ERROR, "the host's name cannot be resolved", passing=True)
    if isinstance(error, DownloadConnectionRefusedError):
        return Outcome(Fate.NETWORK_ERROR, "the host refused the connection", passing=True)
    if isinstance(error, ResponseDataLossError):
        return Outcome(Fate.NETWORK_ERROR, "the connection broke before the end", passing=True)
    if isinstance(error, UnsupportedURLSchemeError | UnicodeError | ValueError):
        return Outcome(Fate.MALFORMED_URL, f"cannot be asked for: {_line(error)}")
    return Outcome(Fate.NETWORK_ERROR, f"the connection failed: {_line(error)}", passing=True)


def _without_robots(error: RobotsUnavailable) -> Outcome:
    """What a page comes to whose host's robots.txt could not be read."""
    if error.error is None:
        return Outcome(Fate.ROBOTS_DENIED, str(error), passing=True)
    below = outcome_of_error(error.error)
    if below.fate is Fate.TOO_LARGE:  # robots.txt is; of the page nothing is known
        return Outcome(Fate.ROBOTS_DENIED, "robots.txt could not be read: too large")
    if not below.passing:  # the address itself is wrong, for robots.txt as for the page
        return below
    return Outcome(below.fate, f"robots.txt could not be read: {below.reason}", below.passing)


def pause_of(error: BaseException) -> HostPaused | None:
    """The pause for which a request was not sent; None when it was sent or refused otherwise."""
    if isinstance(error, RobotsUnavailable) and error.error is not None:
        error = error.error
    return error if isinstance(error, HostPaused) else None


def _unpacked_too_large(error: BaseException) -> bool:
    # Scrapy tells of it with a bare IgnoreRequest; the cause is a private class of its own
    return (
        isinstance(error, IgnoreRequest)
        and type(error.__cause__).__name__ == "_DecompressionMaxSizeExceeded"
    )


def _innermost(error: BaseException) -> BaseException:
    """What is wrapped: Twisted's wrappers say little."""
    reasons = getattr(error, "reasons", None) or getattr(error.__cause__, "reasons", None)
    if reasons:
        inner = getattr(reasons[0], "value", reasons[0])
        if isinstance(inner, BaseException) and inner is not error:
            return _innermost(inner)
    return error


def _line(error: BaseException) -> str:
    """The error in one line."""
    error = _innermost(error)
    if type(error).__module__.startswith("OpenSSL"):
        return f"TLS: {_openssl(error)}"
    text = " ".join(str(error).split())
    return text[:200] or type(error).__name__


def _openssl(error: BaseException) -> str:
    words = [
        entry[-1]
        for entry in (error.args[0] if error.args and isinstance(error.args[0], list) else ())
        if entry
    ]
    return ", ".join(word for word in words if word) or "no secure connection"


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """How long a ``Retry-After`` header (RFC 9110, 10.2.3) asks to wait, at most a day."""
    if not header:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        # a number of more than six digits is beyond the cap anyway
        wait = timedelta(seconds=int(text[:7]))
    else:
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            return None
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        wait = until - now
    return min(max(wait, timedelta(0)), LONGEST_PAUSE)


def next_attempt(
    outcome: Outcome, attempts: int, now: datetime, wait: timedelta | None = None
) -> datetime | None:
    """When a page that failed is asked for again; None: not by itself.

    ``attempts`` counts the failed one; ``wait`` is what the host asked for (`retry_after`).
    """
    if outcome.passing:
        if attempts >= PASSING_ATTEMPTS:
            return None
        return now + max(min(attempts * HOUR, LONGEST_PAUSE), wait or timedelta(0))
    if outcome.fate is Fate.ROBOTS_DENIED:
        return now + ROBOTS_PAUSE
    if outcome.fate in (Fate.HTTP_ERROR, Fate.REDIRECT_LOOP):
        return None if attempts >= FINAL_ATTEMPTS else now + max(DAY, wait or DAY)
    return None


#: how much one failed poll adds to a document's failures
HARD, SOFT, NAME = 1.0, 0.5, 0.25


def failure_weight(outcome: Outcome) -> float:
    """Weight of a failed poll: what is passing counts less, a name that fails to resolve least.

    A moved or broken channel weighs 1 each time; an overloaded host half; DNS a quarter, since
    its failures are as often ours as theirs.
    """
    if not outcome.passing:
        return HARD
    if outcome.fate is Fate.NETWORK_ERROR and "resolved" in outcome.reason:
        return NAME
    return SOFT


def next_poll(
    priority: Priority,
    failures: float,
    now: datetime,
    wait: timedelta | None = None,
    interval: timedelta | None = None,
) -> datetime:
    """When a document is asked for again that failed: its interval, with failures linearly later.

    ``interval`` is what was learned of it (`crawlers.rhythm`), else the one its priority begins
    with; ``wait`` what the host asked for. Never later than a day, or than the interval where
    that is longer, so that no channel is given up for good.
    """
    every = (interval or POLL_EVERY[priority]) * SLACK
    return now + min(
        max(every * (1 + failures), wait or timedelta(0)), max(LONGEST_POLL_PAUSE, every)
    )


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """Items dated before ``earliest`` are not asked for; ``fetch`` false: none is."""

    earliest: datetime | None = None
    fetch: bool = True

    @classmethod
    def of(
        cls, now: datetime, since: datetime | None, max_age_days: int | None, fetch: bool = True
    ) -> "AgeLimit":
        """The stricter of a run's ``since`` and a channel's ``max_age_days``."""
        limits = [since] if since else []
        if max_age_days is not None:
            limits.append(now - timedelta(days=max_age_days))
        return cls(max(limits, default=None), fetch)

    def refusal(self, latest: datetime | None) -> str | None:
        """Why an item is not asked for; None when it is. Items without a date always are.

        ``latest`` is the last instant that the item's date may mean.
        """
        if not self.fetch:
            return f"{NOT_ASKED}the channel is watched only, its pages are not fetched"
        if self.earliest and latest and latest < self.earliest:
            stated, bound = f"{latest:%Y-%m-%d %H:%M}", f"{self.earliest:%Y-%m-%d %H:%M}"
            return f"{NOT_ASKED}dated no later than {stated}, before {bound} UTC"
        return None


_SPAN = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "day": DAY,
    "month": timedelta(days=31),
    "year": timedelta(days=366),
}


def end_of(value: datetime, precision: str) -> datetime:
    """The last instant a date of this precision may mean: a day's date runs to its evening."""
    return value + _SPAN[precision]
