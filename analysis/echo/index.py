"""Which stored documents to compare a new one with: the bounded lookup rule.

The index is a table of (shingle hash, document) rows kept by the database; this
file says what to ask of it and what to make of the answers, and touches no
database itself. Whatever is stored, one document costs at most `hashes` counts
that stop at `rare_documents`, the rows of those that are not more, then
`compared` fingerprints: a common phrase is counted up to the limit at which it
is known to be common, and not further.

A shingle in more than `rare_documents` documents is common. Two very different
things are: house boilerplate and filled-in columns, which return within one
source, and an agency text printed by forty outlets, which does not. Hence a
second look, only for a document that consists mostly of common shingles: where
no source repeats the shingle more than `per_source` times, it is a syndicated
text and counts as evidence with the least weight.

All counts are those of a document's own window in time, the document included,
so they are the same in whatever order and batches documents arrive.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.echo.batch import (
    Flags,
    Ints,
    Rows,
    ShingleIndex,
    Texts,
    distinct,
    integers,
    spread,
    sums,
)
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What the index says of the shingles of texts, each in its text's window.

    `counts`: for each shingle of the texts the documents that hold it, at most
    `rare_documents` + 1; 1 for those that are not looked up. `rows`: who they are, where
    there are others and not too many; `request` is the place of a (hash, day) among the
    distinct ones, `asked` that place for each shingle, -1 for those not looked up.
    """

    counts: Ints
    rows: Rows
    asked: Ints


@dataclass(frozen=True, slots=True)
class Found:
    """`candidates`: for each text what to compare it with, best first. `counts`: as in
    `Reading`; a syndicated shingle is given the count at which it has its least weight."""

    candidates: list[list[int]]
    counts: Ints


def queried(print_: Fingerprint, rule: LookupRule = RULE) -> tuple[int, ...]:
    """The shingles to look up: all, or if there are too many the coarser sample."""
    level = print_.level
    hashes = print_.shingles
    while len(hashes) > rule.hashes:
        level += 1
        hashes = print_.sampled(level)
    return hashes


def read(
    index: ShingleIndex,
    texts: Texts,
    window: int,
    rule: LookupRule = RULE,
    limits: CopyThresholds = COPY,
) -> Reading:
    """Ask the index about texts that it holds."""
    wanted = _queried(texts, rule)
    hashes, days, place = distinct(texts.hashes[wanted], texts.days[texts.owners[wanted]])
    counts = index.counts(hashes, days - window, days + window, limits.rare_documents + 1)
    return _reading(texts, wanted, place, counts, _few(index, hashes, days, counts, window, limits))


def arrive(
    index: ShingleIndex,
    texts: Texts,
    window: int,
    gone: Mapping[int, Collection[int]] = {},
    rule: LookupRule = RULE,
    limits: CopyThresholds = COPY,
) -> tuple[Reading, set[int]]:
    """The same for texts that were just put into the index, and what that changed.

    `gone`: the days of the documents among `texts` that held a hash before and were taken
    out, by hash. The second value are earlier documents for which a shingle of theirs says
    less or more than before: decided again, they make the outcome the same in whatever
    order documents arrive. Each shingle changes at most twice in its life and then
    concerns at most `rare_documents` documents.
    """
    wanted = _queried(texts, rule)
    owners = texts.owners[wanted]
    left = [(value, day) for value, held in gone.items() for day in held]
    hashes, days, place = distinct(
        np.concatenate((texts.hashes[wanted], integers(value for value, _ in left))),
        np.concatenate((texts.days[owners], integers(day for _, day in left))),
    )
    most = limits.rare_documents + 1
    # twice the window on either side: in it lies the window of every document that is in
    # the window of a new one
    reach = 2 * window
    wide = index.counts(hashes, days - reach, days + reach, most)
    rows = _few(index, hashes, days, wide, reach, limits)
    near = np.abs(rows.day - days[rows.request]) <= window
    counts = np.where(wide == 1, 1, sums(rows.request[near], len(hashes)))
    changes = Changes(texts, gone, window, limits)
    again = changes.among(rows, near, hashes)
    rows = rows.where(near)
    if len(many := np.flatnonzero(wide == most)):
        first, last = days[many] - window, days[many] + window
        counted = index.counts(hashes[many], first, last, most + changes.held(hashes[many]))
        counts[many] = np.minimum(counted, most)
        doubtful = many[counted < most + changes.held(hashes[many])]
        again |= changes.asked(index, hashes[doubtful], days[doubtful])
        few = many[(counts[many] > 1) & (counts[many] < most)]
        found = index.rows(hashes[few], days[few] - window, days[few] + window)
        rows = _joined(rows, found._replace(request=few[found.request]))
    return _reading(texts, wanted, place[: len(owners)], counts, rows), again


