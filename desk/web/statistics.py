"""Agreement between people and precision of rules: small formulas with their sources."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import sqrt

#: 97.5 % quantile of the normal distribution, for intervals of 95 %
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """A share of a count with its interval."""

    share: float
    low: float
    high: float


def wilson(good: int, all_: int, z: float = Z) -> Interval | None:
    """A share with its 95 % interval; None when nothing was counted.

    Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical
    inference", JASA 22: right also for few cases and for shares near 0 and 1.

    Raises:
        ValueError: when the counts cannot be.
    """
    if not 0 <= good <= all_:
        raise ValueError(f"{good} of {all_} cannot be")
    if all_ == 0:
        return None
    share = good / all_
    centre = share + z * z / (2 * all_)
    spread = z * sqrt(share * (1 - share) / all_ + z * z / (4 * all_ * all_))
    scale = 1 + z * z / all_
    return Interval(share, max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale))


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Agreement of two judges beyond chance, at most 1; None where chance leaves no room.

    Cohen, J. (1960), "A coefficient of agreement for nominal scales".
    """
    if not pairs:
        return None
    total = len(pairs)
    observed = sum(one == two for one, two in pairs) / total
    first, second = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    expected = sum(first[value] * second[value] for value in first) / (total * total)
    # everybody always said the same one thing: agreement says nothing
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Reliability over any number of judges, nominal values; None where nothing varies.

    ``units`` hold the values that each thing judged was given; units with fewer than two
    values say nothing and are left out. Krippendorff, K. (2011), "Computing Krippendorff's
    alpha-reliability".
    """
    coincidences: Counter[tuple[Hashable, Hashable]] = Counter()
    weights: dict[tuple[Hashable, Hashable], float] = {}
    for unit in units:
        if len(unit) < 2:
            continue
        for pair in permutations(unit, 2):
            coincidences[pair] += 1
            weights[pair] = weights.get(pair, 0.0) + 1 / (len(unit) - 1)
    totals: dict[Hashable, float] = {}
    for (one, _), weight in weights.items():
        totals[one] = totals.get(one, 0.0) + weight
    n = sum(totals.values())
    expected = sum(totals[one] * totals[two] for one in totals for two in totals if one != two)
    if n <= 1 or expected == 0:
        return None
    observed = sum(weight for (one, two), weight in weights.items() if one != two)
    return 1 - (n - 1) * observed / expected
