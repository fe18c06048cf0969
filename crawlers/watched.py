"""What one crawl watches: its sources with their channels and polling state, from the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from crawlers.catalog import Channel, SourceSpec
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.discovery import channels_of, document_states

#: kinds of channels that have a reader
READ_KINDS = frozenset({"feed", "json_feed", "sitemap", "section", "gdelt", "telegram"})


@dataclass(frozen=True, slots=True)
class DocumentState:
    """What is remembered of a document; the columns of `models.sources.ChannelDocument`."""

    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    polled_at: datetime | None = None
    next_poll_at: datetime | None = None
    failures: float = 0.0
    interval: timedelta | None = None
    wishes: Mapping[str, Any] | None = None
    not_modified: int = 0
    validators: str = "trusted"


@dataclass(frozen=True, slots=True)
class WatchedChannel:
    """A channel with its key in the database and the state of its documents, by address."""

    id: int
    spec: Channel
    documents: dict[str, DocumentState] = field(default_factory=dict)

    def state(self, url: str) -> DocumentState:
        """State of a document; a fresh one for an address never polled."""
        return self.documents.get(url, DocumentState())


@dataclass(frozen=True, slots=True)
class WatchedSource:
    """A source with its key in the database and the channels that are polled."""

    id: int
    spec: SourceSpec
    channels: tuple[WatchedChannel, ...] = ()


def source_entry(spec: SourceSpec) -> SourceEntry:
    """A catalogue entry as the database keeps it."""
    return SourceEntry(
        slug=spec.slug,
        name=spec.name,
        home=spec.home,
        country=spec.country,
        ownership=spec.ownership.value,
        languages=spec.languages,
        timezone=spec.timezone,
        channels=[(channel.kind, channel.poll_url) for channel in spec.channels if channel.active],
        active=spec.active,
        specification=spec.model_dump(mode="json"),
    )


def watch(
    session: Session,
    specs: Sequence[SourceSpec],
    kinds: Iterable[str] | None,
    now: datetime,
) -> list[WatchedSource]:
    """The sources with their keys and polling state; what the database lacks is brought in.

    Only channels of ``kinds`` that have a reader are polled; None means all.
    """
    rows = {(row.slug, row.kind, row.url): row for row in channels_of(session, _slugs(specs))}
    keys = {row.slug: row.source_id for row in rows.values()}
    if any(
        spec.slug not in keys or any(place not in rows for place in _places(spec)) for spec in specs
    ):
        keys = sync_sources(session, [source_entry(spec) for spec in specs], now)
        rows = {(row.slug, row.kind, row.url): row for row in channels_of(session, _slugs(specs))}
    states: dict[int, dict[str, DocumentState]] = {}
    for state in document_states(session, [row.id for row in rows.values()]):
        states.setdefault(state.channel_id, {})[state.url] = DocumentState(
            state.etag,
            state.last_modified,
            state.body_sha256,
            state.polled_at,
            state.next_poll_at,
            state.failures,
            None if state.interval_seconds is None else timedelta(seconds=state.interval_seconds),
            state.wishes,
            state.not_modified,
            state.validators,
        )
    polled = READ_KINDS if kinds is None else READ_KINDS & frozenset(kinds)
    watched: list[WatchedSource] = []
    for spec in specs:
        own = [rows[place] for place in _places(spec)]
        channels = tuple(
            WatchedChannel(row.id, channel, states.get(row.id, {}))
            for channel, row in zip(_active(spec), own, strict=True)
            if channel.kind in polled
        )
        watched.append(WatchedSource(keys[spec.slug], spec, channels))
    return watched


def _slugs(specs: Sequence[SourceSpec]) -> list[str]:
    return [spec.slug for spec in specs]


def _active(spec: SourceSpec) -> list[Channel]:
    return [channel for channel in spec.channels if channel.active]


def _places(spec: SourceSpec) -> list[tuple[str, str, str]]:
    return [(spec.slug, channel.kind, channel.poll_url) for channel in _active(spec)]
