"""Rounds of polling a world: each moves its clock on instead of waiting."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select

from benchmarks.loopback import Asked, Loopback, hosts, loopback
from benchmarks.polling.world import DELAY, OUTLETS, World, write_catalogue
from crawlers.job import CrawlJob
from crawlers.launch import CrawlProcess, CrawlResult
from models import migrate
from models.base import utc_now
from models.queries.runs import start_run
from models.session import make_engine, reading, writing
from models.sources import Poll

START = datetime(2025, 7, 3, 6, 0, tzinfo=UTC)
STEP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Round:
    """One round: how the crawl ended, what it asked for, and the poll log of each channel."""

    number: int
    result: CrawlResult
    asked: tuple[Asked, ...]
    most_at_once: Counter[str]
    polls: dict[tuple[str, str], Poll]

    @property
    def pages(self) -> list[Asked]:
        """Requests for article pages."""
        return [one for one in self.asked if one.path.endswith(".html")]

    def pace(self) -> dict[str, float]:
        """Seconds between two requests on average, by host that was asked at least four times.

        The average, since the server sees a single request late on a busy machine.
        """
        times: dict[str, list[float]] = {}
        for one in self.asked:
            times.setdefault(one.host, []).append(one.at)
        return {host: (at[-1] - at[0]) / (len(at) - 1) for host, at in times.items() if len(at) > 3}


@dataclass
class Rounds:
    """A world, the database of who watches it, and the rounds so far."""

    world: World
    server: Loopback
    home: Path
    environment: dict[str, str]
    done: list[Round] = field(default_factory=list)

    def poll(self, due_only: bool = False, limit: int = 120) -> Round:
        """Move world and clock on by a step (but for the first round) and poll all channels.

        ``limit``: seconds after which the crawl ends by itself.
        """
        number = len(self.done)
        self.world.round = number
        self.server.asked.clear()
        self.server.most_at_once.clear()
        engine = make_engine(self.environment["SALANG_DATABASE_URL"])
        with writing(engine) as session:
            run_id = start_run(session, "ingest", {}, utc_now())
        job = CrawlJob(
            sources=tuple(sorted(path.stem for path in (self.home / "catalog").glob("*.yaml"))),
            catalog=self.home / "catalog",
            run_id=run_id,
            present=START + number * STEP,
            respect_schedule=due_only,
        )
        crawl = CrawlProcess(job, {**self.environment, "SALANG_CRAWL_MAX_SECONDS": str(limit)})
        crawl.start()
        for _ in crawl.events():
            pass
        with reading(engine) as session:
            rows = session.scalars(select(Poll).where(Poll.run_id == run_id)).all()
        engine.dispose()
        polls = {_place(row.url): row for row in rows}
        done = Round(
            number,
            crawl.result(),
            tuple(self.server.asked),
            Counter(self.server.most_at_once),
            polls,
        )
        self.done.append(done)
        return done


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.path


@contextmanager
def rounds(home: Path) -> Iterator[Rounds]:
    """A fresh world and database for the length of a block."""
    names = hosts(OUTLETS)
    world = World(names)
    with loopback(names, world) as server:
        write_catalogue(home / "catalog", names, server.port)
        address = f"sqlite:///{home / 'salang.db'}"
        engine = make_engine(address)
        migrate.upgrade(engine)
        engine.dispose()
        environment = {
            "SALANG_HOME": str(home),
            "SALANG_DATABASE_URL": address,
            "SALANG_ALLOW_PRIVATE_ADDRESSES": "yes",
            "SALANG_HOST_DELAY_SECONDS": str(DELAY),
            "SALANG_RETRY_TIMES": "0",
        }
        yield Rounds(world, server, home, environment)
