"""Runs: what each did, fates per source, and starting one."""

import logging
import os
import re
from datetime import timedelta

from sqlalchemy import func, select
from starlette.responses import Response

from desk.cli.errors import DeskError
from desk.deployments import Served, find_file, read_deployments
from desk.web.http import BadRequest, Visit
from models.base import utc_now
from models.health import SourceHealth
from models.queries.runs import counts_of, fates_by_source
from models.runs import Run
from models.session import reading
from models.sources import Channel, Poll, Source

logger = logging.getLogger(__name__)

SHOWN = 50
RECENT = timedelta(days=30)


def runs_view(visit: Visit) -> Response:
    """The last runs, and how the sources fare."""
    with reading(visit.engine) as session:
        runs = list(session.scalars(select(Run).order_by(Run.id.desc()).limit(SHOWN)))
        since = utc_now() - RECENT
        health = session.execute(
            select(
                Source.slug,
                Source.name,
                func.count(Poll.id).label("polls"),
                func.sum(Poll.new_items).label("new"),
                func.max(Poll.polled_at).label("last"),
                func.count(Poll.id)
                .filter(Poll.outcome.not_in(("changed", "unchanged", "empty")))
                .label("failed"),
                SourceHealth.state,
                SourceHealth.reason,
            )
            .join(Channel, Channel.source_id == Source.id)
            .outerjoin(SourceHealth, SourceHealth.source_id == Source.id)
            .outerjoin(Poll, (Poll.channel_id == Channel.id) & (Poll.polled_at >= since))
            .where(Source.active)
            .group_by(Source.slug, Source.name, SourceHealth.state, SourceHealth.reason)
            .order_by(Source.slug)
        ).all()
        fates = fates_by_source(session, since)
    return visit.render(
        "runs.html",
        runs=runs,
        health=health,
        fates=fates,
        startable=_startable() if visit.who.may("lead") else {},
        connected=bool(os.environ.get("PREFECT_API_URL")),
        started=visit.query("started", 80),
        started_run=_link(visit.desk.settings.prefect_ui_url, visit.query("flow_run", 40)),
        prefect=_prefect,
        base=visit.desk.settings.prefect_ui_url,
    )


def run_view(visit: Visit) -> Response:
    """One run: what its stages counted, by source."""
    with reading(visit.engine) as session:
        run = session.get(Run, visit.key())
        if run is None:
            raise BadRequest("there is no such run", 404)
        counts = sorted(counts_of(session, run.id).items())
    return visit.render(
        "run.html",
        run=run,
        counts=counts,
        prefect=_prefect,
        base=visit.desk.settings.prefect_ui_url,
    )


def start_view(visit: Visit) -> Response:
    """Start a deployment's flow run through Prefect (lead, admin)."""
    offered = _startable().get(visit.value("deployment", 80, ""))
    if offered is None:
        raise BadRequest("there is no such deployment")
    name = f"{offered.function.replace('_', '-')}/{offered.name}"
    if not os.environ.get("PREFECT_API_URL"):
        raise BadRequest(
            "no Prefect server is configured: start one, set PREFECT_API_URL to its address where "
            "the desk runs, or run salang run by hand",
            409,
        )
    from anyio import from_thread

    try:
        flow_run = from_thread.run(_start, name)
    except Exception as error:
        # Prefect raises many kinds; whichever it is, the page says so and goes on
        kind = type(error).__name__
        # Prefect's client asked again some times before it gave up
        if getattr(getattr(error, "response", None), "status_code", 0) >= 500:
            kind = "busy"
        raise BadRequest(f"Prefect did not start {name}: {_WHY.get(kind, kind)}", 502) from None
    return visit.go("/runs", started=name, flow_run=flow_run)


#: what to do about errors of Prefect, by their names: importing it takes two seconds
_WHY = {
    "busy": "the server is too busy to answer; try again in a minute",
    "ObjectNotFound": "the server does not know it; run salang serve, or prefect deploy --all",
    "PrefectHTTPStatusError": "it needs parameters; start it in Prefect's page",
    "ParameterTypeError": "it needs parameters; start it in Prefect's page",
    "ConnectError": "the server does not answer at PREFECT_API_URL",
}


async def _start(name: str) -> str:
    from prefect.deployments import run_deployment

    # Prefect's own function is made sync or async by where it is called from
    started = await run_deployment(name, timeout=0, as_subflow=False)  # type: ignore[misc]  # see above
    return str(started.id)


def _startable() -> dict[str, Served]:
    """The deployments of prefect.yaml by name."""
    try:
        return {each.name: each for each in read_deployments(find_file(None))}
    except DeskError as error:
        logger.warning("no flow can be started from here: %s", error)
        return {}


def _prefect(base: str, run: Run) -> str:
    return _link(base, run.prefect_run or "")


def _link(base: str, flow_run: str) -> str:
    """The page of a flow run in Prefect's own pages."""
    safe = flow_run if re.fullmatch(r"[0-9a-f-]{1,40}", flow_run) else ""
    return f"{base.rstrip('/')}/runs/flow-run/{safe}" if base and safe else ""
