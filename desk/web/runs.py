"""Runs: what each did, fates per source, and starting one."""

import os
from datetime import timedelta

from sqlalchemy import func, select
from starlette.responses import Response

from desk.web.http import BadRequest, Visit
from models.base import utc_now
from models.queries.runs import counts_of
from models.runs import Run
from models.session import reading
from models.sources import Channel, Poll, Source

SHOWN = 50
#: deployments of prefect.yaml that may be started from here, with their flow
STARTABLE = {
    "all-sources": "ingest/all-sources",
    "agencies": "ingest/agencies",
    "dedupe": "dedupe/dedupe",
    "tag": "tag/tag",
}
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
            )
            .join(Channel, Channel.source_id == Source.id)
            .outerjoin(Poll, (Poll.channel_id == Channel.id) & (Poll.polled_at >= since))
            .where(Source.active)
            .group_by(Source.slug, Source.name)
            .order_by(Source.slug)
        ).all()
    return visit.render(
        "runs.html",
        runs=runs,
        health=health,
        startable=list(STARTABLE) if visit.who.may("lead") else [],
        connected=bool(os.environ.get("PREFECT_API_URL")),
        started=visit.query("started", 80),
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
    name = STARTABLE.get(visit.value("deployment", 80, ""))
    if name is None:
        raise BadRequest("there is no such deployment")
    if not os.environ.get("PREFECT_API_URL"):
        raise BadRequest(
            "no Prefect server is configured: set PREFECT_API_URL, or run salang run by hand", 409
        )
    from anyio import from_thread

    try:
        from_thread.run(_start, name)
    except Exception as error:
        # Prefect raises many kinds; whichever it is, the page says so and goes on
        raise BadRequest(f"Prefect did not start {name}: {type(error).__name__}", 502) from None
    return visit.go("/runs", started=name)


async def _start(name: str) -> None:
    from prefect.deployments import run_deployment

    # Prefect's own function is made sync or async by where it is called from
    await run_deployment(name, timeout=0, as_subflow=False)  # type: ignore[misc]  # see above


def _prefect(base: str, run: Run) -> str:
    return f"{base.rstrip('/')}/runs/flow-run/{run.prefect_run}" if base and run.prefect_run else ""
