"""Queue filters as text: read from the query string they are written as in addresses.

What the review desk shows in an address, keeps as a saved filter and what an alert watches for are
the same words.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from models.article_codes import KINDS
from models.queries.queue_filter import STATUSES, VERDICTS, QueueFilter, Sort

#: values that one filter may name of one thing
MOST_VALUES = 40
ANY = "any"
SORTS: tuple[Sort, ...] = ("priority", "newest")
#: what belongs to a filter; other values of the query (the place in the pages) do not
NAMES = (
    "verdict", "status", *KINDS, "source", "country", "ownership", "language", "since",
    "until", "story", "confidence", "assignee", "echo", "sort",
)  # fmt: skip


class WrongFilter(ValueError):
    """A filter that makes no sense; the message says what of it."""


def read_filter(pairs: Sequence[tuple[str, str]]) -> QueueFilter:
    """The filter of a query's (name, value) pairs; unnamed parts keep their defaults.

    Raises:
        WrongFilter: when a value makes no sense; the message names it.
    """
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if value and name in NAMES:
            values.setdefault(name, []).append(value)
    if any(len(found) > MOST_VALUES for found in values.values()):
        raise WrongFilter(f"a filter names at most {MOST_VALUES} values")
    for name, found in values.items():
        if any(len(value) > 100 or "\0" in value for value in found):
            raise WrongFilter(f"{name} cannot be that")
    plain = QueueFilter()
    return QueueFilter(
        verdicts=_of(values, "verdict", VERDICTS, plain.verdicts),
        statuses=_of(values, "status", STATUSES, plain.statuses),
        codes=tuple((kind, code) for kind in KINDS for code in values.get(kind, ())),
        sources=tuple(values.get("source", ())),
        countries=tuple(values.get("country", ())),
        ownerships=tuple(values.get("ownership", ())),
        languages=tuple(values.get("language", ())),
        since=_day(values, "since"),
        until=_day(values, "until", timedelta(days=1)),
        story=_number(values, "story"),
        confidence_below=_share(values, "confidence"),
        assignee=_number(values, "assignee"),
        fold=_last(values, "echo") != "all",
        sort=_sort(_last(values, "sort") or "priority"),
    )


def filter_query(pairs: Sequence[tuple[str, str]], **changes: str | None) -> str:
    """The filter part of a query as a query string, some values changed or taken away."""
    kept = [
        (name, value) for name, value in pairs if name in NAMES and value and name not in changes
    ]
    return urlencode([*kept, *((name, value) for name, value in changes.items() if value)])


def pairs_of(query: str) -> list[tuple[str, str]]:
    """The pairs of a query string, as they are in an address."""
    try:
        return parse_qsl(query, keep_blank_values=False, max_num_fields=200)
    except ValueError:
        raise WrongFilter("the filter cannot be read") from None


def strictly(query: str) -> QueueFilter:
    """The filter of a query string written by hand: a name that is none is refused, too.

    Raises:
        WrongFilter: when it says nothing, or something that makes no sense.
    """
    pairs = pairs_of(query.removeprefix("?"))
    if not pairs:
        raise WrongFilter("a filter looks like topic=recognition&language=fa")
    for name, _ in pairs:
        if name not in NAMES:
            raise WrongFilter(f"{name!r} is nothing to filter by; there are {', '.join(NAMES)}")
    return read_filter(pairs)


def _last(values: Mapping[str, list[str]], name: str) -> str | None:
    return values[name][-1] if name in values else None


def _of(
    values: Mapping[str, list[str]], name: str, known: Sequence[str], default: tuple[str, ...]
) -> tuple[str, ...]:
    found = values.get(name)
    if not found:
        return default
    if ANY in found:
        return ()
    for value in found:
        if value not in known:
            raise WrongFilter(f"{name} is one of {', '.join(known)}, not {value!r}")
    return tuple(dict.fromkeys(found))


def _sort(value: str) -> Sort:
    for sort in SORTS:
        if sort == value:
            return sort
    raise WrongFilter(f"sort is one of {', '.join(SORTS)}")


def _day(
    values: Mapping[str, list[str]], name: str, later: timedelta = timedelta()
) -> datetime | None:
    raw = _last(values, name)
    if raw is None:
        return None
    try:
        return datetime.strptime(raw, "%Y-%m-%d").replace(tzinfo=UTC) + later
    except (ValueError, OverflowError):
        raise WrongFilter(f"{name} is a day such as 2025-07-03") from None


def _number(values: Mapping[str, list[str]], name: str) -> int | None:
    raw = _last(values, name)
    if raw is None:
        return None
    if not re.fullmatch(r"[0-9]{1,19}", raw) or int(raw) >= 2**63:
        raise WrongFilter(f"{name} is a number")
    return int(raw)


def _share(values: Mapping[str, list[str]], name: str) -> float | None:
    raw = _last(values, name)
    if raw is None:
        return None
    if not re.fullmatch(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?", raw):
        raise WrongFilter(f"{name} is between 0 and 1")
    return float(raw)
