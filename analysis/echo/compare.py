"""Deciding many pairs at once: for each of them the same outcome as `decide`.

The later document of a pair (by day, then key) is the one that asks: counts are those
of its window, whoever of the two is looked at now. Its own shingles are counted
first; only where that settles nothing are those of the earlier document, without which
a footer of it would count as rare and hide that the rest of it lies within the later one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.echo.batch import Flags, Ints, ShingleIndex, Texts, distinct, spread, sums
from analysis.echo.decide import (
    EXACT,
    NOTHING,
    Agreement,
    Overlap,
    Slots,
    Verdict,
    judge,
    same_text,
    weight,
)
from analysis.echo.index import RULE, LookupRule, read, search, step
from analysis.echo.thresholds import COPY, CopyThresholds

Pair = tuple[int, int]
_Triple = tuple[int, int, int]


def compare(
    index: ShingleIndex,
    texts: Texts,
    asked: Iterable[tuple[Texts, Ints]],
    pairs: Iterable[Pair],
    window: int,
    rule: LookupRule = RULE,
    limits: CopyThresholds = COPY,
) -> dict[Pair, Verdict]:
    """Verdicts by pair of document keys, the lesser first, in whatever order they are given.

    `texts` holds all documents of the pairs. `asked`: those whose shingles were counted
    already, with the counts that `index.search` told.
    """
    chosen = _places(texts, pairs)
    if not len(chosen.later):
        return {}
    counts = _counts(index, texts, asked, chosen.later, window, rule, limits)
    shared = _Shared(texts, chosen, step(counts, limits))
    decided = _Judge(texts, shared, limits)
    rare = shared.of_both[0] + shared.of_both[1]
    verdicts: dict[int, Verdict] = {}
    unsure: list[int] = []
    for at, enough in enumerate((rare >= limits.shared_least).tolist()):
        if decided.same(at):
            verdicts[at] = EXACT
        elif not enough:
            verdicts[at] = NOTHING
        else:
            verdicts[at] = decided(at, (int(shared.of_earlier[at]), 0, 0))
            if not verdicts[at].final:
                unsure.append(at)
    asking = _Asking(index, shared, window, limits)
    refused = asking.refused([at for at in unsure if verdicts[at].kind is None])
    left = [at for at in unsure if at not in refused]
    for at, only in zip(left, asking.all_of(left), strict=True):
        verdicts[at] = decided(at, only)
    keys = texts.documents
    both = zip(keys[chosen.later].tolist(), keys[chosen.earlier].tolist(), strict=True)
    return {(min(pair), max(pair)): verdicts[at] for at, pair in enumerate(both)}


def _counts(
    index: ShingleIndex,
    texts: Texts,
    asked: Iterable[tuple[Texts, Ints]],
    later: Ints,
    window: int,
    rule: LookupRule,
    limits: CopyThresholds,
) -> Ints:
    """For each shingle of the texts that are `later` the documents that hold it."""
    counts = np.ones(len(texts.hashes), np.int64)
    known = np.zeros(len(texts.documents), np.bool_)
    sizes = np.diff(texts.bounds)

    def tell(part: Texts, told: Ints) -> None:
        places = np.searchsorted(texts.documents, part.documents)
        counts[spread(texts.bounds[places], sizes[places])[1]] = told
        known[places] = True

    for part, told in asked:
        tell(part, told)
    missing = np.unique(later[~known[later]])
    if len(missing):
        part = texts.part(missing)
        reading = read(index, part, window, rule, limits)
        tell(part, search(index, part, reading, window, rule, limits).counts)
    return counts


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The places of the later and of the earlier text of each pair."""

    later: Ints
    earlier: Ints


def _places(texts: Texts, pairs: Iterable[Pair]) -> _Pairs:
    size = max(1, len(texts.documents))
    both = np.searchsorted(texts.documents, np.array(list(pairs), np.int64).reshape(-1, 2))
    # places are in the order of keys
    rank = texts.days * size + np.arange(len(texts.documents))
    turned = rank[both[:, 0]] < rank[both[:, 1]]
    later = np.where(turned, both[:, 1], both[:, 0])
    earlier = np.where(turned, both[:, 0], both[:, 1])
    return _Pairs(*np.divmod(np.unique(later * size + earlier), size))


