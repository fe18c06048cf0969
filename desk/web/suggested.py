"""Suggested links between stories, one pair after the other."""

import re

from starlette.responses import Response

from desk.web.http import BadRequest, Visit
from models.queries.suggested import suggested_links, suggestions_waiting
from models.session import looking

PAGE = 30


def suggested_view(visit: Visit) -> Response:
    """Pairs that may tell the same event, strongest first, to confirm or reject."""
    me = visit.who.id if visit.who.may("reviewer") else None
    with looking(visit.engine) as session:
        links = suggested_links(session, _place(visit.query("after", 60)), PAGE + 1, me)
        waiting = suggestions_waiting(session)
    last = links[PAGE - 1] if len(links) > PAGE else None
    return visit.render(
        "suggested.html",
        links=links[:PAGE],
        waiting=waiting,
        more=f"{last.similarity!r}~{last.id}" if last else "",
    )


def _place(raw: str) -> tuple[float, int] | None:
    if not raw:
        return None
    found = re.fullmatch(r"([01](?:\.[0-9]{1,20})?)~([0-9]{1,18})", raw)
    if found is None:
        raise BadRequest("this place in the list does not exist")
    return float(found[1]), int(found[2])
