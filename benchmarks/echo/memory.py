"""The shingle index as dictionaries in one process, for measuring and tests.

The real one is a table of the database; both answer the same questions
(`analysis.echo.index.Postings`), and `Desk` walks through the steps in which the
dedupe flow uses them, so that what is measured here is what runs there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.echo.decide import Verdict, decide
from analysis.echo.fingerprint import Fingerprint
from analysis.echo.index import (
    RULE,
    LookupRule,
    find,
    frequencies_of,
    unsettled,
)
from analysis.echo.thresholds import COPY, CopyThresholds


class Row(NamedTuple):
    """A document that holds a shingle, and its source."""

    document: int
    source: int


class MemoryIndex:
    """`Postings` over dictionaries. `asking` is left out of every answer."""

    def __init__(self) -> None:
        self.rows: dict[int, list[Row]] = defaultdict(list)
        self.asking: int | None = None
        self.lookups = 0

    def add(self, document: int, source: int, hashes: Iterable[int]) -> None:
        row = Row(document, source)
        for value in hashes:
            self.rows[value].append(row)

    def postings(self, hashes: Sequence[int], limit: int) -> Mapping[int, Sequence[Row]]:
        self.lookups += len(hashes)
        answers = {}
        for value in hashes:
            if rows := self.rows.get(value):
                others = [row for row in rows[: limit + 1] if row.document != self.asking]
                answers[value] = others[:limit]
        return answers


@dataclass
class Desk:
    """Adds documents in batches and keeps the verdict of every pair that has one."""

    limits: CopyThresholds = COPY
    rule: LookupRule = RULE
    index: MemoryIndex = field(default_factory=MemoryIndex)
    prints: dict[int, Fingerprint] = field(default_factory=dict)
    verdicts: dict[tuple[int, int], Verdict] = field(default_factory=dict)
    linked: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    reopened: int = 0

    def add(self, batch: Mapping[int, tuple[Fingerprint, int]]) -> None:
        """Index and decide a batch of {document: (fingerprint, source)}."""
        before: dict[int, int] = {}
        for document, (print_, source) in batch.items():
            self.prints[document] = print_
            for value in print_.shingles:
                before.setdefault(value, len(self.index.rows.get(value, ())))
            self.index.add(document, source, print_.shingles)
        after = {value: len(self.index.rows[value]) for value in before}
        again = {
            row.document
            for value in unsettled(before, after, self.limits)
            for row in self.index.rows[value][: before[value]]
        }
        self.reopened += len(again)
        for document in [*batch, *sorted(again)]:
            self.settle(document)

    def settle(self, document: int) -> None:
        """Decide `document` against its candidates and against what it was linked to."""
        print_ = self.prints[document]
        self.index.asking = document
        found = find(print_, self.index, self.rule, self.limits)
        frequencies = found.frequencies
        self.index.asking = None
        for other in {*found.documents, *self.linked[document]}:
            pair = (min(document, other), max(document, other))
            if (known := self.verdicts.get(pair)) and known.kind in ("exact", "template"):
                continue
            candidate = self.prints[other]
            verdict = decide(print_, candidate, frequencies, self.limits)
            if not verdict.final:
                hashes = candidate.sampled(max(print_.level, candidate.level))
                frequencies = frequencies_of(hashes, self.index, frequencies, self.limits)
                verdict = decide(print_, candidate, frequencies, self.limits)
            if verdict.kind is None:
                self.verdicts.pop(pair, None)
                self.linked[document].discard(other)
                self.linked[other].discard(document)
            else:
                self.verdicts[pair] = verdict
                self.linked[document].add(other)
                self.linked[other].add(document)
