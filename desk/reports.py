"""Asking a reporting view: which one, which columns, in which order, written how."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from crawlers.catalog.nearest import nearest
from crawlers.job import parse_since
from desk.cli.errors import DeskError
from desk.cli.output import print_table, to_json
from desk.forms import TEXT_FORMS, opened_text, replacing, write_parquet
from models.reporting.as_of import as_of
from models.reporting.asking import Parameters, Question
from models.reporting.questions import QUESTIONS
from models.reporting.views import VIEWS, view_table
from models.session import reading

#: columns of the table and columns of its order (newest or largest first with -, those that may
#: have no value with ?); views that are not named here show all columns, in the order of their
#: first
MAIN: dict[str, tuple[str, str]] = {
    "articles": (
        "published_at source language verdict relevance copy_of title",
        "-published_at? article_id",
    ),
    "tags": (
        "article_id kind code field start_offset end_offset matched_text rule",
        "article_id field start_offset end_offset kind code rule",
    ),
    "relations": (
        "article_id other_article_id kind similarity containment status",
        "article_id other_article_id kind",
    ),
    "revisions": (
        "article_id revision source created_at words_added changes silent title",
        "-created_at article_id revision",
    ),
    "reviews": ("at reviewer action article_id note", "-at article_id"),
    "candidates": ("last_seen_at source fate reason sightings url", "-last_seen_at url"),
    "sources": (
        "source country candidates articles independent_articles relevant_articles "
        "polls failed_polls last_new_at",
        "source",
    ),
    "run_fates": (
        "run_id started_at source fate pending sightings addresses",
        "-run_id source fate",
    ),
    "discovery_recall": (
        "week source routes found method estimated_total total_low total_high recall note",
        "-week source",
    ),
    "source_health": (
        "source state since last_item_at expected_gap_hours date_before date_now challenge_share "
        "reasons",
        "source",
    ),
    "coverage_daily": (
        "day source language verdict items independent_items",
        "-day source language verdict?",
    ),
    "topics_daily": ("day topic language items independent_items", "-day topic language"),
    "designations": (
        "day source language designation items mentions",
        "-day source language designation",
    ),
    "coverage_daily_kept": (
        "day source language verdict items independent_items refreshed_at",
        "-day source language verdict?",
    ),
    "topics_daily_kept": (
        "day topic language items independent_items refreshed_at",
        "-day topic language",
    ),
    "designations_kept": (
        "day source language designation items mentions refreshed_at",
        "-day source language designation",
    ),
    "stories": (
        "first_published_at items independent_items sources languages title",
        "-items story_id",
    ),
    "quotes": ("article_id source language speaker matched_text", "article_id start_offset"),
}


@dataclass(frozen=True)
class Asked:
    """A report as it is asked for: rows of a view or of a ready question, and columns of them."""

    name: str
    rows: Select[Any]
    columns: tuple[str, ...]
    order: tuple[str, ...]
    hidden: int
    #: all rows are counted before the first is known: how many there are is known with it
    counts: bool = False

    def select(self, instant: datetime | None, dialect: str) -> Select[Any]:
        """The query, as of an instant if one is given; what has no value comes last."""
        table = self.rows.subquery("asked")
        order = []
        for name in self.order:
            column = table.c[name.strip("-?")]
            place = column.desc() if name.startswith("-") else column.asc()
            # only where it is needed: an index that has the order must be seen to have it
            order.append(place.nulls_last() if name.endswith("?") else place)
        query = select(*(table.c[name] for name in self.columns)).order_by(*order)
        return as_of(query, instant, dialect) if instant else query

    def page(
        self, session: Session, limit: int, instant: datetime | None, dialect: str
    ) -> tuple[list[tuple[Any, ...]], int]:
        """The first rows (all for a limit of 0), and how many there are in all."""
        query = self.select(instant, dialect)
        if not limit:
            rows = [tuple(row) for row in session.execute(query)]
            return rows, len(rows)
        query = query.limit(limit)
        if self.counts:
            query = query.add_columns(func.count().over().label("rows_in_all"))
            found = session.execute(query).all()
            return [tuple(row)[:-1] for row in found], found[0].rows_in_all if found else 0
        rows = [tuple(row) for row in session.execute(query)]
        if len(rows) < limit:
            return rows, len(rows)
        return rows, session.scalar(self.count(instant, dialect)) or 0

    def count(self, instant: datetime | None, dialect: str) -> Select[Any]:
        """How many rows there are in all."""
        query = select(func.count()).select_from(self.rows.subquery("asked"))
        return as_of(query, instant, dialect) if instant else query


def ask(name: str, columns: str | None, whole: bool, given: Mapping[str, Any]) -> Asked:
    """What is asked: a report by its name with or without ``report_``, columns by theirs.

    ``whole`` asks for all columns where none are named; otherwise the main ones. ``given`` are
    parameters of ready questions (`models.reporting.questions.Parameters`).

    Raises:
        DeskError: for a report, column or parameter that does not exist, with the nearest.
    """
    short = name.removeprefix("report_")
    views = {view.name.removeprefix("report_"): view for view in VIEWS}
    ready = {question.name: question for question in QUESTIONS}
    if short in ready and not name.startswith("report_"):
        return _ready(ready[short], columns, given)
    if short not in views:
        known = {**views, **ready}
        raise DeskError(
            f"no report {name!r}{nearest(short, known)} (there are {', '.join(sorted(known))})",
            2,
        )
    if given:
        raise DeskError(
            f"{views[short].name} is a view and takes no {_flag(next(iter(given)))}; the ready "
            f"questions do ({', '.join(ready)}), and so does salang export",
            2,
        )
    view = views[short]
    every = tuple(view.columns)
    main, order = MAIN.get(short, (" ".join(every), every[0]))
    chosen = _columns(view.name, columns, every, every if whole else tuple(main.split()))
    rows = select(*view_table(view.name).c)
    return Asked(view.name, rows, chosen, tuple(order.split()), len(every) - len(chosen))


def _ready(question: Question, columns: str | None, given: Mapping[str, Any]) -> Asked:
    for name in given:
        if name not in question.takes:
            raise DeskError(f"the report {question.name} takes no {_flag(name)}", 2)
    by = given.get("by", ())
    for name in by:
        if name not in question.by:
            raise DeskError(
                f"{question.name} cannot be counted by {name!r}{nearest(name, question.by)} "
                f"(but by {', '.join(question.by)})",
                2,
            )
    rows = question.build(Parameters(**given))
    every = tuple(column.name for column in rows.selected_columns)
    chosen = _columns(question.name, columns, every, every)
    # what is counted by: days and months newest first, the rest by the letter
    order = tuple(f"{name}?" for name in question.order) or tuple(
        f"-{name}" if name in ("day", "month") else f"{name}?"
        for name in every
        if name not in ("items", "independent_items")
    )
    return Asked(question.name, rows, chosen, order, len(every) - len(chosen), question.counts)


def _flag(parameter: str) -> str:
    singular = {"countries": "country", "ownership": "ownership"}
    return f"--{singular.get(parameter, parameter.removesuffix('s'))}"


def _columns(
    name: str, said: str | None, every: tuple[str, ...], default: tuple[str, ...]
) -> tuple[str, ...]:
    if said is None:
        return default
    if said == "all":
        return every
    chosen = tuple(part.strip() for part in said.split(",") if part.strip())
    for column in chosen:
        if column not in every:
            raise DeskError(
                f"{name} has no column {column!r}{nearest(column, every)} "
                f"(it has {', '.join(every)})",
                2,
            )
    return chosen


def instant(said: str) -> datetime:
    """An instant from a day (its end, in UTC) or an ISO time (UTC where it names no zone).

    Raises:
        DeskError: when it is neither.
    """
    try:
        value = datetime.fromisoformat(said)
        if len(said) == len("2026-03-01"):
            value += timedelta(days=1, microseconds=-1)
    except (ValueError, OverflowError):
        raise DeskError(
            f"{said!r} is no time; write a day such as 2026-03-01, or 2026-03-01T12:00+03:00", 2
        ) from None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def day(said: str) -> str:
    """A day as the reports have it, from a date or from how long ago (7d, 4w).

    Raises:
        DeskError: when it is neither.
    """
    try:
        return f"{parse_since(said, datetime.now(UTC)):%Y-%m-%d}"
    except (ValueError, OverflowError) as error:
        raise DeskError(str(error), 2) from None


def list_reports(as_json: bool) -> None:
    """Print which reports there are."""
    if as_json:
        print(
            to_json(
                [
                    {"name": view.name, "comment": view.comment, "columns": dict(view.columns)}
                    for view in VIEWS
                ]
                + [
                    {"name": each.name, "comment": each.summary, "columns": each.columns}
                    for each in QUESTIONS
                ]
            )
        )
        return
    print_table(
        ("report", "columns", "rows are"),
        [(view.name.removeprefix("report_"), len(view.columns), view.comment) for view in VIEWS],
        right=("columns",),
        wrap=("rows are",),
    )
    print()
    print_table(
        ("ready question", "answers", "narrowed by"),
        [(each.name, each.summary, " ".join(sorted(map(_flag, each.takes)))) for each in QUESTIONS],
        wrap=("answers", "narrowed by"),
    )
    print("\nsalang db dictionary explains every column of the reports.")


def answer(
    engine: Engine,
    asked: Asked,
    form: str,
    limit: int,
    output: Path | None,
    instant: datetime | None = None,
) -> None:
    """Write the rows in a form: table, csv, json, parquet, png or svg. ``limit`` 0: all.

    With an instant, as the database stood then.

    Raises:
        DeskError: when Parquet or a picture is asked for and its library is not installed.
        OSError: when the file cannot be written; an older one stays as it was.
    """
    dialect = engine.dialect.name
    with reading(engine) as session:
        if form == "table":
            kept, total = asked.page(session, limit, instant, dialect)
            with opened_text(output) as out:
                _table(asked, kept, total, out)
        else:
            query = asked.select(instant, dialect)
            query = query.limit(limit) if limit else query
            _write(session, asked, query, form, output)
    if output is not None:
        print(f"written to {output}", file=sys.stderr)


def _write(
    session: Session, asked: Asked, query: Select[Any], form: str, output: Path | None
) -> None:
    rows = session.execute(query.execution_options(yield_per=1000))
    values = (tuple(row) for row in rows)
    if form in ("png", "svg"):
        from desk.plots import plot

        assert output is not None
        with replacing(output) as file:
            file.write_bytes(plot(asked.name, asked.columns, list(values), form))
    elif form == "parquet":
        assert output is not None
        kinds = [column.type for column in query.selected_columns]
        with replacing(output) as file:
            write_parquet(asked.columns, kinds, values, file)
    else:
        with opened_text(output) as out:
            TEXT_FORMS[form](asked.columns, values, out)


def _table(asked: Asked, rows: Sequence[Sequence[Any]], total: int, out: TextIO) -> None:
    numbers = [
        name
        for place, name in enumerate(asked.columns)
        if rows and all(isinstance(row[place], int | float | None) for row in rows)
    ]
    if rows:
        print_table(asked.columns, rows, right=numbers, out=None if out is sys.stdout else out)
    shown = f"{len(rows)} of {total} rows" if total > len(rows) else f"{total} rows"
    hints = []
    if total > len(rows):
        hints.append("--limit 0 shows all")
    if asked.hidden:
        hints.append(f"--columns all shows {asked.hidden} more columns")
    print(f"\n{asked.name}: {shown}" + (f" ({'; '.join(hints)})" if hints else ""), file=out)
