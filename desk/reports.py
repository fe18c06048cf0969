"""Asking a reporting view: which one, which columns, in which order, written how."""

import csv
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Engine, Select, func, select

from crawlers.catalog.nearest import nearest
from desk.cli.errors import DeskError
from desk.cli.output import clean, print_table, to_json
from models.reporting.as_of import as_of
from models.reporting.views import VIEWS, view_table
from models.session import reading

#: columns of the table and columns of its order (newest or largest first with -); views that
#: are not named here show all columns, in the order of their first
MAIN: dict[str, tuple[str, str]] = {
    "articles": (
        "published_at source language verdict relevance copy_of title",
        "-published_at article_id",
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
        "article_id revision source created_at words_added title",
        "-created_at article_id revision",
    ),
    "reviews": ("at reviewer action article_id note", "-at article_id"),
    "candidates": ("last_seen_at source fate reason sightings url", "-last_seen_at url"),
    "sources": (
        "source country candidates articles independent_articles relevant_articles "
        "polls failed_polls last_new_at",
        "source",
    ),
    "coverage_daily": (
        "day source language verdict items independent_items",
        "-day source language verdict",
    ),
    "topics_daily": ("day topic language items independent_items", "-day topic language"),
    "designations": (
        "day source language designation items mentions",
        "-day source language designation",
    ),
    "stories": (
        "first_published_at items independent_items sources languages title",
        "-items story_id",
    ),
    "quotes": ("article_id source language speaker matched_text", "article_id start_offset"),
}
#: what spreadsheets take for the beginning of a formula (OWASP, CSV injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Question:
    """A view, and the columns wanted of it."""

    view: str
    columns: tuple[str, ...]
    order: tuple[str, ...]
    hidden: int

    @property
    def select(self) -> Select[tuple[Any, ...]]:
        """The query; instants and numbers without a value come last."""
        table = view_table(self.view)
        order = []
        for name in self.order:
            column = table.c[name.removeprefix("-")]
            order += [column.is_(None), column.desc() if name.startswith("-") else column]
        return select(*(table.c[name] for name in self.columns)).order_by(*order)


def question(name: str, columns: str | None, whole: bool) -> Question:
    """What is asked: a report by its name with or without ``report_``, columns by theirs.

    ``whole`` asks for all columns where none are named; otherwise the main ones.

    Raises:
        DeskError: for a report or column that does not exist, with the nearest that does.
    """
    short = name.removeprefix("report_")
    known = {view.name.removeprefix("report_"): view for view in VIEWS}
    if short not in known:
        raise DeskError(
            f"no report {name!r}{nearest(short, known)} (there are {', '.join(sorted(known))})",
            2,
        )
    view = known[short]
    every = tuple(view.columns)
    main, order = MAIN.get(short, (" ".join(every), every[0]))
    if columns is None:
        chosen = every if whole else tuple(main.split())
    elif columns == "all":
        chosen = every
    else:
        chosen = tuple(part.strip() for part in columns.split(",") if part.strip())
        for column in chosen:
            if column not in every:
                raise DeskError(
                    f"{view.name} has no column {column!r}{nearest(column, every)} "
                    f"(it has {', '.join(every)})",
                    2,
                )
    return Question(view.name, chosen, tuple(order.split()), len(every) - len(chosen))


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


def list_reports(as_json: bool) -> None:
    """Print which reports there are."""
    if as_json:
        print(
            to_json(
                [
                    {"name": view.name, "comment": view.comment, "columns": dict(view.columns)}
                    for view in VIEWS
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
    print("\nsalang db dictionary explains every column.")


def answer(
    engine: Engine,
    asked: Question,
    form: str,
    limit: int,
    output: Path | None,
    instant: datetime | None = None,
) -> None:
    """Write the rows in a form: table, csv, json or parquet. ``limit`` 0 means all.

    With an instant, as the database stood then.

    Raises:
        DeskError: when Parquet is asked for and pyarrow is not installed.
        OSError: when the file cannot be written; an older one stays as it was.
    """
    with reading(engine) as session:
        dialect = engine.dialect.name
        every = as_of(asked.select, instant, dialect) if instant else asked.select
        query = every.limit(limit) if limit else every
        rows = session.execute(query.execution_options(yield_per=1000))
        values = (tuple(row) for row in rows)
        if form == "parquet":
            assert output is not None
            _parquet(asked.columns, values, output)
        elif form == "table":
            kept = list(values)
            total = len(kept)
            if limit and total == limit:
                count = select(func.count()).select_from(view_table(asked.view))
                count = as_of(count, instant, dialect) if instant else count
                total = session.scalar(count) or 0
            with _open(output) as out:
                _table(asked, kept, total, out)
        else:
            with _open(output) as out:
                (_csv if form == "csv" else _json)(asked.columns, values, out)
    if output is not None:
        print(f"written to {output}", file=sys.stderr)


def _table(asked: Question, rows: Sequence[Sequence[Any]], total: int, out: TextIO) -> None:
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
    print(f"\n{asked.view}: {shown}" + (f" ({'; '.join(hints)})" if hints else ""), file=out)


def _csv(columns: Sequence[str], rows: Iterator[Sequence[Any]], out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        text = clean(value)
        return f"'{text}" if text.startswith(_FORMULA) else text
    return value


def _json(columns: Sequence[str], rows: Iterator[Sequence[Any]], out: TextIO) -> None:
    # an element a line: large reports are written as they are read
    separator = "[\n"
    for row in rows:
        out.write(separator + to_json(dict(zip(columns, row, strict=True)), indent=None))
        separator = ",\n"
    out.write("[]\n" if separator == "[\n" else "\n]\n")


def _parquet(columns: Sequence[str], rows: Iterator[Sequence[Any]], output: Path) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise DeskError(
            "Parquet needs pyarrow: pip install 'salang[parquet]'; csv and json need nothing"
        ) from None
    table = pyarrow.Table.from_pylist(
        [dict(zip(columns, row, strict=True)) for row in rows],
        schema=None,
    )
    with _replacing(output) as file:
        parquet.write_table(table, file)


@contextmanager
def _open(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    with _replacing(output) as file, file.open("w", encoding="utf-8", newline="") as out:
        yield out


@contextmanager
def _replacing(output: Path) -> Iterator[Path]:
    """A file beside the one wanted that takes its place when all is written."""
    if not output.parent.is_dir():
        raise DeskError(f"{output.parent}: there is no such folder", 2)
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        # mkstemp makes files for the owner only; a report is as open as other files
        umask = os.umask(0)
        os.umask(umask)
        part.chmod(0o666 & ~umask)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
