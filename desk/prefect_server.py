"""Prefect's server: a temporary one in this process for a run, a standing one for `salang serve`.

Without an API of the user's own, a run brings one along. Prefect's own way is to start another
process, which imports and builds all of Prefect a second time, some five seconds of processor, and
stays behind when the run is killed. In a thread of the run's process it shares what is imported,
and ends with the run however that ends.
"""

import fcntl
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desk.cli.errors import DeskError
from models.settings import StorageSettings

if TYPE_CHECKING:
    import uvicorn

#: a server migrates its database at its first start, which takes most of this on a slow disk
START_SECONDS = 120.0
#: seconds that a temporary server has to write down what it was told last
STOP_SECONDS = 10.0
#: how Prefect tells its server that it is a temporary one, which is built once
_TEMPORARY = {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}


@contextmanager
def prepared_prefect(quiet: bool) -> Iterator[None]:
    """Prefect with an API to talk to: the user's own, else a temporary server.

    Must come before the first import of prefect. ``quiet`` keeps Prefect's log to itself: what
    goes wrong comes as an exception and is told in our own words.

    Raises:
        DeskError: when the temporary server does not start.
        OSError: when SALANG_HOME cannot be written.
    """
    from crawlers.processes import look_for_garbage_seldom
    from flows.environment import prepare_prefect

    look_for_garbage_seldom()
    if quiet:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    prepare_prefect(quiet=quiet)
    from prefect.settings import PREFECT_API_URL, temporary_settings

    if PREFECT_API_URL.value():
        yield
        return
    folder = StorageSettings().home / "prefect"
    folder.mkdir(parents=True, exist_ok=True)
    with (
        _temporary_server(folder, quiet) as address,
        temporary_settings({PREFECT_API_URL: address}),
    ):
        try:
            yield
        finally:
            _hand_over_logs()


def _hand_over_logs() -> None:
    """Have the server take the last lines of the run's log, which come late from another thread."""
    from prefect.logging.handlers import APILogWorker

    APILogWorker.drain_all(timeout=5)


@contextmanager
def _temporary_server(folder: Path, quiet: bool) -> Iterator[str]:
    """Prefect's API in a thread of this process within the block; yields its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = _TemporaryServer(listening, "critical" if quiet else "error")
        try:
            # two servers that migrate one fresh database at once break each other
            with (folder / "start.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                server.start()
                started = server.answers(START_SECONDS)
            if not started:
                raise DeskError(
                    "Prefect's temporary server did not start; run again, or start one with "
                    "`prefect server start` and set PREFECT_API_URL to its address"
                ) from server.error
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        finally:
            server.stop()


class _TemporaryServer(threading.Thread):
    """Prefect's API as it serves one run, without its pages. ``error`` is why it ended."""

    def __init__(self, listening: socket.socket, log_level: str) -> None:
        # a daemon: a second Ctrl-C ends the program whatever the server does
        super().__init__(name="prefect-server", daemon=True)
        self.error: BaseException | None = None
        self._listening = listening
        self._log_level = log_level
        self._server: uvicorn.Server | None = None
        self._stopped = threading.Event()

    def run(self) -> None:
        """Serve until `stop` is called."""
        from prefect import settings

        # settings of this thread, which are none of the run's. To compare the kinds of blocks with
        # those in the database, every collection that is installed is imported, Dask's among
        # them; no run of ours keeps anything in a block
        left_out = {
            settings.PREFECT_UI_ENABLED: False,
            settings.PREFECT_API_BLOCKS_REGISTER_ON_START: False,
            settings.PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION: False,
        }
        try:
            with settings.temporary_settings(left_out):
                self._serve()
        except BaseException as error:
            self.error = error

    def _serve(self) -> None:
        import uvicorn
        from prefect.server.api.server import create_app

        before = {name: os.environ.get(name) for name in _TEMPORARY}
        os.environ.update(_TEMPORARY)
        try:
            app = create_app()
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
        config = uvicorn.Config(app, log_config=None, log_level=self._log_level, lifespan="on")
        self._server = uvicorn.Server(config)
        if not self._stopped.is_set():
            self._server.run([self._listening])

    def answers(self, seconds: float) -> bool:
        """Whether it answers, waiting up to ``seconds`` for that."""
        until = time.monotonic() + seconds
        while self.is_alive() and time.monotonic() < until:
            if self._server is not None and self._server.started:
                return True
            time.sleep(0.02)
        return False

    def stop(self) -> None:
        """Have it write down what it was told last, and end."""
        self._stopped.set()
        if self._server is not None:
            self._server.should_exit = True
        if self.is_alive():
            self.join(STOP_SECONDS)


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
