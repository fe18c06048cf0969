"""``salang export articles``, ``tags`` …: rows handed out whole, with a manifest."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from desk.cli.app import group
from desk.cli.errors import DeskError
from desk.cli.output import to_json

Several = tuple[str, ...]
Form = Literal["csv", "jsonl", "parquet"]
#: what the name of a file says about its form
FORMS: dict[str, Form] = {".jsonl": "jsonl", ".parquet": "parquet"}

#: what can be exported, and what a row of it is
ROWS = {
    "articles": "Articles, one row each, as their current revision says them.",
    "tags": "Tags with the characters that justify them.",
    "relations": "Links between articles: copies, excerpts, translations, same stories.",
    "revisions": "Revisions of articles: what each said in each capture.",
    "quotes": "Quotations: who is quoted, in which words.",
    "candidates": "Every address ever found, with its one fate.",
    "reviews": "Decisions of reviewers.",
}
_NARROWED = {
    "articles": "Without options all articles are written. Full text belongs to the publishers: it "
    "is written with --with-text only, for your own research; do not publish it.",
    "revisions": "Options narrow the articles whose revisions are written. Full text belongs to "
    "the publishers: it is written with --with-text only, for your own research; do not publish "
    "it.",
    "relations": "Options narrow the articles; a link is written when either of its two is among "
    "them.",
    "candidates": "Days are those of the first sighting. With a language, topic or verdict, only "
    "addresses that became such an article are written.",
}
_DETAILS = (
    " The file appears when it is whole, and beside it FILE.manifest.json with the query, the "
    "versions, the number of rows and the SHA-256 of the file: salang export verify checks it. "
    "CSV is made for spreadsheets: text stands on one line, and what a spreadsheet would take for "
    "a formula begins with an apostrophe. JSON lines and Parquet hold exactly what is stored."
)
_EXAMPLES = {
    "articles": "salang export articles --topic recognition --verdict relevant --output found.csv\n"
    "salang export articles --language fa --with-text --format jsonl --output fa.jsonl\n"
    "salang export articles --as-of 2026-03-01 --output march.parquet",
}


def add_to(app: App) -> None:
    """Add the exports of rows, and verify, to a group of commands."""
    for name, summary in ROWS.items():
        each = group(
            name,
            summary,
            _EXAMPLES.get(name, f"salang export {name} --since 2026-01-01 --output {name}.csv"),
            _NARROWED.get(name, f"Options narrow the articles whose {name} are written.")
            + _DETAILS,
        )
        each.default(_command(name))
        app.command(each)
    checking = group(
        "verify",
        "Check an exported file against its manifest.",
        "salang export verify found.csv",
        "Exit code 1 when the file was changed, cut short or damaged since it was written.",
    )
    checking.default(verify)
    app.command(checking)


def _command(name: str) -> Callable[..., int]:
    def command(
        *,
        output: Path,
        format: Form | None = None,
        since: str | None = None,
        until: str | None = None,
        source: Several = (),
        language: Several = (),
        ownership: Several = (),
        country: Several = (),
        topic: Several = (),
        verdict: Several = (),
        with_text: bool = False,
        as_of: str | None = None,
        json: Annotated[bool, Parameter(name="--json")] = False,
    ) -> int:
        """Write all rows that the options leave, and a manifest.

        Parameters
        ----------
        output
            The file to write.
        format
            csv, jsonl or parquet; without it as the name of the file ends, else csv.
        since
            First day of publication, 2026-03-01; or so long ago: 7d, 4w.
        until
            Last day, included.
        source
            Only these sources; several are possible. So with language and the rest.
        language
            Only these languages, such as fa.
        ownership
            Only outlets owned so, such as state_agency.
        country
            Only outlets of these countries, such as AF.
        topic
            Only articles with one of these topics.
        verdict
            Only these verdicts: relevant, borderline, not_relevant.
        with_text
            Write the full text too (articles and revisions).
        as_of
            As the database stood at the end of a day (2026-03-01, UTC) or at an instant
            (2026-03-01T12:00+03:00).
        json
            Print the manifest.
        """
        from desk.exports import write_export
        from desk.reports import day, instant
        from models.reporting.asking import Parameters
        from models.reporting.exports import EXPORTS

        if with_text and not EXPORTS[name].has_text:
            raise DeskError(f"{name} have no text of their own; --with-text goes with articles", 2)
        for said in verdict:
            if said not in ("relevant", "borderline", "not_relevant"):
                raise DeskError(
                    f"--verdict is relevant, borderline or not_relevant, not {said!r}", 2
                )
        chosen = format or FORMS.get(output.suffix.lower(), "csv")
        asked = Parameters(
            since=day(since) if since else None,
            until=day(until) if until else None,
            sources=source,
            languages=language,
            ownership=ownership,
            countries=country,
            topics=topic,
            verdicts=verdict,
        )
        moment = instant(as_of) if as_of else None

        from desk.cli.database import opened_current

        with opened_current() as engine:
            done = write_export(engine, name, asked, chosen, output, with_text, moment)
        if json:
            from dataclasses import asdict

            print(to_json(asdict(done)))
        else:
            print(f"{done.rows:,} rows written to {output}")
            if done.note:
                print(done.note, file=sys.stderr)
        return 0

    command.__name__ = name
    return command


def verify(file: Path, /) -> int:
    """Check a file against its manifest.

    Parameters
    ----------
    file
        The exported file; its manifest stands beside it.
    """
    from desk.cli.output import checked
    from desk.exports import verify_export

    manifest, problems = verify_export(file)
    for problem in problems:
        print(checked(False, problem))
    if not problems:
        print(checked(True, f"{file}: {manifest['rows']:,} rows, as {manifest['made_at']} wrote"))
    return 1 if problems else 0
