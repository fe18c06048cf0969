"""Teams: blind second opinions, disagreements for a lead, assignment."""

from sqlalchemy import select
from starlette.responses import Response

from desk.web.filters import pairs_of, read_filter
from desk.web.http import BadRequest, Visit
from desk.web.queue import choices
from models.articles import Article, ArticleRevision
from models.base import utc_now
from models.queries import second_reviews
from models.queries.actions import Decision
from models.queries.decisions import decide
from models.queries.indexing import refresh
from models.queries.queue_filter import VERDICTS
from models.queries.review_queue import page_keys
from models.session import reading, writing
from models.sources import Source

#: articles drawn or assigned at once
MOST = 500


def second_view(visit: Visit) -> Response:
    """What waits for this person's second opinion: titles only, nothing of the first one."""
    with reading(visit.engine) as session:
        keys = second_reviews.waiting_for(session, visit.who.id)
        rows = {
            row.id: row
            for row in session.execute(
                select(Article.id, ArticleRevision.title, ArticleRevision.language, Source.name)
                .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
                .join(Source, Source.id == Article.source_id)
                .where(Article.id.in_(keys))
            )
        }
    return visit.render("second.html", rows=[rows[key] for key in keys if key in rows])


def second_answer(visit: Visit) -> Response:
    """Give a second opinion; then the next article that waits for one."""
    key, me = visit.key(), visit.who.id
    listed = [code[:80] for code in visit.form.get("listed", [])][:200]
    present = [code for code in visit.form.get("present", []) if code in listed]
    with writing(visit.engine) as session:
        asked = second_reviews.open_for(session, key, me)
        if asked is None or str(asked.id) != visit.value("second", 20, ""):
            raise BadRequest("this second opinion was given meanwhile, or never asked for", 409)
        try:
            second_reviews.answer(
                session,
                asked,
                me,
                visit.value("verdict", 20, ""),
                {"listed": listed, "present": present},
                visit.value("note", 5000, ""),
                utc_now(),
            )
        except ValueError as error:
            raise BadRequest(str(error)) from None
        refresh(session, [key])
        following = second_reviews.waiting_for(session, me, 1)
    if visit.wants_json:
        return visit.json({"next": str(following[0]) if following else None})
    return visit.go(f"/articles/{following[0]}" if following else "/second")


def team_view(visit: Visit) -> Response:
    """The lead's page."""
    with reading(visit.engine) as session:
        return visit.render(
            "team.html",
            disagreements=second_reviews.disagreements(session),
            people=choices(visit).people,
            verdicts=VERDICTS,
            done=visit.query("done", 200),
        )


def resolve_view(visit: Visit) -> Response:
    """Decide between two verdicts."""
    with writing(visit.engine) as session:
        try:
            article = second_reviews.resolve(
                session,
                visit.key(),
                visit.who.id,
                visit.value("verdict", 20, ""),
                visit.value("note", 5000, ""),
                utc_now(),
            )
        except ValueError as error:
            raise BadRequest(str(error)) from None
        refresh(session, [article])
    return visit.go("/team", done="resolved")


def draw_view(visit: Visit) -> Response:
    """Have people look at a sample of what the machine rejected."""
    with writing(visit.engine) as session:
        drawn = second_reviews.draw_rejected(session, _number(visit), utc_now())
    return visit.go("/team", done=f"{drawn} rejected articles drawn")


def assign_view(visit: Visit) -> Response:
    """Give the first articles of a filter to a person."""
    wanted = read_filter(pairs_of(visit.value("query", 4000, "").lstrip("?")))
    with writing(visit.engine) as session:
        now = utc_now()
        keys = page_keys(session, wanted, None, _number(visit))
        value = {"assignee": visit.value("assignee", 20)}
        for key, version in keys.items():
            decide(session, Decision(key, visit.who.id, "assign", value, version), now)
    return visit.go("/team", done=f"{len(keys)} articles assigned")


def _number(visit: Visit) -> int:
    raw = visit.value("number", 5, "")
    if not raw.isdigit() or not 1 <= int(raw) <= MOST:
        raise BadRequest(f"number is between 1 and {MOST}")
    return int(raw)
