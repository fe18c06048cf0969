"""Which promise the reporting views keep, as a row that can be asked for."""

from sqlalchemy import String, cast, column, literal, select, table

from models.reporting.view import View

#: raised by hand: the second number when a view or column is added, the first when one goes away,
#: is renamed, or comes to mean something else; `models.reporting.contract` holds it to that
REPORTING_VERSION = "1.0"

_migrations = table("alembic_version", column("version_num", String(32)))

REPORT_VERSION = View(
    "report_version",
    "One row: the version of these views, and the migration under them",
    select(
        # the cast gives the text a type on PostgreSQL
        cast(literal(REPORTING_VERSION, literal_execute=True), String).label("reporting_version"),
        _migrations.c.version_num.label("migration"),
    ),
    {
        "reporting_version": "Version of the reporting views: see the compatibility promise",
        "migration": "Migration of the tables; no promise is made about those",
    },
)

VIEWS = (REPORT_VERSION,)
