"""``salang db``: care of the database."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.errors import DeskError
from desk.cli.output import checked, to_json
from desk.cli.passwords import ask_password

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.backup import Backup

app = group(
    "db",
    summary_of("db"),
    "salang db upgrade\nsalang db check\nsalang db dictionary --output dictionary.md\n"
    "salang db grant-reporting salang_reports --login",
)
_upgrade = group(
    "upgrade",
    "Set the database up, or bring it to the migration this version needs.",
    "salang db upgrade",
)
_check = group(
    "check",
    "Is the database at the right migration, unchanged in shape, and sound?",
    "salang db check\nsalang db check --json",
)
_dictionary = group(
    "dictionary",
    "The data dictionary: every table, view and column explained, as Markdown.",
    "salang db dictionary --output dictionary.md",
)
_grant = group(
    "grant-reporting",
    "Make a PostgreSQL role that sees the reporting views and nothing else.",
    "salang db grant-reporting salang_reports --login\n"
    "pass show salang/reports | salang db grant-reporting salang_reports --password-stdin",
    "Again is harmless. Views that a later version adds are granted when it migrates.",
)
_backup = group(
    "backup",
    "Write the whole database, and on request the stored pages, into one file.",
    "salang db backup /backups/salang-2026-11-22.zip\nsalang db backup /backups/salang.zip --pages",
    "The back-up is the database of one instant, made while everything goes on. It can be restored "
    "into SQLite and into PostgreSQL alike. It holds the accounts of the review desk (no open "
    "logins), so it is readable for its owner only.",
)
_restore = group(
    "restore",
    "Fill an empty database from a back-up.",
    "SALANG_HOME=/srv/salang salang db restore /backups/salang-2026-11-22.zip",
    "All or nothing: a back-up that is damaged leaves the database empty.",
)
for _command in (_upgrade, _check, _dictionary, _grant, _backup, _restore):
    app.command(_command)

Json = Annotated[bool, Parameter(name="--json")]
Stdin = Annotated[bool, Parameter(name="--password-stdin")]


@_upgrade.default
def upgrade(*, json: Json = False) -> int:
    """Migrate. An empty database is set up; stored data is kept. Make a copy before.

    Parameters
    ----------
    json
        Print JSON.
    """
    from models import migrate
    from models.session import make_engine

    engine = make_engine()
    try:
        before, wanted = migrate.current(engine), migrate.head()
        if before is None:
            migrate.ensure_current(engine)  # refuses a database that holds other tables
        else:
            migrate.upgrade(engine)
        where = engine.url.render_as_string()
    finally:
        engine.dispose()
    if json:
        print(to_json({"database": where, "before": before, "now": wanted}))
    elif before == wanted:
        print(f"{where} is at migration {wanted} already; the reporting views were made anew")
    else:
        print(f"{where}: {'set up' if before is None else f'was at {before}'}, now at {wanted}")
    return 0


@_check.default
def check(*, json: Json = False) -> int:
    """Check migration, drift and integrity; each thing that is wrong is one line.

    Parameters
    ----------
    json
        Print JSON.
    """
    from desk.cli.database import opened
    from desk.database_checks import database_findings

    with opened() as engine:
        findings = database_findings(engine)
        where = engine.url.render_as_string()
    wrong = [finding for finding in findings if not finding.ok]
    if json:
        print(to_json({"database": where, "checks": [each.as_dict() for each in findings]}))
    else:
        for finding in findings:
            print(checked(finding.ok, str(finding)))
    return 1 if wrong else 0


@_dictionary.default
def dictionary(*, output: Path | None = None) -> int:
    """Write the data dictionary: tables, reporting views, their columns and what they mean.

    Parameters
    ----------
    output
        File to write to; else it is printed.
    """
    from desk.dictionary import data_dictionary

    text = data_dictionary()
    if output is None:
        print(text, end="")
    else:
        output.write_text(text, "utf-8")
        print(f"written to {output}")
    return 0


@_grant.default
def grant_reporting(
    role: str, /, *, login: bool = False, password_stdin: Stdin = False, json: Json = False
) -> int:
    """Make the role, or set one right that exists: SELECT on report_* and nothing else.

    Parameters
    ----------
    role
        Name of the role, such as salang_reports.
    login
        Ask for a password, so that the role can log in; else login roles are made members of it.
    password_stdin
        Read the password from the first line of standard input.
    json
        Print JSON.
    """
    from desk.cli.database import opened_current
    from models.reporting.grants import grant_reporting as grant

    password = _password(password_stdin) if login or password_stdin else None
    with opened_current() as engine:
        granted = grant(engine, role, password)
        where = engine.url.render_as_string()
    if json:
        print(to_json({"role": role, "views": granted.views, "warnings": granted.warnings}))
    else:
        print(f"{role} may read {len(granted.views)} reporting views of {where}, nothing else")
    for warning in granted.warnings:
        print(f"salang: {warning}", file=sys.stderr)
    return 1 if granted.warnings else 0


def _password(from_stdin: bool) -> str:
    try:
        given = ask_password(from_stdin)
    except ValueError as error:
        raise DeskError(str(error), 2) from None
    if not given:
        raise DeskError("a role that logs in needs a password", 2)
    return given


@_backup.default
def backup(file: Path, /, *, pages: bool = False, json: Json = False) -> int:
    """Write a back-up; an older file of the name is replaced when the new one is complete.

    Parameters
    ----------
    file
        Where to write it.
    pages
        The stored pages too: the evidence behind the articles, and most of the size.
    json
        Print JSON.
    """
    from desk.cli.database import opened
    from models.backup import write_backup
    from models.settings import StorageSettings

    with opened() as engine:
        made = write_backup(engine, file, StorageSettings().pages if pages else None, _teller(json))
    _told(made, f"{file} holds", json)
    return 0


@_restore.default
def restore(file: Path, /, *, json: Json = False) -> int:
    """Restore a back-up into the empty database of the settings, and fill full-text search.

    Parameters
    ----------
    file
        The back-up.
    json
        Print JSON.
    """
    from flows.stages.search import index_pending
    from models.backup import restore_backup
    from models.session import make_engine
    from models.settings import StorageSettings

    engine = make_engine()
    try:
        made = restore_backup(engine, file, StorageSettings().pages, _teller(json))
        index_pending(engine)
        where = engine.url.render_as_string()
    finally:
        engine.dispose()
    _told(made, f"{where} holds", json)
    return 0


def _teller(json: bool) -> "Callable[[str, int], None]":
    def tell(table: str, rows: int) -> None:
        if rows and not json:
            print(f"  {table}: {rows:,} rows", file=sys.stderr)

    return tell


def _told(made: "Backup", start: str, json: bool) -> None:
    if json:
        print(to_json(asdict(made)))
        return
    print(
        f"{start} {sum(made.rows.values()):,} rows of {len(made.rows)} tables and "
        f"{made.pages:,} stored pages (migration {made.migration}, {made.made_at[:16]} UTC)"
    )
