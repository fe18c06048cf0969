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
    "salang report topics_daily --as-of 2026-03-01\n"
    "salang report coverage --by month,ownership --topic recognition\n"
    "salang report coverage --by day,source --since 4w --format png --output coverage.png",
    "Rows come newest first, instants are UTC. CSV is made for spreadsheets: text that one would "
    "take for a formula begins with an apostrophe there. JSON and Parquet hold exactly what is "
    "stored. Without a name: which reports there are.",
)

Several = tuple[str, ...]
#: rows of a table when no limit is given: a screenful
SCREENFUL = 40


@app.default
def report(
    name: str | None = None,
    /,
    *,
    format: Literal["table", "csv", "json", "jsonl", "parquet", "png", "svg"] | None = None,
    limit: int | None = None,
    columns: str | None = None,
    output: Path | None = None,
    as_of: str | None = None,
    by: str | None = None,
    since: str | None = None,
    until: str | None = None,
    source: Several = (),
    language: Several = (),
    ownership: Several = (),
    country: Several = (),
    topic: Several = (),
    verdict: Several = (),
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Print a reporting view or the answer to a ready question; without a name, which there are.

    Parameters
    ----------
    name
        A view: articles or report_articles, tags, relations, candidates, sources, ...; or a ready
        question: coverage, first, designation_months, speakers, arguments, throughput, ...
    format
        table (for people), csv, json, jsonl, parquet, png or svg (these three need --output).
    limit
        At most so many rows; 0 means all. Without it 40 in a table, else all.
    columns
        Columns by name, with commas between them, or all; a table shows the main ones otherwise.
    output
        File to write to instead of the terminal.
    as_of
        Answer as the database stood at the end of a day (2026-03-01, UTC) or at an instant
        (2026-03-01T12:00+03:00).
    by
        What the ready question coverage is counted by, with commas between: day, month, topic,
        source, language, ownership, country, verdict.
    since
        First day, 2026-03-01; or so long ago: 7d, 4w.
    until
        Last day, included.
    source
        Only these sources; several are possible. So with language, ownership, country, topic.
    language
        Only these languages, such as fa.
    ownership
        Only outlets owned so, such as state_agency.
    country
        Only outlets of these countries, such as AF.
    topic
        Only articles with one of these topics.
    verdict
        Only these verdicts; relevant unless told otherwise, any for all.
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
    given = {
        "by": tuple(part.strip() for part in (by or "").split(",") if part.strip()),
        "since": reports.day(since) if since else None,
        "until": reports.day(until) if until else None,
        "sources": tuple(source),
        "languages": tuple(language),
        "ownership": tuple(ownership),
        "countries": tuple(country),
        "topics": tuple(topic),
    }
    given = {name: value for name, value in given.items() if value}
    if verdict:
        given["verdicts"] = () if "any" in verdict else tuple(verdict)
    asked = reports.ask(name, columns, chosen != "table", given)
    if limit is None:
        limit = SCREENFUL if chosen == "table" else 0
    if chosen in ("parquet", "png", "svg") and output is None:
        raise DeskError(f"{chosen} is not for a terminal; say where to: --output FILE", 2)

    from desk.cli.database import opened_current

    with opened_current() as engine:
        reports.answer(engine, asked, chosen, limit, output, instant)
    return 0
