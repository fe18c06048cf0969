"""Judging the answer to a poll: pure, from answer and known state to what is written down.

The order of the questions: did it answer at all; does it say that nothing changed (304), or show it
(equal bytes, whatever the server says); can it be read; what does it list, and what of that is to
be asked for.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crawlers import validators
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
    SLACK,
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
from crawlers.rhythm import Bounds, Brought, Wishes, bounds_of, freshness, pace, weekday
from crawlers.seen import seen_items
from crawlers.watched import DocumentState, WatchedChannel, WatchedSource
from crawlers.windows import MOST_RECORDS, halves_to_read
from models.candidates import Fate
from models.queries.discovery import Pace, PolledDocument


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
    cache_control: str | None = None
    expires: str | None = None
    age: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a poll brought, ready to be written, and the documents to open next.

    ``posts``: items that the document holds whole, to be kept out of it. ``choose`` says when to
    ask next, where that depends on how many items are new.
    """

    poll: PolledDocument
    documents: tuple[Child, ...] = ()
    posts: PostsToKeep | None = None
    choose: Callable[[int], Pace] | None = None


@dataclass(frozen=True, slots=True)
class PollContext:
    """The run around a poll: its number, how far back it looks, how much of an index it opens.

    ``due_only``: of an index, only documents whose time has come or that it says have changed.
    """

    run_id: int | None = None
    since: datetime | None = None
    max_bytes: int = 50_000_000
    max_children: int = 100
    due_only: bool = False


def judge_answer(
    source: WatchedSource, channel: WatchedChannel, url: str, answer: Answer, context: PollContext
) -> Judged:
    """What an answer to the poll of ``url`` comes to. Never raises for any bytes."""
    state = channel.state(url)
    place = _Place(source, channel, url, answer, context)
    if answer.status == 304 and answer.conditional:
        return _not_modified(place, state)
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
    kept = validators.judge(state, answer.conditional, answer.etag, answer.last_modified, sha256)
    unchanged = sha256 == state.body_sha256
    if unchanged and not channel.spec.deepest:
        reason = "; ".join(filter(None, ("the same bytes as before", kept.note)))
        poll = replace(place.blank, outcome="unchanged", reason=reason)
        poll = replace(poll, not_modified=0, validators=kept.state)
        if state.validators == "probing":
            poll = replace(poll, **_kept(kept, sha256, state.wishes))
        return Judged(replace(poll, pace=place.pace(0, Wishes.of(state.wishes))(0)))
    try:
        listing = _read(source.spec, channel, url, answer, context.max_bytes)
    except NotReadable as error:
        failures = state.failures + (0.0 if error.outcome == "empty" else 1.0)
        # neither hash nor validators are kept, so that the next poll says so again
        poll = replace(
            place.blank,
            outcome=error.outcome,
            reason=str(error),
            failures=failures,
            pace=_pace_of_failure(source, state, failures, answer.at),
        )
        return Judged(poll)
    limit = AgeLimit.of(answer.at, context.since, channel.spec.max_age_days, channel.spec.fetch)
    children, left = documents_to_open(
        listing.documents, channel, limit, answer.at, context.max_children, context.due_only
    )
    told = _summary(listing, answer.url, url, len(children), left)
    items = () if unchanged else seen_items(source.spec, channel.spec, listing, limit, answer.at)
    wishes = _wishes(listing)
    poll = replace(
        place.blank,
        outcome="unchanged" if unchanged else "changed",
        reason="; ".join(filter(None, (told, kept.note))),
        hint_rule=listing.rule,
        items=items,
        not_modified=0,
        validators=kept.state,
    )
    if not unchanged and listing.complete:
        poll = replace(poll, **_kept(kept, sha256, wishes.as_dict()))
    if listing.documents:
        # an index is always asked for whole: its word on the children is needed each time
        poll = replace(poll, etag=None, last_modified=None)
    if isinstance(channel.spec, GdeltChannel) and listing.documents:
        # a full window is done when its halves are, and they are known by their own state
        poll = replace(poll, body_sha256=None, forget=True)
    if listing.documents and not items:
        return Judged(replace(poll, pace=place.pace_of_index()), children)
    posts = None
    if listing.posts is not None:
        posts = posts_to_keep(listing.posts, answer.url, limit, answer)
    return Judged(poll, children, posts, place.pace(len(items), wishes, listing.complete))


