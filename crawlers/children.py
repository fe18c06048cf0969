"""Which further documents of a channel are opened, and in which order. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from analysis.dates import parse
from crawlers.catalog.channels import JsonFeedChannel, SitemapChannel
from crawlers.policy import AgeLimit, end_of
from crawlers.readers import ListedDocument
from crawlers.watched import DocumentState, WatchedChannel

#: an index's word that a document did not change is believed for so long
BELIEVED = timedelta(days=7)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Child:
    """A document to open, with the last instant its index says it changed.

    ``only_after_news``: only if the document that named it brought something new.
    """

    url: str
    changed: datetime | None = None
    only_after_news: bool = False


def documents_to_open(
    listed: Sequence[ListedDocument],
    channel: WatchedChannel,
    limit: AgeLimit,
    now: datetime,
    most: int,
    due_only: bool = False,
) -> tuple[tuple[Child, ...], int]:
    """Documents that one names to open now, at most ``most``, and how many are left for later.

    The windows of a search come as they are. The next page of a feed is opened when it was never
    read, else after news only. Of the children of a sitemap index those never opened come first,
    then the latest changed. Not opened: what the channel's ``follow`` patterns do not name, what
    changed last before the run's limit, what the index says has not changed since it was opened,
    and with ``due_only`` that of which the index says nothing and whose own time has not come.
    """
    spec = channel.spec
    if isinstance(spec, JsonFeedChannel):
        known = [channel.state(document.url).polled_at is not None for document in listed]
        pages = zip(listed, known, strict=True)
        return tuple(Child(page.url, only_after_news=read) for page, read in pages), 0
    if not isinstance(spec, SitemapChannel):
        return tuple(Child(document.url) for document in listed), 0
    due: list[tuple[bool, datetime, Child]] = []
    for document in listed:
        if spec.follow and not _matches(spec.follow, document.url):
            continue
        changed = _changed(document.modified)
        if limit.earliest and changed and changed < limit.earliest:
            continue
        state = channel.state(document.url)
        if _unchanged(state, changed, now) or (due_only and _early(state, changed, now)):
            continue
        due.append((state.polled_at is None, changed or _LONG_AGO, Child(document.url, changed)))
    due.sort(key=lambda entry: entry[:2], reverse=True)
    return tuple(child for _, _, child in due[:most]), max(0, len(due) - most)


def _matches(patterns: Sequence[str], url: str) -> bool:
    return any(re.search(pattern, url) for pattern in patterns)


def _changed(raw: str | None) -> datetime | None:
    found = parse(raw, rule="sitemap") if raw else None
    return end_of(found.value, found.precision) if found else None


def _unchanged(state: DocumentState, changed: datetime | None, now: datetime) -> bool:
    return (
        changed is not None
        and state.body_sha256 is not None
        and state.failures == 0
        and state.polled_at is not None
        and changed < state.polled_at
        and state.polled_at > now - BELIEVED
    )


def _early(state: DocumentState, changed: datetime | None, now: datetime) -> bool:
    return changed is None and state.next_poll_at is not None and state.next_poll_at > now
