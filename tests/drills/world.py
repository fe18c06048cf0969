"""A world for drills: the sample newsroom, homes with databases, `salang run` as people run it.

What a drill left is compared with what an uninterrupted run left, row for row.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from benchmarks.processes import Samples, command_line, family, sampling
from crawlers.newsroom.catalog import write_catalog
from crawlers.newsroom.server import Newsroom, free_base_port
from models.session import StorageError, make_engine, reading
from tests.support.sample import stored_rows

SALANG = str(Path(sys.executable).with_name("salang"))
PREFECT = str(Path(sys.executable).with_name("prefect"))
#: what people read and count; the rest is about runs and polls, of which a drill has more
VIEWS = (
    "report_articles",
    "report_tags",
    "report_relations",
    "report_revisions",
    "report_candidates",
    "report_stories",
    "report_quotes",
    "report_coverage_daily",
    "report_topics_daily",
    "report_designations",
)
#: when something was seen, and how often, depends on when and how often was looked
VOLATILE = frozenset(
    {
        "first_seen_at", "last_seen_at", "fate_at", "created_at", "updated_at", "sightings",
        "next_attempt_at", "attempts",
    }
)  # fmt: skip
#: seconds after which a run hangs
LONGEST = 400.0

Rows = dict[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class Healed:
    """What a drill came to.

    ``lost`` and ``doubled`` are rows of reports; ``peak`` bytes over all processes of the runs;
    ``seconds`` what the run took that healed it; ``told`` where and how it was said.
    """

    lost: int
    doubled: int
    peak: int
    seconds: float
    told: str
    examples: tuple[str, ...] = ()


def rows_of(engine: Engine) -> Rows:
    """The rows of the reports, without what depends on when they were made.

    A story keeps the key of the article it began with, whichever came first: here it has the
    smallest of its members'.
    """
    stored = {view: stored_rows(engine, view) for view in VIEWS}
    members: dict[int, int] = {}
    for row in stored["report_articles"]:
        if row["story_id"] is not None:
            known = members.get(row["story_id"], row["article_id"])
            members[row["story_id"]] = min(known, row["article_id"])
    return {
        view: Counter(
            repr(
                sorted(
                    (key, members.get(value) if key == "story_id" else value)
                    for key, value in row.items()
                    if key not in VOLATILE
                )
            )
            for row in rows
        )
        for view, rows in stored.items()
    }


@dataclass
class Ended:
    """A run that ended: exit code, all it said, seconds, peak of its memory in bytes."""

    code: int
    said: str
    seconds: float
    peak: int


class Run:
    """`salang run` under way, with everything it started."""

    def __init__(
        self, home: "Home", environment: Mapping[str, str] | None = None, log: Path | None = None
    ) -> None:
        self.home = home
        self._log = log or home.folder / f"run-{time.monotonic_ns()}.log"
        self._began = time.monotonic()
        with self._log.open("wb") as out:
            self.process = subprocess.Popen(
                [SALANG, "run", "--catalog", str(home.catalog)],
                env={**os.environ, **home.environment, **(environment or {})},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self._samples = Samples()
        self._sampling = sampling(self._samples, 0.5, root=self.process.pid)
        self._sampling.__enter__()

    @property
    def said(self) -> str:
        """All it has said so far."""
        return self._log.read_text("utf-8", "replace")

    def until(self, moment: Callable[[], bool]) -> None:
        """Wait for a moment; fails when the run ends before."""
        until = time.monotonic() + LONGEST
        while not moment():
            with suppress(subprocess.TimeoutExpired):
                code = self.process.wait(0.05)
                raise AssertionError(f"the run ended too early ({code}): {self.said[-2000:]}")
            assert time.monotonic() < until, f"waited in vain: {self.said[-2000:]}"

    def processes(self, marked: bytes) -> list[int]:
        """Its processes that were started with these letters in their command line."""
        return [pid for pid in family(self.process.pid) if marked in command_line(pid)]

    def kill(self) -> None:
        """kill -9 of the run; what it started must end by itself."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._sampling.__exit__(None, None, None)

    def end(self) -> Ended:
        """Wait for its end."""
        try:
            code = self.process.wait(LONGEST)
        finally:
            self._sampling.__exit__(None, None, None)
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        return Ended(
            code, self.said, time.monotonic() - self._began, max(self._samples.totals, default=0)
        )

    @property
    def peak(self) -> int:
        """Peak of its memory so far."""
        return max(self._samples.totals, default=0)