@dataclass(frozen=True, slots=True)
class _Rhythm:
    """When to ask next, once it is known how many items were new; travels between processes."""

    interval: timedelta | None
    brought: Brought
    bounds: Bounds
    at: datetime
    wishes: Wishes
    fresh: tuple[timedelta, str] | None

    def __call__(self, new: int) -> Pace:
        brought = replace(self.brought, new=new)
        return pace(self.interval, brought, self.bounds, self.at, self.wishes, self.fresh)


@dataclass(frozen=True, slots=True)
class _Place:
    """One answer with what it is an answer to."""

    source: WatchedSource
    channel: WatchedChannel
    url: str
    answer: Answer
    context: PollContext

    @property
    def blank(self) -> PolledDocument:
        poll = _blank(self.source, self.channel, self.url, self.answer.at, self.context)
        return replace(poll, status=self.answer.status, conditional=self.answer.conditional)

    def pace(self, items: int, wishes: Wishes, complete: bool = True) -> "_Rhythm":
        """The rhythm after an answer that lists so many items, given how many of them are new."""
        state, answer = self.channel.state(self.url), self.answer
        known = state.body_sha256 is not None and state.polled_at is not None
        return _Rhythm(
            state.interval,
            Brought(
                items,
                0,
                answer.at - state.polled_at if known and state.polled_at else None,
                complete,
            ),
            bounds_of(self.source.spec),
            answer.at,
            wishes,
            freshness(answer.cache_control, answer.expires, answer.age, answer.date, answer.at),
        )

    def pace_of_index(self) -> Pace:
        """An index lists documents, of whose items it knows nothing: it keeps the first rhythm."""
        first = bounds_of(self.source.spec).first
        due = self.answer.at + first * SLACK
        return Pace(first.total_seconds(), "an index: at the source's first interval", due)


def _not_modified(place: _Place, state: DocumentState) -> Judged:
    if state.validators == "probing":
        poll = replace(
            place.blank, outcome="untrue", reason=validators.CAUGHT, validators="distrusted"
        )
        due = place.answer.at + bounds_of(place.source.spec).shortest * SLACK
        return Judged(replace(poll, pace=Pace(None, "asked in full as soon as may be", due)))
    poll = replace(
        place.blank,
        outcome="unchanged",
        reason="the server says nothing changed (304)",
        not_modified=state.not_modified + 1,
        pace=place.pace(0, Wishes.of(state.wishes))(0),
    )
    return Judged(poll)


def _kept(kept: validators.Kept, sha256: str, wishes: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "etag": kept.etag,
        "last_modified": kept.last_modified,
        "body_sha256": sha256,
        "wishes": wishes,
    }


def _wishes(listing: Listing) -> Wishes:
    said = listing.wishes
    if said is None:
        return Wishes()
    days = (weekday(name) for name in said.skip_days)
    return Wishes(
        timedelta(minutes=said.minutes) if said.minutes else None,
        said.rule,
        frozenset(said.skip_hours),
        frozenset(day for day in days if day is not None),
    )


def _pace_of_failure(
    source: WatchedSource,
    state: DocumentState,
    failures: float,
    at: datetime,
    wait: timedelta | None = None,
) -> Pace:
    due = next_poll(source.spec.priority, failures, at, wait, state.interval)
    why = f"failures weigh {failures:g}: that much later than usual" if failures else "as usual"
    if wait:
        why += f"; the host asks for {wait.total_seconds() / 60:.0f} min"
    return Pace(None, why, due)


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
        pace=_pace_of_failure(source, channel.state(url), failures, at, wait),
    )
    return Judged(poll)


def judge_pause(
    source: WatchedSource,
    channel: WatchedChannel,
    url: str,
    why: str,
    at: datetime,
    context: PollContext,
    wait: timedelta | None = None,
) -> Judged:
    """What a poll comes to that was not sent since its host asked for a pause: no failure.

    ``wait`` is the pause.
    """
    failures = channel.state(url).failures
    poll = replace(
        _blank(source, channel, url, at, context),
        outcome="postponed",
        reason=f"not asked: {why}",
        failures=failures,
        pace=_pace_of_failure(source, channel.state(url), failures, at, wait),
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
        pace=_pace_of_failure(source, channel.state(url), failures, answer.at),
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
    if not listing.complete:
        parts.append("cut short: what is there was read, and it is asked for in full next time")
    if final != asked:
        parts.append(f"the address leads to {final}")
    if listing.documents and listing.rule == "sitemap":
        parts.append(f"an index of {len(listing.documents)} documents, {opened} opened")
    if left:
        parts.append(f"{left} left for the next run")
    if listing.posts is not None:
        parts.append(told(listing.posts))
    return "; ".join(parts)
