"""The measures of extraction quality: pure functions on what was expected and what was found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean

SHINGLE = 4
# Words, and each Chinese or Japanese character for itself: a sentence without spaces would
# otherwise be one word.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The text's runs of four words with how often they occur."""
    tokens = _TOKEN.findall(text)
    if not tokens:
        return Counter()
    last = max(1, len(tokens) - SHINGLE + 1)
    return Counter(tuple(tokens[i : i + SHINGLE]) for i in range(last))


def body_f1(expected: str, found: str) -> float:
    """F1 of the found text's shingles against the expected ones, 0..1.

    As in scrapinghub's article-extraction-benchmark, averaged over pages by the caller.
    """
    wanted, got = shingles(expected), shingles(found)
    common = (wanted & got).total()
    if not common:
        return 1.0 if not wanted and not got else 0.0
    return 2 * common / (wanted.total() + got.total())


def folded(text: str | None) -> str:
    """White space folded, nothing else."""
    return " ".join((text or "").split())


def same_authors(expected: Sequence[str], found: Sequence[str]) -> bool:
    """Whether the same names were found, in any order."""
    return sorted(map(folded, expected)) == sorted(map(folded, found))


@dataclass(slots=True)
class Tally:
    """The scores of one extractor on one corpus; lists hold one entry a page that has a truth."""

    body: list[float] = field(default_factory=list)
    title: list[bool] = field(default_factory=list)
    authors: list[bool] = field(default_factory=list)
    day: list[bool] = field(default_factory=list)
    wrong_years: int = 0
    seconds: float = 0.0
    pages: int = 0

    def add_date(self, expected: str, found: str | None) -> None:
        """Count a date by its day (ISO strings, any precision below)."""
        self.day.append(bool(found) and (found or "")[:10] == expected[:10])
        self.wrong_years += bool(found) and (found or "")[:4] != expected[:4]

    def merged(self, other: Tally) -> Tally:
        """Both tallies as one."""
        return Tally(
            self.body + other.body,
            self.title + other.title,
            self.authors + other.authors,
            self.day + other.day,
            self.wrong_years + other.wrong_years,
            self.seconds + other.seconds,
            self.pages + other.pages,
        )

    def figures(self) -> dict[str, float | None]:
        """Means by name; None where no page had a truth to compare with."""
        return {
            "body_f1": _mean(self.body),
            "title": _mean(self.title),
            "authors": _mean(self.authors),
            "date": _mean(self.day),
            "wrong_years": float(self.wrong_years) if self.day else None,
            "ms_per_page": 1000 * self.seconds / self.pages if self.pages else None,
        }


def _mean(values: Sequence[float | bool]) -> float | None:
    return fmean(float(v) for v in values) if values else None
