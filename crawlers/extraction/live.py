"""Entries of a live blog: found in the page, then marked in its text.

They stay in the text, because tags and quotations are evidence by their place in it; kept
apart they are by their ranges: each entry says where it begins and ends, what it is titled and
when it was posted. An entry that the engine left out is put after the text, so that every entry
is somewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from analysis.dates import parse
from crawlers.extraction.clusters import blocks, folded
from crawlers.extraction.dates import aware, zone_or_none
from crawlers.extraction.metadata.jsonld import LdUpdate
from crawlers.extraction.names import LIVE, Index
from crawlers.extraction.tree import text_of
from crawlers.extraction.types import LiveEntry

MAX_ENTRIES = 500
# an entry of fewer characters that is not in the text is a button or a clock
SHORTEST = 40
_HEADINGS = ("h2", "h3", "h4", "h5")


@dataclass(frozen=True, slots=True)
class Update:
    """An entry as the page has it: title, time as written, paragraphs."""

    title: str | None
    posted: str | None
    paragraphs: tuple[str, ...]


def find(index: Index, stated: Sequence[LdUpdate]) -> tuple[Update, ...]:
    """The entries of a page: from its structured data when that has them all with their texts,
    else from elements named as entries. To be called before the tree is pruned."""
    told = tuple(
        Update(
            u.headline,
            u.posted,
            tuple(line for part in u.body.split("\n") if (line := " ".join(part.split()))),
        )
        for u in stated[:MAX_ENTRIES]
        if u.body
    )
    shown = tuple(u for e in _elements(index)[:MAX_ENTRIES] if (u := _update(e)) is not None)
    return told if len(told) >= len(shown) else shown


def _elements(index: Index) -> list[HtmlElement]:
    """The elements that look alike and are named as live entries, the outermost of each."""
    named = [e for e, bits in index.named.items() if bits & LIVE and e.tag != "a"]
    looks = Counter((e.tag, e.get("class")) for e in named)
    often = {look for look, count in looks.items() if count >= 2}
    alike = [e for e in named if (e.tag, e.get("class")) in often]
    inside = set(alike)
    return [e for e in alike if not any(a in inside for a in e.iterancestors())]


def _update(element: HtmlElement) -> Update | None:
    title = next((t for h in element.iter(*_HEADINGS) if (t := text_of(h))), None)
    posted = next(
        (raw for t in element.iter("time") if (raw := t.get("datetime") or text_of(t))), None
    )
    times = {text_of(t) for t in element.iter("time")}
    lines = (b.text for b in blocks(element) if b.text not in times and b.linked < 0.8)
    paragraphs = tuple(line for line in lines if line != title)
    return Update(title, posted, paragraphs) if paragraphs else None


def mark(
    text: str, updates: Sequence[Update], *, language: str | None, zone: str | None, now: datetime
) -> tuple[str, tuple[LiveEntry, ...]]:
    """Find the entries in the text, in their order; those missing are put after it.

    Returns the text and the entries with half-open ranges of it.
    """
    lines = text.split("\n") if text else []
    keys = [folded(line) for line in lines]
    free = [True] * len(lines)
    spans: list[tuple[int, int, Update]] = []
    for update in updates:
        own = {folded(p) for p in (update.title or "", *update.paragraphs)} - {""}
        span = _span(keys, free, own)
        if span is None:
            missing = [p for p in (update.title, *update.paragraphs) if p]
            if sum(map(len, missing)) < SHORTEST:
                continue
            span = (len(lines), len(lines) + len(missing))
            lines += missing
            keys += map(folded, missing)
            free += [True] * len(missing)
        free[span[0] : span[1]] = [False] * (span[1] - span[0])
        spans.append((*span, update))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    entries = [
        LiveEntry(
            start=starts[first],
            end=starts[last] - 1,
            title=update.title,
            published_raw=update.posted,
            published_at=_moment(update.posted, language, zone, now),
        )
        for first, last, update in sorted(spans, key=lambda span: span[0])
    ]
    return "\n".join(lines), tuple(entries)


def _span(keys: Sequence[str], free: Sequence[bool], own: set[str]) -> tuple[int, int] | None:
    """The first run of free lines that are an entry's own."""
    first = next((i for i, key in enumerate(keys) if free[i] and key in own), None)
    if first is None:
        return None
    last = first
    while last < len(keys) and free[last] and keys[last] in own:
        last += 1
    return first, last


def _moment(
    raw: str | None, language: str | None, zone: str | None, now: datetime
) -> datetime | None:
    """When an entry was posted; None for a bare clock time, whose day nobody states."""
    if not raw:
        return None
    candidate = parse(
        raw, rule="time", language=language, zone=zone_or_none(zone), reference=aware(now)
    )
    timed = candidate is not None and candidate.precision in ("second", "minute")
    return candidate.value if candidate is not None and timed else None
