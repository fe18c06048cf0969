"""Bringing the source catalogue into the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.session import insert_new
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
    keys: dict[str, int] = {}
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
        source = session.scalar(select(Source).where(Source.slug == entry.slug))
        if source is None:
            source = Source(slug=entry.slug, created_at=now, updated_at=now, **values)
            session.add(source)
            session.flush()
        elif any(getattr(source, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(source, name, value)
            source.updated_at = now
        keys[entry.slug] = source.id
        _sync_channels(session, source.id, entry.channels, now)
    return keys


def _sync_channels(
    session: Session, source_id: int, channels: Sequence[tuple[str, str]], now: datetime
) -> None:
    rows = [
        {"source_id": source_id, "kind": kind, "url": url, "active": True, "created_at": now}
        for kind, url in channels
    ]
    if rows:
        insert_new(session, Channel, rows, key=("source_id", "kind", "url"))
    wanted = set(channels)
    for channel in session.scalars(select(Channel).where(Channel.source_id == source_id)):
        active = (channel.kind, channel.url) in wanted
        if channel.active != active and channel.kind != "import":
            session.execute(update(Channel).where(Channel.id == channel.id).values(active=active))
