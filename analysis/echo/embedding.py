"""What vectors of two texts add to a suggestion that they tell one event.

Salang brings no model. Whoever has one gives a function that turns texts into vectors
(`Embedder`); it is asked only about pairs that evidence left between suggested and confirmed, so
that a wrong vector joins nothing that has nothing else in common.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from analysis.echo.stories import StoryVerdict
from analysis.echo.thresholds import STORY, StoryThresholds


class Embedder(Protocol):
    """One vector for each text, all of one length; the same text has the same vector always."""

    def __call__(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...


def cosine(one: Sequence[float], two: Sequence[float]) -> float:
    """Cosine of the angle between two vectors, -1..1; 0 when one of them is zero.

    Raises:
        ValueError: when they are of different length or hold something that is no number.
    """
    product = sum(a * b for a, b in zip(one, two, strict=True))
    lengths = math.hypot(*one) * math.hypot(*two)
    if not math.isfinite(product) or not math.isfinite(lengths):
        raise ValueError("a vector holds something that is no number")
    return max(-1.0, min(1.0, product / lengths)) if lengths else 0.0


def with_cosine(
    verdict: StoryVerdict, alike: float, enough: float, limits: StoryThresholds = STORY
) -> StoryVerdict:
    """A suggestion, confirmed when the texts' vectors are alike enough, else ranked by that.

    Other verdicts stay as they are. A ranked suggestion's score stays within the band between
    suggested and confirmed.
    """
    if verdict.status != "suggested":
        return verdict
    reasons = (*verdict.reasons, f"vectors of the texts are alike by {alike:.2f}")
    if alike >= enough:
        return replace(verdict, status="confirmed", reasons=reasons)
    band = limits.confirmed - limits.suggested
    score = round(limits.suggested + band * max(0.0, alike), 3)
    return replace(verdict, score=score, reasons=reasons)
