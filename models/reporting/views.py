"""All reporting views, and making them in a database."""

from collections.abc import Mapping

from sqlalchemy import Connection, CreateView, DropView, MetaData, Table, inspect

from models.reporting import (
    articles,
    coverage,
    health,
    kept,
    posts,
    precision,
    sources,
    version,
)
from models.reporting.view import View

VIEWS: tuple[View, ...] = (
    *articles.VIEWS,
    *sources.VIEWS,
    *health.VIEWS,
    *coverage.VIEWS,
    *posts.VIEWS,
    *precision.VIEWS,
    *version.VIEWS,
    *kept.VIEWS,
)


def view_table(name: str) -> Table:
    """The view as a typed table for queries in Python.

    Raises:
        KeyError: when there is no view of that name.
    """
    return _tables[name]


# a MetaData of their own: the views must never be taken for tables by alembic
_metadata = MetaData()
_creations = {view.name: CreateView(view.select, view.name, metadata=_metadata) for view in VIEWS}
_tables: dict[str, Table] = {name: creation.table for name, creation in _creations.items()}


def drop_views(connection: Connection) -> dict[str, frozenset[str] | None]:
    """Drop every ``report_*`` view of the database, those of other versions included.

    Returns which roles could read which of them, for `create_views`; nothing on SQLite.
    """
    granted: dict[str, frozenset[str] | None] = {}
    if connection.dialect.name == "postgresql":
        from models.reporting import grants  # with the driver, which SQLite does not need

        granted = grants.readers(connection)
    for name in inspect(connection).get_view_names():
        if name.startswith("report_"):
            connection.execute(DropView(Table(name, MetaData())))
    return granted


def create_views(
    connection: Connection, granted: Mapping[str, frozenset[str] | None] | None = None
) -> None:
    """Make all reporting views, readable for the roles that could read them before."""
    for creation in _creations.values():
        connection.execute(creation)
    if connection.dialect.name == "postgresql":
        for view in VIEWS:
            _comment(connection, view)
        from models.reporting import grants

        for role, only in (granted or {}).items():
            grants.grant_views(connection, role, only)


def _comment(connection: Connection, view: View) -> None:
    quote = connection.dialect.identifier_preparer.quote
    literal = "'{}'".format

    def write(what: str, comment: str) -> None:
        connection.exec_driver_sql(
            f"COMMENT ON {what} IS " + literal(comment.replace("'", "''").replace("%", "%%"))
        )

    write(f"VIEW {quote(view.name)}", view.comment)
    for column, meaning in view.columns.items():
        write(f"COLUMN {quote(view.name)}.{quote(column)}", meaning)
