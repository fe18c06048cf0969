"""A crawl as a process of its own: started, watched and stopped from a flow.

A Twisted reactor cannot be started twice in one process, and a crawl that goes wrong must not take
its flow along; so each batch of sources is one subprocess in a session of its own. It says on its
standard output what it does, one JSON object a line:

    {"event": "started", "sources": {slug: channels}}
    {"event": "poll", "source", "kind", "url", "outcome", "reason", "items", "new"}
    {"event": "page", "source", "url", "fate", "reason", "size"}
    {"event": "note", "source", "text"}
    {"event": "progress", "polls", "polls_open", "pages", "pages_open", "bytes", "seconds"}
    {"event": "finished", "finish_reason", "message", "bytes", "seconds", "sources":
        {slug: {"polls": {outcome: n}, "pages": {fate: n}, "listed", "new", "pending", "notes"}}}

It ends by itself when its standard input does, and so when the process that started it is gone.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from crawlers.job import CrawlJob
from models.session import StorageError
from models.settings import StorageSettings

__all__ = ["CrawlJob", "CrawlProcess", "CrawlResult", "stop_all"]

#: bytes after which the log is begun anew; the one before is kept
LARGEST_LOG = 20_000_000
_running: set["CrawlProcess"] = set()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """How a crawl ended.

    ``finish_reason`` is ``finished``, ``time_limit``, ``interrupted`` or ``failed``; ``message``
    one sentence where there is something to say; ``sources`` as in the ``finished`` event.
    """

    finish_reason: str
    message: str = ""
    sources: Mapping[str, Any] = field(default_factory=dict)
    bytes: int = 0
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether the crawl did all it meant to do, or all there was time for."""
        return self.finish_reason in ("finished", "time_limit")


class CrawlProcess:
    """One crawl in a process of its own.

        crawl = CrawlProcess(job)
        crawl.start()
        for event in crawl.events():
            ...
        crawl.result().finish_reason

    In a flow, call `stop_all` in an ``except BaseException``: a task's thread hears no signal.
    ``environment`` is added to this process's own.
    """

    def __init__(self, job: CrawlJob, environment: Mapping[str, str] | None = None) -> None:
        self.job = job
        self._environment = dict(environment or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._last: dict[str, Any] | None = None
        self._ended = False
        self._log_start = 0
        self._log: Path | None = None
        self._stopped = False

    def start(self) -> None:
        """Start the process.

        Raises:
            StorageError: when the log folder under SALANG_HOME cannot be written.
        """
        if self._process is not None:
            raise RuntimeError("a CrawlProcess can be started once")
        environment = {**os.environ, **self._environment}
        self._log = _log_file(self._environment)
        with self._log.open("ab") as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "crawlers.launch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                start_new_session=True,
            )
        with _lock:
            _running.add(self)
        # a process that dies before it reads is judged by its end, not by this pipe
        with contextlib.suppress(BrokenPipeError):
            assert self._process.stdin is not None
            self._process.stdin.write(self.job.model_dump_json().encode() + b"\n")
            self._process.stdin.flush()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self) -> int | None:
        """The process's number; None before it was started."""
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def poll(self, timeout: float = 0.0) -> list[dict[str, Any]]:
        """Events that have come since the last call, waiting up to ``timeout`` seconds for one."""
        found: list[dict[str, Any]] = []
        until = monotonic() + timeout
        while not self._ended:
            try:
                wait = 0.0 if found else max(0.0, until - monotonic())
                event = self._events.get(timeout=wait) if wait else self._events.get_nowait()
            except queue.Empty:
                break
            if event is None:
                self._ended = True
            else:
                found.append(event)
        return found

    def events(self) -> Iterator[dict[str, Any]]:
        """All events as they come, until the process is gone."""
        while not self._ended:
            yield from self.poll(1.0)

    def stop(self, grace: float = 5.0) -> None:
        """Ask the process to stop; after ``grace`` seconds kill it and all it started."""
        process = self._process
        if process is None:
            return
        self._stopped = self._stopped or self.running
        self._kill(signal.SIGTERM)
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            self._kill(signal.SIGKILL)
            process.wait()
        self._forget()

    def result(self) -> CrawlResult:
        """How the crawl ended; waits for its end.

        A process that is gone without its last line has failed, whatever its exit code.
        """
        if self._process is None:
            raise RuntimeError("the crawl was never started")
        code = self._process.wait()
        while not self._ended:  # the listener still has lines
            self._ended = self._events.get() is None
        self._forget()
        last = self._last
        if last is not None:
            return CrawlResult(
                last["finish_reason"],
                last["message"],
                last["sources"],
                last["bytes"],
                last["seconds"],
            )
        if self._stopped:
            return CrawlResult("interrupted", "stopped; what is not done is pending")
        how = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
        # who was killed has no word left to say why; what stands there is about something else
        said = self._last_words() if code != -signal.SIGKILL else ""
        return CrawlResult(
            "failed",
            f"the crawl ended without saying how ({how}{f': {said}' if said else ''}); what is not "
            f"done is pending, more is in {self._log}",
        )

    def _listen(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                try:
                    event = json.loads(line)
                except ValueError:
                    continue  # cut short by a kill
                if event.get("event") == "finished":
                    self._last = event
                self._events.put(event)
        self._process.wait()
        self._forget()
        self._events.put(None)

    def _kill(self, number: signal.Signals) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def _forget(self) -> None:
        with _lock:
            _running.discard(self)
        if self._process and self._process.stdin and not self.running:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _last_words(self) -> str:
        """The last line that this process left in the log."""
        assert self._log is not None
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read(1_000_000).decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else ""


def stop_all(grace: float = 5.0) -> None:
    """Stop every crawl that this process started and that is still there, all at once."""
    with _lock:
        crawls = list(_running)
    threads = [threading.Thread(target=crawl.stop, args=(grace,)) for crawl in crawls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _log_file(environment: Mapping[str, str]) -> Path:
    home = environment.get("SALANG_HOME")
    folder = (Path(home) if home else StorageSettings().home) / "logs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "crawl.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            # crawls that still write go on in the old file
            path.replace(folder / "crawl.log.1")
        path.open("ab").close()
    except OSError as error:
        raise StorageError(
            f"the log {folder / 'crawl.log'} cannot be written ({error.strerror}); set SALANG_HOME "
            "to a place you may write"
        ) from None
    return path


if __name__ == "__main__":
    from crawlers.child import main

    main()
