"""What is known of the health of sources, and writing down what it came to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision
from models.candidates import Candidate, Fate
from models.health import SourceHealth, SourceHealthEvent
from models.sources import Channel, Poll, Source

#: outcomes of polls that were answered: with something new, with nothing new, with nothing
ANSWERED = ("changed", "unchanged", "empty")
#: fates that say nothing of how a page was had
_NOT_ASKED = tuple(
    fate.value
    for fate in (
        Fate.DISCOVERED,
        Fate.CAPTURED,
        Fate.NOT_REQUESTED,
        Fate.MALFORMED_URL,
        Fate.DUPLICATE_URL,
        Fate.REMOVED,
    )
)


def active_sources(session: Session, slugs: Sequence[str] = ()) -> list[Source]:
    """The sources that are polled, or those named, by slug."""
    query = select(Source).order_by(Source.slug)
    query = query.where(Source.slug.in_(slugs)) if slugs else query.where(Source.active)
    return list(session.scalars(query))


@dataclass(frozen=True, slots=True)
class AnsweredPolls:
    """Answered polls of a source: (when, new items), and when each channel was first answered.

    The first answer of a channel brings what gathered over years; it is no part of a rhythm.
    """

    looks: list[tuple[datetime, int]]
    began_at: datetime | None


def answered_polls(
    session: Session, source_id: int, since: datetime, until: datetime
) -> AnsweredPolls:
    """Answered polls of the channels that are polled, from one time to another, oldest first."""
    firsts = session.execute(
        select(func.min(Poll.id), func.min(Poll.polled_at))
        .join(Channel, Channel.id == Poll.channel_id)
        .where(Channel.source_id == source_id, Poll.outcome.in_(ANSWERED))
        .group_by(Poll.channel_id, Poll.url)
    ).all()
    initial = {row[0] for row in firsts}
    rows = session.execute(
        select(Poll.id, Poll.polled_at, Poll.new_items)
        .join(Channel, Channel.id == Poll.channel_id)
        .where(
            Channel.source_id == source_id,
            Channel.active,
            Poll.outcome.in_(ANSWERED),
            Poll.polled_at.between(since, until),
        )
        .order_by(Poll.polled_at, Poll.id)
    )
    looks = [(row.polled_at, 0 if row.id in initial else row.new_items) for row in rows]
    return AnsweredPolls(looks, min((row[1] for row in firsts), default=None))


class PollRow(NamedTuple):
    """A poll. ``channel`` is the channel's address, ``document`` the one that was asked for."""

    at: datetime
    channel: str
    document: str
    outcome: str
    reason: str
    items: int


def recent_polls(session: Session, source_id: int, until: datetime, limit: int) -> list[PollRow]:
    """The last polls before a time of the channels that are polled, oldest first."""
    rows = session.execute(
        select(Poll.polled_at, Channel.url, Poll.url, Poll.outcome, Poll.reason, Poll.items)
        .join(Channel, Channel.id == Poll.channel_id)
        .where(Channel.source_id == source_id, Channel.active, Poll.polled_at <= until)
        .order_by(Poll.polled_at.desc(), Poll.id.desc())
        .limit(limit)
    ).all()
    return [PollRow(*row) for row in reversed(rows)]


class PageRow(NamedTuple):
    """A page that was asked for, and what its article's current revision says, if it is one."""

    at: datetime
    fate: str
    language: str | None
    title: str | None
    published_at: datetime | None
    byline: str | None


def recent_pages(session: Session, source_id: int, until: datetime, limit: int) -> list[PageRow]:
    """The last pages of a source that were asked for before a time, oldest first; no imports."""
    rows = session.execute(
        select(
            Candidate.fate_at,
            Candidate.fate,
            ArticleRevision.language,
            ArticleRevision.title,
            ArticleRevision.published_at,
            ArticleRevision.byline,
        )
        .outerjoin(Article, Article.candidate_id == Candidate.id)
        .outerjoin(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .where(
            Candidate.source_id == source_id,
            Candidate.fate.not_in(_NOT_ASKED),
            Candidate.fate_at <= until,
            or_(Candidate.hint_rule.is_(None), Candidate.hint_rule != "import"),
            # gone after it was had: a matter of the article, not of how the source answers
            Article.gone_at.is_(None),
        )
        .order_by(Candidate.fate_at.desc(), Candidate.id.desc())
        .limit(limit)
    ).all()
    return [PageRow(*row) for row in reversed(rows)]


@dataclass(frozen=True, slots=True)
class FoundHealth:
    """What a source's state came to: columns of ``source_health`` without keys and times."""

    source_id: int
    state: str
    reason: str
    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HealthChange:
    """A source that came into another state. ``before`` is None for the first."""

    source_id: int
    before: str | None
    after: str
    reason: str


def store_health(
    session: Session, found: Iterable[FoundHealth], now: datetime, run_id: int | None
) -> list[HealthChange]:
    """Write the states; every change of one is an event. Returns the changes."""
    changes: list[HealthChange] = []
    for one in found:
        row = session.get(SourceHealth, one.source_id)
        before = row.state if row else None
        if row is None:
            row = SourceHealth(source_id=one.source_id, since=now)
            session.add(row)
        if before != one.state:
            row.since = now
            changes.append(HealthChange(one.source_id, before, one.state, one.reason))
            session.add(
                SourceHealthEvent(
                    source_id=one.source_id,
                    run_id=run_id,
                    at=now,
                    from_state=before,
                    to_state=one.state,
                    reason=one.reason,
                    numbers=dict(one.columns["numbers"]),
                )
            )
        row.state, row.reason, row.checked_at, row.run_id = one.state, one.reason, now, run_id
        for name, value in one.columns.items():
            setattr(row, name, value)
    session.flush()
    return changes


@dataclass(frozen=True, slots=True)
class UntoldEvent:
    """A change of state of which Prefect was not told yet."""

    id: int
    slug: str
    name: str
    at: datetime
    before: str | None
    after: str
    reason: str


def untold_events(session: Session, limit: int) -> list[UntoldEvent]:
    """Changes of state of which Prefect was not told yet, oldest first."""
    rows = session.execute(
        select(SourceHealthEvent, Source)
        .join(Source, Source.id == SourceHealthEvent.source_id)
        .where(SourceHealthEvent.told_at.is_(None))
        .order_by(SourceHealthEvent.id)
        .limit(limit)
    )
    return [
        UntoldEvent(
            event.id,
            source.slug,
            source.name,
            event.at,
            event.from_state,
            event.to_state,
            event.reason,
        )
        for event, source in rows
    ]


def mark_told(session: Session, event_ids: Sequence[int], now: datetime) -> None:
    """Note that Prefect was told of these changes."""
    session.execute(
        update(SourceHealthEvent).where(SourceHealthEvent.id.in_(event_ids)).values(told_at=now)
    )


def health_of(session: Session, slugs: Sequence[str] = ()) -> list[tuple[Source, SourceHealth]]:
    """Stored states with their sources, by slug; of all that were judged, or of those named."""
    query = (
        select(Source, SourceHealth)
        .join(SourceHealth, SourceHealth.source_id == Source.id)
        .order_by(Source.slug)
    )
    query = query.where(Source.slug.in_(slugs)) if slugs else query.where(Source.active)
    return [(row[0], row[1]) for row in session.execute(query)]
