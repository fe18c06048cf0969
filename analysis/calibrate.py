"""Fitting the weights of relevance to what people decided, and saying whether that helps.

A logistic regression over the features of ``analysis.relevance``, drawn by an L2 penalty
towards the weights there are (not towards nothing: some fifty judgements say little about
twenty features). The strength of the pull is chosen by cross-validation, and the figures
"after" come from an outer cross-validation that had no part in that choice (nested, after
Varma and Simon 2006), with all texts of one story in the same fold: a reprint would
otherwise be tested with the weights it was fitted on. Pure; needs numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.compile import CompiledCodebook
from analysis.codebook.schema import Codebook
from analysis.codebook.types import Document

Vector = NDArray[np.float64]
Folds = NDArray[np.int64]

#: judged articles below which nothing is fitted
LEAST = 50
#: of these, articles on each side
LEAST_OF_EACH = 10
#: strengths of the pull tried, from trusting the texts to keeping the weights
STRENGTHS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
FOLDS = 5
#: what a verdict says of relevance
TARGETS = {"relevant": 1.0, "borderline": 0.5, "not_relevant": 0.0}
_STEPS = 40
_BINS = 5


class CannotCalibrate(ValueError):
    """There is not enough to fit on; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A document, a person's verdict on it, and the story it belongs to."""

    document: Document
    verdict: str
    story: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores between ``low`` and ``high``: how many, their mean, and how many were relevant.

    ``share`` is the mean of the verdicts, borderline counting half.
    """

    low: float
    high: float
    texts: int
    mean_score: float
    share: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights before and after, and how well each foretells what people say.

    ``brier_*`` are mean squared differences of score and verdict, 0 best. ``before`` are
    the weights of the codebook as they stand; ``after`` is measured on texts that were not
    fitted on.
    """

    texts: int
    strength: float
    weights_before: dict[str, float]
    weights: dict[str, float]
    brier_before: float
    brier_after: float
    reliability_before: tuple[Bin, ...]
    reliability_after: tuple[Bin, ...]

    @property
    def better(self) -> bool:
        """Whether the new weights foretell unseen verdicts better than the old."""
        return self.brier_after < self.brier_before


def calibrate(compiled: CompiledCodebook, judged: Sequence[Judged]) -> Calibration:
    """Fit the weights of a codebook to judged documents.

    Raises:
        CannotCalibrate: with fewer than 50 documents, fewer than 10 on either side, or a
            codebook without weights.
    """
    require_enough(compiled.codebook, judged)
    before = dict(compiled.codebook.relevance.weights)
    names = list(before)
    table = np.array([row_of(compiled, each.document, names) for each in judged])
    target = np.array([TARGETS[each.verdict] for each in judged])
    start = np.array([before[name] for name in names])
    folds = folds_of([each.story for each in judged])
    unseen = np.empty(len(judged))
    for fold in range(FOLDS):
        inside, outside = folds != fold, folds == fold
        if outside.any():
            strength = best_strength(table[inside], target[inside], start, folds[inside])
            fitted = fit(table[inside], target[inside], start, strength)
            unseen[outside] = chance(table[outside] @ fitted)
    strength = best_strength(table, target, start, folds)
    final = fit(table, target, start, strength)
    old = chance(table @ start)
    return Calibration(
        texts=len(judged),
        strength=strength,
        weights_before=before,
        weights={name: round(float(w), 2) for name, w in zip(names, final, strict=True)},
        brier_before=brier(old, target),
        brier_after=brier(unseen, target),
        reliability_before=reliability(old, target),
        reliability_after=reliability(unseen, target),
    )


