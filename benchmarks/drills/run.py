"""Drills and hostile outlets: ``python -m benchmarks.drills.run [--only ...] [--together] [NAME]``.

Does what `tests/drills/` and `tests/hostile/` do, in full: each drill in a home of its own, each
hostile outlet in a crawl of its own, and the sound outlets beside all of them. Prints a table in
Markdown: rows of reports lost and doubled, the peak of memory over all processes of Salang, the
seconds the healing run took, and where it is said. Exit code 1 when anything was lost or doubled.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from models import migrate
from models.session import make_engine
from tests.drills.all import DRILLS
from tests.drills.storage import CannotDrill
from tests.drills.world import world
from tests.hostile.case import Case
from tests.hostile.cases import CASES
from tests.hostile.crawl import Found, crawl_of, enter, mistakes
from tests.hostile.neighbours import ALLOWED, measured
from tests.hostile.server import serving
from tests.support.crawling import Home


def drills(folder: Path, wanted: list[str]) -> Iterator[tuple[str, bool]]:
    """Rows of the drills; whether each came out well."""
    yield "| drill | lost | doubled | peak memory | time to heal | said by |", True
    yield "|---|---:|---:|---:|---:|---|", True
    with world(folder) as ground:
        for drill in DRILLS:
            if wanted and not any(name in drill.name for name in wanted):
                continue
            try:
                healed = drill.work(ground)
            except CannotDrill as reason:
                yield f"| {drill.name} | | | | | not done: {reason} |", True
                continue
            except (AssertionError, OSError, subprocess.SubprocessError) as error:
                yield f"| {drill.name} | | | | | FAILED: {_line(str(error))} |", False
                continue
            for example in healed.examples:
                print(example, file=sys.stderr)
            yield (
                f"| {drill.name} | {healed.lost} | {healed.doubled} | {healed.peak / 1e6:.0f} MB | "
                f"{healed.seconds:.0f} s | {_line(healed.told)} |",
                not healed.lost and not healed.doubled,
            )


def hostile(folder: Path, wanted: list[str], together: bool) -> Iterator[tuple[str, bool]]:
    """Rows of the hostile outlets; whether each came out well."""
    template = _template(folder)
    yield "| hostile outlet | polls | pages | peak memory | time |", True
    yield "|---|---|---|---:|---:|", True
    if not together:
        with serving() as port:
            for place, case in enumerate(CASES):
                if not wanted or any(name in case.name for name in wanted):
                    home = Home(folder / case.slug, template)
                    enter(home, [(place, case)], port)
                    yield _row(case, crawl_of(home), own=True)
    if wanted:
        return
    beside = measured(folder / "neighbours", template)
    if together:
        yield from (_row(case, beside.found, own=False) for case in CASES)
    yield "", True
    yield (
        f"All {len(CASES)} outlets in one crawl: peak of all processes "
        f"{beside.found.peak / 1e6:.0f} MB, {beside.found.seconds:.0f} s.",
        not beside.found.problems,
    )
    yield (
        f"Sound outlets: {beside.alone:.1f} s alone, {beside.beside:.1f} s beside all of the "
        f"above, {beside.ratio:.2f} times as long (at most {ALLOWED}); "
        f"{len(beside.lost)} pages lost.",
        beside.ratio <= ALLOWED and not beside.lost,
    )


def _template(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / "template.db"
    engine = make_engine(f"sqlite:///{template}")
    migrate.upgrade(engine)
    engine.dispose()
    return template


def _row(case: Case, found: Found, own: bool) -> tuple[str, bool]:
    wrong = mistakes(case, found) + (found.problems if own else [])
    for mistake in wrong:
        print(f"{case.name}: {mistake}", file=sys.stderr)
    polls = _counted(outcome for outcome, _ in found.polls.get(case.slug, {}).values())
    fates = _counted(fate for fate, _ in found.fates.get(case.slug, {}).values())
    cost = f"{found.peak / 1e6:.0f} MB | {found.seconds:.0f} s" if own else " | "
    return f"| {case.name} | {polls} | {fates} | {cost} |", not wrong


def _counted(names: Iterator[str]) -> str:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return ", ".join(
        f"{count} {name}" if count > 1 else name for name, count in sorted(counts.items())
    )


def _line(text: str) -> str:
    return " ".join(text.split())[:220].replace("|", "\\|")


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("drills", "hostile"))
    parser.add_argument(
        "--together", action="store_true", help="hostile outlets in one crawl only: minutes"
    )
    parser.add_argument("names", nargs="*", help="parts of the names of those to do")
    arguments = parser.parse_args()
    well = True
    print(f"Measured on {datetime.now(UTC):%Y-%m-%d}.\n")
    with tempfile.TemporaryDirectory(prefix="salang-drills-", ignore_cleanup_errors=True) as home:
        folder, names = Path(home), arguments.names
        tables = {
            "drills": drills(folder / "drills", names),
            "hostile": hostile(folder / "hostile", names, arguments.together),
        }
        for name, rows in tables.items():
            if arguments.only in (None, name):
                for row, good in rows:
                    print(row, flush=True)
                    well = well and good
                print()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
