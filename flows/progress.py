"""How far a run is: told to whoever listens (a progress bar, a Prefect artifact, nobody)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """Where a stage stands. ``total`` is None while nobody knows it."""

    stage: str
    done: int
    total: int | None = None
    detail: str = ""


Listener = Callable[[Step], None]


def _nobody(_step: Step) -> None:
    """Nobody listens."""


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[Listener]:
    """Within the block, every step is told to the listener.

    Yields the listener there was before, for one that wants to pass steps on.
    """
    before = _listener.get() or _nobody
    token = _listener.set(listener)
    try:
        yield before
    finally:
        _listener.reset(token)


def tell(step: Step) -> None:
    """Tell the listener, if there is one, how far a stage is."""
    if listener := _listener.get():
        listener(step)
