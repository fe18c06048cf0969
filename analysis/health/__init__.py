"""Is a source well? Pure decisions on what was seen of it: rhythm, fill rates, shares."""

from analysis.health.judge import judge
from analysis.health.rates import Share
from analysis.health.rhythm import Rhythm, learn
from analysis.health.types import (
    Expected,
    Facts,
    Health,
    Look,
    PageFact,
    PollFact,
    ReadFact,
    Reason,
    State,
)

__all__ = [
    "Expected",
    "Facts",
    "Health",
    "Look",
    "PageFact",
    "PollFact",
    "ReadFact",
    "Reason",
    "Rhythm",
    "Share",
    "State",
    "judge",
    "learn",
]
