"""How time and memory grow: ``python -m benchmarks.speed.scale [--pages ...] [--sources ...]``.

Crawls so many small pages as `benchmarks.crawl.memory` does, each number in a process of its own,
and runs `salang run` again over so many sources with nothing new as `benchmarks.speed.repeat`
does. Adds the figures to ``benchmarks/speed/figures.json``, from which `benchmarks.speed.plot`
draws. The largest numbers take hours: name those that there is time for.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.speed.repeat import runs

FIGURES = Path(__file__).parent / "figures.json"
PAGES = (1_000, 3_000, 10_000, 30_000, 100_000)
SOURCES = (10, 100, 1_000)


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", default=",".join(map(str, PAGES)))
    parser.add_argument("--sources", default=",".join(map(str, SOURCES)))
    arguments = parser.parse_args()
    for count in _numbers(arguments.pages):
        _keep("pages", _crawl(count))
    for count in _numbers(arguments.sources):
        *_, (cost, asked, parts) = runs(count, times=2)
        crawl = sum(spent for name, spent in parts.items() if "crawl" in name)
        figures = {
            "sources": count,
            "cpu": cost.cpu,
            "cpu_crawl": crawl,
            "seconds": cost.seconds,
            "peak_mb": cost.peak / 1_000_000,
            "pages_asked": asked["pages"],
        }
        _keep("sources", figures)


def _numbers(text: str) -> list[int]:
    return [int(each) for each in text.split(",") if each]


def _crawl(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="salang-scale-") as folder:
        output = Path(folder) / "figures.json"
        subprocess.run(
            (sys.executable, "-m", "benchmarks.crawl.memory", f"--pages={count}",
             f"--output={output}"),
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(output.read_text("utf-8"))
        return found


def _keep(axis: str, figures: dict[str, Any]) -> None:
    """Put figures beside the others of their axis, in place of earlier ones of the same number."""
    print(json.dumps(figures))
    kept = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    others = [each for each in kept.get(axis, []) if each[axis] != figures[axis]]
    kept[axis] = sorted([*others, {**figures, "date": f"{date.today()}"}], key=lambda o: o[axis])
    FIGURES.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
