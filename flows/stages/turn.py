"""Turns: which runs may go on at the same time.

On SQLite one run at a time on a machine: two crawls at once would each keep a host's delay and
together break it, and two runs at once would read and tag the same texts. The lock is the
operating system's and ends with the process that holds it, however that ends.

On PostgreSQL runs share the work, since hosts are leased (`crawlers.leases`) and pending work is
claimed (`models.claims`); turns are taken over all machines by the few that cannot share. The
locks are the database's and end with the connection of the run.
"""

import fcntl
import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from flows.progress import Step, tell
from models.session import StorageError

logger = logging.getLogger(__name__)
#: flows of which several runs may go on at once; of others one does
SHARING = frozenset({"ingest", "backfill", "revisit", "dedupe", "tag"})
#: flows beside which no other run goes on: they list what they change of all texts
ALONE = frozenset({"retag", "reread"})


class Turn:
    """A turn that is held; it tells runs that go on from those that were killed.

    On PostgreSQL each run holds a lock of its own; on SQLite only the run whose turn it is lives.
    """

    def __init__(self, connection: Connection | None = None) -> None:
        self._connection = connection

    def begins(self, run_id: int) -> None:
        """Hold the lock of a run for as long as the turn is held."""
        if self._connection is not None:
            self._connection.execute(
                text("SELECT pg_advisory_lock(:key)"), {"key": _key(f"salang run {run_id}")}
            )

    def gone(self, run_ids: Sequence[int]) -> list[int]:
        """Of other runs that did not say how they ended, those that are there no more."""
        if self._connection is None:
            return list(run_ids)
        found = []
        for run_id in run_ids:
            key = {"key": _key(f"salang run {run_id}")}
            if self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key):
                self._connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
                found.append(run_id)
        return found


@contextmanager
def turn_of(flow: str, engine: Engine, home: Path) -> Iterator[Turn]:
    """Hold the turn of a flow's run within the block; waits while others have it.

    Raises:
        StorageError: when the home folder cannot be written.
    """
    if engine.dialect.name != "postgresql":
        with own_turn(home):
            yield Turn()
        return
    locks = [("salang runs", flow not in ALONE)]
    if flow not in SHARING:
        locks.append((f"salang run of {flow}", False))
    # locks of the session, of which none is in a transaction that would keep rows from clean-up
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            for name, shared in locks:
                _lock(connection, name, shared)
            yield Turn(connection)
        finally:
            # the locks end with it, also where the server is gone by now
            connection.invalidate()


def _lock(connection: Connection, name: str, shared: bool) -> None:
    kind = "_shared" if shared else ""
    key = {"key": _key(name)}
    if connection.scalar(text(f"SELECT pg_try_advisory_lock{kind}(:key)"), key):
        return
    _say_waiting()
    connection.execute(text(f"SELECT pg_advisory_lock{kind}(:key)"), key)


def _key(name: str) -> int:
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


@contextmanager
def own_turn(home: Path) -> Iterator[None]:
    """Hold the turn of the home folder within the block; waits while another run has it.

    Raises:
        StorageError: when the folder cannot be written.
    """
    path = home / "run.lock"
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written ({error.strerror}); set SALANG_HOME to a place you may write"
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say_waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _say_waiting() -> None:
    logger.info("another run is going on; this one begins when that has ended")
    tell(Step("waiting", 0, detail="for another run to end"))
