"""One article: text with its evidence, dates with those that lost, relevance, copies, history."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from starlette.responses import Response

from desk.web.differences import Part, differences
from desk.web.filters import filter_query, read_filter
from desk.web.highlight import Piece, Span, cut, paragraphs
from desk.web.http import BadRequest, Visit
from desk.web.queue import choices, query_pairs
from models.base import utc_now
from models.queries import second_reviews
from models.queries.article_page import (
    ArticlePage,
    TagRow,
    article_page,
    others_present,
    revision_text,
)
from models.queries.queue_filter import VERDICTS
from models.session import looking

#: somebody who gave no sign for this long has gone
GONE = timedelta(seconds=45)
#: kinds of tags in the order people look for them
KINDS = ("topic", "entity", "designation", "genre", "person", "quote")
#: response headers are shown but not what belongs to a visitor
HIDDEN_HEADERS = frozenset({"set-cookie", "set-cookie2"})


@dataclass(frozen=True, slots=True)
class TagGroup:
    """All mentions of one code."""

    kind: str
    code: str
    label: str
    tags: Sequence[TagRow]

    @property
    def confidence(self) -> float:
        """That of the surest mention."""
        return max(row.tag.confidence for row in self.tags)

    @property
    def status(self) -> str:
        """The status all mentions share, else mixed."""
        found = {row.tag.status for row in self.tags}
        return found.pop() if len(found) == 1 else "mixed"


@dataclass(frozen=True, slots=True)
class Bar:
    """A contribution to relevance as a bar: a share of the widest one."""

    name: str
    weight: float
    detail: str
    width: float


def article_view(visit: Visit) -> Response:
    """The whole page."""
    return visit.render("article.html", **_values(visit))


def panel_view(visit: Visit) -> Response:
    """Only what changes from one article to the next, for the page's script."""
    return visit.render("_article.html", **_values(visit))


def _values(visit: Visit) -> dict[str, Any]:
    pairs = query_pairs(visit)
    read_filter(pairs)
    number = _revision_number(visit)
    key = visit.key()
    offered = choices(visit)
    with looking(visit.engine) as session:
        page = article_page(session, key, number)
        if page is None:
            raise BadRequest("there is no such article", 404)
        asked = (
            second_reviews.open_for(session, key, visit.who.id)
            if page.around.seconds and visit.who.may("reviewer")
            else None
        )
        others = (
            others_present(session, key, visit.who.id, utc_now() - GONE)
            if page.around.present
            else []
        )
        before = (
            revision_text(session, key, page.revision.number - 1)
            if visit.query("diff") and page.revision.number > 1
            else None
        )
    # a second judge must not see what the first decided, nor what decisions changed
    blind = asked is not None
    tags = [row if not blind else _unseen(row) for row in page.tags if not _hidden(row, blind)]
    diff = _diff(before, page) if before else None
    return {
        "page": page,
        "article": page.article,
        "revision": page.revision,
        "title": _title(page, tags, blind),
        "paragraphs": paragraphs(page.revision.text, _spans(tags, "text")),
        "comments": [
            (comment, paragraphs(comment.text, _spans(tags, "comments", comment.position)))
            for comment in page.comments
        ],
        "groups": _groups(tags),
        "tags": tags,
        "tag_of": {row.tag.id: row for row in tags},
        "why": partial(_why, names=_labels(tags)),
        "bars": _bars(page),
        "blind": blind,
        "asked": asked,
        "others": others,
        "diff": diff,
        "headers": [
            (name, value)
            for name, value in page.capture.headers
            if name.lower() not in HIDDEN_HEADERS
        ],
        "filter_query": filter_query(pairs),
        "verdicts": VERDICTS,
        "current": page.revision.id == page.article.current_revision_id,
        "choices": offered,
        "told": _told,
    }


def _hidden(row: TagRow, blind: bool) -> bool:
    return blind and row.tag.rule == "person"


def _unseen(row: TagRow) -> TagRow:
    """A tag as the machine left it. The row is detached: nothing of this is stored."""
    if row.tag.reviewer_id is not None:
        row.tag.status = "confirmed"
    return TagRow(row.tag, row.label, row.codebook, None)


