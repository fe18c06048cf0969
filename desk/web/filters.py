"""Queue filters in addresses: as the desk's pages read and show them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from desk.web.http import BadRequest, Visit
from models.article_codes import KINDS
from models.queries import filters
from models.queries.filters import WrongFilter, filter_query
from models.queries.queue_filter import QueueFilter, Sort
from models.queries.review_queue import Place

__all__ = [
    "chosen",
    "filter_for",
    "filter_query",
    "pairs_of",
    "read_filter",
    "read_place",
    "write_place",
]


def read_filter(pairs: Sequence[tuple[str, str]]) -> QueueFilter:
    """The filter of an address (`models.queries.filters.read_filter`).

    Raises:
        BadRequest: when a value makes no sense; the message names it.
    """
    try:
        return filters.read_filter(pairs)
    except WrongFilter as error:
        raise BadRequest(str(error)) from None


def filter_for(visit: Visit, pairs: Sequence[tuple[str, str]]) -> QueueFilter:
    """The filter as the person who asks may see it: what is to be judged blind is left out.

    Raises:
        BadRequest: when a value makes no sense.
    """
    wanted = read_filter(pairs)
    return replace(wanted, blind_for=visit.who.id) if visit.who.may("reviewer") else wanted


def pairs_of(query: str) -> list[tuple[str, str]]:
    """The pairs of a query string.

    Raises:
        BadRequest: when it is none.
    """
    try:
        return filters.pairs_of(query)
    except WrongFilter as error:
        raise BadRequest(str(error)) from None


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
