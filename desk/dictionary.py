"""The data dictionary as Markdown, made from the comments of the models and the views."""

from collections.abc import Iterator

from sqlalchemy import Column, Table
from sqlalchemy.engine import make_url

import models  # registers every table  # noqa: F401
from models.base import Base
from models.candidates import Fate
from models.reporting.views import VIEWS, view_table

_POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()
_SQLITE = make_url("sqlite://").get_dialect()()
_HEAD = """\
# Data dictionary

Made by `salang db dictionary` from the code; do not edit. Reports are the views whose names begin
with `report_`: the same names, columns and results on SQLite and PostgreSQL. Ask those. The
tables below them are explained too, but they change with migrations.

Instants are UTC: `timestamptz` on PostgreSQL, text like `2025-07-03 12:30:00.000000+00:00` on
SQLite. Offsets count characters from 0 and are half-open. Keys of articles are the same in every
database that holds the article.
"""


def data_dictionary() -> str:
    """The whole dictionary, ending in a line break."""
    lines = [_HEAD, "## Reporting views", ""]
    lines += [f"- [`{view.name}`](#{view.name}): {view.comment}" for view in VIEWS]
    lines += ["", "How they are joined, by columns of the same name:", "", *_views_diagram(), ""]
    for view in VIEWS:
        lines += [f"### {view.name}", "", f"{view.comment}.", "", "| column | type | meaning |"]
        lines.append("|---|---|---|")
        columns = view_table(view.name).c
        lines += [
            f"| `{name}` | {_type(columns[name])} | {_cell(meaning)} |"
            for name, meaning in view.columns.items()
        ]
        lines.append("")
    lines += ["## Fates of candidates", "", "Every candidate has exactly one.", ""]
    lines += [f"- `{fate.value}`" for fate in Fate]
    lines += ["", "## Tables", "", "What refers to what:", "", *_tables_diagram(), ""]
    for table in sorted(Base.metadata.tables.values(), key=lambda each: each.name):
        lines += _table(table)
    return "\n".join(lines).rstrip() + "\n"


#: what a row of these views is about, by the column that others name it with
_KEYS = {
    "article_id": "report_articles",
    "source": "report_sources",
    "story_id": "report_stories",
}


def _views_diagram() -> Iterator[str]:
    """The views that are about an article, a source or a story, as a diagram in Mermaid."""
    yield from ("```mermaid", "erDiagram")
    for key, whole in _KEYS.items():
        for view in VIEWS:
            if key in view.columns and view.name != whole:
                yield f'    {whole} ||--o{{ {view.name} : "{key}"'
    yield "```"


def _tables_diagram() -> Iterator[str]:
    """The foreign keys of the tables as a diagram in Mermaid."""
    yield from ("```mermaid", "erDiagram")
    for table in sorted(Base.metadata.tables.values(), key=lambda each: each.name):
        for column in table.columns:
            for key in column.foreign_keys:
                one = "|o" if column.nullable else "||"
                yield f'    {key.column.table.name} {one}--o{{ {table.name} : "{column.name}"'
    yield "```"


def _table(table: Table) -> Iterator[str]:
    yield from (f"### {table.name}", "", f"{table.comment or ''}.", "")
    yield from ("| column | type | null | refers to | meaning |", "|---|---|---|---|---|")
    for column in table.columns:
        refers = ", ".join(f"`{key.target_fullname}`" for key in column.foreign_keys)
        yield (
            f"| `{column.name}` | {_type(column)} | {'yes' if column.nullable else 'no'} "
            f"| {refers} | {_cell(column.comment or '')} |"
        )
    yield ""


def _type(column: Column[object]) -> str:
    """The column's type on PostgreSQL, and on SQLite where it has another name."""
    there = column.type.compile(dialect=_POSTGRESQL).lower()
    here = column.type.compile(dialect=_SQLITE).lower()
    return there if there == here else f"{there} (SQLite: {here})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
