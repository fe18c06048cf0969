"""From links to texts with their places, the same whatever order links come in.

Connected components would let one wrong or one-sided link join everything: a
morning digest that reprints ten briefs whole would make one text of them. So
links are taken strongest first, and an excerpt joins two groups only when more
than half of the pairs across them are linked as well: the cut copies of an
article are linked to each other, the briefs of a digest are not. What a person
said stands before everything else: a confirmed pair is together, a rejected
pair is never together, through whatever other links.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

LinkKind = Literal["exact", "near", "excerpt", "translation", "same_story"]
_STRENGTH: Mapping[str, int] = {
    "exact": 0,
    "near": 1,
    "excerpt": 2,
    "translation": 3,
    "same_story": 4,
}
_NEED_SUPPORT = frozenset({"excerpt", "translation", "same_story"})
"""Kinds that do not carry over: A with B and B with C says little of A with C."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two documents that are one text, or for grouping stories (`storyline`) tell
    one event. `by_person`: confirmed by a reviewer."""

    a: int
    b: int
    kind: LinkKind
    similarity: float = 1.0
    by_person: bool = False

    @property
    def pair(self) -> tuple[int, int]:
        return (min(self.a, self.b), max(self.a, self.b))


class Conflict(ValueError):
    """People both confirmed and rejected the same connection."""


def cluster(
    links: Iterable[Link],
    rejected: Collection[tuple[int, int]] = (),
    *,
    support: float = 0.5,
) -> list[tuple[int, ...]]:
    """The groups of two or more documents, each ascending, in order of their least.

    `rejected`: pairs that a person said are not one text, in either order.
    `support`: share of linked pairs across two groups that must be exceeded for
    an excerpt to join them, or a story. Raises Conflict when confirmations by
    people chain documents together that a person separated.
    """
    by_pair: dict[tuple[int, int], Link] = {}
    for link in sorted(links, key=_rank):
        if link.a != link.b:
            by_pair.setdefault(link.pair, link)
    apart = {(min(pair), max(pair)) for pair in rejected}
    for pair in apart & by_pair.keys():
        if by_pair[pair].by_person:
            raise Conflict(f"pair {pair} is both confirmed and rejected by people")
        del by_pair[pair]
    groups = _Groups(by_pair, apart)
    waiting = list(by_pair.values())
    while waiting:
        refused = [link for link in waiting if not groups.join(link, support)]
        # A join may have given a refused excerpt the support it lacked.
        waiting = refused if len(refused) < len(waiting) else []
    return groups.of_several()


def _rank(link: Link) -> tuple[bool, int, float, tuple[int, int]]:
    return (not link.by_person, _STRENGTH[link.kind], -link.similarity, link.pair)


class _Groups:
    """Groups while they grow.

    Two kinds at once: `_whole` with what people joined, which must keep strangers
    apart; `_part` by the machine's links alone, in which support is counted, so
    that two groups that a person joined need not be linked with each other.
    """

    def __init__(
        self, linked: Collection[tuple[int, int]], apart: Collection[tuple[int, int]]
    ) -> None:
        self._neighbours = _both_ways(linked)
        self._strangers = _both_ways(apart)
        self._whole: dict[int, set[int]] = {}
        self._part: dict[int, set[int]] = {}

    def join(self, link: Link, support: float) -> bool:
        """Put the two groups of `link` together if nothing forbids it."""
        mine, other = _larger_first(self._whole, link)
        if mine is not other and any(
            not self._strangers[member].isdisjoint(mine) for member in other
        ):
            if link.by_person:
                raise Conflict(f"confirmed pair {link.pair} joins what a person separated")
            return False
        if not link.by_person:
            larger, smaller = _larger_first(self._part, link)
            if larger is not smaller:
                across = sum(len(self._neighbours[member] & larger) for member in smaller)
                if link.kind in _NEED_SUPPORT and across <= support * len(larger) * len(smaller):
                    return False
                _merge(self._part, larger, smaller)
        if mine is not other:
            _merge(self._whole, mine, other)
        return True

    def of_several(self) -> list[tuple[int, ...]]:
        groups = {min(group): group for group in self._whole.values() if len(group) > 1}
        return [tuple(sorted(groups[least])) for least in sorted(groups)]


def _larger_first(groups: dict[int, set[int]], link: Link) -> tuple[set[int], set[int]]:
    one = groups.setdefault(link.a, {link.a})
    two = groups.setdefault(link.b, {link.b})
    return (one, two) if len(one) >= len(two) else (two, one)


def _merge(groups: dict[int, set[int]], larger: set[int], smaller: set[int]) -> None:
    larger |= smaller
    for member in smaller:
        groups[member] = larger


def _both_ways(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    neighbours: dict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        neighbours[a].add(b)
        neighbours[b].add(a)
    return neighbours


@dataclass(frozen=True, slots=True)
class Echo:
    """One text: its `original` and the other `places` that printed it."""

    original: int
    places: tuple[int, ...]
    reasons: tuple[str, ...]

    def copy_of(self, document: int) -> int | None:
        """What `document` repeats; None for the original and for strangers."""
        return self.original if document in self.places else None


def echoes(
    groups: Sequence[tuple[int, ...]],
    originals: Mapping[tuple[int, ...], tuple[int, Sequence[str]]],
) -> list[Echo]:
    """Each group with the original that `lineage.original` chose for it."""
    told = []
    for group in groups:
        chosen, reasons = originals[group]
        places = tuple(document for document in group if document != chosen)
        told.append(Echo(chosen, places, tuple(reasons)))
    return told
