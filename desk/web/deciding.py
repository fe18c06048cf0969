"""Decisions: stored with everything that follows from them, in one transaction."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.responses import Response

from analysis.echo.cluster import Conflict as LinkConflict
from desk.web.articles import GONE
from desk.web.filters import filter_for, pairs_of
from desk.web.http import Visit
from flows.stages.dedupe import regroup
from flows.stages.search import index_article
from models.accounts import Presence
from models.articles import Article
from models.base import utc_now
from models.queries.actions import Decision, Refused
from models.queries.article_page import others_present
from models.queries.blind import blinded
from models.queries.decisions import Outcome, decide, undo
from models.queries.indexing import refresh, restate
from models.queries.review_queue import Place, page_keys
from models.session import reading, upsert, writing

#: signs of life older than this are swept away
FORGOTTEN = timedelta(hours=1)
#: values of a decision that the form may carry
VALUES = (
    "verdict", "annotation", "scope", "kind", "code", "field", "comment", "start", "end",
    "selected", "title", "language", "date", "other", "status", "assignee",
)  # fmt: skip


def decide_view(visit: Visit) -> Response:
    """Apply one decision. JSON for the script; a form goes on to the next article."""
    version = visit.value("version", 20, "")
    decision = Decision(
        article_id=visit.key(),
        reviewer_id=visit.who.id,
        action=visit.value("action", 24),
        value={name: visit.value(name, 6000) for name in VALUES if name in visit.form},
        version=int(version) if version.isdigit() else None,
        note=visit.value("note", 6000, ""),
        request_key=visit.value("request", 40, "") or None,
    )
    if decision.action == "assign" and not visit.who.may("lead"):
        return visit.trouble(403, "This is for the role lead.")
    with writing(visit.engine) as session:
        if decision.action != "assign" and blinded(session, [visit.key()], visit.who.id):
            raise Refused("your second opinion is asked for here: open the article to give it")
        outcome = decide(session, decision, utc_now(), visit.desk.settings.review_second_share)
        _settle(session, outcome)
    return _answer(visit, outcome, decision.action)


def undo_view(visit: Visit) -> Response:
    """Take back one's last decision."""
    with writing(visit.engine) as session:
        outcome = undo(session, visit.who.id, utc_now(), visit.value("request", 40, "") or None)
        _settle(session, outcome)
    if visit.wants_json:
        return visit.json(_told(outcome))
    return visit.go(f"/articles/{outcome.article_id}")


def presence_view(visit: Visit) -> Response:
    """A sign of life; tells who else is on the article and whether it was decided on meanwhile."""
    now = utc_now()
    key = visit.key()
    with writing(visit.engine) as session:
        article = session.get(Article, key)
        if article is None:
            return visit.trouble(404, "there is no such article")
        session.execute(delete(Presence).where(Presence.seen_at < now - FORGOTTEN))
        row = {"article_id": key, "reviewer_id": visit.who.id, "seen_at": now}
        upsert(session, Presence, [row], key=("article_id", "reviewer_id"), update=("seen_at",))
        blind = visit.who.may("reviewer") and blinded(session, [key], visit.who.id)
        others = [] if blind else others_present(session, key, visit.who.id, now - GONE)
        return visit.json({"others": others, "version": article.version})


def _settle(session: Session, outcome: Outcome) -> None:
    """Copies grouped anew and the queue's columns brought up to date."""
    touched = {outcome.article_id, *outcome.regroup}
    if outcome.regroup:
        try:
            regroup(session, outcome.regroup, utc_now(), review_id=outcome.review_id)
        except LinkConflict as error:
            raise Refused(f"this contradicts an earlier decision: {error}") from None
    if outcome.plain and not outcome.regroup:
        restate(session, session.get_one(Article, outcome.article_id))
    else:
        refresh(session, touched)
    if outcome.renamed:
        index_article(session, outcome.article_id)


def _told(outcome: Outcome) -> dict[str, Any]:
    return {
        "review": str(outcome.review_id),
        "article": str(outcome.article_id),
        "version": outcome.version,
        "verdict": outcome.verdict,
        "status": outcome.review_status,
    }


def _answer(visit: Visit, outcome: Outcome, action: str) -> Response:
    if visit.wants_json:
        return visit.json(_told(outcome))
    pairs = pairs_of(visit.value("filter", 4000, ""))
    wanted = filter_for(visit, pairs)
    query = visit.value("filter", 4000, "")
    key = outcome.article_id
    if action in ("verdict", "skip", "flag"):
        with reading(visit.engine) as session:
            article = session.get_one(Article, key)
            value = article.priority if wanted.sort == "priority" else article.moment
            after = Place(value, key) if value is not None else None
            following = page_keys(session, wanted, after, 1)
        if not following:
            return visit.go("/", **dict(pairs))
        key = next(iter(following))
    answer = visit.go(f"/articles/{key}")
    if query:
        answer.headers["location"] += f"?{query}"
    return answer
