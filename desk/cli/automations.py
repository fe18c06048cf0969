"""``salang automations``: who is told of what goes wrong."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from desk.automations import NAME, find_block, read_automations, register
from desk.cli.app import group, summary_of
from desk.cli.errors import DeskError
from desk.cli.output import print_table, to_json
from desk.deployments import find_file

app = group(
    "automations",
    summary_of("automations"),
    "salang automations --notify slack-webhook/ops",
    "Tells of a failed or vanished run, late runs, a source that fell silent and a review queue "
    "that grows. Needs PREFECT_API_URL. Run it again after every change: it renews, and never "
    "doubles. Without --notify the triggers only stand in Prefect's feed of events.",
)


@app.default
def automations(
    *,
    notify: str | None = None,
    file: Path | None = None,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Register the automations of automations.yaml with the Prefect server.

    Parameters
    ----------
    notify
        Notification block of Prefect that carries the words, as type/name.
    file
        The automations.yaml; else the one in this folder, else the one that came with Salang.
    json
        Print JSON.
    """
    from flows.environment import prepare_prefect

    prepare_prefect(quiet=True)
    from prefect.client.orchestration import get_client
    from prefect.settings import PREFECT_API_URL

    place = find_file(file, NAME, "who is told of what")
    if not PREFECT_API_URL.value():
        raise DeskError("no Prefect server is named: set PREFECT_API_URL to its address", 2)
    import httpx

    try:
        with get_client(sync_client=True) as client:
            block = find_block(client, notify) if notify else None
            done = register(client, read_automations(place, block))
    except httpx.HTTPError as error:
        raise DeskError(
            f"Prefect at {PREFECT_API_URL.value()} does not do it: {error or type(error).__name__}"
        ) from None
    if json:
        print(to_json([asdict(each) for each in done]))
        return 0
    print_table(
        ("automation", "", "tells of"),
        [(each.name, each.done, each.description) for each in done],
        wrap=("tells of",),
    )
    return 0
