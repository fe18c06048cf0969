"""The deployments of prefect.yaml, read so that schedules are stated in one place only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from desk.cli.errors import DeskError

NAME = "prefect.yaml"


@dataclass(frozen=True, slots=True)
class Served:
    """A deployment: which flow, with which parameters, at which times.

    ``module`` and ``function`` name the flow; ``schedules`` are (cron, zone, active).
    """

    name: str
    module: str
    function: str
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    schedules: tuple[tuple[str, str, bool], ...] = ()
    limit: int | None = None
    strategy: str = "ENQUEUE"


def find_file(given: Path | None, name: str = NAME, says: str = "what runs when") -> Path:
    """The file asked for, else the one in this folder, else the one that came with Salang.

    Raises:
        DeskError: when there is none.
    """
    root = Path(__file__).resolve().parent.parent
    places = [given] if given else [Path(name), root / name, root / "flows" / name]
    for place in places:
        if place.is_file():
            return place
    raise DeskError(
        f"{places[0]}: there is no such file; it says {says} "
        f"(name one with --file, or start in a folder that holds {name})",
        2,
    )


def read_deployments(file: Path) -> list[Served]:
    """The deployments of a prefect.yaml, in its order.

    Raises:
        DeskError: when the file is not one, or asks for what one process cannot do.
    """
    try:
        document = yaml.safe_load(file.read_text("utf-8"))
        return [_served(file, entry) for entry in document["deployments"]]
    except yaml.YAMLError as error:
        raise DeskError(f"{file}: is not readable YAML: {error}") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise DeskError(f"{file}: is not as Prefect writes it ({error!r})") from None


def _served(file: Path, entry: Mapping[str, Any]) -> Served:
    path, _, function = entry["entrypoint"].rpartition(":")
    limit = entry.get("concurrency_limit")
    limits: Mapping[str, Any] = limit if isinstance(limit, dict) else {"limit": limit}
    return Served(
        name=entry["name"],
        module=path.removesuffix(".py").removeprefix("./").replace("/", "."),
        function=function,
        description=entry.get("description") or "",
        tags=tuple(entry.get("tags") or ()),
        parameters=entry.get("parameters") or {},
        schedules=tuple(_schedule(file, entry, each) for each in entry.get("schedules") or ()),
        limit=limits["limit"],
        strategy=limits.get("collision_strategy", "ENQUEUE"),
    )


def _schedule(
    file: Path, entry: Mapping[str, Any], said: Mapping[str, Any]
) -> tuple[str, str, bool]:
    if "cron" not in said:
        raise DeskError(f"{file}: {entry['name']}: only cron schedules can be served")
    return said["cron"], said.get("timezone") or "UTC", bool(said.get("active", True))
