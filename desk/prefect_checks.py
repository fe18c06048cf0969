"""Does the Prefect server answer, know the deployments of prefect.yaml, and have a worker?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from desk.cli.errors import DeskError
from desk.deployments import find_file, read_deployments
from desk.findings import Finding

#: what a connection of Prefect's client may run into
_TROUBLE = (OSError, RuntimeError, ValueError)


@dataclass
class PrefectChecks:
    """The checks, and what the server's clock said meanwhile (see `desk.checks`)."""

    clock: dict[str, datetime] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        """Connection first; the rest only when that stands."""
        from flows.environment import prepare_prefect

        prepare_prefect(quiet=True)
        from prefect.settings import PREFECT_API_URL

        address = PREFECT_API_URL.value()
        if not address:
            yield Finding(
                "prefect",
                True,
                "no PREFECT_API_URL: each run starts a temporary server of its own",
            )
            return
        answers = self._connection(address)
        yield answers
        if answers.ok:
            yield from _registered()

    def _connection(self, address: str) -> Finding:
        import httpx

        try:
            # a Prefect Cloud address answers 401 here without its key: it is there
            answer = httpx.get(f"{address.rstrip('/')}/health", timeout=10)
            answered = answer.status_code < 500
            said = "answers" if answered else "answers with an error"
            if date := answer.headers.get("date"):
                self.clock["the Prefect server"] = parsedate_to_datetime(date).astimezone(UTC)
        except (httpx.HTTPError, ValueError) as error:
            answered, said = False, f"does not answer ({error or type(error).__name__})"
        return Finding(
            "prefect",
            answered,
            f"{address} {said}",
            "start it with `prefect server start`, or unset PREFECT_API_URL",
        )


def _registered() -> Iterator[Finding]:
    """Are the deployments of prefect.yaml there, and a worker for those that want one?"""
    import httpx
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
    from prefect.exceptions import ObjectNotFound

    try:
        wanted = {each.name for each in read_deployments(find_file(None))}
        with get_client(sync_client=True) as client:
            tagged = DeploymentFilter(tags=DeploymentFilterTags(all_=["salang"]))
            found = client.read_deployments(deployment_filter=tagged, limit=200)
            pools = {}
            for name in {each.work_pool_name for each in found if each.work_pool_name}:
                pools[name] = client.read_work_pool(name).status
    except (DeskError, ObjectNotFound, httpx.HTTPError, *_TROUBLE) as error:
        yield Finding("deployments", False, f"cannot be looked at: {error or type(error).__name__}")
        return
    if not found:
        yield Finding(
            "deployments", True, "none is registered: nothing runs by schedule on this server"
        )
        return
    missing = sorted(wanted - {each.name for each in found})
    yield Finding(
        "deployments",
        not missing,
        f"not registered: {', '.join(missing)}" if missing else f"all {len(wanted)} are registered",
        "run: prefect deploy --all (or restart salang serve)",
    )
    paused = sorted(each.name for each in found if each.paused and each.schedules)
    yield Finding(
        "schedules",
        not paused,
        f"paused: {', '.join(paused)}" if paused else "none is paused",
        "resume them on Prefect's page, if nobody meant it",
    )
    idle = sorted(name for name, status in pools.items() if str(status).endswith("NOT_READY"))
    if pools:
        yield Finding(
            "worker",
            not idle,
            f"no worker takes runs of the work pool {', '.join(idle)}"
            if idle
            else "a worker takes the runs",
            "start one: prefect worker start --pool salang (systemctl status salang-worker)",
        )