@dataclass(frozen=True, slots=True)
class Changes:
    """What new texts change for the documents that were there: `gone` as in `arrive`."""

    texts: Texts
    gone: Mapping[int, Collection[int]]
    window: int
    limits: CopyThresholds

    def held(self, hashes: Ints) -> Ints:
        """How many of the new texts hold each hash."""
        if not len(self.texts.hashes):
            return np.zeros(len(hashes), np.int64)
        known, counts = np.unique(self.texts.hashes, return_counts=True)
        at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
        return np.where(known[at] == hashes, counts[at], 0)

    def among(self, rows: Rows, near: Flags, hashes: Ints) -> set[int]:
        """Earlier documents that a change concerns, by rows that are complete for the windows
        of all that are `near`."""
        sizes = sums(rows.request, len(hashes))
        ends = np.cumsum(sizes)
        new = np.isin(rows.document, self.texts.documents)
        before = sizes + (
            integers(len(self.gone.get(h, ())) for h in hashes.tolist()) if self.gone else 0
        )
        again: set[int] = set()
        for request in np.flatnonzero(before > self.limits.full_weight_documents).tolist():
            part = slice(ends[request] - sizes[request], ends[request])
            old = near[part] & ~new[part]
            days = rows.day[part][old]
            inside = np.abs(rows.day[part] - days[:, None]) <= self.window
            changed = self._changed(
                inside.sum(1), (inside & new[part]).sum(1), int(hashes[request]), days
            )
            again.update(rows.document[part][old][changed].tolist())
        return again

    def asked(self, index: ShingleIndex, hashes: Ints, days: Ints) -> set[int]:
        """The same for hashes that many hold: the index is asked about each holder's window."""
        rows = index.rows(hashes, days - self.window, days + self.window)
        rows = rows.where(~np.isin(rows.document, self.texts.documents))
        theirs = hashes[rows.request]
        most = self.limits.rare_documents + 1 + self.held(theirs)
        after = index.counts(theirs, rows.day - self.window, rows.day + self.window, most)
        again: set[int] = set()
        for value in np.unique(theirs).tolist():
            held = self.texts.days[self.texts.owners[self.texts.hashes == value]]
            these = np.flatnonzero(theirs == value)
            added = (np.abs(held - rows.day[these, None]) <= self.window).sum(1)
            changed = self._changed(after[these], added, value, rows.day[these])
            again.update(rows.document[these][changed].tolist())
        return again

    def _changed(self, after: Ints, added: Ints, value: int, days: Ints) -> Flags:
        """Whether a hash says something else, counted in the windows of these days."""
        taken = integers(self.gone.get(value, ()))
        before = after - added + (np.abs(taken - days[:, None]) <= self.window).sum(1)
        changed: Flags = step(before, self.limits) != step(after, self.limits)
        return changed


def step(counts: Ints, limits: CopyThresholds) -> Ints:
    """What a shingle in so many documents says: 0 all, 1 less, 2 nothing."""
    steps = (limits.full_weight_documents + 1, limits.rare_documents + 1)
    return np.searchsorted(steps, counts, "right")


