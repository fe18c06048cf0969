"""The queue: its page, its counts, what comes next, and filters with their own address."""

import secrets
from dataclasses import dataclass, replace
from time import monotonic

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.web.filters import (
    chosen,
    filter_for,
    filter_query,
    pairs_of,
    read_filter,
    read_place,
    write_place,
)
from desk.web.http import BadRequest, Visit
from models.accounts import SavedFilter
from models.articles import Article
from models.base import utc_now
from models.coding import Code, Codebook
from models.queries.queue_filter import STATUSES, VERDICTS
from models.queries.review_queue import (
    Place,
    matched,
    page_keys,
    queue_counts,
    queue_page,
)
from models.reviews import Reviewer
from models.session import looking, reading, writing
from models.sources import Source

PAGE = 50
#: articles the page's script knows ahead, for people faster than the server
AHEAD = 60
#: filters one person may keep
MOST_FILTERS = 100
#: seconds for which the lists of the filter form are kept
FRESH = 20.0


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filter form offers."""

    sources: list[tuple[str, str]]
    countries: list[str]
    ownerships: list[str]
    codes: dict[str, list[tuple[str, str]]]
    people: list[tuple[int, str]]
    #: codes to tag with, as kind:code
    tags: tuple[tuple[str, str], ...] = ()


def choices(visit: Visit) -> Choices:
    """What the filter form offers: read anew when it is ``FRESH`` seconds old.

    A new source, codebook or person may wait that long; every page would ask for them else.
    """
    kept = visit.desk.kept.get("choices")
    now = monotonic()
    if kept is None or now - kept[0] > FRESH:
        with looking(visit.engine) as session:
            kept = visit.desk.kept["choices"] = (now, _choices(session))
    found: Choices = kept[1]
    return found


def _choices(session: Session) -> Choices:
    """Sources, codes of the newest codebook, and people."""
    sources = session.execute(
        select(Source.slug, Source.name, Source.country, Source.ownership).order_by(Source.name)
    ).all()
    codebook = session.scalar(select(Codebook.id).order_by(Codebook.id.desc()).limit(1))
    codes: dict[str, list[tuple[str, str]]] = {}
    for kind, code, label in session.execute(
        select(Code.kind, Code.code, Code.label)
        .where(Code.codebook_id == codebook)
        .order_by(Code.kind, Code.label)
    ):
        codes.setdefault(kind, []).append((code, label))
    people = session.execute(
        select(Reviewer.id, Reviewer.name)
        .where(Reviewer.active, Reviewer.role != "reader")
        .order_by(Reviewer.name)
    )
    return Choices(
        [(row.slug, row.name) for row in sources],
        sorted({row.country for row in sources if row.country}),
        sorted({row.ownership for row in sources}),
        codes,
        [(key, name) for key, name in people],
        tuple((f"{kind}:{code}", label) for kind, known in codes.items() for code, label in known),
    )


def query_pairs(visit: Visit) -> list[tuple[str, str]]:
    """The (name, value) pairs of the address."""
    return list(visit.request.query_params.multi_items())


def queue_view(visit: Visit) -> Response:
    """A page of the queue with its filter form."""
    pairs = query_pairs(visit)
    wanted = filter_for(visit, pairs)
    after = read_place(visit.query("after", 100), wanted.sort)
    offered = choices(visit)
    with looking(visit.engine) as session:
        rows = queue_page(session, wanted, after, PAGE + 1)
        saved = session.execute(
            select(SavedFilter.slug, SavedFilter.name, SavedFilter.reviewer_id, Reviewer.name)
            .join(Reviewer, Reviewer.id == SavedFilter.reviewer_id)
            .where(or_(SavedFilter.reviewer_id == visit.who.id, SavedFilter.shared))
            .order_by(SavedFilter.name)
        ).all()
    more = write_place(rows[PAGE - 1].place(wanted.sort)) if len(rows) > PAGE else ""
    return visit.render(
        "queue.html",
        rows=rows[:PAGE],
        wanted=wanted,
        chosen=chosen(wanted),
        choices=offered,
        saved=saved,
        more=more,
        first=after is None,
        filter_query=filter_query(pairs),
        without=lambda **changes: filter_query(pairs, **changes),
        verdicts=VERDICTS,
        statuses=STATUSES,
    )


def counts_view(visit: Visit) -> Response:
    """How many articles the filter holds; asked for by the page after it is shown.

    Beside each verdict and status stands what its link would show.
    """
    wanted = filter_for(visit, query_pairs(visit))
    with reading(visit.engine) as session:
        counts = queue_counts(session, wanted)
    return visit.json(
        {
            "matched": matched(counts, wanted),
            "verdicts": {
                each: matched(counts, replace(wanted, verdicts=(each,))) for each in VERDICTS
            },
            "statuses": {
                each: matched(counts, replace(wanted, statuses=(each,))) for each in STATUSES
            },
        }
    )


def next_view(visit: Visit) -> Response:
    """Keys and versions of what follows an article in the queue, for the page's script.

    Keys are texts: a script's numbers end at 53 bits.
    """
    wanted = filter_for(visit, query_pairs(visit))
    raw = visit.query("from", 20)
    with looking(visit.engine) as session:
        after: Place | None = None
        if raw:
            if not raw.isdigit() or int(raw) >= 2**63:
                raise BadRequest("from is the number of an article")
            article = session.get(Article, int(raw))
            if article is not None and article.moment is not None:
                value = article.priority if wanted.sort == "priority" else article.moment
                after = Place(value, article.id)
        found = page_keys(session, wanted, after, AHEAD)
    return visit.json({"articles": [[str(key), version] for key, version in found.items()]})


def save_filter(visit: Visit) -> Response:
    """Give the filter a name and an address."""
    name = " ".join(visit.value("name", 80, "").split())
    if not name:
        raise BadRequest("a filter needs a name")
    pairs = pairs_of(visit.value("query", 4000, ""))
    read_filter(pairs)
    query = filter_query(pairs)
    with writing(visit.engine) as session:
        mine = list(
            session.scalars(select(SavedFilter).where(SavedFilter.reviewer_id == visit.who.id))
        )
        same = next((each for each in mine if each.name == name), None)
        if same is None and len(mine) >= MOST_FILTERS:
            raise BadRequest(f"at most {MOST_FILTERS} filters can be kept")
        saved = same or SavedFilter(
            reviewer_id=visit.who.id,
            slug=secrets.token_hex(6),
            name=name,
            created_at=utc_now(),
        )
        saved.query, saved.shared = query, visit.value("shared", 5, "") == "yes"
        session.add(saved)
        session.flush()
        slug = saved.slug
    return visit.go(f"/filters/{slug}")


def open_filter(visit: Visit) -> Response:
    """The queue as a saved filter shows it."""
    with reading(visit.engine) as session:
        saved = session.scalar(select(SavedFilter).where(_slug(visit)))
        if saved is None or not (saved.shared or saved.reviewer_id == visit.who.id):
            raise BadRequest("there is no such filter", 404)
        query = saved.query
    return RedirectResponse(f"{visit.url('/')}?{query}", 303)


def delete_filter(visit: Visit) -> Response:
    """Forget a filter of one's own."""
    with writing(visit.engine) as session:
        saved = session.scalar(select(SavedFilter).where(_slug(visit)))
        if saved is None or saved.reviewer_id != visit.who.id:
            raise BadRequest("there is no such filter of yours", 404)
        session.delete(saved)
    return visit.go("/")


def _slug(visit: Visit) -> ColumnElement[bool]:
    return SavedFilter.slug == str(visit.request.path_params["slug"])[:32]
