"""Health of sources: facts from the database, judged by `analysis.health`, written back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analysis.health import Expected, Facts, Health, Look, PageFact, PollFact, ReadFact, judge
from analysis.health.rates import MOST_BEFORE, WINDOWS
from models.candidates import ARTICLE, Fate
from models.queries.health import (
    ANSWERED,
    FoundHealth,
    HealthChange,
    PageRow,
    PollRow,
    active_sources,
    answered_polls,
    recent_pages,
    recent_polls,
    store_health,
)
from models.session import chunks, reading, writing
from models.sources import Source

#: weeks a rhythm is learned from: each hour of the week eight times
LEARNED = timedelta(weeks=8)
#: last polls that are looked at for failures, and last pages for shares and fill rates
POLLS = 200
PAGES = MOST_BEFORE + WINDOWS[-1]
#: sources whose state is written in one transaction
BATCH = 50

_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
#: fates of pages that were read and have no text
_WITHOUT_TEXT = frozenset({Fate.EMPTY, Fate.EXTRACTION_FAILED, Fate.NOT_AN_ARTICLE})
#: numbers that have a column of their own
_COLUMNS = [
    "last_look_at",
    "last_item_at",
    "expected_gap_hours",
    "chance_of_silence",
    "error_share",
    "challenge_share",
    "paywall_share",
    "failed_poll_share",
    "title_before",
    "title_now",
    "date_before",
    "date_now",
    "author_before",
    "author_now",
    "text_before",
    "text_now",
]


@dataclass(frozen=True, slots=True)
class Judged:
    """A source with its state, and the state it was in before where that was another."""

    slug: str
    name: str
    health: Health
    change: HealthChange | None = None


@dataclass
class Checkup:
    """What a check of all sources came to."""

    at: datetime
    judged: list[Judged] = field(default_factory=list)

    @property
    def changes(self) -> list[Judged]:
        """Those whose state is another than before."""
        return [one for one in self.judged if one.change]

    def states(self) -> dict[str, int]:
        """How many sources are in which state."""
        counts: dict[str, int] = {}
        for one in self.judged:
            counts[one.health.state] = counts.get(one.health.state, 0) + 1
        return counts

    @property
    def sentence(self) -> str:
        """The check in one line."""
        counts = ", ".join(f"{count} {state}" for state, count in sorted(self.states().items()))
        return f"{len(self.judged)} sources: {counts or 'none'}; {len(self.changes)} changed"


def look_at_sources(engine: Engine, now: datetime, slugs: Sequence[str] = ()) -> Checkup:
    """Judge the sources that are polled (or those named); nothing is written."""
    done = Checkup(now)
    with reading(engine) as session:
        for source in active_sources(session, slugs):
            health = judge(facts_of(session, source, now))
            done.judged.append(Judged(source.slug, source.name, health))
    return done


def check_sources(
    engine: Engine, now: datetime, slugs: Sequence[str] = (), run_id: int | None = None
) -> Checkup:
    """Judge the sources that are polled (or those named) and write states and changes."""
    done = Checkup(now)
    with reading(engine) as session:
        sources = active_sources(session, slugs)
    for batch in chunks(sources, BATCH):
        with reading(engine) as session:
            found = [(source, judge(facts_of(session, source, now))) for source in batch]
        with writing(engine) as session:
            rows = [_found(source, health) for source, health in found]
            changes = {one.source_id: one for one in store_health(session, rows, now, run_id)}
        done.judged += [
            Judged(source.slug, source.name, health, changes.get(source.id))
            for source, health in found
        ]
    return done


def facts_of(session: Session, source: Source, now: datetime) -> Facts:
    """All that is known of a source at a time."""
    said = source.specification
    polls = answered_polls(session, source.id, now - LEARNED, now)
    pages = recent_pages(session, source.id, now, PAGES)
    return Facts(
        now=now,
        zone=source.timezone or "UTC",
        country=source.country,
        languages=tuple(source.languages),
        weekend=frozenset(_DAYS[day] for day in said.get("weekend") or ("sat", "sun")),
        expected=_expected(said.get("expectations") or {}),
        began_at=polls.began_at,
        looks=tuple(Look(at, new) for at, new in polls.looks),
        polls=tuple(_poll(row) for row in recent_polls(session, source.id, now, POLLS)),
        pages=tuple(PageFact(row.at, row.fate) for row in pages),
        reads=tuple(fact for row in pages if (fact := _read(row)) is not None),
    )


def _expected(said: dict[str, Any]) -> Expected:
    usual = Expected()
    return Expected(
        min_items_per_poll=said.get("min_items_per_poll", usual.min_items_per_poll),
        max_days_silent=said.get("max_days_silent", usual.max_days_silent),
        min_fill={**usual.min_fill, **(said.get("min_fill") or {})},
    )


def _poll(row: PollRow) -> PollFact:
    # an index of sitemaps lists documents, its items stand in these; an unchanged answer lists
    # nothing that is counted
    whole = row.document == row.channel and "index of" not in row.reason
    counted = whole and row.outcome in ("changed", "empty")
    return PollFact(
        at=row.at,
        channel=row.channel,
        ok=row.outcome in ANSWERED,
        outcome=row.outcome,
        reason=row.reason,
        items=row.items if counted else None,
    )


def _read(row: PageRow) -> ReadFact | None:
    if row.fate in _WITHOUT_TEXT:
        return ReadFact(row.at, text=False)
    if row.fate not in ARTICLE or row.language is None:
        return None
    return ReadFact(
        row.at,
        text=True,
        language=row.language,
        title=bool(row.title),
        date=row.published_at is not None,
        author=bool(row.byline),
    )


def _found(source: Source, health: Health) -> FoundHealth:
    numbers = health.numbers
    columns = {name: numbers.get(name) for name in _COLUMNS}
    columns["pages"] = numbers["pages"]
    columns["reasons"] = [reason.as_dict() for reason in health.reasons]
    columns["numbers"] = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in numbers.items()
    }
    return FoundHealth(source.id, health.state, health.sentence, columns)
