"""Captures that were read before and may be read again: which there are, and what changes."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from models.candidates import ARTICLE, Candidate, Fate
from models.captures import Capture
from models.queries.reading import PendingCapture
from models.sources import Source

#: what a new reading of the same text may change, beside the text: columns of revisions
WATCHED = ("published_at", "published_precision", "authors", "language")
_other = aliased(Capture)


def captures_to_reread(
    session: Session,
    fates: Collection[Fate],
    limit: int,
    *,
    after: int = 0,
    source_ids: Sequence[int] | None = None,
    fetched_since: datetime | None = None,
) -> list[PendingCapture]:
    """The latest capture of each candidate that reading gave one of ``fates``, oldest first.

    From key ``after`` on; a candidate that came to another end since, by a failed fetch or a
    person, is not among them.
    """
    query = (
        select(Capture, Candidate, Source)
        .join(Candidate, Candidate.id == Capture.candidate_id)
        .join(Source, Source.id == Candidate.source_id)
        .where(Capture.id > after, *_among(fates, source_ids, fetched_since))
        .order_by(Capture.id)
        .limit(limit)
    )
    return [PendingCapture(*row) for row in session.execute(query)]


def count_to_reread(
    session: Session,
    fates: Collection[Fate],
    source_ids: Sequence[int] | None = None,
    fetched_since: datetime | None = None,
) -> int:
    """How many captures `captures_to_reread` has in all."""
    return _count(session, _among(fates, source_ids, fetched_since))


def count_pruned(
    session: Session,
    fates: Collection[Fate],
    source_ids: Sequence[int] | None = None,
    fetched_since: datetime | None = None,
) -> int:
    """How many there would be beside them, had the policy of retention not let their bytes go."""
    return _count(session, _among(fates, source_ids, fetched_since, pruned=True))


def _count(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    query = (
        select(func.count(Capture.id))
        .join(Candidate, Candidate.id == Capture.candidate_id)
        .where(*conditions)
    )
    return session.scalar(query) or 0


def _among(
    fates: Collection[Fate],
    source_ids: Sequence[int] | None,
    fetched_since: datetime | None,
    pruned: bool = False,
) -> list[ColumnElement[bool]]:
    newest = (
        select(func.max(_other.id))
        .where(_other.candidate_id == Candidate.id)
        .correlate(Candidate)
        .scalar_subquery()
    )
    conditions = [
        Candidate.fate.in_([fate.value for fate in fates]),
        Capture.outcome == Candidate.fate,
        Capture.id == newest,
        Capture.pruned_at.is_not(None) if pruned else Capture.pruned_at.is_(None),
    ]
    if source_ids is not None:
        conditions.append(Candidate.source_id.in_(source_ids))
    if fetched_since is not None:
        conditions.append(Capture.fetched_at >= fetched_since)
    return conditions


def stands(before: Fate, after: Fate) -> bool:
    """Whether a new reading leaves the fate: it is the same, or would take an article away.

    What was stored and perhaps reviewed is not unmade by a machine's second thought.
    """
    return before is after or (before in ARTICLE and after not in ARTICLE)


def note_reading(session: Session, work: PendingCapture, now: datetime) -> None:
    """Note that a capture was read again and its candidate's fate stands."""
    session.get_one(Capture, work.capture.id).read_at = now


def source_keys(session: Session, slugs: Sequence[str]) -> dict[str, int]:
    """Keys by slug of those of these sources that the database knows."""
    rows = session.execute(select(Source.slug, Source.id).where(Source.slug.in_(slugs)))
    return {row.slug: row.id for row in rows}
