"""Which of the documents that print one text is its source.

Evidence, strongest first: a person's word; the agency's own page when the others
credit that agency; an outlet that the others credit by name; then time, the
earliest publication known to the minute, or else the first sighting. A text that
credits somebody else admits to be a copy, so between two of the same minute the
one that credits nobody goes first, then the fuller one. When an agency is
credited whose own page is not among the documents, the earliest document stands
for it and the reasons say so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from analysis.echo.credits import Credit, Credits, agencies, is_agency

PRECISE = frozenset({"second", "minute"})
"""Precisions of a date that order publications within a day."""


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a group.

    `source`: code of its outlet; `source_names`: how other texts may call it;
    `agency`: code of the agency whose own page this is (`agency_of_host`);
    `published_at` aware, with its `precision` as in `analysis.dates`;
    `first_seen_at`: when the channel first showed it.
    """

    id: int
    text: str
    title: str = ""
    source: str = ""
    source_names: tuple[str, ...] = ()
    agency: str | None = None
    published_at: datetime | None = None
    precision: str | None = None
    first_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """`original`: id of the source; `agency`: code of the agency that the text comes
    from, when one is credited, in the collection or not; `credits`: by document."""

    original: int
    reasons: tuple[str, ...]
    agency: str | None = None
    credits: Mapping[int, tuple[Credit, ...]] = field(default_factory=dict)


def original(items: Sequence[Item], pinned: int | None = None) -> Lineage:
    """Choose the source among `items` (at least one, ids distinct).

    The outcome does not depend on their order. `pinned`: the id a person chose,
    which is final when it is among them. Raises ValueError for no items.
    """
    if not items:
        raise ValueError("no documents to choose an original from")
    ordered = sorted(items, key=lambda item: item.id)
    finder = _finder(ordered)
    credits = {item.id: _of_others(item, finder.find(item.text, item.title)) for item in ordered}
    votes = Counter(source for given in credits.values() for source in {c.source for c in given})
    agencies_named = [source for source, _ in _ranked(votes) if is_agency(source)]
    agency = agencies_named[0] if agencies_named else None
    chosen = next((item for item in ordered if item.id == pinned), None)
    if chosen is not None:
        return Lineage(chosen.id, ("chosen by a person",), agency, credits)
    chosen, reasons = _credited(ordered, credits, votes) or _earliest(ordered, credits)
    if agency and not any(_is(item, agency) for item in ordered):
        reasons = (*reasons, f"the text is credited to {agency}, whose own page is not here")
    return Lineage(chosen.id, reasons, agency or chosen.agency, credits)


def _finder(items: Sequence[Item]) -> Credits:
    outlets = {item.source: item.source_names for item in items if item.source_names}
    return Credits(outlets) if outlets else agencies()


def _of_others(item: Item, credits: Sequence[Credit]) -> tuple[Credit, ...]:
    """Without what an outlet says of itself."""
    return tuple(credit for credit in credits if not _is(item, credit.source))


def _is(item: Item, source: str) -> bool:
    return source in (item.agency, item.source)


def _ranked(votes: Counter[str]) -> list[tuple[str, int]]:
    return sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))


def _credited(
    items: Sequence[Item], credits: Mapping[int, Sequence[Credit]], votes: Counter[str]
) -> tuple[Item, tuple[str, ...]] | None:
    """The earliest document of the source that the others credit, if it is here.

    A credited outlet that itself credits another one here is a station on the
    way and no source.
    """
    here = {source for source in votes if any(_is(item, source) for item in items)}
    for source, count in _ranked(votes):
        own = [item for item in items if _is(item, source)]
        if not own:
            continue
        passed_on = {c.source for item in own for c in credits[item.id]} & (here - {source})
        if passed_on:
            continue
        first = min(own, key=lambda item: _order(item, credits))
        return first, (
            f"{count} of {len(items) - len(own)} others credit {source}, whose page it is",
        )
    return None


def _earliest(
    items: Sequence[Item], credits: Mapping[int, Sequence[Credit]]
) -> tuple[Item, tuple[str, ...]]:
    ordered = sorted(items, key=lambda item: _order(item, credits))
    first = ordered[0]
    reasons = []
    when = moment(first)
    if when is None:
        reasons.append("no document has a time; the fuller text stands for the others")
    else:
        known = "published" if _published_counts(first) else "first seen"
        reasons.append(f"{known} first, {when.astimezone(UTC):%Y-%m-%d %H:%M} UTC")
        if len(ordered) > 1 and moment(ordered[1]) == when:
            reasons.append("another of the same minute credits somebody or is shorter")
    return first, tuple(reasons)


def _order(item: Item, credits: Mapping[int, Sequence[Credit]]) -> tuple[datetime, bool, int, int]:
    when = moment(item) or datetime.max.replace(tzinfo=UTC)
    return (when, bool(credits[item.id]), -len(item.text), item.id)


def moment(item: Item) -> datetime | None:
    """When the document was out at the latest, to the minute; None when unknown.

    A date without a time means the end of that day, since it might be any minute
    of it; and nothing is published after it was first seen (a page that says so
    shows the time of its last update).
    """
    times = []
    if item.published_at is not None:
        if item.precision in PRECISE:
            times.append(item.published_at)
        elif item.precision in ("day", None):
            # the day begins at the instant, in the outlet's zone
            times.append(item.published_at + timedelta(hours=23, minutes=59))
    if item.first_seen_at is not None:
        times.append(item.first_seen_at)
    return min(times).replace(second=0, microsecond=0) if times else None


def _published_counts(item: Item) -> bool:
    when = moment(item)
    return (
        item.published_at is not None
        and item.precision in PRECISE
        and item.published_at.replace(second=0, microsecond=0) == when
    )