class _Shared:
    """What each pair shares, at the coarser level of the two."""

    def __init__(self, texts: Texts, pairs: _Pairs, steps: Ints) -> None:
        self.texts, self.pairs = texts, pairs
        self.size = size = len(pairs.later)
        self.level = np.maximum(texts.levels[pairs.later], texts.levels[pairs.earlier])
        distinct_hashes, rank = np.unique(texts.hashes, return_inverse=True)
        keys = texts.owners * len(distinct_hashes) + rank

        def side(mine: Ints, other: Ints) -> tuple[Ints, Ints, Ints, Flags]:
            pair, place = spread(texts.bounds[mine], np.diff(texts.bounds)[mine])
            kept = texts.hashes[place] & ((1 << self.level[pair]) - 1) == 0
            pair, place = pair[kept], place[kept]
            wanted = other[pair] * len(distinct_hashes) + rank[place]
            met = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            return pair, place, met, keys[met] == wanted

        pair, place, met, hit = side(pairs.later, pairs.earlier)
        self.of_both = [sums(pair[hit & (steps[place] == say)], size) for say in range(3)]
        self.of_later = [sums(pair[~hit & (steps[place] == say)], size) for say in range(3)]
        head = texts.heads[place]
        self.heads_later = (sums(pair[head], size), sums(pair[head & hit], size))
        heads_met = sums(pair[hit & texts.heads[met]], size)
        pair, place, met, hit = side(pairs.earlier, pairs.later)
        self.heads_earlier = (sums(pair[texts.heads[place]], size), heads_met)
        self.earlier_pair, self.earlier_place = pair[~hit], place[~hit]
        self.of_earlier = sums(self.earlier_pair, size)
        self._lists = [
            column.tolist()
            for column in (
                self.level, *self.of_both, *self.of_later, *self.heads_later, *self.heads_earlier,
            )
        ]  # fmt: skip

    def overlap(self, at: int, only_earlier: _Triple) -> Overlap:
        """Of one pair, the later text as `a`."""
        level, b0, b1, b2, l0, l1, l2, hl, ml, he, me = [column[at] for column in self._lists]
        return Overlap(level, (b0, b1, b2), (l0, l1, l2), only_earlier, (hl, ml), (he, me))


class _Judge:
    """Decides pairs; what it reads of a text it reads once."""

    def __init__(self, texts: Texts, shared: _Shared, limits: CopyThresholds) -> None:
        self.prints = texts.prints
        self.shared, self.limits = shared, limits
        self.later = shared.pairs.later.tolist()
        self.earlier = shared.pairs.earlier.tolist()
        self._slots: dict[int, Slots] = {}
        self._names: dict[int, Slots] = {}

    def same(self, at: int) -> bool:
        return same_text(self.prints[self.later[at]], self.prints[self.earlier[at]])

    def __call__(self, at: int, only_earlier: _Triple) -> Verdict:
        one, other = self.later[at], self.earlier[at]

        def names() -> Agreement:
            return self._of(self._names, one, "names").agreement(
                self._of(self._names, other, "names")
            )

        return judge(
            self.shared.overlap(at, only_earlier),
            (self.prints[one].shingle_count, self.prints[other].shingle_count),
            self._of(self._slots, one, "slots").agreement(self._of(self._slots, other, "slots")),
            names,
            self.limits,
        )

    def _of(self, known: dict[int, Slots], place: int, name: str) -> Slots:
        if place not in known:
            known[place] = Slots(getattr(self.prints[place], name))
        return known[place]


class _Asking:
    """Counts of what only the earlier text has, in the window of the later one."""

    def __init__(
        self, index: ShingleIndex, shared: _Shared, window: int, limits: CopyThresholds
    ) -> None:
        self.index, self.shared, self.window, self.limits = index, shared, window, limits
        self.starts = np.cumsum(shared.of_earlier) - shared.of_earlier

    def all_of(self, pairs: Sequence[int]) -> list[_Triple]:
        """For each pair how many of these shingles say all, less and nothing."""
        chosen = np.array(pairs, np.int64)
        return self._counted(chosen, self.shared.of_earlier[chosen])

    def refused(self, pairs: Sequence[int]) -> set[int]:
        """Those of the pairs that so many rare shingles keep apart that the first few show it.

        They share too little to be worth storing, which cannot change unless most of the
        earlier text is common.
        """
        if not pairs:
            return set()
        chosen = np.array(pairs, np.int64)
        limits, shared = self.limits, self.shared
        both = np.array([weight(self._of(shared.of_both, at), limits) for at in pairs])
        later = np.array([weight(self._of(shared.of_later, at), limits) for at in pairs])
        share = both / (both + later)
        least = np.where(share < limits.suggested, limits.suggested, limits.longer_least)
        allowed = both * (1 / least - 1)
        few = np.minimum(shared.of_earlier[chosen], allowed.astype(np.int64) + 2)
        apart = np.array([weight(only, limits) for only in self._counted(chosen, few)])
        return set(chosen[both / (both + apart) < least].tolist())

    def _of(self, columns: Sequence[Ints], at: int) -> _Triple:
        full, less, nothing = (int(column[at]) for column in columns)
        return full, less, nothing

    def _counted(self, chosen: Ints, sizes: Ints) -> list[_Triple]:
        pair, at = spread(self.starts[chosen], sizes)
        texts = self.shared.texts
        hashes = texts.hashes[self.shared.earlier_place[at]]
        days = texts.days[self.shared.pairs.later[chosen]][pair]
        hashes, days, place = distinct(hashes, days)
        most = self.limits.rare_documents + 1
        counts = self.index.counts(hashes, days - self.window, days + self.window, most)
        steps = step(counts, self.limits)[place]
        columns = [sums(pair[steps == say], len(chosen)).tolist() for say in range(3)]
        return list(zip(*columns, strict=True))
