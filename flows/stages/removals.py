"""Removing and restoring, with what follows: copies and stories grouped anew, the queue brought up.

The door for the command line and for the desk.
"""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analysis.urls import url_key
from flows.stages.dedupe import regroup
from models.candidates import Candidate
from models.queries import removals
from models.queries.indexing import refresh
from models.queries.removals import NotRemoved, Removed
from models.session import writing


def remove(engine: Engine, what: str, author: str, reason: str, now: datetime) -> Removed:
    """Remove an address, or an article by its key, with whatever came of it.

    Raises:
        NotRemoved: when there is no such thing, it is removed already, or author or reason lack.
    """
    with writing(engine) as session:
        done = removals.remove(session, _found(session, what), author, reason, now)
        regroup(session, done.regroup, now, final=True)
        refresh(session, [*done.regroup, *([done.article_id] if done.article_id else [])])
    return done


def restore(engine: Engine, what: str, author: str, reason: str, now: datetime) -> Removed:
    """Take a removal back; the next run looks for copies and stories of it again.

    Raises:
        NotRemoved: when there is no such thing, it is not removed, or author or reason lack.
    """
    with writing(engine) as session:
        done = removals.restore(session, _found(session, what), author, reason, now)
        refresh(session, done.regroup)
    return done


def _found(session: Session, what: str) -> Candidate:
    what = what.strip()
    found: Candidate | None = None
    if what.isascii() and what.isdigit() and int(what) < 2**63:
        found = removals.candidate_of(session, article_id=int(what))
    else:
        try:
            found = removals.candidate_of(session, url_key=url_key(what))
        except ValueError as error:
            raise NotRemoved(f"{what!r} is no address or article_id: {error}") from None
    if found is None:
        raise NotRemoved(f"nothing is known of {what}; see: salang report candidates")
    return found
