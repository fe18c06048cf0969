"""Time and memory of every view, question and export: ``python -m benchmarks.reporting.run``.

On the database of the settings: the sample's, or one that `benchmarks.desk.generate` filled. A view
or question is asked as ``salang report NAME`` asks it (a screenful in its order, and how many there
are in all); an export writes all rows to a file that is thrown away. Each runs in a process of its
own, forked from one that has everything imported: peak memory is what that process held at most,
the program itself included. On SQLite the database works in that process; of PostgreSQL the memory
is not in the figures, the processor time of all its processes is, where it runs on this machine.
"""

import argparse
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, select

from benchmarks.server import server_process, server_seconds
from desk import reports
from desk.exports import write_export
from models.articles import Article
from models.migrate import ensure_current
from models.reporting.asking import Parameters
from models.reporting.exports import EXPORTS
from models.reporting.questions import QUESTIONS
from models.reporting.views import VIEWS
from models.session import make_engine, reading

SCREENFUL = 40
#: (kind, name, what is done), by the name that --only takes
Work = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one of them took; no rows when it was stopped."""

    rows: int | None
    seconds: float
    processor: float
    megabytes: float


def works() -> Iterator[tuple[str, str, Work]]:
    """Everything there is to ask, as (kind, name, work that returns its rows)."""
    for view in VIEWS:
        yield "view", view.name, _report(view.name)
    for question in QUESTIONS:
        yield "question", question.name, _report(question.name)
    for name, export in EXPORTS.items():
        yield "export", f"{name} csv", _export(name, "csv", False)
        if export.has_text:
            yield "export", f"{name} jsonl, text", _export(name, "jsonl", True)
            yield "export", f"{name} parquet, text", _export(name, "parquet", True)


def _report(name: str) -> Work:
    def work() -> int:
        asked = reports.ask(name, None, False, {})
        engine = make_engine()
        with reading(engine) as session:
            dialect = engine.dialect.name
            _, count = asked.page(session, SCREENFUL, None, dialect)
        return count

    return work


def _export(name: str, form: str, with_text: bool) -> Work:
    def work() -> int:
        with tempfile.TemporaryDirectory(prefix="salang-export-") as folder:
            file = Path(folder) / f"{name}.{form}"
            asked = Parameters(verdicts=())
            return write_export(make_engine(), name, asked, form, file, with_text).rows  # type: ignore[arg-type]  # one of the three

    return work


def _child(work: Work, answer: Connection) -> None:
    began, worked = perf_counter(), process_time()
    rows = work()
    answer.send(
        Measured(
            rows,
            perf_counter() - began,
            process_time() - worked,
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )
    )


def measured(work: Work, longest: float, server: int | None) -> Measured:
    """Do a piece of work in a process of its own, stopped after so many seconds.

    ``server`` is the database's process, whose work is counted too.
    """
    before = server_seconds(server)
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(work, there))
    began = perf_counter()
    process.start()
    there.close()
    try:
        if here.poll(longest):
            found: Measured = here.recv()
            process.join()
            worked = found.processor + server_seconds(server) - before
            return replace(found, processor=worked)
    except EOFError:
        raise SystemExit("a measurement failed; its error stands above") from None
    finally:
        process.kill() if process.is_alive() and perf_counter() - began >= longest else None
        process.join()
    return Measured(None, longest, longest, 0.0)


def main() -> int:
    """Measure and print a Markdown table; 1 when something took longer than the goal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--goal", type=float, default=2.0, help="seconds a view may take")
    parser.add_argument("--longest", type=float, default=300.0, help="seconds before it is stopped")
    parser.add_argument(
        "--only",
        default="",
        help="kinds or names, with commas; articles names the exports of articles",
    )
    given = parser.parse_args()
    wanted = [part for part in given.only.split(",") if part]
    engine = make_engine()
    ensure_current(engine)
    with reading(engine) as session:
        articles = session.scalar(select(func.count()).select_from(Article))
    server = server_process(engine)
    engine.dispose()
    print(f"{articles:,} articles, {engine.dialect.name}\n")
    print("| kind | name | rows | seconds | processor | peak MB |\n|---|---|---:|---:|---:|---:|")
    slow = []
    for kind, name, work in works():
        if wanted and not {kind, name, name.split()[0]} & set(wanted):
            continue
        found = measured(work, given.longest, server)
        if found.rows is None:
            print(f"| {kind} | {name} | stopped | > {given.longest:.0f} | | |", flush=True)
        else:
            print(
                f"| {kind} | {name} | {found.rows:,} | {found.seconds:.2f} | "
                f"{found.processor:.2f} | {found.megabytes:.0f} |",
                flush=True,
            )
        if kind != "export" and found.seconds > given.goal:
            slow.append(name)
    if slow:
        print(f"\nslower than {given.goal:g} s: {', '.join(slow)}")
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
