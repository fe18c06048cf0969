"""How many are missing, from who was caught by which of several nets: capture-recapture.

Every route to a source (its feed, its sitemap, a search) is a net. What several nets caught tells
how good each is, and so how much none caught. Sources of the methods:

- two nets: Chapman (1951), *Some properties of the hypergeometric distribution with applications
  to zoological sample censuses*; the interval is the transformed logit of Sadinle (2009),
  *Communications in Statistics – Simulation and Computation* 38(9), which keeps its promised
  coverage for small numbers and never falls below what was found;
- three and more: log-linear models of Fienberg (1972), *Biometrika* 59(3), with the estimate and
  standard error of Rivest and Baillargeon (2007), R package *Rcapture*; the interval is that of
  Chao (1987), *Biometrics* 43(4), log-normal in what was not found. Which pairs of nets are taken
  as dependent is chosen by AIC, adding pairs one at a time.

All of them suppose that every item had a chance to be caught and that, but for the pairs in the
model, one net does not follow another. Nets that follow each other make the estimate too small.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
import numpy.typing as npt

#: of a normal distribution, for 95 %
Z = 1.959963984540054
#: nets in one model: 2^6 - 1 cells; beyond, the smallest nets are left out by the caller
MOST = 6
#: items seen by more than one net below which an estimate is little more than a guess
#: (Robson and Regier 1964: seven keep Chapman's bias negligible)
FEW = 7

#: by which nets an item was caught: one truth value per net
Pattern = tuple[bool, ...]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimated number of items, caught or not, with the ends of the 95 % interval.

    ``pairs`` are the nets (by place) that the model takes as dependent.
    """

    total: float
    low: float
    high: float
    pairs: tuple[tuple[int, int], ...] = ()