def _revision_number(visit: Visit) -> int | None:
    raw = visit.query("revision", 10)
    if not raw:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", raw):
        raise BadRequest("revision is a number")
    return int(raw)


def _title(page: ArticlePage, tags: Sequence[TagRow], blind: bool) -> tuple[Piece, ...]:
    if page.article.corrected_title and not blind:
        return (Piece(page.article.corrected_title, ()),)
    return cut(page.revision.title, _spans(tags, "title"))


def _spans(tags: Sequence[TagRow], field: str, position: int | None = None) -> list[Span]:
    return [
        Span(row.tag.start_offset, row.tag.end_offset, row.tag.id)
        for row in tags
        if row.tag.field == field and row.tag.comment_position == position
    ]


def _groups(tags: Sequence[TagRow]) -> list[TagGroup]:
    found: dict[tuple[str, str], list[TagRow]] = {}
    for row in tags:
        found.setdefault((row.tag.kind, row.tag.code), []).append(row)
    groups = [
        TagGroup(kind, code, rows[0].label or code, rows) for (kind, code), rows in found.items()
    ]
    order = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(groups, key=lambda each: (order.get(each.kind, 9), -each.confidence, each.label))


def _labels(tags: Iterable[TagRow]) -> dict[str, str]:
    return {row.tag.code: row.label for row in tags if row.label and row.tag.kind == "entity"}


def _why(row: TagRow, names: Mapping[str, str]) -> str:
    """Why a mark is there, in one line for the eye and the screen reader. ``names``: labels
    of codes, for whose words it stands in."""
    tag = row.tag
    by = f"by {row.reviewer}" if row.reviewer else f"rule {tag.rule}, codebook {row.codebook}"
    said = [flag.replace("_", " ") for flag in tag.flags]
    if tag.attributed_to and "attributed" in tag.flags:
        whose = names.get(tag.attributed_to, tag.attributed_to)
        said[tag.flags.index("attributed")] = f"attributed to {whose}"
    flags = f"; {', '.join(said)}" if said else ""
    label = row.label or tag.code
    return f"{tag.kind}: {label} ({tag.status}) — {by}, confidence {tag.confidence:.2f}{flags}"


def _bars(page: ArticlePage) -> list[Bar]:
    parts = page.coding.contributions if page.coding is not None else []
    widest = max((abs(float(part["weight"])) for part in parts), default=0.0) or 1.0
    return [
        Bar(
            str(part["name"]),
            float(part["weight"]),
            str(part.get("detail", "")),
            round(100 * abs(float(part["weight"])) / widest, 1),
        )
        for part in sorted(parts, key=lambda part: -abs(float(part["weight"])))
    ]


def _diff(before: tuple[str, str], page: ArticlePage) -> tuple[list[Part], list[Part]]:
    return (
        differences(before[0], page.revision.title),
        differences(before[1], page.revision.text),
    )


def _told(action: str, value: Mapping[str, Any]) -> str:
    """A decision in words, for the history."""
    said: Callable[[], str] | None = {
        "verdict": lambda: f"verdict: {value.get('verdict')}",
        "second_verdict": lambda: f"second opinion: {value.get('verdict')}",
        "resolve": lambda: f"disagreement resolved: {value.get('verdict')}",
        "confirm_tag": lambda: f"confirmed the tag {_tag_name(value)}",
        "reject_tag": lambda: f"rejected the tag {_tag_name(value)}",
        "add_tag": lambda: f"added {value.get('kind')} {value.get('code')}",
        "fix_title": lambda: f"title: {value.get('title')}",
        "fix_date": lambda: f"date: {value.get('date')}",
        "fix_language": lambda: f"language: {value.get('language')}",
        "link": lambda: f"{value.get('status')} the link {value.get('kind')}",
        "split": lambda: "took it out of its story",
        "assign": lambda: "assigned it",
        "undo": lambda: f"took back: {value.get('of')}",
    }.get(action)
    return said() if said else action


def _tag_name(value: Mapping[str, Any]) -> str:
    return f"{value.get('kind', '')} {value.get('code', '')}".strip() or str(
        value.get("annotation", "")
    )
