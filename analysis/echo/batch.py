"""The texts of a batch as arrays, so that a thousand are looked up and compared at once.

Everything here could be said of one text or of one pair at a time, and is in
`analysis.echo.decide`; a loop over pairs costs ten times as much.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.echo.fingerprint import Fingerprint

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Rows(NamedTuple):
    """Rows of the index that answer requests: which request (its place), and the day, key and
    source of a document that holds its shingle. Ascending by request, day and document."""

    request: Ints
    day: Ints
    document: Ints
    source: Ints

    def where(self, kept: Flags | Ints) -> "Rows":
        """Those that are flagged, or at these places."""
        return Rows(*(column[kept] for column in self))


class ShingleIndex(Protocol):
    """What an index of shingles answers: for each hash, about the documents of a range of
    days that hold it. Arrays are of one length; a limit may be one number for all."""

    def counts(self, hashes: Ints, first: Ints, last: Ints, limit: Ints | int) -> Ints:
        """How many documents hold each hash, counted up to `limit`."""
        ...

    def rows(self, hashes: Ints, first: Ints, last: Ints, limit: int | None = None) -> Rows:
        """The documents that hold each hash; the first `limit` of each."""
        ...


@dataclass(frozen=True, slots=True)
class Texts:
    """Fingerprints side by side: parallel to `documents`, ascending, are `days`, `levels` and
    `prints`; the shingles of text `i` are `hashes[bounds[i]:bounds[i + 1]]`, ascending, and
    `heads` says which of them stand in its beginning."""

    documents: Ints
    days: Ints
    levels: Ints
    prints: Sequence[Fingerprint]
    bounds: Ints
    hashes: Ints
    heads: Flags

    @classmethod
    def of(cls, prints: Mapping[int, Fingerprint], days: Mapping[int, int]) -> "Texts":
        """Texts by key; `days` has at least these keys."""
        documents = sorted(prints)
        ordered = [prints[key] for key in documents]
        bounds = bounds_of([len(print_.shingles) for print_ in ordered])
        hashes = integers(chain.from_iterable(print_.shingles for print_ in ordered))
        heads = np.fromiter(
            (
                value in head
                for print_ in ordered
                for head in (frozenset(print_.head),)
                for value in print_.shingles
            ),
            np.bool_,
        )
        return cls(
            integers(documents),
            integers(days[key] for key in documents),
            integers(print_.level for print_ in ordered),
            ordered,
            bounds,
            hashes,
            heads,
        )

    def part(self, places: Ints) -> "Texts":
        """Those at these places, ascending."""
        sizes = np.diff(self.bounds)[places]
        _, at = spread(self.bounds[places], sizes)
        return Texts(
            self.documents[places],
            self.days[places],
            self.levels[places],
            [self.prints[place] for place in places.tolist()],
            bounds_of(sizes),
            self.hashes[at],
            self.heads[at],
        )

    @property
    def owners(self) -> Ints:
        """The place of the text of each shingle."""
        return np.repeat(np.arange(len(self.documents)), np.diff(self.bounds))


def joined(*parts: Texts) -> Texts:
    """One of several, of which no two have a document in common."""
    together = Texts(
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.days for part in parts]),
        np.concatenate([part.levels for part in parts]),
        [print_ for part in parts for print_ in part.prints],
        bounds_of(np.concatenate([np.diff(part.bounds) for part in parts])),
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.heads for part in parts]),
    )
    return together.part(np.argsort(together.documents))


def integers(values: Iterable[int]) -> Ints:
    """An array of them."""
    return np.fromiter(values, np.int64)


def bounds_of(sizes: Sequence[int] | Ints) -> Ints:
    """Where pieces of these sizes begin when they stand in one row, and where the last ends."""
    return np.concatenate(([0], np.cumsum(np.asarray(sizes, np.int64))))


def spread(starts: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """All places of pieces that begin at `starts`: which piece, and the place."""
    piece = np.repeat(np.arange(len(starts)), sizes)
    within = np.arange(len(piece)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return piece, np.repeat(starts, sizes) + within


def sums(pieces: Ints, size: int) -> Ints:
    """How often each of `size` numbers is among the pieces."""
    return np.bincount(pieces, minlength=size)


def distinct(hashes: Ints, days: Ints) -> tuple[Ints, Ints, Ints]:
    """The distinct (hash, day) pairs, ascending, as two arrays, and for each pair given the
    place of its like among them."""
    order = np.lexsort((days, hashes))
    hashes, days = hashes[order], days[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = (hashes[1:] != hashes[:-1]) | (days[1:] != days[:-1])
    place = np.empty(len(order), np.int64)
    place[order] = np.cumsum(first) - 1
    return hashes[first], days[first], place
