"""``salang serve``: everything that is scheduled, in one process."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of
from desk.cli.output import print_table, to_json
from desk.deployments import Served, find_file, read_deployments

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

app = group(
    "serve",
    summary_of("serve"),
    "salang serve\nsalang serve --list",
    "Runs until it is stopped with Ctrl-C. Without PREFECT_API_URL a Prefect server is started "
    "beside it, whose page shows all runs. For one machine; with several, register the "
    "deployments with `prefect deploy --all` and start workers.",
)


@app.default
def serve(
    *,
    file: Path | None = None,
    list_only: Annotated[bool, Parameter(name="--list")] = False,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Run the deployments of prefect.yaml when they are due.

    Parameters
    ----------
    file
        The prefect.yaml; else the one in this folder, else the one that came with Salang.
    list_only
        Only show what would run when.
    json
        With --list: print JSON.
    """
    from dataclasses import asdict

    deployments = read_deployments(find_file(file))
    if list_only and json:
        print(to_json([asdict(each) for each in deployments]))
        return 0
    print_table(
        ("deployment", "when", "what"),
        [(each.name, _when(each), each.description) for each in deployments],
        wrap=("what",),
    )
    if list_only:
        return 0
    from desk.before_run import check_before_run
    from desk.prefect_server import standing_server

    check_before_run()
    print("\nPrefect is starting, which takes some ten seconds ...", flush=True)
    with standing_server() as address:
        from prefect import serve as run

        print(f"serving; runs and artifacts: {address.removesuffix('/api')}", flush=True)
        run(*(runner_deployment(each) for each in deployments), print_starting_message=False)
    return 0


def _when(deployment: Served) -> str:
    times = [f"{cron} ({zone})" for cron, zone, active in deployment.schedules if active]
    return ", ".join(times) or "by hand"


def runner_deployment(served: Served) -> "RunnerDeployment":
    """A deployment as Prefect serves it.

    Raises:
        DeskError: when the flow it names does not exist.
    """
    from importlib import import_module

    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from desk.cli.errors import DeskError

    try:
        flow = getattr(import_module(served.module), served.function)
    except (ModuleNotFoundError, AttributeError):
        raise DeskError(
            f"deployment {served.name}: there is no flow {served.function} in {served.module}"
        ) from None
    limit = (
        ConcurrencyLimitConfig(
            limit=served.limit, collision_strategy=ConcurrencyLimitStrategy(served.strategy)
        )
        if served.limit
        else None
    )
    made: RunnerDeployment = flow.to_deployment(
        name=served.name,
        description=served.description,
        tags=list(served.tags),
        parameters=dict(served.parameters),
        schedules=[
            Cron(cron, timezone=zone, active=active) for cron, zone, active in served.schedules
        ],
        concurrency_limit=limit,
        # a path would be looked for below the folder that serve was started in
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return made
