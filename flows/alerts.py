"""Flow ``alerts``: tell by webhook and mail what newly matches the filters people watch."""

from typing import Any

from prefect import flow
from prefect.runtime import flow_run

from flows.artifacts import publish
from flows.stages.alerts import Told, tell_alerts
from flows.stages.run import recorded_run
from flows.tasks import HUNG, stage
from models.session import make_engine


@flow(name="alerts", timeout_seconds=HUNG)
def alerts() -> dict[str, Any]:
    """Find what newly matches the alerts, and send their messages that are due.

    Runs at the end of every ingest too; by itself it tries again what could not be sent.
    """
    with recorded_run("alerts", {}, flow_run.get_id()) as run:
        told = tell()
        run.problems += told.problems
        run.told = sentence(told)
    publish(run.summary)
    return run.summary.as_dict()


@stage
def tell() -> Told:
    """Look at every alert once and send what is due."""
    engine = make_engine()
    try:
        return tell_alerts(engine)
    finally:
        engine.dispose()


def sentence(told: Told) -> str:
    """What the run did, in one sentence."""
    if not told.found and not told.sent:
        return "nothing new for the alerts"
    return f"{told.found} articles found by alerts, {told.sent} messages sent"
