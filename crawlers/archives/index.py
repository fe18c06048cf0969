"""What both archives' indexes have in common: queries, copies, and how an answer is judged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from crawlers.policy import outcome_of_status

_STAMP = re.compile(r"^\d{14}$")
#: what the Wayback Machine says of sites that it keeps and does not show
_BLOCKED = re.compile(r"AccessControlException|Blocked Site Error|Blocked By Robots")


class IndexNotReadable(Exception):
    """An answer that is not the index it should be; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for: days of capture, both included; addresses that match, all when None."""

    start: date
    end: date
    match: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One question to an index: a host (or host and path), in one part of the index.

    ``collection`` names the part, ``resume`` or ``page`` where to go on; ``pages`` is how many
    there are, None while that is not known.
    """

    place: str
    collection: str = ""
    resume: str | None = None
    page: int = 0
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A page that an archive keeps: its own address, when it was taken, where the bytes are.

    ``first`` and ``last`` are the bytes of the file at ``address``, both included, where the copy
    is a part of it.
    """

    url: str
    taken_at: datetime
    address: str
    first: int | None = None
    last: int | None = None

    @property
    def origin(self) -> str:
        """The address with the part of it, as it is kept with the capture."""
        if self.first is None:
            return self.address
        return f"{self.address}#bytes={self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class IndexPage:
    """Copies of a page of an index; ``follow`` is the query to go on with, None at the end.

    ``broken``: rows that could not be read.
    """

    copies: tuple[Copy, ...]
    follow: Query | None = None
    broken: int = 0


def match_type(place: str) -> str:
    """How far a host reaches: with its sub-domains, or below a path."""
    return "prefix" if "/" in place else "domain"


def stamp(text: str) -> datetime | None:
    """A moment of 14 digits; None for what is none."""
    if not _STAMP.match(text):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def plain_url(url: str) -> str:
    """An address without the port that goes without saying: archives write it."""
    parts = urlsplit(url)
    usual = {"http": ":80", "https": ":443"}.get(parts.scheme.lower(), "")
    if usual and parts.netloc.endswith(usual):
        return parts._replace(netloc=parts.netloc.removesuffix(usual)).geturl()
    return url


def refusal(status: int, headers: Mapping[str, str], body: bytes) -> tuple[str, str] | None:
    """Outcome and reason of an index's answer that brings nothing; None for one to be read.

    ``headers`` by name in small letters.
    """
    if status == 200:
        return None
    words = headers.get("x-archive-wayback-runtime-error", "") or _words(body)
    if status == 403 and _BLOCKED.search(words):
        return "blocked", "the archive does not show this site: its owner, or the archive, says so"
    if status == 404 and b"No Captures found" in body:
        return "empty", "the archive has no capture of this in its index"
    outcome = outcome_of_status(status, headers.get("location"))
    reason = outcome.reason if outcome else f"answered {status}"
    return "http_error", f"the archive's index: {reason}" + (f": {words}" if words else "")


def _words(body: bytes) -> str:
    text = body[:2_000].decode("utf-8", "replace")
    if "<" in text:
        return ""
    return " ".join(text.split())[:200]
