"""``salang report``: the reporting views, printed or saved."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.errors import DeskError

app = group(
    "report",
    summary_of("report"),
    "salang report articles\n"
    "salang report tags --format csv --output tags.csv\n"
    "salang report coverage_daily --columns day,verdict,items --limit 0\n"
    "salang report topics_daily --as-of 2026-03-01",
    "Rows come newest first, instants are UTC. CSV is made for spreadsheets: text that one would "
    "take for a formula begins with an apostrophe there. JSON and Parquet hold exactly what is "
    "stored. Without a name: which reports there are.",
)

#: rows of a table when no limit is given: a screenful
SCREENFUL = 40


@app.default
def report(
    name: str | None = None,
    /,
    *,
    format: Literal["table", "csv", "json", "parquet"] | None = None,
    limit: int | None = None,
    columns: str | None = None,
    output: Path | None = None,
    as_of: str | None = None,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Print the rows of a reporting view, or which views there are.

    Parameters
    ----------
    name
        The report: articles or report_articles, tags, relations, candidates, sources, ...
    format
        table (for people), csv, json or parquet (which needs pyarrow and --output).
    limit
        At most so many rows; 0 means all. Without it 40 in a table, else all.
    columns
        Columns by name, with commas between them, or all; a table shows the main ones otherwise.
    output
        File to write to instead of the terminal.
    as_of
        Answer as the database stood at the end of a day (2026-03-01, UTC) or at an instant
        (2026-03-01T12:00+03:00).
    json
        The same as --format json.
    """
    from desk import reports

    if name is None:
        reports.list_reports(json or format == "json")
        return 0
    if json and format not in (None, "json"):
        raise DeskError(f"--json and --format {format} do not go together", 2)
    if limit is not None and limit < 0:
        raise DeskError("--limit is a number of rows, 0 for all", 2)
    chosen = "json" if json else format or "table"
    instant = reports.instant(as_of) if as_of else None
    question = reports.question(name, columns, whole=chosen != "table")
    if limit is None:
        limit = SCREENFUL if chosen == "table" else 0
    if chosen == "parquet" and output is None:
        raise DeskError("parquet is not for a terminal; say where to: --output FILE", 2)

    from desk.cli.database import opened_current

    with opened_current() as engine:
        reports.answer(engine, question, chosen, limit, output, instant)
    return 0
