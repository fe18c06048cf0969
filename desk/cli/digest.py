"""``salang digest``: the brief of a day or a week, shown, or made and sent."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.errors import DeskError
from desk.cli.flow_runs import Flow, run_flow

app = group(
    "digest",
    summary_of("digest"),
    "salang digest\n"
    "salang digest --period week --until 2026-03-02 --format html --output brief.html\n"
    "salang digest --send",
    "Without --send the brief is shown as it would be now, and nothing is kept. With it, it is "
    "made once (flow digest), written to SALANG_HOME/digests with a feed of the last ones, and "
    "sent to SALANG_DIGEST_RECIPIENTS by SALANG_SMTP_URL; again, nothing is sent twice.",
)


@app.default
def digest(
    *,
    period: Literal["day", "week"] = "day",
    until: str | None = None,
    format: Literal["markdown", "html", "atom", "json"] = "markdown",
    output: Path | None = None,
    send: bool = False,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Show the brief of the last whole day or week, or make and send it.

    Parameters
    ----------
    period
        day, or week (Monday to Sunday).
    until
        The day on which the time of the brief has ended, 2026-03-02; today without it.
    format
        markdown, html, atom (of this one brief) or json.
    output
        File to write to instead of the terminal.
    send
        Make it and send it, instead of showing it.
    json
        The same as --format json; with --send the run's summary.
    """
    day = _day(until) if until else None
    if send:
        return run_flow(_digest, "Making the digest.", json, period=period, until=day, send=True)
    from desk.cli.database import opened_current
    from desk.cli.output import to_json
    from flows.digests.periods import last_period, span
    from flows.digests.render import atom
    from flows.settings import FlowSettings
    from flows.stages.digest import preview, renderer
    from models.base import utc_now

    settings = FlowSettings()
    zone = ZoneInfo(settings.digest_timezone)
    since, end = span(period, day, zone) if day else last_period(period, utc_now(), zone)
    with opened_current() as engine:
        issue = preview(engine, period, since, end)
    if issue is None:
        print("nothing happened in that time, so there is no digest", file=sys.stderr)
        return 0
    rendered = renderer(settings)
    chosen = "json" if json else format
    if chosen == "json":
        text = to_json({"title": issue.title, **issue.content}) + "\n"
    elif chosen == "atom":
        text = atom([issue], rendered, "urn:salang")
    else:
        text = rendered.html(issue) if chosen == "html" else rendered.markdown(issue)
    if output is None:
        print(text, end="")
    else:
        output.write_text(text, "utf-8")
        print(f"written to {output}", file=sys.stderr)
    return 0


def _day(said: str) -> date:
    try:
        return datetime.strptime(said, "%Y-%m-%d").date()
    except ValueError:
        raise DeskError(f"{said!r} is no day; write one such as 2026-03-02", 2) from None


def _digest() -> Flow:
    from flows.digest import digest as flow

    return flow
