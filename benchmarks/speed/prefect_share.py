"""What Prefect costs: ``python -m benchmarks.speed.prefect_share --pages FOLDER [--count 5000]``.

`salang run` with its temporary server, and the same stages as plain functions, alternate over the
same pages of the stream, each into a fresh database in a home that ran before. The difference of
their processor seconds, of all processes, is Prefect's: its imports, its server, flow and tasks,
artifacts. With ``--count 0`` there are no pages: what Prefect costs a run that finds nothing new.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.processes import measured
from benchmarks.speed.contestants import KEPT, salang_environment
from benchmarks.speed.corpus import corpus
from benchmarks.speed.run import _screen
from benchmarks.speed.served import Server, serving

SALANG = str(Path(sys.executable).with_name("salang"))


def processor_seconds(server: Server, count: int, home: Path, plain: bool) -> float:
    """Of one run over so many pages, in this home."""
    server.begin(max(count, 1))
    shutil.rmtree(home / "catalog", ignore_errors=True)
    server.write_catalogue(home / "catalog")
    if count:
        for file in home.glob("salang.db*"):
            file.unlink()
        shutil.rmtree(home / "pages", ignore_errors=True)
    command = (
        (sys.executable, "-m", "benchmarks.speed.plain_run", str(home / "catalog"))
        if plain
        else (SALANG, "run", "--json", "--catalog", str(home / "catalog"))
    )
    cost = measured(
        command, salang_environment(home), home / "log", besides=frozenset((server.pid,))
    )
    if cost.code:
        raise SystemExit((home / "log").read_text()[-1000:])
    return cost.cpu


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, help="folder of .html or .html.gz; else generated")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    pages = corpus(arguments.pages, "stream", max(arguments.count, 1), _screen())
    with serving(pages) as server, tempfile.TemporaryDirectory(prefix="salang-share-") as folder:
        home = Path(folder)
        if KEPT.exists():
            shutil.copytree(KEPT, home / "kept")
        for plain in (False, True):  # databases are made, and what is kept
            processor_seconds(server, 1, home, plain)
        both: list[tuple[float, float]] = []
        for number in range(1, arguments.rounds + 1):
            with_it, without = (
                processor_seconds(server, arguments.count, home, plain) for plain in (False, True)
            )
            both.append((with_it, without))
            print(f"round {number}: {with_it:.1f} s with Prefect, {without:.1f} s without")
    own = statistics.median(a - b for a, b in both)
    share = statistics.median((a - b) / a for a, b in both)
    print(f"{arguments.count} pages: Prefect's own {own:.1f} s of processor, {share:.1%} of all")


if __name__ == "__main__":
    main()
