"""Memory of a process and of all that descend from it, from the kernel's own books."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


def family(root: int) -> list[int]:
    """A process and all that descend from it, itself first."""
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


def command_line(pid: int) -> bytes:
    """How a process was started; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def pss(pid: int) -> int:
    """Bytes of a process (``Pss``: what several share is counted once); 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass  # gone meanwhile
    return 0


@dataclass
class Samples:
    """Bytes of a family by the sample; largest of each process by what it does.

    ``counted`` says which processes count, and under which name: None leaves one out.
    """

    root: int
    counted: Callable[[int], str | None]
    totals: list[int] = field(default_factory=list)
    largest: dict[str, int] = field(default_factory=dict)

    @property
    def peak(self) -> int:
        """The highest sum so far."""
        return max(self.totals, default=0)

    def take(self) -> None:
        """Add up the family as it is now."""
        total = 0
        for pid in family(self.root):
            name = self.counted(pid)
            if name is None:
                continue
            used = pss(pid)
            total += used
            self.largest[name] = max(self.largest.get(name, 0), used)
        self.totals.append(total)

    @contextmanager
    def taken(self, every: float = 1.0) -> Iterator[None]:
        """Within the block a sample is taken every so many seconds."""
        done = threading.Event()

        def watch() -> None:
            while not done.wait(every):
                self.take()

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
