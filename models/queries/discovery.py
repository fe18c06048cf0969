"""Recording what a poll brought: state of the document, log, candidates, sightings.

The new ETag is written in one transaction with the last candidates behind it, and never before
any of them: a killed crawl that has not all of them asks for the document in full again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models.candidates import ARTICLE, Candidate, CandidateFate, Fate, Sighting
from models.session import chunks, insert_new, upsert
from models.sources import Channel, ChannelDocument, Poll, Source


@dataclass(frozen=True, slots=True)
class SeenItem:
    """An item that a channel lists.

    ``url_key`` is ``analysis.urls.url_key(url)``; where the address is not one, a hash of the
    text that stands in its place, with ``fate`` saying so. ``source_id`` is the source it belongs
    to, where that is not the one whose channel lists it.
    """

    url: str
    url_key: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    author: str | None = None
    fate: Fate = Fate.DISCOVERED
    reason: str = ""
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """When a document is asked for next: interval that was chosen in seconds, why, and the time."""

    interval_seconds: float | None
    reason: str
    next_poll_at: datetime


@dataclass(frozen=True, slots=True)
class PolledDocument:
    """The answer to one poll. ``etag`` and the like are None when there was no full answer.

    With ``forget`` the validators and the hash of earlier answers do not hold any more. Else
    ``body_sha256`` None leaves validators, hash and wishes as they are; ``pace``, ``not_modified``
    and ``validators`` None leave theirs.
    """

    channel_id: int
    source_id: int
    url: str
    outcome: str
    polled_at: datetime
    hint_rule: str = "feed"
    run_id: int | None = None
    status: int | None = None
    reason: str = ""
    conditional: bool = False
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    next_poll_at: datetime | None = None
    failures: float = 0.0
    forget: bool = False
    items: Sequence[SeenItem] = ()
    pace: Pace | None = None
    wishes: Mapping[str, Any] | None = None
    not_modified: int | None = None
    validators: str | None = None


def document_states(session: Session, channel_ids: Sequence[int]) -> list[ChannelDocument]:
    """Polling state of all documents of these channels."""
    found: list[ChannelDocument] = []
    for part in chunks(list(channel_ids)):
        found += session.scalars(
            select(ChannelDocument).where(ChannelDocument.channel_id.in_(part))
        )
    return found


def record_poll(
    session: Session,
    poll: PolledDocument,
    choose: Callable[[int], Pace] | None = None,
    written: tuple[int, int] = (0, 0),
) -> int:
    """Write one poll with everything it brought. Returns how many candidates are new.

    ``choose`` says when to ask next where that depends on how many are new. ``written``: items of
    the poll that `record_sightings` wrote before, and how many of them were new.
    """
    new = written[1] + record_sightings(session, poll)
    pace = choose(new) if choose else poll.pace
    next_poll_at = pace.next_poll_at if pace else poll.next_poll_at
    session.add(
        Poll(
            channel_id=poll.channel_id,
            run_id=poll.run_id,
            url=poll.url,
            polled_at=poll.polled_at,
            outcome=poll.outcome,
            status=poll.status,
            reason=poll.reason,
            items=written[0] + len(poll.items),
            new_items=new,
            conditional=poll.conditional,
            interval_seconds=pace.interval_seconds if pace else None,
            interval_reason=pace.reason if pace else "",
            next_poll_at=next_poll_at,
        )
    )
    row = {
        "channel_id": poll.channel_id,
        "url": poll.url,
        "polled_at": poll.polled_at,
        "next_poll_at": next_poll_at,
        "failures": poll.failures,
    }
    if poll.body_sha256 is not None:
        row |= {
            "etag": poll.etag,
            "last_modified": poll.last_modified,
            "body_sha256": poll.body_sha256,
            "wishes": poll.wishes,
        }
        if poll.outcome == "changed":
            row["changed_at"] = poll.polled_at
    elif poll.forget:
        row |= {"etag": None, "last_modified": None, "body_sha256": None}
    if pace is not None and pace.interval_seconds is not None:
        row["interval_seconds"] = pace.interval_seconds
    if poll.not_modified is not None:
        row["not_modified"] = poll.not_modified
    if poll.validators is not None:
        row["validators"] = poll.validators
    update_columns = [name for name in row if name not in ("channel_id", "url")]
    upsert(session, ChannelDocument, [row], key=("channel_id", "url"), update=update_columns)
    return new


def record_sightings(session: Session, poll: PolledDocument) -> int:
    """Write candidates and sightings of a poll. Returns how many candidates are new.

    A sitemap lists 50,000 addresses and they are one transaction, so rows are written in bulk and
    only candidates of which the poll says something new are loaded.
    """
    items = {item.url_key: item for item in poll.items}
    if not items:
        return 0
    rows = [_candidate(item, poll) for item in items.values()]
    inserted = insert_new(
        session, Candidate, rows, key=("url_key",), returning=(Candidate.id, Candidate.url_key)
    )
    ids: dict[str, int] = {row.url_key: row.id for row in inserted}
    new = len(ids)
    histories = [
        {
            "candidate_id": key,
            "run_id": poll.run_id,
            "fate": items[url_key].fate.value,
            "reason": items[url_key].reason,
            "at": poll.polled_at,
        }
        for url_key, key in ids.items()
    ]
    if histories:
        session.execute(insert(CandidateFate), histories)
    _see_all_again(session, items, poll, ids)
    session.execute(
        insert(Sighting),
        [
            {
                "candidate_id": ids[item.url_key],
                "channel_id": poll.channel_id,
                "run_id": poll.run_id,
                "url": item.url,
                "seen_at": poll.polled_at,
            }
            for item in poll.items
        ],
    )
    session.flush()
    return new


def _see_all_again(
    session: Session, items: Mapping[str, SeenItem], poll: PolledDocument, ids: dict[str, int]
) -> None:
    """Note the items that were known before; their keys are added to ``ids``."""
    for part in chunks([url_key for url_key in items if url_key not in ids]):
        known = session.execute(
            select(
                Candidate.id,
                Candidate.url_key,
                Candidate.url,
                Candidate.title,
                Candidate.author_hint,
                Candidate.published_hint,
                Candidate.modified_hint,
                Candidate.hint_rule,
            ).where(Candidate.url_key.in_(part))
        ).all()
        ids.update((row.url_key, row.id) for row in known)
        session.execute(
            update(Candidate)
            .where(Candidate.id.in_([row.id for row in known]))
            .where(Candidate.last_seen_at < poll.polled_at)
            .values(last_seen_at=poll.polled_at)
        )
        for row in known:
            item = items[row.url_key]
            if (
                (item.title and not row.title)
                or (item.author and not row.author_hint)
                or (item.published and _weaker(row.published_hint, row.hint_rule, poll))
                or (item.modified and item.modified != row.modified_hint)
                or plainest(item.url, row.url) != row.url
            ):
                _see_again(session, session.get_one(Candidate, row.id), item, poll)


def plainest(one: str, other: str) -> str:
    """Of two forms of an address the shorter, so that the order of polls does not matter.

    Tracking parameters and AMP only ever add to an address.
    """
    return min(one, other, key=lambda url: (len(url), url))


def _weaker(known: str | None, rule: str | None, poll: PolledDocument) -> bool:
    """Whether a date that is known says less than one of this poll: none, or when it was seen."""
    return not known or (rule == "gdelt" and poll.hint_rule != "gdelt")


def _candidate(item: SeenItem, poll: PolledDocument) -> dict[str, object]:
    return {
        "source_id": item.source_id or poll.source_id,
        "url": item.url,
        "url_key": item.url_key,
        "fate": item.fate.value,
        "reason": item.reason,
        "fate_at": poll.polled_at,
        "first_seen_at": poll.polled_at,
        "last_seen_at": poll.polled_at,
        "title": item.title,
        "published_hint": item.published,
        "modified_hint": item.modified,
        "author_hint": item.author,
        "hint_rule": poll.hint_rule,
        "attempts": 0,
        "next_attempt_at": None,
    }


def _see_again(
    session: Session, candidate: Candidate, item: SeenItem, poll: PolledDocument
) -> None:
    candidate.url = plainest(candidate.url, item.url)
    # a second channel may know what the first did not say
    candidate.title = candidate.title or item.title
    candidate.author_hint = candidate.author_hint or item.author
    if item.published and _weaker(candidate.published_hint, candidate.hint_rule, poll):
        candidate.published_hint = item.published
        candidate.hint_rule = poll.hint_rule
    if item.modified and item.modified != candidate.modified_hint:
        changed = candidate.modified_hint is not None and candidate.fate in ARTICLE
        candidate.modified_hint = item.modified
        if changed:
            set_fate(
                session,
                candidate,
                Fate.DISCOVERED,
                f"to be fetched again: the channel says it changed ({item.modified})",
                poll.polled_at,
                poll.run_id,
            )


def set_fate(
    session: Session,
    candidate: Candidate,
    fate: Fate,
    reason: str,
    at: datetime,
    run_id: int | None = None,
    next_attempt_at: datetime | None = None,
    by_person: bool = False,
) -> None:
    """Give a candidate a fate and add it to the history.

    What a person removed stays removed, whatever a machine comes to; only ``by_person`` changes
    that.
    """
    if candidate.fate == Fate.REMOVED.value and not by_person:
        return
    candidate.fate = fate.value
    candidate.reason = reason
    candidate.fate_at = at
    candidate.next_attempt_at = next_attempt_at
    session.add(
        CandidateFate(
            candidate_id=candidate.id, run_id=run_id, fate=fate.value, reason=reason, at=at
        )
    )


@dataclass(frozen=True, slots=True)
class ChannelPlace:
    """A channel with its key, and the source it belongs to."""

    id: int
    source_id: int
    slug: str
    kind: str
    url: str


def channels_of(session: Session, slugs: Sequence[str]) -> list[ChannelPlace]:
    """All channels of these sources, also those that are no longer polled."""
    found: list[ChannelPlace] = []
    for part in chunks(list(slugs)):
        found += [
            ChannelPlace(row.id, row.source_id, row.slug, row.kind, row.url)
            for row in session.execute(
                select(Channel.id, Channel.source_id, Source.slug, Channel.kind, Channel.url)
                .join(Source, Source.id == Channel.source_id)
                .where(Source.slug.in_(part))
            )
        ]
    return found
