"""The frame of a run: its row in the database from beginning to end, whatever happens."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from flows.stages import said
from flows.stages.account import Summary, summarise
from flows.stages.turn import Turn, turn_of
from models.base import utc_now
from models.logs import lines_of_run, use_format
from models.migrate import ensure_current
from models.queries.runs import close_killed_runs, finish_run, open_runs, start_run
from models.session import make_engine, writing
from models.settings import StorageSettings


@dataclass
class RunRecord:
    """A run while it goes on: what its stages counted, and problems for a person to look at.

    ``told`` is its own sentence on what it did, for a run that fetches nothing. ``summary``
    stands when the run has ended.
    """

    engine: Engine
    run_id: int
    stages: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    told: str = ""
    _summary: Summary | None = None

    @property
    def summary(self) -> Summary:
        """What the run did.

        Raises:
            RuntimeError: while it goes on.
        """
        if self._summary is None:
            raise RuntimeError("a run has its summary when it has ended")
        return self._summary


@contextmanager
def recorded_run(
    flow: str, parameters: Mapping[str, Any], prefect_run: str | None = None
) -> Iterator[RunRecord]:
    """Wait for its turn, open the database (an empty one is set up), write the run and its end.

    Raises:
        models.session.StorageError: when the database cannot be used.
    """
    engine = make_engine()
    try:
        with turn_of(flow, engine, StorageSettings().home) as turn:
            yield from _recorded(engine, flow, parameters, prefect_run, turn)
    finally:
        engine.dispose()


def _recorded(
    engine: Engine,
    flow: str,
    parameters: Mapping[str, Any],
    prefect_run: str | None,
    turn: Turn,
) -> Iterator[RunRecord]:
    ensure_current(engine)
    with writing(engine) as session:
        killed = turn.gone(open_runs(session))
        run_id = start_run(session, flow, parameters, utc_now(), prefect_run)
        close_killed_runs(session, killed, run_id)
    turn.begins(run_id)
    record = RunRecord(engine, run_id)
    use_format()
    with lines_of_run(run_id, flow):
        yield from _told(record, flow)


def _told(record: RunRecord, flow: str) -> Iterator[RunRecord]:
    """The run itself, with its end in the database and in the log."""
    engine, run_id = record.engine, record.run_id
    said.began(flow)
    try:
        yield record
    except BaseException as error:
        state = "failed" if isinstance(error, Exception) else "interrupted"
        with writing(engine) as session:
            finish_run(session, run_id, state, _sentence(error), utc_now())
        said.ended(engine, run_id, flow, state, _sentence(error))
        raise
    summary = record._summary = summarise(engine, run_id, record.stages, record.problems)
    summary.told = record.told
    with writing(engine) as session:
        finish_run(session, run_id, summary.state, summary.message, utc_now())
    said.ended(engine, run_id, flow, summary.state, summary.message)


def _sentence(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__
