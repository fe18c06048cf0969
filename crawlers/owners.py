"""Whose page is an address that a search found? The source that the catalogue knows by its host."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from crawlers.catalog import HostIndex, SourceSpec
from crawlers.catalog.channels import GdeltChannel
from crawlers.watched import WatchedChannel, source_entry
from models.queries.catalogue import sync_sources
from models.queries.discovery import PolledDocument


@dataclass(frozen=True, slots=True)
class Owners:
    """Active sources of the catalogue by host, with their keys in the database.

    A find of theirs is a candidate of theirs: it is fetched with their politeness, read with their
    zone and languages and counted for them, in the next run that takes them. What belongs to no
    active source stays with the source whose channel found it.
    """

    index: HostIndex
    keys: Mapping[str, int]

    def attributed(self, channel: WatchedChannel, poll: PolledDocument) -> PolledDocument:
        """The poll with each find of a search given to its owner; other kinds as they are."""
        if not isinstance(channel.spec, GdeltChannel):
            return poll
        items = []
        for item in poll.items:
            owner = self.index.owner(item.url)
            items.append(replace(item, source_id=self.keys[owner.slug]) if owner else item)
        return replace(poll, items=tuple(items))


def no_owners() -> Owners:
    """For crawls without a search."""
    return Owners(HostIndex(()), {})


def owners_of(session: Session, specs: Sequence[SourceSpec], now: datetime) -> Owners:
    """The active ones of these sources; those that the database lacks are brought in."""
    active = [spec for spec in specs if spec.active]
    keys = sync_sources(session, [source_entry(spec) for spec in active], now)
    return Owners(HostIndex(active), keys)
