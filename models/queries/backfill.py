"""Back-filling from archives: what an index lists, and which of it is still to be had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.candidates import UNREAD, Candidate
from models.captures import Capture
from models.queries.discovery import PolledDocument, record_sightings
from models.session import chunks, insert_new
from models.sources import Channel, Poll


@dataclass(frozen=True, slots=True)
class WantedPage:
    """A candidate to be had from an archive; ``next_attempt_at``: when it is asked for live."""

    id: int
    url: str
    url_key: str
    attempts: int
    next_attempt_at: datetime | None


def archive_channels(
    session: Session, source_ids: Sequence[int], kind: str, url: str, now: datetime
) -> dict[int, int]:
    """Key of the archive's channel by source; they are on record only, no run polls them."""
    rows = [
        {"source_id": key, "kind": kind, "url": url, "active": False, "created_at": now}
        for key in source_ids
    ]
    insert_new(session, Channel, rows, key=("source_id", "kind", "url"))
    found = session.execute(
        select(Channel.source_id, Channel.id).where(
            Channel.source_id.in_(source_ids), Channel.kind == kind, Channel.url == url
        )
    )
    return {row.source_id: row.id for row in found}


def record_index_page(
    session: Session, poll: PolledDocument, origins: dict[str, str]
) -> tuple[int, list[WantedPage]]:
    """Write what a page of an index brought; returns new candidates and those to be had.

    ``origins`` is where the copy of each is, by key of the address. To be had are addresses of
    which nothing was read yet, unless this very copy was tried.
    """
    new = record_sightings(session, poll)
    session.add(
        Poll(
            channel_id=poll.channel_id,
            run_id=poll.run_id,
            url=poll.url,
            polled_at=poll.polled_at,
            outcome=poll.outcome,
            status=poll.status,
            reason=poll.reason,
            items=len(poll.items),
            new_items=new,
            conditional=False,
        )
    )
    wanted: list[WantedPage] = []
    for part in chunks(list(origins)):
        candidates = session.scalars(
            select(Candidate)
            .where(Candidate.url_key.in_(part))
            .where(Candidate.fate.in_([fate.value for fate in UNREAD]))
            .order_by(Candidate.id)
        ).all()
        tried = set(
            session.execute(
                select(Capture.candidate_id, Capture.origin_url).where(
                    Capture.candidate_id.in_([candidate.id for candidate in candidates])
                )
            ).tuples()
        )
        wanted += [
            WantedPage(one.id, one.url, one.url_key, one.attempts, one.next_attempt_at)
            for one in candidates
            if (one.id, origins[one.url_key]) not in tried
        ]
    return new, wanted
