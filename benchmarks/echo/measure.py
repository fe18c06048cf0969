"""Scores of links and clusters against labels: pairs and B³.

B³ (Bagga and Baldwin 1998): for each document, precision is the share of its
found cluster that belongs to its true one, recall the share of its true cluster
that was found; the mean over documents.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall (0..1) and the number of false positives, where counted."""

    precision: float
    recall: float
    false: int = 0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def true_pairs(labels: Sequence[str]) -> set[Pair]:
    members: dict[str, list[int]] = defaultdict(list)
    for document, label in enumerate(labels):
        members[label].append(document)
    return {pair for group in members.values() for pair in combinations(group, 2)}


def score_pairs(found: set[Pair], true: set[Pair], keep: Callable[[Pair], bool]) -> Score:
    """Pairs for which `keep` holds, found against true."""
    found = {pair for pair in found if keep(pair)}
    true = {pair for pair in true if keep(pair)}
    right = len(found & true)
    precision = right / len(found) if found else 1.0
    return Score(precision, right / len(true) if true else 1.0, len(found) - right)


def closure(pairs: Iterable[Pair], count: int) -> list[int]:
    """A group number for each of `count` documents: connected components."""
    parent = list(range(count))

    def root(document: int) -> int:
        while parent[document] != document:
            parent[document] = parent[parent[document]]
            document = parent[document]
        return document

    for a, b in pairs:
        parent[root(a)] = root(b)
    return [root(document) for document in range(count)]


def group_numbers(groups: Iterable[Sequence[int]], count: int) -> list[int]:
    """The same for groups that are given; documents in none stand alone."""
    numbers = list(range(count))
    for group in groups:
        for document in group:
            numbers[document] = group[0]
    return numbers


def pairs_of(numbers: Sequence[int]) -> set[Pair]:
    return true_pairs([str(number) for number in numbers])


def b_cubed(numbers: Sequence[int], labels: Sequence[str]) -> Score:
    both = Counter(zip(numbers, labels, strict=True))
    found, true = Counter(numbers), Counter(labels)
    precision = recall = 0.0
    for (number, label), count in both.items():
        precision += count * count / found[number]
        recall += count * count / true[label]
    return Score(precision / len(labels), recall / len(labels))
