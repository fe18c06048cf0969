"""Which stored documents to compare a new one with: the bounded lookup rule.

The index is a table of (shingle hash, document) rows kept by the database; this
file says what to ask of it and what to make of the answers, and touches no
database itself. Whatever is stored, one document costs at most `hashes` lookups
of `postings` rows, then `compared` fingerprints: a common phrase is read up to
the limit at which it is known to be common, and not further.

A shingle in more than `rare_documents` documents is common. Two very different
things are: house boilerplate and filled-in columns, which return within one
source, and an agency text printed by forty outlets, which does not. Hence a
second look, only for a document that consists mostly of common shingles: where
no source repeats the shingle more than `per_source` times, it is a syndicated
text and counts as evidence with the least weight.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from analysis.echo.fingerprint import Fingerprint
from analysis.echo.thresholds import COPY, CopyThresholds


@dataclass(frozen=True, slots=True)
class LookupRule:
    """Bounds of one document's search.

    `hashes`: looked up at most (twice what a fingerprint keeps on average).
    `crowded_share`: share of common shingles from which a second look is due.
    `crowded_hashes`, `crowded_postings`: its bounds. `per_source`: documents of
    one source in it that still look like syndication. `shared`: rare shingles a
    candidate must share. `compared`: candidates decided at most.
    """

    hashes: int = 128
    crowded_share: float = 0.6
    crowded_hashes: int = 16
    crowded_postings: int = 64
    per_source: int = 3
    shared: int = 3
    compared: int = 24


RULE = LookupRule()


class Posting(Protocol):
    """One row of the index: a document that holds a shingle, and its source."""

    @property
    def document(self) -> int: ...

    @property
    def source(self) -> int: ...


class Postings(Protocol):
    """What a shingle index answers; the window in time is the index's business.

    The document that asks, and other revisions of the same article, are never
    among the answers.
    """

    def postings(self, hashes: Sequence[int], limit: int) -> Mapping[int, Sequence[Posting]]:
        """At most `limit` rows for each hash, lowest document first; hashes that
        nothing holds may be missing."""
        ...


@dataclass(frozen=True, slots=True)
class Candidates:
    """`documents`: what to compare, best first. `frequencies`: documents holding
    each looked-up shingle, the asking one included, counted up to the bound; the
    argument that `decide` wants. A syndicated shingle is given the frequency at
    which a shingle has its least weight."""

    documents: tuple[int, ...]
    frequencies: dict[int, int] = field(default_factory=dict)


def queried(print_: Fingerprint, rule: LookupRule = RULE) -> tuple[int, ...]:
    """The shingles to look up: all, or if there are too many the coarser sample."""
    level = print_.level
    hashes = print_.shingles
    while len(hashes) > rule.hashes:
        level += 1
        hashes = print_.sampled(level)
    return hashes


def find(
    print_: Fingerprint,
    index: Postings,
    rule: LookupRule = RULE,
    limits: CopyThresholds = COPY,
) -> Candidates:
    """Search `index` for documents that may be copies of `print_`."""
    hashes = queried(print_, rule)
    found = index.postings(hashes, limits.rare_documents)
    frequencies = {value: len(found.get(value, ())) + 1 for value in hashes}
    common = [value for value in hashes if frequencies[value] > limits.rare_documents]
    syndicated: dict[int, Sequence[Posting]] = {}
    if len(common) > rule.crowded_share * len(hashes):
        syndicated = _syndicated(common[: rule.crowded_hashes], index, rule)
        frequencies |= dict.fromkeys(syndicated, limits.rare_documents)
    votes: Counter[int] = Counter()
    for value in hashes:
        if frequencies[value] <= limits.rare_documents:
            rows = syndicated.get(value) or found.get(value, ())
            votes.update({row.document for row in rows})
    best = sorted(
        (document for document, count in votes.items() if count >= rule.shared),
        key=lambda document: (-votes[document], document),
    )
    return Candidates(tuple(best[: rule.compared]), frequencies)


def _syndicated(
    hashes: Sequence[int], index: Postings, rule: LookupRule
) -> dict[int, Sequence[Posting]]:
    kept = {}
    for value, rows in index.postings(hashes, rule.crowded_postings).items():
        busiest = Counter(row.source for row in rows).most_common(1)
        if busiest and busiest[0][1] <= rule.per_source:
            kept[value] = rows
    return kept


def frequencies_of(
    hashes: Iterable[int],
    index: Postings,
    known: Mapping[int, int],
    limits: CopyThresholds = COPY,
) -> dict[int, int]:
    """`known` completed by the frequencies of a candidate's own shingles.

    Without them a candidate's footer counts as rare and hides that the rest of
    it lies within the new document. Needed only where `decide` with `known` is
    not `final` yet, and only for `candidate.sampled(level)` at the coarser level
    of the two.
    """
    missing = [value for value in hashes if value not in known]
    found = index.postings(missing, limits.rare_documents + 1)
    return {**known, **{value: max(1, len(found.get(value, ()))) for value in missing}}


Counted = TypeVar("Counted", bound=Hashable)


def unsettled(
    before: Mapping[Counted, int],
    after: Mapping[Counted, int],
    limits: CopyThresholds = COPY,
) -> set[Counted]:
    """The shingles whose weight changed while documents were added.

    `before` and `after`: documents holding each shingle of the added documents (or,
    by shingle and document, in that document's window), counted at least up to
    `rare_documents` + 1. Pairs decided earlier through
    one of these are to be decided again: that makes the outcome the same in
    whatever order documents arrive. Each shingle changes at most twice in its
    life and then concerns at most `rare_documents` documents.
    """
    says = limits.weights
    most = len(says) - 1
    return {
        value
        for value, count in after.items()
        if before.get(value, 0) > 0 and says[min(before[value], most)] != says[min(count, most)]
    }
