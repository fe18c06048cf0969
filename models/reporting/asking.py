"""What a ready question is, and the parameters that narrow it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from models.reporting.views import view_table


@dataclass(frozen=True, slots=True)
class Parameters:
    """What narrows a question. Days are text, YYYY-MM-DD, both included."""

    since: str | None = None
    until: str | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    ownership: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ("relevant",)
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A ready question: its columns with their meanings, and how it is asked.

    ``takes`` are the parameters it heeds; ``order`` its columns of order, largest first with -;
    ``counts``: whether all its rows have to be counted before the first of them is known.
    """

    name: str
    summary: str
    takes: frozenset[str]
    columns: dict[str, str]
    order: tuple[str, ...]
    build: Callable[[Parameters], Select[Any]]
    by: tuple[str, ...] = field(default=())
    counts: bool = False


#: what narrows a question about articles
NARROW = frozenset(
    {"since", "until", "sources", "languages", "ownership", "countries", "topics", "verdicts"}
)


def narrowed(articles: Any, asked: Parameters) -> list[ColumnElement[bool]]:
    """The conditions that the parameters come to, on ``report_articles`` or another view with
    the columns ``article_id``, ``day``, ``source``, ``language``, ``ownership``, ``country`` and
    ``verdict``."""
    where: list[ColumnElement[bool]] = []
    if asked.since:
        where.append(articles.c.day >= asked.since)
    if asked.until:
        where.append(articles.c.day <= asked.until)
    for values, column in (
        (asked.sources, "source"),
        (asked.languages, "language"),
        (asked.ownership, "ownership"),
        (asked.countries, "country"),
        (asked.verdicts, "verdict"),
    ):
        if values:
            where.append(articles.c[column].in_(values))
    if asked.topics:
        codes = view_table("report_article_codes").alias("asked_codes")
        where.append(
            articles.c.article_id.in_(
                select(codes.c.article_id).where(
                    codes.c.kind == "topic", codes.c.code.in_(asked.topics)
                )
            )
        )
    return where
