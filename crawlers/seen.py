"""From items as listed to candidates: key, fate, and how old the channel says they are. Pure."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from analysis.dates import parse
from analysis.urls import url_key
from crawlers.catalog import Channel, SourceSpec
from crawlers.catalog.channels import GdeltChannel, SitemapChannel
from crawlers.policy import AgeLimit, end_of
from crawlers.readers import ListedItem, Listing
from crawlers.readers.listing import MAX_ADDRESS
from models.candidates import Fate
from models.queries.discovery import SeenItem


def seen_items(
    spec: SourceSpec, channel: Channel, listing: Listing, limit: AgeLimit, now: datetime
) -> tuple[SeenItem, ...]:
    """The items of a listing as candidates, each address once.

    An item older than the limit, or of a channel that is only watched, becomes ``not_requested``;
    what is no address becomes ``malformed_url``. What a search found in a language that its channel
    is not in becomes ``not_requested`` too. A sitemap channel's ``match`` patterns say which
    pages it is about; the others are no items of it.
    """
    taken: dict[str, SeenItem] = {}
    for item in listing.items:
        if isinstance(channel, SitemapChannel) and not _matches(channel.match, item.url):
            continue
        seen = _seen(spec, item, listing.rule, limit, now)
        if isinstance(channel, GdeltChannel) and seen.fate is Fate.DISCOVERED:
            seen = _of_language(seen, item.language, spec.languages_of(channel))
        taken.setdefault(seen.url_key, seen)
    return tuple(taken.values())


def _of_language(seen: SeenItem, language: str | None, wanted: Sequence[str]) -> SeenItem:
    if language is None or language in wanted:
        return seen
    reason = f"in {language!r} says the search, which is not among the channel's languages"
    return replace(seen, fate=Fate.NOT_REQUESTED, reason=reason)


def _matches(patterns: Iterable[str], url: str) -> bool:
    wanted = list(patterns)
    return not wanted or any(re.search(pattern, url) for pattern in wanted)


def _seen(
    spec: SourceSpec, item: ListedItem, rule: str, limit: AgeLimit, now: datetime
) -> SeenItem:
    fate, reason = Fate.DISCOVERED, ""
    try:
        if len(item.url) >= MAX_ADDRESS:  # cut there: nobody listed what is left
            raise ValueError(f"it is no address, of more than {MAX_ADDRESS:,} characters")
        key = url_key(item.url)
    except ValueError as error:
        key = hashlib.sha256(f"{spec.slug} {item.url}".encode()).hexdigest()[:32]
        fate, reason = Fate.MALFORMED_URL, f"the channel lists it, but {error}"
    else:
        # most runs have no limit, and reading 50,000 dates takes a second
        dated = limit.earliest and latest_date(item.published, item.modified, rule, spec, now)
        refusal = limit.refusal(dated or None)
        if refusal:
            fate, reason = Fate.NOT_REQUESTED, refusal
    return SeenItem(
        url=item.url,
        url_key=key,
        title=item.title,
        published=_short(item.published),
        modified=_short(item.modified),
        author=item.author,
        fate=fate,
        reason=reason,
    )


def latest_date(
    published: str | None, modified: str | None, rule: str, spec: SourceSpec, now: datetime
) -> datetime | None:
    """The last instant the hints of an item may mean: a page changed of late is not old.

    None when neither hint is a date.
    """
    ends: list[datetime] = []
    for raw in (published, modified):
        if raw:
            found = parse(
                raw, rule=rule, language=spec.languages[0], zone=spec.timezone, reference=now
            )
            if found:
                ends.append(end_of(found.value, found.precision))
    return max(ends, default=None)


def _short(text: str | None) -> str | None:
    return text[:200] if text else text
