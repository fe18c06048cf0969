"""Queue filters in addresses: read from a query string and written back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from desk.web.http import BadRequest, Visit
from models.queries.indexing import KINDS
from models.queries.review_queue import STATUSES, VERDICTS, Place, QueueFilter, Sort

#: values that one filter may name of one thing
MOST_VALUES = 40
ANY = "any"
SORTS: tuple[Sort, ...] = ("priority", "newest")
#: what belongs to a filter; other values of the query (the place in the pages) do not
NAMES = (
    "verdict", "status", *KINDS, "source", "country", "ownership", "language", "since",
    "until", "story", "confidence", "assignee", "echo", "sort",
)  # fmt: skip


def read_filter(pairs: Sequence[tuple[str, str]]) -> QueueFilter:
    """The filter of a query's (name, value) pairs; unnamed parts keep their defaults.

    Raises:
        BadRequest: when a value makes no sense; the message names it.
    """
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if value and name in NAMES:
            values.setdefault(name, []).append(value)
    if any(len(found) > MOST_VALUES for found in values.values()):
        raise BadRequest(f"a filter names at most {MOST_VALUES} values")
    for name, found in values.items():
        if any(len(value) > 100 or "\0" in value for value in found):
            raise BadRequest(f"{name} cannot be that")
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


def filter_for(visit: Visit, pairs: Sequence[tuple[str, str]]) -> QueueFilter:
    """The filter as the person who asks may see it: what is to be judged blind is left out.

    Raises:
        BadRequest: when a value makes no sense.
    """
    wanted = read_filter(pairs)
    return replace(wanted, blind_for=visit.who.id) if visit.who.may("reviewer") else wanted


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
        raise BadRequest("the filter cannot be read") from None


def write_place(place: Place) -> str:
    """A place in the queue as it stands in an address."""
    value = place.value.isoformat() if isinstance(place.value, datetime) else repr(place.value)
    return f"{value}~{place.article_id}"


def read_place(raw: str, sort: Sort) -> Place | None:
    """The place an address names; None for none.

    Raises:
        BadRequest: when it is not one.
    """
    if not raw:
        return None
    value, _, key = raw.rpartition("~")
    try:
        if not re.fullmatch(r"[0-9]{1,19}", key) or int(key) >= 2**63:
            raise ValueError(key)
        if sort == "priority":
            return Place(float(value), int(key))
        moment = datetime.fromisoformat(value)
        return Place(moment if moment.tzinfo else moment.replace(tzinfo=UTC), int(key))
    except ValueError:
        raise BadRequest("this place in the queue does not exist") from None


def chosen(wanted: QueueFilter) -> Mapping[str, Any]:
    """The values of a filter as its form shows them."""
    codes: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, code in wanted.codes:
        codes[kind].append(code)
    return {
        **codes,
        "verdict": wanted.verdicts,
        "status": wanted.statuses,
        "source": wanted.sources,
        "country": wanted.countries,
        "ownership": wanted.ownerships,
        "language": wanted.languages,
        "since": wanted.since.strftime("%Y-%m-%d") if wanted.since else "",
        "until": (wanted.until - timedelta(days=1)).strftime("%Y-%m-%d") if wanted.until else "",
        "story": str(wanted.story or ""),
        "confidence": "" if wanted.confidence_below is None else f"{wanted.confidence_below:g}",
        "assignee": "" if wanted.assignee is None else str(wanted.assignee),
        "echo": "" if wanted.fold else "all",
        "sort": wanted.sort,
    }


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
            raise BadRequest(f"{name} is one of {', '.join(known)}, not {value!r}")
    return tuple(dict.fromkeys(found))


def _sort(value: str) -> Sort:
    for sort in SORTS:
        if sort == value:
            return sort
    raise BadRequest(f"sort is one of {', '.join(SORTS)}")


def _day(
    values: Mapping[str, list[str]], name: str, later: timedelta = timedelta()
) -> datetime | None:
    raw = _last(values, name)
    if raw is None:
        return None
    try:
        return datetime.strptime(raw, "%Y-%m-%d").replace(tzinfo=UTC) + later
    except (ValueError, OverflowError):
        raise BadRequest(f"{name} is a day such as 2025-07-03") from None


def _number(values: Mapping[str, list[str]], name: str) -> int | None:
    raw = _last(values, name)
    if raw is None:
        return None
    if not re.fullmatch(r"[0-9]{1,19}", raw) or int(raw) >= 2**63:
        raise BadRequest(f"{name} is a number")
    return int(raw)


def _share(values: Mapping[str, list[str]], name: str) -> float | None:
    raw = _last(values, name)
    if raw is None:
        return None
    if not re.fullmatch(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?", raw):
        raise BadRequest(f"{name} is between 0 and 1")
    return float(raw)
