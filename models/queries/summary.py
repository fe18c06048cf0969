"""What a run did, asked of the database: fates per source, articles, links."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision
from models.candidates import PENDING, Candidate, CandidateFate, Fate
from models.captures import Capture
from models.reporting.views import view_table
from models.sources import Channel, Poll, Source


@dataclass(frozen=True, slots=True)
class SeenFate:
    """How many sightings of a run, and different addresses, have come to one fate by now."""

    source: str
    fate: str
    pending: bool
    sightings: int
    addresses: int


@dataclass
class RunAccount:
    """What one run did. Counters are keyed by (source, outcome).

    ``seen`` accounts for every sighting of the run: its ``sightings`` add up to the one above.
    """

    polls: Counter[tuple[str, str]] = field(default_factory=Counter)
    sightings: int = 0
    new_candidates: int = 0
    fates: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    pages_fetched: int = 0
    new_articles: int = 0
    new_revisions: int = 0
    pending: int = 0
    seen: list[SeenFate] = field(default_factory=list)


def account(session: Session, run_id: int) -> RunAccount:
    """The account of a run: polls, sightings, and the last fate it gave each candidate."""
    result = RunAccount()
    for slug, outcome, polls, items, new in session.execute(
        select(
            Source.slug, Poll.outcome, func.count(), func.sum(Poll.items), func.sum(Poll.new_items)
        )
        .join(Channel, Channel.id == Poll.channel_id)
        .join(Source, Source.id == Channel.source_id)
        .where(Poll.run_id == run_id)
        .group_by(Source.slug, Poll.outcome)
    ):
        result.polls[slug, outcome] += polls
        result.sightings += int(items or 0)
        result.new_candidates += int(new or 0)
    last = (
        select(func.max(CandidateFate.id).label("id"))
        .where(
            CandidateFate.run_id == run_id,
            CandidateFate.fate.not_in([fate.value for fate in PENDING]),
        )
        .group_by(CandidateFate.candidate_id)
        .subquery()
    )
    for slug, fate, reason, count in session.execute(
        select(Source.slug, CandidateFate.fate, CandidateFate.reason, func.count())
        .join(last, last.c.id == CandidateFate.id)
        .join(Candidate, Candidate.id == CandidateFate.candidate_id)
        .join(Source, Source.id == Candidate.source_id)
        .group_by(Source.slug, CandidateFate.fate, CandidateFate.reason)
    ):
        result.fates[slug, fate] += count
        result.reasons[fate, reason] += count
    result.pages_fetched = (
        session.scalar(select(func.count()).select_from(Capture).where(Capture.run_id == run_id))
        or 0
    )
    for number, count in session.execute(
        select(ArticleRevision.number, func.count())
        .join(Capture, Capture.id == ArticleRevision.capture_id)
        .where(Capture.run_id == run_id)
        .group_by(ArticleRevision.number)
    ):
        if number == 1:
            result.new_articles += count
        else:
            result.new_revisions += count
    result.pending = (
        session.scalar(
            select(func.count())
            .select_from(Candidate)
            .where(Candidate.fate.in_([Fate.DISCOVERED.value, Fate.CAPTURED.value]))
        )
        or 0
    )
    view = view_table("report_run_fates")
    result.seen = [
        SeenFate(row.source, row.fate, bool(row.pending), row.sightings, row.addresses)
        for row in session.execute(
            select(view).where(view.c.run_id == run_id).order_by(view.c.source, view.c.fate)
        )
    ]
    return result


def coverage_by_day(session: Session) -> list[tuple[str, int, int]]:
    """(day, items, independent items) of relevant articles, oldest day first."""
    view = view_table("report_coverage_daily")
    rows = session.execute(
        select(view.c.day, func.sum(view.c["items"]), func.sum(view.c.independent_items))
        .where(view.c.verdict == "relevant")
        .group_by(view.c.day)
        .order_by(view.c.day)
    )
    return [(day, int(items), int(independent)) for day, items, independent in rows]


def articles_stored(session: Session) -> int:
    """How many articles there are."""
    return session.scalar(select(func.count()).select_from(Article)) or 0
