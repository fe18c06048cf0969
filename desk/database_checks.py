"""Is the database at its migration, in the shape of the models, and sound?"""

import io

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from desk.cli.errors import explain
from desk.findings import Finding
from models.session import StorageError, reading


def database_findings(engine: Engine) -> list[Finding]:
    """Migration, drift and integrity of a database; stops at the first that is not well."""
    findings: list[Finding] = []
    for check in (_migration, _drift, _integrity):
        try:
            findings.append(check(engine))
        except StorageError as error:
            findings.append(Finding(check.__name__.strip("_"), False, str(error)))
        except DBAPIError as error:
            trouble = explain(error)
            said = trouble.message if trouble else str(error.orig)
            findings.append(Finding("database", False, said))
        if not findings[-1].ok:
            break
    return findings


def _migration(engine: Engine) -> Finding:
    from models.migrate import current, ensure_current, head

    if current(engine) is None:
        return Finding(
            "migration", False, "the database has no tables yet", "run: salang db upgrade"
        )
    ensure_current(engine)
    return Finding("migration", True, f"{head()}, as this version needs")


def _drift(engine: Engine) -> Finding:
    from alembic import command
    from alembic.util import CommandError

    from models.migrate import config

    # models.migrate.drift would write on standard output, where only our own words belong
    settings = config(engine)
    settings.attributes["keep_views"] = True
    settings.stdout = io.StringIO()
    try:
        command.check(settings)
    except CommandError as error:
        return Finding(
            "drift",
            False,
            f"tables differ from the models: {str(error).splitlines()[0]}",
            "somebody changed them by hand; make a copy, then undo the change",
        )
    return Finding("drift", True, "tables are as the models say")


def _integrity(engine: Engine) -> Finding:
    if engine.dialect.name != "sqlite":
        with reading(engine) as session:
            invalid = session.scalar(
                text("SELECT count(*) FROM pg_constraint WHERE NOT convalidated")
            )
        return Finding(
            "integrity",
            not invalid,
            f"{invalid} constraints are not valid" if invalid else "all constraints are valid",
            "look into pg_constraint, correct the rows and VALIDATE CONSTRAINT",
        )
    with reading(engine) as session:
        said = [str(row[0]) for row in session.execute(text("PRAGMA integrity_check(5)"))]
        orphans = session.execute(text("PRAGMA foreign_key_check")).fetchmany(5)
    if said != ["ok"]:
        return Finding(
            "integrity",
            False,
            f"the file is damaged: {said[0]}",
            "put a copy of it back, or rescue it with: sqlite3 salang.db .recover",
        )
    if orphans:
        tables = ", ".join(sorted({str(row[0]) for row in orphans}))
        return Finding(
            "integrity",
            False,
            f"rows of {tables} refer to rows that are gone",
            "put a copy of the database back; somebody deleted rows by hand",
        )
    return Finding("integrity", True, "the file is sound and no row refers to one that is gone")