def chapman(first: int, second: int, both: int) -> Estimate:
    """Two nets that caught ``first`` and ``second`` items, ``both`` of them the same.

    Raises:
        ValueError: when the numbers cannot be.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"{both} items cannot be in nets of {first} and {second}")
    total = (first + 1) * (second + 1) / (both + 1) - 1
    a, b, c = both + 0.5, first - both + 0.5, second - both + 0.5
    spread = math.exp(Z * math.sqrt(1 / a + 1 / b + 1 / c + a / (b * c)))
    base = first + second - both - 0.5
    return Estimate(total, base + b * c / a / spread, base + b * c / a * spread)


def loglinear(caught: Mapping[Pattern, int]) -> Estimate:
    """Three to `MOST` nets: ``caught`` says how many items were caught by just these nets.

    Raises:
        ValueError: for another number of nets, or when no model can be fitted.
    """
    nets = len(next(iter(caught), ()))
    if not 3 <= nets <= MOST:
        raise ValueError(f"a log-linear estimate takes three to {MOST} nets, not {nets}")
    cells = [cell for cell in product((True, False), repeat=nets) if any(cell)]
    counts = np.array([caught.get(cell, 0) for cell in cells], dtype=float)
    chosen: tuple[tuple[int, int], ...] = ()
    best = _fit(cells, counts, chosen)
    left = list(combinations(range(nets), 2))
    while left:
        tried = []
        for pair in left:
            # a model with as many parameters as cells fits anything and tells nothing
            if len(chosen) + 1 + nets + 1 >= len(cells):
                break
            # nets that never met, or met on every item, say nothing of how they go together
            if _together(cells, counts, pair) > 0 and _apart(cells, counts, pair):
                fitted = _fit(cells, counts, (*chosen, pair))
                if fitted is not None:
                    tried.append((fitted, pair))
        if not tried:
            break
        fitted, pair = min(tried, key=lambda each: each[0].aic)
        if best is not None and fitted.aic >= best.aic:
            break
        best, chosen = fitted, (*chosen, pair)
        left.remove(pair)
    if best is None:
        raise ValueError("no log-linear model can be fitted to these numbers")
    return best.estimate(float(counts.sum()), tuple(sorted(chosen)))


@dataclass(frozen=True, slots=True)
class _Fit:
    missed: float
    variance: float
    aic: float

    def estimate(self, found: float, pairs: tuple[tuple[int, int], ...]) -> Estimate:
        # Chao's interval: found + missed / C ... found + missed * C
        ratio = 1 + self.variance / self.missed**2 if self.missed else 1.0
        spread = math.exp(min(Z * math.sqrt(math.log(ratio)), 50.0))
        return Estimate(
            found + self.missed, found + self.missed / spread, found + self.missed * spread, pairs
        )


def _fit(
    cells: Sequence[Pattern], counts: Numbers, pairs: Sequence[tuple[int, int]]
) -> _Fit | None:
    """A Poisson model with one term per net and per pair; None when it does not settle.

    Fitted by iteratively reweighted least squares. The cell of what no net caught is the one
    where all terms are zero, so the intercept is the logarithm of what is missing.
    """
    columns = [np.ones(len(cells))]
    columns += [np.array([cell[net] for cell in cells], float) for net in range(len(cells[0]))]
    columns += [np.array([cell[one] and cell[two] for cell in cells], float) for one, two in pairs]
    design = np.column_stack(columns)
    fitted: Numbers = counts + 0.5
    terms: npt.NDArray[Any] = np.zeros(design.shape[1])
    for _ in range(100):
        working = np.log(fitted) + (counts - fitted) / fitted
        root = np.sqrt(fitted)
        after, *_ = np.linalg.lstsq(design * root[:, None], working * root, rcond=None)
        fitted = np.exp(np.clip(design @ after, -30, 30))
        if np.max(np.abs(after - terms)) < 1e-9:
            break
        terms = after
    else:
        return None
    information = design.T @ (design * fitted[:, None])
    if np.linalg.cond(information) > 1e12:
        return None
    covariance = np.linalg.inv(information)
    missed = math.exp(min(float(after[0]), 50.0))
    likelihood = sum(
        float(n) * math.log(mean) - mean - math.lgamma(n + 1)
        for n, mean in zip(counts, fitted, strict=True)
    )
    return _Fit(
        missed,
        missed + missed**2 * float(covariance[0, 0]),
        2 * design.shape[1] - 2 * likelihood,
    )


def _together(cells: Sequence[Pattern], counts: Numbers, pair: tuple[int, int]) -> float:
    return float(sum(n for cell, n in zip(cells, counts, strict=True) if _both(cell, pair)))


def _apart(cells: Sequence[Pattern], counts: Numbers, pair: tuple[int, int]) -> bool:
    return all(
        any(n for cell, n in zip(cells, counts, strict=True) if cell[net] and not _both(cell, pair))
        for net in pair
    )


def _both(cell: Pattern, pair: tuple[int, int]) -> bool:
    return cell[pair[0]] and cell[pair[1]]


@dataclass(frozen=True, slots=True)
class Recall:
    """What a source's routes found in a week, and the estimate of what there was.

    ``routes`` are their names with what each found, ``method`` is chapman, loglinear or none.
    """

    routes: tuple[tuple[str, int], ...]
    found: int
    by_several: int
    method: str
    estimate: Estimate | None
    model: str
    note: str


def recall(listed: Iterable[frozenset[str]], first_week: bool = False) -> Recall:
    """The estimate for items of which each was listed by these routes.

    ``first_week``: the routes were asked for the first time, and some list their past.
    """
    patterns = Counter(routes for routes in listed if routes)
    sizes = Counter({route: 0 for routes in patterns for route in routes})
    for routes, items in patterns.items():
        sizes.update(dict.fromkeys(routes, items))
    names = [name for name, _ in sorted(sizes.items(), key=lambda each: (-each[1], each[0]))]
    used = sorted(names[:MOST])
    found = patterns.total()
    several = sum(items for routes, items in patterns.items() if len(routes) > 1)
    notes = []
    if len(names) > MOST:
        notes.append(f"the {MOST} largest routes only")
    if first_week:
        notes.append("the first week of watching: routes that list their past look better")
    estimate: Estimate | None = None
    method = "none"
    if len(used) < 2:
        notes.append("one route only: nothing to compare it with")
    elif len(used) == 2:
        one, other = used
        both = patterns[frozenset(used)]
        method, estimate = "chapman", chapman(sizes[one], sizes[other], both)
    else:
        method, estimate = _of_many(patterns, used, notes)
    if estimate is not None and several < FEW:
        notes.append(f"fewer than {FEW} addresses were found twice: little more than a guess")
    pairs = estimate.pairs if estimate else ()
    return Recall(
        tuple((name, sizes[name]) for name in names),
        found,
        several,
        method,
        estimate,
        ", ".join(f"{used[one]}×{used[two]}" for one, two in pairs),
        "; ".join(notes),
    )


def _of_many(
    patterns: Mapping[frozenset[str], int], used: Sequence[str], notes: list[str]
) -> tuple[str, Estimate | None]:
    cells: Counter[Pattern] = Counter()
    for routes, items in patterns.items():
        cell = tuple(name in routes for name in used)
        if any(cell):
            cells[cell] += items
    if not any(sum(cell) > 1 for cell in cells):
        notes.append("no address was found twice: how many are missing cannot be told")
        return "none", None
    try:
        return "loglinear", loglinear(cells)
    except (ValueError, np.linalg.LinAlgError):
        pass
    # one route lists exactly what another does, or the like
    notes.append("no log-linear model fits these numbers: the two largest routes are compared")
    largest = sorted(used, key=lambda name: (-_size(patterns, name), name))[:2]
    one, other = (_size(patterns, name) for name in largest)
    both = sum(items for routes, items in patterns.items() if routes.issuperset(largest))
    found = float(sum(cells.values()))
    two = chapman(one, other, both)
    return "chapman", Estimate(max(two.total, found), max(two.low, found), max(two.high, found))


def _size(patterns: Mapping[frozenset[str], int], name: str) -> int:
    return sum(items for routes, items in patterns.items() if name in routes)
