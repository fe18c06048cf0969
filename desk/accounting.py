"""The accounting law: every candidate has exactly one fate, and nothing waits for ever."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from desk.findings import Finding
from models.articles import Article, ArticleRevision
from models.base import utc_now
from models.candidates import ARTICLE, PENDING, Candidate, CandidateFate, Fate, Sighting
from models.captures import Capture
from models.pages import PageStore
from models.runs import Run
from models.session import reading
from models.settings import StorageSettings
from models.sources import Poll

#: runs among which those are counted that did not go to their end
RUNS_TOLD = 20
#: pages looked for on disk: enough to notice a lost folder, quick on a large store
PAGES_TRIED = 200
DAY = timedelta(days=1)
_REPORT = "please report this with the output of: salang report candidates --format json"


def accounting_findings(engine: Engine, now: datetime | None = None) -> list[Finding]:
    """The law of one fate each: nothing found was dropped, nothing waits for ever."""
    now = now or utc_now()
    with reading(engine) as session:
        return [
            _unknown_fates(session),
            _unseen(session),
            _fate_history(session),
            _listed(session),
            _removed(session),
            _articles(session),
            _unread(session, now),
            _overdue(session, now),
            _pages(session),
            _runs(session, now),
        ]


def _count(session: Session, query: Any) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _law(name: str, broken: int, well: str, ill: str, remedy: str) -> Finding:
    return Finding(name, not broken, f"{broken} {ill}" if broken else well, remedy)


def _unknown_fates(session: Session) -> Finding:
    known = [fate.value for fate in Fate]
    broken = _count(session, select(Candidate.id).where(Candidate.fate.not_in(known)))
    total = session.scalar(select(func.count()).select_from(Candidate)) or 0
    return _law(
        "fates",
        broken,
        f"each of {total} candidates has one known fate",
        "candidates have a fate this version does not know",
        "was the database used with a newer Salang? install that",
    )


def _unseen(session: Session) -> Finding:
    seen = exists().where(Sighting.candidate_id == Candidate.id)
    broken = _count(session, select(Candidate.id).where(~seen))
    return _law(
        "sightings",
        broken,
        "every candidate was seen somewhere",
        "candidates have no sighting",
        _REPORT,
    )


def _fate_history(session: Session) -> Finding:
    last = (
        select(CandidateFate.candidate_id, func.max(CandidateFate.id).label("id"))
        .group_by(CandidateFate.candidate_id)
        .subquery()
    )
    differs = (
        select(Candidate.id)
        .outerjoin(last, last.c.candidate_id == Candidate.id)
        .outerjoin(CandidateFate, CandidateFate.id == last.c.id)
        .where(
            Candidate.fate != Fate.DISCOVERED.value,
            or_(CandidateFate.id.is_(None), CandidateFate.fate != Candidate.fate),
        )
    )
    return _law(
        "history",
        _count(session, differs),
        "the history of fates ends with each candidate's fate",
        "candidates have a fate that their history does not end with",
        _REPORT,
    )


def _listed(session: Session) -> Finding:
    """Sightings of a run and channel against what its polls say they listed, written apart."""
    listed = (
        select(Poll.run_id, Poll.channel_id, func.sum(Poll.items).label("items"))
        .where(Poll.run_id.is_not(None))
        .group_by(Poll.run_id, Poll.channel_id)
        .subquery()
    )
    seen = (
        select(Sighting.run_id, Sighting.channel_id, func.count().label("sightings"))
        .join(Candidate, Candidate.id == Sighting.candidate_id)
        .where(Candidate.fate.in_([fate.value for fate in Fate]))
        .group_by(Sighting.run_id, Sighting.channel_id)
        .subquery()
    )
    differs = (
        select(listed.c.run_id)
        .outerjoin(
            seen,
            and_(seen.c.run_id == listed.c.run_id, seen.c.channel_id == listed.c.channel_id),
        )
        .where(listed.c["items"] != func.coalesce(seen.c.sightings, 0))
    )
    return _law(
        "accounts",
        _count(session, differs),
        "for every run, the sightings with a fate are as many as its polls listed",
        "polls of channels listed another number of items than have a fate",
        _REPORT,
    )


def _removed(session: Session) -> Finding:
    back = select(Article.id).where(
        Article.removed_at.is_not(None), Article.current_revision_id.is_not(None)
    )
    return _law(
        "removals",
        _count(session, back),
        "nothing that a person removed has come back",
        "removed articles are shown again",
        "restore them on purpose with: salang remove ID --restore, or please report this",
    )


def _articles(session: Session) -> Finding:
    stored = [fate.value for fate in ARTICLE]
    has = exists().where(Article.candidate_id == Candidate.id)
    without = _count(session, select(Candidate.id).where(Candidate.fate.in_(stored), ~has))
    revised = exists().where(ArticleRevision.id == Article.current_revision_id)
    # what a person removed is kept without a current text
    bare = _count(session, select(Article.id).where(~revised, Article.removed_at.is_(None)))
    return _law(
        "articles",
        without + bare,
        "every candidate called an article has one, and every article its text",
        "candidates or articles lack their text",
        _REPORT,
    )


def _unread(session: Session, now: datetime) -> Finding:
    broken = _count(
        session,
        select(Capture.id).where(Capture.outcome == "pending", Capture.fetched_at < now - DAY),
    )
    return _law(
        "reading",
        broken,
        "no fetched page has waited for more than a day to be read",
        "fetched pages have waited for more than a day to be read",
        "run: salang run (it reads what is pending first)",
    )


def _overdue(session: Session, now: datetime) -> Finding:
    pending = [fate.value for fate in PENDING]
    broken = _count(
        session,
        select(Candidate.id).where(
            Candidate.fate.in_(pending),
            Candidate.fate_at < now - DAY,
            or_(Candidate.next_attempt_at.is_(None), Candidate.next_attempt_at < now - DAY),
        ),
    )
    return _law(
        "pending",
        broken,
        "no candidate has been pending for more than a day",
        "candidates have been pending for more than a day",
        "run: salang run; if they stay, their source may be inactive (salang sources list) or "
        "have more pages than max_pages_per_run",
    )


def _pages(session: Session) -> Finding:
    store = PageStore(StorageSettings().pages)
    hashes = session.scalars(
        select(Capture.sha256)
        .where(Capture.pruned_at.is_(None))
        .order_by(Capture.id.desc())
        .limit(PAGES_TRIED)
    ).all()
    lost = len(store.missing(hashes))
    return _law(
        "pages",
        lost,
        f"the bytes of the latest {len(hashes)} captures are there",
        f"of the latest {len(hashes)} captures have lost their bytes",
        f"is SALANG_HOME (or SALANG_PAGES_URL) right? they are looked for in {store}",
    )


def _runs(session: Session, now: datetime) -> Finding:
    broken = _count(
        session,
        select(Run.id).where(Run.state == "running", Run.started_at < now - DAY),
    )
    latest = session.scalars(select(Run).order_by(Run.id.desc()).limit(RUNS_TOLD)).all()
    bad = [run for run in latest if run.state in ("failed", "interrupted")]
    told = f"{len(bad)} of the latest {len(latest)} did not go to their end" + (
        f", the last of them #{bad[0].id} ({bad[0].flow}): {bad[0].message}" if bad else ""
    )
    return _law(
        "runs",
        broken,
        f"none has been under way for more than a day; {told}",
        "runs began more than a day ago and never said how they ended",
        "they were killed; the next salang run marks them, and loses nothing",
    )
