"""Numbered posts of a channel: how far they were read, what is missing, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.candidates import Candidate, Fate
from models.captures import Capture
from models.posts import PostGap, PostSpan
from models.queries.fetching import PageAnswer, record_capture

NOT_READ, NOT_SHOWN = "not_read", "not_shown"
#: a post of these fates is left alone, whatever its channel shows
_LEFT_ALONE = frozenset({Fate.NOT_REQUESTED.value, Fate.MALFORMED_URL.value, Fate.REMOVED.value})


@dataclass(frozen=True, slots=True)
class PageOfPosts:
    """Numbers that a page accounts for, ascending; ``before``: asked to end before this one.

    ``missing`` are ranges between them, both ends included. ``enough``: what is older is not
    wanted, since the page reaches beyond the run's limit, or the channel begins here.
    """

    numbers: Sequence[int]
    missing: Sequence[tuple[int, int]]
    before: int | None = None
    enough: bool = False


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """A post with its key and the hash of its text; the page around it is the answer."""

    url: str
    url_key: str
    digest: str


def changed_parts(session: Session, parts: Sequence[PartAnswer]) -> list[PartAnswer]:
    """The parts whose text we do not hold as it is now."""
    rows = session.execute(
        select(Candidate.url_key, Capture.part_sha256)
        .join(Capture, Capture.candidate_id == Candidate.id)
        .where(Candidate.url_key.in_([part.url_key for part in parts]))
        .order_by(Capture.id)
    )
    held = {row.url_key: row.part_sha256 for row in rows}  # the latest stays
    return [part for part in parts if held.get(part.url_key) != part.digest]


def record_parts(session: Session, parts: Sequence[PartAnswer], page: PageAnswer) -> list[str]:
    """Write a capture for each part, out of the page that shows them all.

    ``page`` is the answer with the address it came from as ``origin_url``. Returns the addresses
    captured. Parts held back by a limit, or removed by a person, are left alone.
    """
    captured: list[str] = []
    for part in parts:
        candidate = session.scalar(select(Candidate).where(Candidate.url_key == part.url_key))
        if candidate is None or candidate.fate in _LEFT_ALONE:
            continue
        record_capture(
            session,
            PageAnswer(
                candidate_id=candidate.id,
                url=part.url,
                final_url=part.url,
                status=page.status,
                sha256=page.sha256,
                size=page.size,
                fetched_at=page.fetched_at,
                content_type=page.content_type,
                headers=page.headers,
                run_id=page.run_id,
                origin_url=page.origin_url,
                part_sha256=part.digest,
            ),
        )
        captured.append(part.url)
    return captured


def record_span(session: Session, channel_id: int, page: PageOfPosts, now: datetime) -> None:
    """Note what a page accounts for: the span grows, gaps open and close."""
    span = session.get(PostSpan, channel_id)
    if not page.numbers and page.before is None:
        return
    high = page.before - 1 if page.before is not None else page.numbers[-1]
    low = page.numbers[0] if page.numbers else 1
    if span is None:
        session.add(PostSpan(channel_id=channel_id, first_id=low, last_id=high))
        _note(session, channel_id, page.missing, NOT_SHOWN, now)
        return
    if low > span.last_id + 1:
        # the pages between this one and the last are still to be read
        _note(session, channel_id, [(span.last_id + 1, low - 1)], NOT_READ, now)
    filled = _close(session, channel_id, 1 if page.enough else low, high, now)
    # a number is missing once: only where nobody looked before
    inside = [_overlap(one, (span.first_id, span.last_id)) for one in filled]
    fresh = [(1, span.first_id - 1), (span.last_id + 1, high), *(one for one in inside if one)]
    found = [_overlap(hole, part) for hole in page.missing for part in fresh]
    _note(session, channel_id, [one for one in found if one], NOT_SHOWN, now)
    span.first_id = min(span.first_id, low)
    span.last_id = max(span.last_id, high)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int] | None:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else None


def next_before(session: Session, channel_id: int) -> int | None:
    """The number to end before for the newest gap that is not read; None when all was read."""
    last = session.scalar(
        select(func.max(PostGap.last_id)).where(
            PostGap.channel_id == channel_id,
            PostGap.kind == NOT_READ,
            PostGap.closed_at.is_(None),
        )
    )
    return None if last is None else last + 1


def open_beyond(session: Session, channel_id: int, now: datetime) -> None:
    """Note that posts older than the span are wanted, and not read yet."""
    span = session.get(PostSpan, channel_id)
    if span is not None and span.first_id > 1:
        _note(session, channel_id, [(1, span.first_id - 1)], NOT_READ, now)


def _close(
    session: Session, channel_id: int, low: int, high: int, now: datetime
) -> list[tuple[int, int]]:
    """Take a range that was read now out of the gaps; returns the parts of gaps it filled."""
    filled: list[tuple[int, int]] = []
    for gap in session.scalars(
        select(PostGap).where(
            PostGap.channel_id == channel_id,
            PostGap.kind == NOT_READ,
            PostGap.closed_at.is_(None),
            PostGap.first_id <= high,
            PostGap.last_id >= low,
        )
    ).all():
        filled.append((max(gap.first_id, low), min(gap.last_id, high)))
        left, right = (gap.first_id, low - 1), (high + 1, gap.last_id)
        # what stood here is not written over: what is left of it is a gap of its own
        gap.closed_at = now
        _note(
            session, channel_id, [one for one in (left, right) if one[0] <= one[1]], NOT_READ, now
        )
    return filled


def _note(
    session: Session,
    channel_id: int,
    ranges: Sequence[tuple[int, int]],
    kind: str,
    now: datetime,
) -> None:
    session.add_all(
        PostGap(channel_id=channel_id, first_id=first, last_id=last, kind=kind, noticed_at=now)
        for first, last in ranges
    )
    session.flush()
