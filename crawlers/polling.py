"""Judging the answer to a poll: pure, from answer and known state to what is written down.

The order of the questions: did it answer at all; does it say that nothing changed (304), or show it
(equal bytes, whatever the server says); can it be read; what does it list, and what of that is to
be asked for.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawlers.catalog.channels import (
    GdeltChannel,
    JsonFeedChannel,
    SectionChannel,
    SitemapChannel,
    TelegramChannel,
)
from crawlers.catalog.schema import SourceSpec
from crawlers.children import Child, documents_to_open
from crawlers.policy import (
    AgeLimit,
    Outcome,
    failure_weight,
    next_poll,
    outcome_of_status,
    retry_after,
)
from crawlers.posts import PostsToKeep, posts_to_keep
from crawlers.readers import (
    Listing,
    NotReadable,
    read_channel,
    read_feed,
    read_gdelt,
    read_json_feed,
    read_section,
    read_sitemap,
)
from crawlers.readers.telegram import told
from crawlers.seen import seen_items
from crawlers.watched import WatchedChannel, WatchedSource
from crawlers.windows import MOST_RECORDS, halves_to_read
from models.candidates import Fate
from models.queries.discovery import PolledDocument


@dataclass(frozen=True, slots=True)
class Answer:
    """A full answer to a poll; header values as text, None where there is none."""

    url: str
    status: int
    body: bytes
    at: datetime
    conditional: bool = False
    etag: str | None = None
    last_modified: str | None = None
    charset: str | None = None
    location: str | None = None
    retry_after: str | None = None
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What a poll brought, ready to be written, and the documents to open next.

    ``posts``: items that the document holds whole, to be kept out of it.
    """

    poll: PolledDocument
    documents: tuple[Child, ...] = ()
    posts: PostsToKeep | None = None


@dataclass(frozen=True, slots=True)
class PollContext:
    """The run around a poll: its number, how far back it looks, how much of an index it opens."""

    run_id: int | None = None
    since: datetime | None = None
    max_bytes: int = 50_000_000
    max_children: int = 100


def judge_answer(
    source: WatchedSource, channel: WatchedChannel, url: str, answer: Answer, context: PollContext
) -> Judged:
    """What an answer to the poll of ``url`` comes to. Never raises for any bytes."""
    state = channel.state(url)
    blank = _blank(source, channel, url, answer.at, context)
    blank = replace(blank, status=answer.status, conditional=answer.conditional)
    priority = source.spec.priority
    if answer.status == 304 and answer.conditional:
        poll = replace(blank, outcome="unchanged", reason="the server says nothing changed (304)")
        return Judged(replace(poll, next_poll_at=next_poll(priority, 0.0, answer.at)))
    if answer.status == 304:
        refused: Outcome | None = Outcome(
            Fate.HTTP_ERROR, "answered 304 (not modified) though it was asked without conditions"
        )
    else:
        refused = outcome_of_status(answer.status, answer.location)
    if refused is not None:
        wait = retry_after(answer.retry_after, answer.at)
        failed = judge_failure(source, channel, url, refused, answer.at, context, wait)
        return Judged(replace(failed.poll, status=answer.status, conditional=answer.conditional))
    sha256 = hashlib.sha256(answer.body).hexdigest()
    unchanged = sha256 == state.body_sha256
    if unchanged and not channel.spec.deepest:
        poll = replace(blank, outcome="unchanged", reason="the same bytes as before")
        return Judged(replace(poll, next_poll_at=next_poll(priority, 0.0, answer.at)))
    try:
        listing = _read(source.spec, channel, url, answer, context.max_bytes)
    except NotReadable as error:
        failures = state.failures + (0.0 if error.outcome == "empty" else 1.0)
        # neither hash nor validators are kept, so that the next poll says so again
        poll = replace(blank, outcome=error.outcome, reason=str(error), failures=failures)
        return Judged(replace(poll, next_poll_at=next_poll(priority, failures, answer.at)))
    limit = AgeLimit.of(answer.at, context.since, channel.spec.max_age_days, channel.spec.fetch)
    children, left = documents_to_open(
        listing.documents, channel, limit, answer.at, context.max_children
    )
    poll = replace(
        blank,
        outcome="unchanged" if unchanged else "changed",
        reason=_summary(listing, answer.url, url, len(children), left),
        hint_rule=listing.rule,
        items=() if unchanged else seen_items(source.spec, channel.spec, listing, limit, answer.at),
        next_poll_at=next_poll(priority, 0.0, answer.at),
    )
    if not unchanged:
        # an index is always asked for whole: its word on the children is needed each time
        index = bool(listing.documents)
        poll = replace(
            poll,
            etag=None if index else answer.etag,
            last_modified=None if index else answer.last_modified,
            body_sha256=sha256,
        )
    if isinstance(channel.spec, GdeltChannel) and listing.documents:
        # a full window is done when its halves are, and they are known by their own state
        poll = replace(poll, body_sha256=None, forget=True)
    posts = None
    if listing.posts is not None:
        posts = posts_to_keep(listing.posts, answer.url, limit, answer)
    return Judged(poll, children, posts)


