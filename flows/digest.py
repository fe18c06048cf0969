"""Flow ``digest``: the brief of the last day or week, as files, in a feed and by mail."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.runtime import flow_run

from flows.digests.periods import Period, last_period, span
from flows.settings import FlowSettings
from flows.stages.digest import Made, Sent, make_digest, renderer, send_due
from flows.stages.run import recorded_run
from flows.tasks import HUNG, stage
from models.base import utc_now
from models.session import make_engine


@flow(name="digest", timeout_seconds=HUNG)
def digest(period: Period = "day", until: date | None = None, send: bool = True) -> dict[str, Any]:
    """Make the brief of the last whole day or week, once, and send it to those who get it.

    Started again it makes and sends nothing twice; what could not be sent is tried again.

    Args:
        period: day or week (Monday to Sunday).
        until: The day on which the time of the brief has ended; empty means today.
        send: Send it by mail, where a mail server and recipients are set.
    """
    parameters = {"period": period, "until": until.isoformat() if until else None, "send": send}
    with recorded_run("digest", parameters, flow_run.get_id()) as run:
        made = make(run.run_id, period, until)
        sent = deliver() if send else Sent()
        run.problems += sent.problems
        run.told = sentence(made, sent)
    if made.issue:
        create_markdown_artifact(
            key="digest", markdown=renderer(FlowSettings()).markdown(made.issue)
        )
    return {
        **run.summary.as_dict(),
        "digest": made.issue.content if made.issue else {},
        "files": [str(file) for file in made.files],
        "sent": sent.sent,
    }


@stage
def make(run_id: int, period: Period, until: date | None) -> Made:
    """Make the digest, or find it made."""
    zone = ZoneInfo(FlowSettings().digest_timezone)
    now = utc_now()
    since, end = span(period, until, zone) if until else last_period(period, now, zone)
    engine = make_engine()
    try:
        return make_digest(engine, period, since, end, run_id, now)
    finally:
        engine.dispose()


@stage
def deliver() -> Sent:
    """Send what is due."""
    engine = make_engine()
    try:
        return send_due(engine)
    finally:
        engine.dispose()


def sentence(made: Made, sent: Sent) -> str:
    """What the run did, in one sentence."""
    if made.issue is None:
        told = "nothing happened in that time, so there is no digest"
    else:
        told = f"{made.issue.title} {'made' if made.new else 'had been made'}"
    if sent.sent:
        told += f", sent to {sent.sent} {'address' if sent.sent == 1 else 'addresses'}"
    return told
