"""Runs that help another: started as runs of the same deployment, wherever workers are free."""

from collections.abc import Mapping
from typing import Any

from prefect.deployments import run_deployment
from prefect.runtime import deployment


class NoDeployment(Exception):
    """A run that was not started from a deployment cannot start others like itself."""


def start_helpers(count: int, parameters: Mapping[str, Any]) -> None:
    """Start so many runs of this run's deployment with these parameters, and go on at once.

    Raises:
        NoDeployment: when this run is of none.
    """
    own = deployment.get_id()
    if own is None:
        raise NoDeployment(
            "several workers need a deployment: start the run with prefect deployment run, or "
            "start several runs with one name for share"
        )
    for _ in range(count):
        run_deployment(own, parameters=dict(parameters), timeout=0, as_subflow=False)
