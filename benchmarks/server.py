"""Processor time of a PostgreSQL server on this machine, its workers included.

Other work on the machine lengthens the time by the clock many times over, and this hardly at all.
Needs Linux. Whatever else the server does meanwhile is counted as well.
"""

import os
from pathlib import Path

from sqlalchemy import Engine, text

from models.session import reading

_TICKS = os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """Fields of proc(5) stat from the third, the state, on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def server_process(engine: Engine) -> int | None:
    """The server's first process, parent of all others; None for SQLite or another machine."""
    if engine.dialect.name != "postgresql":
        return None
    with reading(engine) as session:
        backend = session.scalar(text("SELECT pg_backend_pid()"))
        try:
            return int(_stat(int(backend or 0))[1])
        except (FileNotFoundError, ValueError):
            return None


def server_seconds(server: int | None) -> float:
    """Processor seconds of a server so far: of its processes, and of those that have ended."""
    if server is None:
        return 0.0
    while True:
        before = _own(server)
        living = 0
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    fields = _stat(int(folder.name))
                except (FileNotFoundError, ProcessLookupError):
                    continue
                if int(fields[1]) == server:
                    living += int(fields[11]) + int(fields[12])
        # one that ended meanwhile would be counted in neither
        if _own(server) == before:
            return (before + living) / _TICKS


def _own(server: int) -> int:
    """Ticks of the first process and of those of its children that have ended."""
    return sum(map(int, _stat(server)[11:15]))