def require_enough(codebook: Codebook, judged: Sequence[Judged]) -> None:
    """Nothing, where `calibrate` could be called; costs no compiling.

    Raises:
        CannotCalibrate: where it could not.
    """
    if not codebook.relevance.weights:
        raise CannotCalibrate("this codebook has no relevance weights, so there is nothing to fit")
    if len(judged) < LEAST:
        raise CannotCalibrate(
            f"{len(judged)} articles have a verdict of a person; calibrating takes at least "
            f"{LEAST} (salang review opens the desk)"
        )
    for verdict in ("relevant", "not_relevant"):
        count = sum(each.verdict == verdict for each in judged)
        if count < LEAST_OF_EACH:
            raise CannotCalibrate(
                f"only {count} of the judged articles are {verdict}; calibrating takes at least "
                f"{LEAST_OF_EACH} of each side"
            )


def row_of(compiled: CompiledCodebook, document: Document, names: Sequence[str]) -> list[float]:
    """The features of a document in the order of ``names``; ``base`` is 1."""
    from analysis.relevance import measure

    settings = compiled.codebook.relevance
    features = measure(
        document, compiled.match(document), settings.groups, settings.second_side_since
    )
    values = {feature.name: float(feature.value) for feature in features} | {"base": 1.0}
    return [values.get(name, 0.0) for name in names]


def fit(table: Vector, target: Vector, start: Vector, strength: float) -> Vector:
    """Weights that minimise log loss + strength/2 · |w - start|², by Newton's method.

    ``table`` is (texts, features), ``target`` (texts,) in 0..1. Halved steps keep it from
    overshooting, so it converges from anywhere.
    """
    weights = start.copy()
    loss = _loss(table, target, weights, start, strength)
    for _ in range(_STEPS):
        scores = chance(table @ weights)
        slope = table.T @ (scores - target) + strength * (weights - start)
        bend = (table * (scores * (1 - scores))[:, None]).T @ table
        step = np.linalg.solve(bend + strength * np.eye(len(weights)), slope)
        size = 1.0
        while (better := _loss(table, target, weights - size * step, start, strength)) > loss:
            size /= 2
            if size < 1e-6:
                return weights
        weights = weights - size * step
        if loss - better < 1e-9:
            return weights
        loss = better
    return weights


def _loss(table: Vector, target: Vector, weights: Vector, start: Vector, strength: float) -> float:
    odds = table @ weights
    # log(1 + e^x) - y·x, which does not overflow
    fit_loss = np.logaddexp(0.0, odds) - target * odds
    return float(fit_loss.sum() + strength / 2 * ((weights - start) ** 2).sum())


def best_strength(table: Vector, target: Vector, start: Vector, folds: Folds) -> float:
    """The strength whose cross-validated Brier score is lowest; of equals the stronger."""
    results = []
    for strength in STRENGTHS:
        unseen = np.empty(len(target))
        for fold in np.unique(folds):
            inside, outside = folds != fold, folds == fold
            fitted = fit(table[inside], target[inside], start, strength)
            unseen[outside] = chance(table[outside] @ fitted)
        results.append((round(brier(unseen, target), 6), -strength))
    return -min(results)[1]


def folds_of(stories: Sequence[int]) -> Folds:
    """A fold for each text, 0..4; stories stay together and folds are of much the same size."""
    sizes: dict[int, int] = {}
    for story in stories:
        sizes[story] = sizes.get(story, 0) + 1
    filled = [0] * FOLDS
    place: dict[int, int] = {}
    for story in sorted(sizes, key=lambda each: (-sizes[each], each)):
        place[story] = filled.index(min(filled))
        filled[place[story]] += sizes[story]
    return np.array([place[story] for story in stories], dtype=np.int64)


def chance(odds: Vector) -> Vector:
    """The logistic function of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))


def brier(scores: Vector, target: Vector) -> float:
    """The mean squared difference (Brier 1950)."""
    return float(((scores - target) ** 2).mean())


def reliability(scores: Vector, target: Vector) -> tuple[Bin, ...]:
    """Fifths of the scale: the mean score beside the share that people called relevant."""
    places = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    bins = []
    for place in range(_BINS):
        here = places == place
        count = int(here.sum())
        bins.append(
            Bin(
                place / _BINS,
                (place + 1) / _BINS,
                count,
                float(scores[here].mean()) if count else 0.0,
                float(target[here].mean()) if count else 0.0,
            )
        )
    return tuple(bins)
