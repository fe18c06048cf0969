"""``salang export``: data and evidence handed out."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from desk.cli import exports
from desk.cli.app import group, summary_of
from desk.cli.errors import DeskError
from desk.cli.output import clean, to_json

app = group(
    "export",
    summary_of("export"),
    "salang export articles --verdict relevant --since 30d --output relevant.csv\n"
    "salang export warc --verdict relevant --since 30d --output relevant.warc.gz",
)
exports.add_to(app)
_warc = group(
    "warc",
    "The stored pages behind articles as a standard WARC 1.1 file.",
    "salang export warc --source pajhwok --since 2025-07-01 --output pajhwok.warc.gz\n"
    "salang export warc --article 7204112233 --article 66120043 --output two.warc.gz",
    "Options together narrow the selection; none means every article. The file holds one response "
    "for each state of an article that was stored, as it was answered; salang import of it on an "
    "empty database gives the same articles.",
)
app.command(_warc)


@_warc.default
def warc(
    *,
    output: Path,
    source: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    verdict: Sequence[Literal["relevant", "borderline", "not_relevant"]] = (),
    topic: Sequence[str] = (),
    article: Sequence[int] = (),
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Write the stored pages behind a selection of articles.

    Parameters
    ----------
    output
        The file; it ends in .warc.gz.
    source
        Only articles of this source (its short name); may be given several times.
    since
        Only what was published in this time (12h, 7d, 2w), or since a date (2025-07-03).
    until
        Only what was published before this time or date.
    verdict
        Only articles of this verdict; may be given several times.
    topic
        Only articles with this topic of the codebook; may be given several times.
    article
        Only this article (article_id of report_articles); may be given several times.
    json
        Print what was written as JSON.
    """
    if not output.name.endswith(".warc.gz"):
        raise DeskError(f"{output}: the name of the file must end in .warc.gz", 2)
    from dataclasses import asdict

    from flows.stages.export import export_warc
    from models.migrate import ensure_current
    from models.pages import PageStore
    from models.queries.exporting import Selection
    from models.session import make_engine
    from models.settings import StorageSettings

    chosen = Selection(
        article_ids=tuple(article),
        sources=tuple(source),
        verdicts=tuple(verdict),
        topics=tuple(topic),
        since=_moment(since),
        until=_moment(until),
    )
    engine = make_engine()
    ensure_current(engine)
    try:
        done = export_warc(engine, PageStore(StorageSettings().pages), chosen, output)
    except OSError as error:
        raise DeskError(f"{output} cannot be written ({error.strerror or error})") from None
    finally:
        engine.dispose()
    if json:
        print(to_json({"file": str(output), **asdict(done)}))
    else:
        for problem in done.problems:
            print(clean(problem))
        print(
            f"{done.articles} articles, {done.captures} captures, "
            f"{done.bytes:,} bytes written to {output}"
        )
    return 1 if done.problems else 0


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    from crawlers.job import parse_since
    from models.base import utc_now

    try:
        return parse_since(text, utc_now())
    except ValueError as error:
        raise DeskError(str(error), 2) from None
