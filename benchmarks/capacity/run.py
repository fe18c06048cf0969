"""What a page costs and what a large watch needs: ``python -m benchmarks.capacity.run``.

Measures the processor time of each stage and the bytes kept on pages of loopback outlets, then
lets a day of 10,000 sources and 5 million pages go by in a simulation with these costs, with
several numbers of workers. ``--costs FILE`` reads costs measured before, ``--save FILE`` writes
them; every size of the world is an option.
"""

import argparse
import json
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.capacity.measure import Costs, measure
from benchmarks.capacity.simulate import DAY, Told, World, simulate

MB, GB, TB = 1e6, 1e9, 1e12
MONTH = 30


def main() -> int:
    """Measure, simulate, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure-pages", type=int, default=800)
    parser.add_argument("--database", help="measure on this empty PostgreSQL database")
    parser.add_argument("--costs", type=Path)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--sources", type=int, default=World.sources)
    parser.add_argument("--pages", type=int, default=World.pages)
    parser.add_argument("--delay", type=float, default=World.delay)
    parser.add_argument("--concurrency", type=int, default=World.concurrency)
    parser.add_argument("--about", type=float, default=World.about)
    parser.add_argument("--cores", type=int, default=World.cores)
    parser.add_argument("--workers", type=int, nargs="*", default=[8, 16])
    asked = parser.parse_args()
    if asked.costs:
        costs = Costs(**json.loads(asked.costs.read_text()))
    else:
        with tempfile.TemporaryDirectory(prefix="salang-capacity-") as home:
            costs, pages, articles = measure(Path(home), asked.measure_pages, asked.database)
        print(f"measured on {pages} pages, {articles} of them articles of the topic")
    if asked.save:
        asked.save.write_text(json.dumps(asdict(costs), indent=1))
    print_costs(costs)
    world = World(
        sources=asked.sources,
        pages=asked.pages,
        delay=asked.delay,
        concurrency=asked.concurrency,
        about=asked.about,
        cores=asked.cores,
    )
    for workers in asked.workers:
        print_day(simulate(replace(world, workers=workers)), costs)
    if asked.workers:
        print_store(world, costs)
    return 0


def print_costs(costs: Costs) -> None:
    """The table of costs."""
    rows = [
        ("a crawl process, before its first page", f"{costs.start:.1f} s"),
        ("fetch (request to row and bytes kept)", f"{costs.fetch:.1f} ms a page"),
        ("screen", f"{costs.screen:.2f} ms a page"),
        ("store what reading gave", f"{costs.store:.1f} ms a page"),
        ("extract", f"{costs.extract:.1f} ms an article"),
        ("remove echo", f"{costs.dedupe:.1f} ms an article"),
        ("tag", f"{costs.tag:.1f} ms an article"),
        ("stories", f"{costs.stories:.1f} ms an article"),
        ("on the wire", f"{costs.wire_bytes / 1000:.1f} kB a page"),
        ("page store", f"{costs.page_bytes / 1000:.1f} kB a page"),
        ("database", f"{costs.candidate_bytes / 1000:.1f} kB a page"),
        ("database, more for an article", f"{costs.article_bytes / 1000:.1f} kB an article"),
    ]
    for name, figure in rows:
        print(f"  {name:42}{figure}")


def print_day(told: Told, costs: Costs) -> None:
    """One day with so many workers."""
    world = told.world
    mean, busiest = told.cores_used(costs)
    late = sum(one > world.round_seconds for one in told.rounds)
    print(
        f"\n{world.workers} workers, {world.sources:,} sources, {world.pages:,} pages a day: "
        f"{told.fetched:,} fetched, {told.left:,} left at the end"
    )
    print(
        f"  fetched within {told.wait(0.5) / 60:.0f} min of publication (median), "
        f"{told.wait(0.95) / 60:.0f} min (19 of 20)"
    )
    print(
        f"  a round took {sum(told.rounds) / len(told.rounds) / 60:.0f} min in the mean, "
        f"{max(told.rounds) / 60:.0f} at most; {late} of {len(told.rounds)} took longer than "
        f"{world.round_seconds / 60:.0f}"
    )
    print(
        f"  cores: {mean:.1f} in the mean, {busiest:.1f} in the busiest five minutes, of "
        f"{world.workers * world.cores}; busiest crawl process {told.fetch_core(costs):.0%} of its "
        f"core; comparing texts, in turn over all, {told.turn(costs):.0%} of a core"
    )
    print(
        f"  the busiest host needs {told.slowest_host / 3600:.1f} h of the day for its pages at "
        f"{world.delay:g} s each"
    )


def print_store(world: World, costs: Costs) -> None:
    """What a month keeps, and the line that a day needs."""
    articles = world.pages * world.about
    database = MONTH * (world.pages * costs.candidate_bytes + articles * costs.article_bytes)
    bodies = MONTH * world.pages * costs.page_bytes
    passed = MONTH * articles * costs.page_bytes
    mean = world.pages * costs.wire_bytes * 8 / DAY
    print(f"\na month of {world.pages:,} pages a day, {world.about:.0%} of them of the topic:")
    print(f"  database {database / GB:.0f} GB")
    print(f"  page store {bodies / TB:.2f} TB of all pages, {passed / GB:.0f} GB of the topic's")
    print(f"  line {mean / MB:.0f} Mbit/s in the mean, {(1 + world.day) * mean / MB:.0f} by day")


if __name__ == "__main__":
    raise SystemExit(main())
