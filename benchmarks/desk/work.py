"""Processor time of each page of the desk: ``python -m benchmarks.desk.work``.

Against the database that ``benchmarks.desk.generate`` filled, one person without rest. Counted is
the work of the desk's process and of the database's processes that serve it, which other work on
the machine changes little, unlike the time by the clock. Needs Linux and, for PostgreSQL, a server
on the same machine. SQLite works within the desk's process.
"""

import os
import sys
from collections import defaultdict
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.desk.run import Person, desk_process
from models.session import make_engine, reading

#: requests of each kind; the first are not counted, they fill caches
COUNTED, FIRST = 100, 20
KINDS = ("queue", "article", "decision", "search")


def seconds_of(process: int) -> float:
    """Processor seconds that a process used so far (proc(5), stat, fields 14 and 15)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def backends(engine: Engine) -> list[int]:
    """Processes of PostgreSQL that serve this database, but for the one that answers this."""
    if engine.dialect.name != "postgresql":
        return []
    with reading(engine) as session:
        return list(
            session.scalars(
                text(
                    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
            )
        )


def main() -> int:
    """Measure and print."""
    engine = make_engine()
    print(f"{'what':<10}{'desk ms':>9}{'database ms':>13}   processor time of one request")
    with desk_process() as (address, desk):
        person = Person(address, 0, defaultdict(list))
        person.queue()
        for kind in KINDS:
            ask = getattr(person, kind)
            for _ in range(FIRST):
                ask()
            serving = backends(engine)
            before = seconds_of(desk), sum(map(seconds_of, serving))
            for _ in range(COUNTED):
                ask()
            after = seconds_of(desk), sum(map(seconds_of, serving))
            work = [1000 * (b - a) / COUNTED for a, b in zip(before, after, strict=True)]
            print(f"{kind:<10}{work[0]:>9.1f}{work[1]:>13.1f}", flush=True)
    engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