def search(
    index: ShingleIndex,
    texts: Texts,
    reading: Reading,
    window: int,
    rule: LookupRule = RULE,
    limits: CopyThresholds = COPY,
) -> Found:
    """Which documents may be copies of the texts."""
    counts = reading.counts.copy()
    rows = reading.rows
    looked_up = np.flatnonzero(reading.asked >= 0)
    requests = reading.asked[looked_up]
    first = np.searchsorted(rows.request, requests)
    sizes = np.searchsorted(rows.request, requests, "right") - first
    piece, at = spread(first, sizes)
    voters, voted = texts.owners[looked_up][piece], rows.document[at]
    crowd = _crowds(index, texts, counts, looked_up, window, rule, limits)
    if crowd:
        places = [place for place, _ in crowd]
        counts[places] = limits.rare_documents
        voters = np.concatenate((voters, *(np.full(len(d), texts.owners[p]) for p, d in crowd)))
        voted = np.concatenate((voted, *(documents for _, documents in crowd)))
    return Found(_best(texts, voters, voted, rule), counts)


def _queried(texts: Texts, rule: LookupRule) -> Flags:
    """Which of the texts' shingles are looked up."""
    wanted = np.ones(len(texts.hashes), np.bool_)
    for at in np.flatnonzero(np.diff(texts.bounds) > rule.hashes).tolist():
        start, end = texts.bounds[at], texts.bounds[at + 1]
        wanted[start:end] = np.isin(texts.hashes[start:end], queried(texts.prints[at], rule))
    return wanted


def _few(
    index: ShingleIndex, hashes: Ints, days: Ints, counts: Ints, reach: int, limits: CopyThresholds
) -> Rows:
    """The rows of what others hold too and is not common."""
    few = np.flatnonzero((counts > 1) & (counts <= limits.rare_documents))
    rows = index.rows(hashes[few], days[few] - reach, days[few] + reach)
    return rows._replace(request=few[rows.request])


def _reading(texts: Texts, wanted: Flags, place: Ints, counts: Ints, rows: Rows) -> Reading:
    asked = np.full(len(texts.hashes), -1, np.int64)
    asked[wanted] = place
    given = np.ones(len(texts.hashes), np.int64)
    given[wanted] = np.maximum(counts[place], 1)
    return Reading(given, rows, asked)


def _joined(one: Rows, other: Rows) -> Rows:
    both = Rows(*(np.concatenate(columns) for columns in zip(one, other, strict=True)))
    return both.where(np.argsort(both.request, kind="stable"))


def _best(texts: Texts, voters: Ints, voted: Ints, rule: LookupRule) -> list[list[int]]:
    """For each text the documents that share most rare shingles with it, itself left out."""
    best: list[list[int]] = [[] for _ in texts.documents]
    others = voted != texts.documents[voters]
    voters, voted = voters[others], voted[others]
    keys, which = np.unique(voted, return_inverse=True)
    pairs, votes = np.unique(voters * max(1, len(keys)) + which, return_counts=True)
    enough = votes >= rule.shared
    pairs, votes = pairs[enough], votes[enough]
    who, whom = np.divmod(pairs, max(1, len(keys)))
    for at in np.lexsort((keys[whom], -votes, who)).tolist():
        if len(best[who[at]]) < rule.compared:
            best[who[at]].append(int(keys[whom[at]]))
    return best


def _crowds(
    index: ShingleIndex,
    texts: Texts,
    counts: Ints,
    looked_up: Ints,
    window: int,
    rule: LookupRule,
    limits: CopyThresholds,
) -> list[tuple[int, Ints]]:
    """Common shingles that are syndicated: their places, and the documents that hold them."""
    owners = texts.owners[looked_up]
    common = counts[looked_up] > limits.rare_documents
    size = len(texts.documents)
    crowded = sums(owners[common], size) > rule.crowded_share * sums(owners, size)
    told: list[tuple[int, Ints]] = []
    for at in np.flatnonzero(crowded).tolist():
        places = looked_up[common & (owners == at)][: rule.crowded_hashes]
        hashes, days = texts.hashes[places], np.full(len(places), texts.days[at])
        most = rule.crowded_postings + 1
        rows = index.rows(hashes, days - window, days + window, most)
        rows = rows.where(rows.document != texts.documents[at])
        for number, place in enumerate(places.tolist()):
            these = np.flatnonzero(rows.request == number)[: rule.crowded_postings]
            busiest = Counter(rows.source[these].tolist()).most_common(1)
            if busiest and busiest[0][1] <= rule.per_source:
                told.append((place, rows.document[these]))
    return told