class Home:
    """A home folder with its database, and a catalogue of the sample newsroom."""

    def __init__(self, folder: Path, port: int, prefect: str, database: str | None = None) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.catalog = folder.with_name(f"{folder.name}-catalog")
        write_catalog(self.catalog, port)
        self.database = database or f"sqlite:///{folder / 'salang.db'}"
        self.environment = {
            "SALANG_HOME": str(folder),
            "SALANG_DATABASE_URL": self.database,
            "SALANG_ALLOW_PRIVATE_ADDRESSES": "yes",
            "PREFECT_API_URL": prefect,
            "PREFECT_HOME": str(folder.parent / "prefect"),
        }

    def start(self, environment: Mapping[str, str] | None = None, log: Path | None = None) -> Run:
        """Start a run; what it says goes to ``log``, else into the home."""
        return Run(self, environment, log)

    def run(self, environment: Mapping[str, str] | None = None, log: Path | None = None) -> Ended:
        """Run to the end."""
        return self.start(environment, log).end()

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """The database, for the length of a block."""
        engine = make_engine(self.database)
        try:
            yield engine
        finally:
            engine.dispose()

    def count(self, question: str) -> int:
        """The number a question is answered with; 0 while there is nothing to ask."""
        return int(next(iter(self.answers(question)), 0) or 0)

    def answers(self, question: str) -> list[Any]:
        """The first column of what a question is answered with; none while there is no database."""
        if not self.database.startswith("postgresql") and not (self.folder / "salang.db").exists():
            return []
        with self.engine() as engine:
            try:
                with reading(engine) as session:
                    return list(session.scalars(text(question)))
            except (DBAPIError, StorageError):
                return []  # not made yet, or not there just now

    def doctor(self, check: str = "runs") -> str:
        """What `salang doctor` says of the runs, or in another check."""
        said = subprocess.run(
            [SALANG, "doctor"],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        ).stdout
        return next(
            (line.strip() for line in said.splitlines() if f" {check}" in line), said[-500:]
        )


@dataclass
class World:
    """The newsroom, a Prefect server, and what an uninterrupted run comes to."""

    folder: Path
    newsroom: Newsroom
    prefect: "PrefectServer"
    rows: Rows = field(default_factory=dict)
    places: int = 0

    def home(self, database: str | None = None, folder: Path | None = None) -> Home:
        """A home of its own for a drill."""
        self.places += 1
        folder = folder or self.folder / f"home-{self.places}"
        return Home(folder, self.newsroom.base_port, self.prefect.address, database)

    def healed(self, home: Home, runs: list[Ended], heals: Ended, told: str) -> Healed:
        """Hold what a drill left against the uninterrupted run."""
        assert heals.code in (0, 1), heals.said[-2000:]
        if not self.rows:
            self.rows = self._uninterrupted()
        with home.engine() as engine:
            found = rows_of(engine)
        lost = {view: self.rows[view] - found[view] for view in VIEWS}
        doubled = {view: found[view] - self.rows[view] for view in VIEWS}
        return Healed(
            sum(rows.total() for rows in lost.values()),
            sum(rows.total() for rows in doubled.values()),
            max(run.peak for run in (*runs, heals)),
            heals.seconds,
            told,
            tuple(
                f"{what} {view}: {row[:600]}"
                for what, all_of in (("lost", lost), ("doubled", doubled))
                for view, rows in all_of.items()
                for row in list(rows)[:2]
            ),
        )

    def _uninterrupted(self) -> Rows:
        home = self.home()
        ended = home.run()
        assert ended.code == 0, ended.said[-2000:]
        with home.engine() as engine:
            return rows_of(engine)


class PrefectServer:
    """`prefect server start` on a port of its own; can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}/api"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(self.port)],
                env={
                    **{name: value for name, value in os.environ.items() if "PREFECT" not in name},
                    "PREFECT_HOME": str(self._folder),
                    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
                    "DO_NOT_TRACK": "1",
                },
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + 240
        while not self._answers():
            assert self._process.poll() is None, "the Prefect server ended"
            assert time.monotonic() < until, "the Prefect server does not start"
            time.sleep(0.2)

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            with httpx.Client(trust_env=False) as client:
                return client.get(f"{self.address}/health", timeout=5).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """A world for the length of a block."""
    server = PrefectServer(folder / "prefect-server")
    server.start()
    try:
        with Newsroom(free_base_port()) as newsroom:
            yield World(folder, newsroom, server)
    finally:
        server.kill()
