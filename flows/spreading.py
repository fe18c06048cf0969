"""Pieces of a run side by side on a Dask cluster."""

from collections.abc import Callable, Sequence
from typing import Any

from prefect import Task, flow
from prefect.futures import wait
from sqlalchemy import Engine

from models.session import StorageError

#: what the setting says for a cluster of this machine's own
LOCAL = "local"


def spread(
    task: Task[Any, list[str]],
    pieces: Sequence[dict[str, int]],
    arguments: Callable[[dict[str, int]], tuple[Any, ...]],
    cluster: str,
    engine: Engine,
) -> list[str]:
    """Run a task for each piece, sources by slug, on the workers of a Dask cluster.

    ``cluster`` is the setting SALANG_DASK. Workers take their settings from their own environment,
    which must name the same database and page store. Returns problems as sentences; a piece that
    fails costs itself only, and what it left is pending.

    Raises:
        StorageError: when the database is none that workers can share, or the extra is missing.
    """
    if engine.dialect.name != "postgresql":
        raise StorageError(
            "workers of a Dask cluster share the work through PostgreSQL; set "
            "SALANG_DATABASE_URL to one, or leave SALANG_DASK empty"
        )
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError:
        raise StorageError(
            "SALANG_DASK names a cluster; install what asks it: pip install salang[dask]"
        ) from None
    runner: Any = (
        DaskTaskRunner(cluster_kwargs={"threads_per_worker": 1, "dashboard_address": None})
        if cluster == LOCAL
        else DaskTaskRunner(address=cluster)
    )

    # the flow goes to the workers with all that it refers to: plain values, no engine
    calls = [arguments(piece) for piece in pieces]

    @flow(name="backfill-pieces", task_runner=runner)
    def mapped() -> list[str]:
        futures = [task.submit(*call) for call in calls]
        wait(futures)
        problems: list[str] = []
        for piece, future in zip(pieces, futures, strict=True):
            done = future.result(raise_on_failure=False)
            if isinstance(done, BaseException):
                done = [f"{', '.join(piece)}: {done}; what it left is pending"]
            problems += done
        return problems

    return mapped()