def judge_failure(
    source: WatchedSource,
    channel: WatchedChannel,
    url: str,
    outcome: Outcome,
    at: datetime,
    context: PollContext,
    wait: timedelta | None = None,
) -> Judged:
    """What a poll without an answer that can be used comes to; ``wait`` as the host asked for."""
    failures = channel.state(url).failures + failure_weight(outcome)
    poll = replace(
        _blank(source, channel, url, at, context),
        outcome=outcome.fate.value,
        reason=outcome.reason,
        failures=failures,
        next_poll_at=next_poll(source.spec.priority, failures, at, wait),
    )
    return Judged(poll)


def judge_pause(
    source: WatchedSource,
    channel: WatchedChannel,
    url: str,
    why: str,
    at: datetime,
    context: PollContext,
) -> Judged:
    """What a poll comes to that was not sent since its host asked for a pause: no failure."""
    failures = channel.state(url).failures
    poll = replace(
        _blank(source, channel, url, at, context),
        outcome="postponed",
        reason=f"not asked: {why}",
        failures=failures,
        next_poll_at=next_poll(source.spec.priority, failures, at),
    )
    return Judged(poll)


def judge_broken(
    source: WatchedSource,
    channel: WatchedChannel,
    url: str,
    answer: Answer,
    error: Exception,
    context: PollContext,
) -> Judged:
    """What an answer comes to that broke its reader: a fault of ours, said and asked for again."""
    failures = channel.state(url).failures + 1.0
    poll = replace(
        _blank(source, channel, url, answer.at, context),
        outcome="not_readable",
        reason=f"the reader broke on it ({type(error).__name__}: {error}); please report this",
        status=answer.status,
        conditional=answer.conditional,
        failures=failures,
        next_poll_at=next_poll(source.spec.priority, failures, answer.at),
    )
    return Judged(poll)


def _blank(
    source: WatchedSource, channel: WatchedChannel, url: str, at: datetime, context: PollContext
) -> PolledDocument:
    return PolledDocument(
        channel_id=channel.id,
        source_id=source.id,
        url=url,
        outcome="",
        polled_at=at,
        run_id=context.run_id,
    )


def _read(
    spec: SourceSpec, channel: WatchedChannel, url: str, answer: Answer, limit: int
) -> Listing:
    if isinstance(channel.spec, JsonFeedChannel):
        return read_json_feed(answer.body, answer.url, answer.charset, limit)
    if isinstance(channel.spec, GdeltChannel):
        halves = tuple(halves_to_read(channel.spec, url, channel.documents, answer.at))
        return read_gdelt(answer.body, answer.charset, limit, MOST_RECORDS, halves)
    if isinstance(channel.spec, SectionChannel):
        return read_section(
            answer.body, answer.url, channel.spec.links, spec.own_hosts, answer.charset, limit
        )
    if isinstance(channel.spec, TelegramChannel):
        return read_channel(
            answer.body, answer.url, channel.spec.channel_name, spec.own_hosts, answer.charset
        )
    if isinstance(channel.spec, SitemapChannel):
        return read_sitemap(answer.body, answer.url, answer.charset, limit)
    return read_feed(answer.body, answer.url, answer.charset, limit)


def _summary(listing: Listing, final: str, asked: str, opened: int, left: int) -> str:
    parts = [listing.note] if listing.note else []
    if final != asked:
        parts.append(f"the address leads to {final}")
    if listing.documents and listing.rule == "sitemap":
        parts.append(f"an index of {len(listing.documents)} documents, {opened} opened")
    if left:
        parts.append(f"{left} left for the next run")
    if listing.posts is not None:
        parts.append(told(listing.posts))
    return "; ".join(parts)
