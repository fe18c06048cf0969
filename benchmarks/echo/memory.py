"""The shingle index as dictionaries in one process, for measuring and tests.

The real one is a table of the database; both answer the same questions
(`analysis.echo.index.Postings`), and `Desk` walks through the steps in which the
dedupe flow uses them, so that what is measured here is what runs there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from analysis.echo.batch import Ints, Rows, Texts
from analysis.echo.compare import compare
from analysis.echo.decide import Verdict
from analysis.echo.fingerprint import Fingerprint
from analysis.echo.index import RULE, LookupRule, arrive, read, search
from analysis.echo.thresholds import COPY, CopyThresholds


class MemoryIndex:
    """`ShingleIndex` over dictionaries: (day, document, source) by hash."""

    def __init__(self) -> None:
        self.held: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self.lookups = 0

    def add(self, document: int, source: int, hashes: Iterable[int], day: int = 0) -> None:
        for value in hashes:
            self.held[value].append((day, document, source))

    def counts(self, hashes: Ints, first: Ints, last: Ints, limit: Ints | int) -> Ints:
        self.lookups += len(hashes)
        asked = zip(hashes.tolist(), first.tolist(), last.tolist(), strict=True)
        held = [sum(a <= row[0] <= b for row in self.held.get(h, ())) for h, a, b in asked]
        return np.minimum(np.array(held, np.int64), limit)

    def rows(self, hashes: Ints, first: Ints, last: Ints, limit: int | None = None) -> Rows:
        self.lookups += len(hashes)
        found: list[tuple[int, int, int, int]] = []
        asked = zip(hashes.tolist(), first.tolist(), last.tolist(), strict=True)
        for at, (h, a, b) in enumerate(asked):
            rows = sorted(row for row in self.held.get(h, ()) if a <= row[0] <= b)
            found += [(at, *row) for row in islice(rows, limit)]
        return Rows(*np.array(found, np.int64).reshape(-1, 4).T)


@dataclass
class Desk:
    """Adds documents in batches and keeps the verdict of every pair that has one."""

    limits: CopyThresholds = COPY
    rule: LookupRule = RULE
    window: int = 45
    index: MemoryIndex = field(default_factory=MemoryIndex)
    prints: dict[int, Fingerprint] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    verdicts: dict[tuple[int, int], Verdict] = field(default_factory=dict)
    linked: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    reopened: int = 0

    def add(self, batch: Mapping[int, tuple[Fingerprint, int]], day: int = 0) -> None:
        """Index and decide a batch of {document: (fingerprint, source)} of one day."""
        for document, (print_, source) in batch.items():
            self.prints[document], self.days[document] = print_, day
            self.index.add(document, source, print_.shingles, day)
        new = Texts.of({key: print_ for key, (print_, _) in batch.items()}, self.days)
        reading, again = arrive(self.index, new, self.window, {}, self.rule, self.limits)
        self.reopened += len(again)
        old = self._texts(again)
        told = read(self.index, old, self.window, self.rule, self.limits)
        pairs = {_pair(key, other) for key in (*batch, *again) for other in self.linked[key]}
        asked = []
        for texts, given in ((new, reading), (old, told)):
            found = search(self.index, texts, given, self.window, self.rule, self.limits)
            asked.append((texts, found.counts))
            for key, others in zip(texts.documents.tolist(), found.candidates, strict=True):
                pairs |= {_pair(key, other) for other in others}
        everybody = self._texts({key for pair in pairs for key in pair} | {*batch, *again})
        verdicts = compare(self.index, everybody, asked, pairs, self.window, self.rule, self.limits)
        for pair, verdict in verdicts.items():
            self._keep(pair, verdict)

    def _texts(self, keys: Iterable[int]) -> Texts:
        return Texts.of({key: self.prints[key] for key in keys}, self.days)

    def _keep(self, pair: tuple[int, int], verdict: Verdict) -> None:
        one, other = pair
        if verdict.kind is None:
            self.verdicts.pop(pair, None)
            self.linked[one].discard(other)
            self.linked[other].discard(one)
        else:
            self.verdicts[pair] = verdict
            self.linked[one].add(other)
            self.linked[other].add(one)


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)
