"""Fill rates of title, date, author and text: a redesign shows as one of them falling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from analysis.health.rates import LEAST_BEFORE, MOST_BEFORE, WINDOWS, Share, fall
from analysis.health.types import FIELDS, ReadFact, Reason

#: last pages whose rates are shown as those of now
SHOWN: Final = WINDOWS[2]
#: fewer pages than this are no sample for a minimum of the source's file
LEAST: Final = 5
ALL: Final = "all"


def field_reasons(reads: Sequence[ReadFact], minima: Mapping[str, float]) -> Iterator[Reason]:
    """Fields that are filled less often than before, or than the source's file demands.

    A fall is looked for in all pages and in each language by itself: a redesign may reach one
    edition of an outlet only. An author missing is no illness, since editors come and go.
    """
    for name in FIELDS:
        told = False
        for language, values in _by_language(reads, name).items():
            if change := fall(values):
                of = "" if language == ALL else f" in {language}"
                yield Reason(
                    f"fill_{name}",
                    "warning" if name == "author" else "ill",
                    f"{name}{of} in {change.now} of its last pages, {change.before} of those "
                    "before: the site may have been redesigned",
                )
                told = True
                break
        values = _values(reads, name)[-SHOWN:]
        minimum = minima.get(name, 0.0)
        share = Share.of(values)
        # the upper end: only what is too low for sure
        if not told and share.size >= LEAST and share.interval()[1] < minimum:
            yield Reason(
                f"fill_{name}",
                "ill",
                f"{name} in {share} of its last pages; its file expects {minimum:.0%} at least",
            )


def field_numbers(reads: Sequence[ReadFact]) -> dict[str, Any]:
    """Fill rates of the last pages and of those before them, by field and language."""
    numbers: dict[str, Any] = {"reads": len(reads[-SHOWN:]), "fill": {}}
    for name in FIELDS:
        by_language = {}
        for language, values in _by_language(reads, name).items():
            before = Share.of(values[-SHOWN - MOST_BEFORE : -SHOWN])
            now = Share.of(values[-SHOWN:])
            by_language[language] = {"now": now.as_dict(), "before": before.as_dict()}
            if language == ALL:
                numbers[f"{name}_now"], numbers[f"{name}_before"] = now.rate, before.rate
        numbers["fill"][name] = by_language
    return numbers


def _values(reads: Sequence[ReadFact], name: str) -> list[bool]:
    found = (getattr(read, name) for read in reads)
    return [value for value in found if value is not None]


def _by_language(reads: Sequence[ReadFact], name: str) -> dict[str, list[bool]]:
    """Values of a field of all pages, and by language where there are enough to compare.

    Pages without a text have no language: whether there is one is compared over all only.
    """
    groups: dict[str, list[bool]] = {ALL: _values(reads, name)}
    if name == "text":
        return groups
    languages: dict[str, list[bool]] = defaultdict(list)
    for read in reads:
        value = getattr(read, name)
        if read.language and value is not None:
            languages[read.language].append(value)
    enough = LEAST_BEFORE + WINDOWS[0]
    return groups | {
        code: values for code, values in sorted(languages.items()) if len(values) >= enough
    }
