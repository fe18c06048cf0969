"""Which of a page's dates is the date of publication.

1. What cannot be is refused: the future (more than 26 hours after the capture:
   clocks and zones), anything before 1995 or before the site existed, empty
   fields (year 1, the Unix epoch), a bare year outside structured metadata.
2. A modified time never stands against a published one. Where a page has
   nothing else it is taken, and its rule says so.
3. Of the rest the most trusted rule wins: an imported record, JSON-LD, the
   article meta tags, microdata, other meta tags, `<time>`, byline, URL, feed,
   sitemap, the metadata of a PDF or DOCX file (the day it was exported), running
   text, HTTP header, the time a search service saw the page; readings that needed
   a deduction (relative, without year, lunar Hijri) after all others.
4. Unless more independent places contradict it: when two or more places agree
   with each other, and outnumber those that agree with the trusted rule, from
   which they lie more than two days away, the majority is believed. A redesign
   stamps its own date into every page's metadata; address and byline keep the
   old one. A single contradicting place is enough against a midnight of
   1 January or the second of the capture: templates write those. Against a line of
   text an address with a whole day is enough: lines date other things as well.
5. Among dates that name the same day the most precise is kept.

Places are independent when different software writes them: page metadata
(JSON-LD, meta, microdata), visible text (`<time>`, byline, text), address,
feed, sitemap, HTTP header, import. Metadata fields repeating each other are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from analysis.dates.readings import AHEAD
from analysis.dates.types import (
    ASSUMED_UTC,
    PRECISIONS,
    DateCandidate,
    DateDecision,
    Precision,
    Refusal,
)

FIRST_NEWS_SITE = datetime(1995, 1, 1, tzinfo=UTC)
"""No news page is older than the news web."""
SAME = timedelta(hours=26)
"""Dates this close name the same event: a wrong zone (at most 14 hours) and a half day."""
CONTRADICTION = timedelta(hours=48)
"""Further apart than this, two dates cannot both be right."""
_ZONE_SLACK = timedelta(hours=14)
_CAPTURE_STAMP = timedelta(seconds=60)
_BUDDHIST = range(543, 545)

_WIDTHS: dict[Precision, timedelta] = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "day": timedelta(days=1),
    "month": timedelta(days=31),
    "year": timedelta(days=366),
}
_RANKS = {
    "import": 0,
    "jsonld": 1,
    "meta": 4,
    "microdata": 3,
    "time": 6,
    "byline": 7,
    "url": 8,
    "feed": 9,
    "sitemap": 10,
    "text": 12,
    "http": 13,
    "gdelt": 13,
}
_PLACES = {
    "jsonld": "metadata",
    "meta": "metadata",
    "microdata": "metadata",
    "time": "visible text",
    "byline": "visible text",
    "text": "visible text",
    # both tell when a page was looked at: of an old page they agree and are wrong together
    "gdelt": "http",
}
_DOCUMENT_META = ("pdf:", "docx:")
_DOCUMENT_RANK = 11
_ARTICLE_META = ("article:published_time", "og:article:published_time", "og:published_time")
_DEDUCED = frozenset(("relative", "yearless", "lunar_hijri"))
_MODIFIED = re.compile(r"modif|updat|lastmod|revis")
_MIDNIGHT = re.compile(r"[t\s]00:00(?::00(?:\.0+)?)?(?!\d)", re.IGNORECASE)
_YEAR_RULES = frozenset(("import", "jsonld", "meta", "microdata"))


def is_modified(candidate: DateCandidate) -> bool:
    """Whether a candidate dates a change, as its rule says (jsonld:dateModified, …)."""
    return _MODIFIED.search(candidate.rule.lower()) is not None


def refuse(
    candidate: DateCandidate, *, captured_at: datetime, earliest: datetime | None = None
) -> Refusal | None:
    """The reason why a candidate cannot be a date of publication, or None."""
    value = candidate.value
    reason: str | None = None
    if value.year <= 1 or abs(value - datetime(1970, 1, 1, tzinfo=UTC)) <= _ZONE_SLACK:
        reason = "refused: an empty field (year 1 or the Unix epoch)"
    elif value > captured_at + AHEAD:
        ahead = value.year - captured_at.year
        era = "; the year looks like the Buddhist era" if ahead in _BUDDHIST else ""
        reason = f"refused: in the future, after the capture of {captured_at:%Y-%m-%d}{era}"
    elif value + _WIDTHS[candidate.precision] <= FIRST_NEWS_SITE:
        reason = "refused: before 1995, when no news site existed"
    elif earliest is not None and value + _WIDTHS[candidate.precision] <= earliest:
        reason = f"refused: before the site's first day, {earliest:%Y-%m-%d}"
    elif candidate.precision == "year" and _family(candidate) not in _YEAR_RULES:
        reason = "refused: a bare year, such as copyright lines carry"
    return Refusal(candidate, reason) if reason else None


def resolve(
    candidates: Sequence[DateCandidate],
    *,
    captured_at: datetime,
    earliest: datetime | None = None,
) -> DateDecision:
    """Decide which candidate is the date of publication (the rules stand above).

    `captured_at` and `earliest` (the site's first day) are aware. Every
    candidate that is not chosen comes back with a reason.
    """
    reasons: dict[int, str] = {}
    standing: list[int] = []
    for index, candidate in enumerate(candidates):
        refusal = refuse(candidate, captured_at=captured_at, earliest=earliest)
        if refusal is None:
            standing.append(index)
        else:
            reasons[index] = refusal.reason
    published = [i for i in standing if not is_modified(candidates[i])]
    for index in standing:
        if published and index not in published:
            reasons[index] = "a modified time never stands against a published one"
    pool = [candidates[i] for i in (published or standing)]
    if not pool:
        return DateDecision(None, _losers(candidates, reasons, None, {}))
    ordered = sorted(pool, key=_rank)
    trusted = ordered[0]
    leader, overruled = _lead(ordered, captured_at)
    chosen = _most_precise(leader, ordered)
    notes: dict[int, str] = {}
    if overruled is not None:
        notes[id(trusted)] = overruled
    chosen_index = next(i for i, c in enumerate(candidates) if c is chosen)
    return DateDecision(
        chosen,
        _losers(candidates, reasons, chosen_index, notes),
        len(_supporters(chosen, ordered)),
    )


# ---- trust and agreement


def _family(candidate: DateCandidate) -> str:
    return candidate.rule.partition(":")[0]


def _place(candidate: DateCandidate) -> str:
    family = _family(candidate)
    return _PLACES.get(family, family)


def _rank(candidate: DateCandidate) -> int:
    """Smaller is more trusted."""
    family, _, detail = candidate.rule.lower().partition(":")
    rank = _RANKS.get(family, 12)
    if family == "meta" and detail.startswith(_ARTICLE_META):
        rank = 2
    if _is_export(candidate):
        rank = _DOCUMENT_RANK
    if family == "jsonld" and ("created" in detail or "upload" in detail):
        rank = 5
    if candidate.precision in ("month", "year"):
        rank += 20
    if _DEDUCED.intersection(detail.split(":")):
        rank += 40
    return rank


def _is_export(candidate: DateCandidate) -> bool:
    """Whether a date is a file's own: when it was exported, often the day after."""
    family, _, detail = candidate.rule.partition(":")
    return family == "meta" and detail.startswith(_DOCUMENT_META)


def _gap(a: DateCandidate, b: DateCandidate) -> timedelta:
    """How far apart two dates lie, each taken as the span its precision names."""
    first, second = (a, b) if a.value <= b.value else (b, a)
    return max(timedelta(), second.value - (first.value + _WIDTHS[first.precision]))


def _agree(a: DateCandidate, b: DateCandidate) -> bool:
    return _gap(a, b) <= SAME


def _supporters(candidate: DateCandidate, pool: Sequence[DateCandidate]) -> set[str]:
    """The independent places that agree with a candidate; a bare month or year supports too."""
    return {_place(other) for other in pool if _agree(candidate, other)}


def _lead(
    ordered: Sequence[DateCandidate], captured_at: datetime
) -> tuple[DateCandidate, str | None]:
    """The candidate to believe and, if the most trusted was overruled, why."""
    trusted = ordered[0]
    own = _supporters(trusted, ordered)
    template = _template_reason(trusted, captured_at)
    best: tuple[int, DateCandidate] | None = None
    for rival in ordered[1:]:
        if _gap(trusted, rival) <= CONTRADICTION:
            continue
        if rival.precision in ("month", "year") or _is_deduced(rival):
            continue
        size = len(_supporters(rival, ordered))
        if best is None or (size, _family(rival) == "url") > (best[0], _family(best[1]) == "url"):
            best = (size, rival)
    if best is None:
        return trusted, None
    size, rival = best
    if template is not None and size >= len(own):
        return rival, f"overruled: {template}, and {rival.rule} says {rival.value:%Y-%m-%d}"
    if _family(trusted) == "byline" and _family(rival) == "url" and size >= len(own):
        return rival, f"overruled: the address itself says {rival.value:%Y-%m-%d}"
    if size >= 2 and size > len(own):
        places = ", ".join(sorted(_supporters(rival, ordered)))
        return rival, (
            f"overruled: {places} agree on {rival.value:%Y-%m-%d}, "
            f"{_gap(trusted, rival).days} days away"
        )
    return trusted, None


def _is_deduced(candidate: DateCandidate) -> bool:
    return bool(_DEDUCED.intersection(candidate.rule.split(":")))


def _template_reason(candidate: DateCandidate, captured_at: datetime) -> str | None:
    value = candidate.value
    if abs(value - captured_at) <= _CAPTURE_STAMP and candidate.precision in ("second", "minute"):
        return "the moment of the capture, as a template stamps it"
    new_year = re.search(r"\b\d{4}-01-01(?!\d)", candidate.raw) is not None
    if new_year and (candidate.precision != "second" or _is_midnight(candidate)):
        return "midnight of 1 January, as a template writes a year"
    return None


def _is_midnight(candidate: DateCandidate) -> bool:
    """A day dressed as a moment: 2025-08-03T00:00:00Z."""
    return candidate.precision in ("second", "minute") and bool(_MIDNIGHT.search(candidate.raw))


def _most_precise(leader: DateCandidate, ordered: Sequence[DateCandidate]) -> DateCandidate:
    """The most trusted candidate that names the leader's day more precisely, or the leader."""
    vague = leader.precision in ("day", "month", "year")
    if not vague and not _is_midnight(leader):
        return leader
    width = _WIDTHS[leader.precision] if vague else _WIDTHS["day"]
    slack = timedelta()
    if not vague or leader.zone == ASSUMED_UTC:
        slack = _ZONE_SLACK
    chosen = leader
    for other in ordered:
        finer = PRECISIONS.index(other.precision) < PRECISIONS.index(chosen.precision)
        if chosen is leader and not vague:
            finer = other.precision in ("second", "minute")
        if not finer or _is_midnight(other) or _is_deduced(other) or _place(other) == "http":
            continue
        if _is_export(other):
            continue
        margin = _ZONE_SLACK if other.zone == ASSUMED_UTC else slack
        if leader.value - margin <= other.value < leader.value + width + margin:
            chosen = other
            if chosen.precision in ("second", "minute"):
                break
    return chosen


# ---- reasons


def _losers(
    candidates: Sequence[DateCandidate],
    reasons: dict[int, str],
    chosen_index: int | None,
    notes: dict[int, str],
) -> tuple[tuple[DateCandidate, str], ...]:
    chosen = candidates[chosen_index] if chosen_index is not None else None
    return tuple(
        (candidate, reasons.get(index) or notes.get(id(candidate)) or _why(candidate, chosen))
        for index, candidate in enumerate(candidates)
        if index != chosen_index
    )


def _why(candidate: DateCandidate, chosen: DateCandidate | None) -> str:
    if chosen is None:
        return "no date was chosen"
    gap = _gap(candidate, chosen)
    if not gap:
        if (
            candidate.precision != chosen.precision
            and _WIDTHS[candidate.precision] > _WIDTHS[chosen.precision]
        ):
            return f"agrees with {chosen.rule}, less precise ({candidate.precision})"
        return f"agrees with {chosen.rule}, which is trusted more"
    return f"differs from {chosen.rule} by {_duration(gap)}; that rule is trusted more"


def _duration(gap: timedelta) -> str:
    if gap >= timedelta(days=2):
        return f"{gap.days} days"
    if gap >= timedelta(hours=2):
        return f"{int(gap.total_seconds() // 3600)} hours"
    return f"{max(1, int(gap.total_seconds() // 60))} minutes"
