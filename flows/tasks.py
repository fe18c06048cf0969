"""A stage of a run as a task of Prefect: what is tried again, and with which pauses."""

from collections.abc import Callable, Collection
from random import uniform
from time import sleep
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from sqlalchemy.exc import OperationalError

from models.session import may_pass

P = ParamSpec("P")
R = TypeVar("R")

#: seconds after which a flow is taken to hang, the wait for its turn included. It would keep all
#: later ones of its deployment from beginning; what it leaves is pending for the next.
HUNG = 12 * 3600
#: the same for what a person starts on a whole archive
LONG = 48 * 3600
#: seconds before the second, third and fourth try: a database that restarts is back by then
PAUSES = [5.0, 20.0, 60.0]
#: share by which a pause is longer or shorter, so that two runs do not knock together
SPREAD = 0.3
#: what Prefect's server puts on runs that a schedule began
SCHEDULED = "auto-scheduled"


def passes(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a failure may pass by itself: a database that is gone or locked for a while."""
    error = state.data
    return isinstance(error, OperationalError) and may_pass(error)


def stage(work: Callable[P, R]) -> Task[P, R]:
    """A task that takes what is pending, and is therefore tried again without harm.

    Only what may pass by itself is: any other failure ends the run at once.
    """
    made: Callable[[Callable[P, R]], Task[P, R]] = task(
        cache_policy=NO_CACHE,
        retries=len(PAUSES),
        retry_delay_seconds=PAUSES,
        retry_jitter_factor=SPREAD,
        retry_condition_fn=passes,
    )
    return made(work)


def wait_at_random(most: float, tags: Collection[str]) -> float:
    """Have a scheduled run wait up to ``most`` seconds: outlets are not asked on the minute.

    Prefect's schedules know no jitter of their own; ``tags`` of the run tell whether a schedule
    began it. Whoever starts a run by hand does not wait. Returns how long it was.
    """
    scheduled = most > 0 and SCHEDULED in tags
    pause = uniform(0, most) if scheduled else 0.0  # noqa: S311 - it need not be unguessable
    sleep(pause)
    return pause
