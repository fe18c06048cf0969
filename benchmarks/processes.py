"""What a command costs with all processes it starts: the clock, processor time and memory.

Processor time is the kernel's own account of every process that ended below this one. Processes
that outlive their parent are adopted by this one (`PR_SET_CHILD_SUBREAPER`, Linux), so none is
forgotten. Memory is ``Pss`` from the kernel: pages that several processes share count once.
"""

import ctypes
import os
import resource
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

PARTS = 5
_SUBREAPER = 36


def family(root: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue  # gone meanwhile
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def pss(pid: int) -> int:
    """Bytes of memory of a process, its share of what it shares; 0 when it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def used(pid: int) -> float:
    """Processor seconds of a process so far, without those it started; 0 when it is gone."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def command_line(pid: int) -> bytes:
    """What a process was started with; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@dataclass
class Samples:
    """Bytes of all processes by the second, largest of each process by what it does.

    ``besides`` are processes that are not counted, and neither is what descends from them.
    """

    besides: frozenset[int] = frozenset()
    totals: list[int] = field(default_factory=list)
    largest: dict[str, int] = field(default_factory=dict)

    def take(self, root: int, with_root: bool = True) -> None:
        """Add up the processes that descend from ``root``."""
        total = 0
        beside = {pid for one in self.besides for pid in family(one)}
        for pid in family(root):
            if pid in beside or (pid == root and not with_root):
                continue
            name = "reads: this process" if pid == root else role(pid)
            used = pss(pid)
            total += used
            self.largest[name] = max(self.largest.get(name, 0), used)
        self.totals.append(total)

    def peaks(self) -> list[int]:
        """The peak of each part of the time."""
        size = max(1, -(-len(self.totals) // PARTS))
        return [max(self.totals[at : at + size]) for at in range(0, len(self.totals), size)]


def role(pid: int) -> str:
    """What a process of Salang does, by its command line."""
    line = command_line(pid)
    if b"crawlers.launch" in line:
        return "fetches: the crawl"
    if b"crawlers.extraction.worker" in line:
        return "extracts: a worker of the pool"
    if b"prefect" in line:
        return "records: Prefect's server"
    if b"salang" in line:
        return "runs: the command with its flow"
    return "others" if line else "gone"


@contextmanager
def sampling(
    samples: Samples, every: float = 1.0, with_root: bool = True, root: int | None = None
) -> Iterator[None]:
    """Take samples of a process (this one) and its descendants while the block runs."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(every):
            samples.take(root or os.getpid(), with_root)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: seconds by the clock and of processor, bytes at its peak, exit code.

    ``began`` and ``ended`` are monotonic; the clock is the same in all processes of a machine.
    """

    began: float
    ended: float
    cpu: float
    peak: int
    code: int
    memory: Samples

    @property
    def seconds(self) -> float:
        return self.ended - self.began


def measured(
    command: Sequence[str],
    environment: Mapping[str, str],
    log: Path,
    besides: frozenset[int] = frozenset(),
    limit: float = 1800.0,
    every: float = 0.5,
) -> Cost:
    """Run a command to its end and say what it cost, with all that it started.

    ``besides`` are children of this process that go on beside it and are not counted. Output goes
    to ``log``. After ``limit`` seconds everything is killed. Python may keep what it compiled,
    whatever this process was told: else each start would be measured as a first one.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    samples = Samples(besides)
    before, began = _spent(), monotonic()
    with log.open("wb") as out, sampling(samples, every, with_root=False):
        process = subprocess.Popen(
            list(command), env={**inherited, **environment}, stdout=out, stderr=out,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            code = -signal.SIGKILL
        ended = monotonic()
        _wait_for_the_rest(besides, 0.0 if code < 0 else 10.0)
    return Cost(began, ended, _spent() - before, max(samples.totals, default=0), code, samples)


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _wait_for_the_rest(besides: frozenset[int], patience: float) -> None:
    """Wait for what the command left behind; kill what does not end by itself."""
    until = monotonic() + patience
    beside = {pid for one in besides for pid in family(one)} | {os.getpid()}
    while rest := [pid for pid in family(os.getpid()) if pid not in beside]:
        for pid in rest:
            with suppress(ChildProcessError, ProcessLookupError):
                if monotonic() > until:
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, os.WNOHANG)
        threading.Event().wait(0.05)
