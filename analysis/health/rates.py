"""Shares with small samples: how sure one is, and whether it fell or rose.

Wilson's score interval (Wilson 1927) keeps its promise down to a handful of cases and at 0 and 1,
where a redesigned or a challenged site is. Two windows are compared by Fisher's exact test, one
sided, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt
from typing import Any, Final

#: last items that are held against what was before them: a break in this hour is seen with the
#: shortest, a creeping one with the longest
WINDOWS: Final = (6, 12, 25, 50)
#: items before them that are needed, and that are looked at most
LEAST_BEFORE: Final = 20
MOST_BEFORE: Final = 200
#: chance of a false alarm, shared among the windows (Bonferroni)
SIGNIFICANT: Final = 0.01
#: a difference that matters, whatever the size of the sample
MATTERS: Final = 0.25


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``size``."""

    hits: int
    size: int

    @classmethod
    def of(cls, values: Sequence[bool]) -> Share:
        """The share of true values."""
        return cls(sum(values), len(values))

    @property
    def rate(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.hits / self.size if self.size else None

    def interval(self, z: float = 1.645) -> tuple[float, float]:
        """Wilson's interval; z 1.645 leaves 5 % on each side. (0, 1) of nothing."""
        if not self.size:
            return 0.0, 1.0
        n, p = self.size, self.hits / self.size
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        return f"{self.hits} of {self.size}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"hits": self.hits, "size": self.size}


@dataclass(frozen=True, slots=True)
class Change:
    """The share before and in the last items, and the chance of it by chance alone."""

    before: Share
    now: Share
    chance: float


def chance_of_fall(before: Share, now: Share) -> float:
    """Fisher's exact test: the chance of so few hits or fewer now, if nothing had changed."""
    hits, size = before.hits + now.hits, before.size + now.size
    least = max(0, hits - before.size)
    ways = sum(comb(now.size, k) * comb(before.size, hits - k) for k in range(least, now.hits + 1))
    return ways / comb(size, hits)


def fall(values: Sequence[bool]) -> Change | None:
    """Whether the last of ``values`` (oldest first) are true less often than those before.

    The window in which it is clearest; None when in none of them the fall is both certain and
    large.
    """
    clearest: Change | None = None
    for window in WINDOWS:
        earlier = values[-window - MOST_BEFORE : -window]
        if len(earlier) < LEAST_BEFORE:
            break
        before, now = Share.of(earlier), Share.of(values[-window:])
        if before.hits / before.size - now.hits / now.size < MATTERS:
            continue
        chance = chance_of_fall(before, now)
        if chance < SIGNIFICANT / len(WINDOWS) and (clearest is None or chance < clearest.chance):
            clearest = Change(before, now, chance)
    return clearest


def rise(values: Sequence[bool]) -> Change | None:
    """As `fall`, for what is true more often than before."""
    found = fall([not value for value in values])
    if found is None:
        return None
    return Change(_inverse(found.before), _inverse(found.now), found.chance)


def _inverse(share: Share) -> Share:
    return Share(share.size - share.hits, share.size)


def prevailing(values: Sequence[bool], at_least: float, windows: Sequence[int]) -> Share | None:
    """The last values of a window that are true in more than ``at_least`` of cases for sure.

    The shortest window comes first, so that it is said at once; None when none is sure.
    """
    for window in windows:
        if len(values) < window:
            break
        share = Share.of(values[-window:])
        if share.interval()[0] > at_least:
            return share
    return None
