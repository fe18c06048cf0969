"""What is known of a source, and what is said of its health: plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

#: ``blind``: asked, and no usable answer: nobody knows what it published. ``ill``: looked at, and
#: something is wrong. ``learning``: nothing is wrong, its rhythm is not known yet. ``unknown``:
#: nobody asked of late, so nothing can be said.
State = Literal["healthy", "learning", "warning", "ill", "blind", "unknown"]
Level = Literal["ill", "warning", "blind", "note"]

#: states in which a source wants a person
BAD: tuple[State, ...] = ("ill", "blind")
FIELDS = ("title", "date", "author", "text")


@dataclass(frozen=True, slots=True)
class Look:
    """A poll that was answered in full: when, and how many new items it brought."""

    at: datetime
    new: int


@dataclass(frozen=True, slots=True)
class PollFact:
    """A poll of late. ``ok``: answered, whether or not there was something new.

    ``items`` is what a full answer listed; None where the answer does not tell (unchanged, an
    index of sitemaps, a failure).
    """

    at: datetime
    channel: str
    ok: bool
    outcome: str
    reason: str = ""
    items: int | None = None


@dataclass(frozen=True, slots=True)
class PageFact:
    """A page that was asked for, and the fate it came to."""

    at: datetime
    fate: str


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A page that was read and which of the fields it filled.

    A page without a text says nothing of title, date and author: they are None, and so is its
    language.
    """

    at: datetime
    text: bool
    language: str | None = None
    title: bool | None = None
    date: bool | None = None
    author: bool | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """The assertions of the source's YAML: minima, and the longest silence in days."""

    min_items_per_poll: int = 1
    max_days_silent: int = 7
    min_fill: Mapping[str, float] = field(
        default_factory=lambda: {"title": 0.95, "date": 0.8, "author": 0.0, "text": 0.9}
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one source. Sequences are ordered by time, oldest first.

    ``looks`` reach back over the weeks the rhythm is learned from, without the first poll of a
    channel, which brings years at once; ``began_at`` is when that was. ``weekend`` holds
    weekdays, Monday 0.
    """

    now: datetime
    zone: str = "UTC"
    country: str | None = None
    languages: Sequence[str] = ()
    weekend: frozenset[int] = frozenset({5, 6})
    expected: Expected = field(default_factory=Expected)
    began_at: datetime | None = None
    looks: Sequence[Look] = ()
    polls: Sequence[PollFact] = ()
    pages: Sequence[PageFact] = ()
    reads: Sequence[ReadFact] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code for machines, how bad, and a sentence for people."""

    code: str
    level: Level
    text: str

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return {"code": self.code, "level": self.level, "text": self.text}


@dataclass(frozen=True, slots=True)
class Health:
    """The state of a source, its reasons, the worst first, and the numbers behind them."""

    state: State
    reasons: tuple[Reason, ...]
    numbers: Mapping[str, Any]

    @property
    def sentence(self) -> str:
        """The reasons in one line."""
        return "; ".join(reason.text for reason in self.reasons)
