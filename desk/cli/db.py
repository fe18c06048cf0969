"""``salang db``: care of the database."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.output import checked, to_json

app = group(
    "db",
    summary_of("db"),
    "salang db upgrade\nsalang db check\nsalang db dictionary --output dictionary.md",
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
for _command in (_upgrade, _check, _dictionary):
    app.command(_command)

Json = Annotated[bool, Parameter(name="--json")]


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
