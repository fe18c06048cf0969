"""Prefect's temporary server: started with care, and cleared away when a run was killed.

Without an API of the user's own, Prefect starts a server as a child of the process that runs a
flow. It is stopped when that process ends, but not when it is killed: each killed run would leave
a server of some 200 MB behind. So the server is started here and noted in a file with its owner;
the next run stops the servers whose owners are gone.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from desk.cli.errors import DeskError
from models.holders import began
from models.settings import StorageSettings

#: stands in the command line of every temporary server
MARK = b"prefect.server.api.server:create_app"
#: a server migrates its database at its first start, which takes most of this on a slow disk
START_SECONDS = 120.0


@contextmanager
def prepared_prefect(quiet: bool) -> Iterator[None]:
    """Prefect with an API to talk to: the user's own, else a temporary server.

    Must come before the first import of prefect. ``quiet`` keeps Prefect's log to itself: what
    goes wrong comes as an exception and is told in our own words.

    Raises:
        DeskError: when the temporary server does not start.
        OSError: when SALANG_HOME cannot be written.
    """
    from flows.environment import prepare_prefect

    if quiet:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    prepare_prefect(quiet=quiet)
    from prefect.settings import PREFECT_API_URL

    if PREFECT_API_URL.value():
        yield
        return
    folder = StorageSettings().home / "prefect"
    folder.mkdir(parents=True, exist_ok=True)
    stop_leftovers(folder)
    with _started(folder):
        yield


@contextmanager
def _started(folder: Path) -> Iterator[None]:
    from prefect.server.api.server import SubprocessASGIServer

    server = SubprocessASGIServer()
    note = folder / f"temporary-server-{os.getpid()}.json"
    try:
        # two servers that migrate one fresh database at once break each other
        with (folder / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            server.start()
        if server.server_process is not None:
            _write(note, server.server_process.pid)
        yield
    except RuntimeError as error:
        if "ephemeral" not in str(error):
            raise
        raise DeskError(
            "Prefect's temporary server did not start; run again, or start one with "
            "`prefect server start` and set PREFECT_API_URL to its address"
        ) from error
    finally:
        with suppress(ProcessLookupError):
            server.stop()
        note.unlink(missing_ok=True)


def _write(note: Path, server: int) -> None:
    owner = os.getpid()
    note.write_text(
        json.dumps({"owner": owner, "owner_began": began(owner), "server": server}), "utf-8"
    )


def stop_leftovers(folder: Path) -> int:
    """Stop the temporary servers of runs that were killed. Returns how many there were."""
    stopped = 0
    for note in folder.glob("temporary-server-*.json"):
        try:
            said = json.loads(note.read_text("utf-8"))
            owner, owner_began, server = said["owner"], said["owner_began"], said["server"]
        except (OSError, ValueError, KeyError, TypeError):
            # half written by a run that was killed just then
            note.unlink(missing_ok=True)
            continue
        if owner_began and began(owner) == owner_began:
            continue
        if MARK in _command_line(server):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(server, signal.SIGTERM)
                stopped += 1
        note.unlink(missing_ok=True)
    return stopped


def _command_line(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def standing_server() -> Iterator[str]:
    """A Prefect API that schedules: the user's own, one that answers on this machine, else ours.

    A temporary server runs no schedules, so `salang serve` needs this one. Yields its address; a
    server that was started here is stopped at the end.

    Raises:
        DeskError: when the server does not start.
        OSError: when SALANG_HOME cannot be written.
    """
    from flows.environment import prepare_prefect

    prepare_prefect()
    from prefect.settings import (
        PREFECT_API_URL,
        PREFECT_SERVER_API_HOST,
        PREFECT_SERVER_API_PORT,
        temporary_settings,
    )

    if address := PREFECT_API_URL.value():
        yield address
        return
    host, port = PREFECT_SERVER_API_HOST.value(), PREFECT_SERVER_API_PORT.value()
    address = f"http://{host}:{port}/api"
    process = None if _healthy(address) else _serve(host, port, address)
    try:
        with temporary_settings({PREFECT_API_URL: address}):
            yield address
    finally:
        if process is not None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _serve(host: str, port: int, address: str) -> "subprocess.Popen[bytes]":
    """Start `prefect server start` and wait until it answers."""
    folder = StorageSettings().home / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "prefect-server.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            (
                sys.executable,
                "-m",
                "prefect",
                "server",
                "start",
                f"--host={host}",
                f"--port={port}",
            ),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    until = time.monotonic() + START_SECONDS
    try:
        while time.monotonic() < until and process.poll() is None:
            if _healthy(address):
                return process
            time.sleep(0.5)
    except BaseException:
        process.kill()
        process.wait()
        raise
    process.kill()
    process.wait()
    raise DeskError(
        f"the Prefect server did not start on port {port}; its log is {log}, and "
        "PREFECT_SERVER_API_PORT chooses another port"
    )


def _healthy(address: str) -> bool:
    import httpx

    try:
        return httpx.get(f"{address}/health", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
