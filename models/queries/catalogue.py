"""Bringing the source catalogue into the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.session import chunks, insert_new
from models.sources import Channel, Source


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source as the catalogue states it. ``channels`` are (kind, address) pairs."""

    slug: str
    name: str
    home: str | None
    country: str | None
    ownership: str
    languages: Sequence[str]
    timezone: str | None
    channels: Sequence[tuple[str, str]] = ()
    active: bool = True
    specification: Mapping[str, Any] = field(default_factory=dict)


def sync_sources(session: Session, entries: Sequence[SourceEntry], now: datetime) -> dict[str, int]:
    """Make the tables say what the entries say; sources not among them are left as they are.

    A channel that left its source's entry stays with its history and is no longer polled.
    Returns the key of each source by slug.
    """
    known = {
        source.slug: source
        for part in chunks([entry.slug for entry in entries])
        for source in session.scalars(select(Source).where(Source.slug.in_(part)))
    }
    for entry in entries:
        values = {
            "name": entry.name,
            "home": entry.home,
            "country": entry.country,
            "ownership": entry.ownership,
            "languages": list(entry.languages),
            "timezone": entry.timezone,
            "active": entry.active,
            "specification": dict(entry.specification),
        }
        source = known.get(entry.slug)
        if source is None:
            source = Source(slug=entry.slug, created_at=now, updated_at=now, **values)
            session.add(source)
            known[entry.slug] = source
        elif any(getattr(source, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(source, name, value)
            source.updated_at = now
    session.flush()
    _sync_channels(session, {known[entry.slug].id: entry.channels for entry in entries}, now)
    return {entry.slug: known[entry.slug].id for entry in entries}


def _sync_channels(
    session: Session, listed: Mapping[int, Sequence[tuple[str, str]]], now: datetime
) -> None:
    """Make the channels of sources, by the source's key, those that are listed."""
    there = {
        (channel.source_id, channel.kind, channel.url): channel
        for part in chunks(list(listed))
        for channel in session.scalars(select(Channel).where(Channel.source_id.in_(part)))
    }
    wanted = {(source, kind, url): None for source, pairs in listed.items() for kind, url in pairs}
    insert_new(
        session,
        Channel,
        [
            {"source_id": source, "kind": kind, "url": url, "active": True, "created_at": now}
            for source, kind, url in wanted
            if (source, kind, url) not in there
        ],
        key=("source_id", "kind", "url"),
    )
    for place, channel in there.items():
        active = place in wanted
        if channel.active != active and channel.kind != "import":
            session.execute(update(Channel).where(Channel.id == channel.id).values(active=active))
