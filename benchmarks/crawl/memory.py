"""Memory of a long crawl: ``python -m benchmarks.crawl.memory [--pages N]``.

Crawls and reads N small pages of eight hosts on loopback, listed by sitemaps, one in five about
the topic, as `salang run` does
(without Prefect): one process fetches, this one reads with its pool of processes, into a fresh
SQLite database. Once a second the memory of all of them is taken from the kernel (``Pss``: pages
that several processes share are counted once). Prints its peak, and the peak in each fifth of the
crawl; flat means that the last fifths are no higher than the second. The server is no part of it.
"""

import argparse
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

import yaml

from benchmarks.loopback import Asked, Loopback, Reply, hosts
from benchmarks.processes import Samples, sampling

HOSTS = 8
#: one page in so many names the topic; the screen lets only these be extracted
ABOUT = 5
_TEXT = (
    "The envoy met the ministry of the Taliban in Moscow and spoke of trade, item {number} of the "
    "agenda. Officials in Kabul said that wheat, fuel and timber would cross the border under "
    "contract {number}, and that a second round on transit was set for week {week}. "
)
_OTHER = (
    "The council opened bridge {number} over the river in week {week} after repairs that had taken "
    "two summers. Bakers along the road said that trade in bread {number} had come back. "
)


@dataclass(frozen=True)
class Pages:
    """Answers of the hosts: a sitemap each, and its pages. Picklable, for a process of its own."""

    each: int

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return Reply(404)
        base = f"http://{asked.headers['host']}"
        if asked.path == "/sitemap.xml":
            rows = "".join(
                f"<url><loc>{base}/news/{number}.html</loc></url>" for number in range(self.each)
            )
            body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
            return Reply(200, body.encode(), {"Content-Type": "application/xml"})
        number = int("".join(filter(str.isdigit, asked.path)) or 0)
        text = _OTHER if number % ABOUT else _TEXT
        words = text.format(number=f"{asked.host} {number}", week=number % 52)
        body = (
            f"<html><head><title>Agenda {number} of {asked.host}</title></head><body><article>"
            f"<h1>Agenda {number}</h1><p>{words}</p><p>{words[::-1]}</p></article></body></html>"
        )
        return Reply(200, body.encode(), {"Content-Type": "text/html; charset=utf-8"})


def _serve(pages: Pages, ready: Connection) -> None:
    server = Loopback(hosts(HOSTS), pages, remember=False)
    ready.send(server.port)
    ready.recv()


def _catalogue(folder: Path, port: int) -> None:
    folder.mkdir()
    for number, host in enumerate(hosts(HOSTS)):
        entry = {
            "slug": f"outlet-{number}",
            "name": f"Outlet {number}",
            "home": f"http://{host}:{port}/",
            "country": None,
            "languages": ["en"],
            "ownership": "independent",
            "timezone": "UTC",
            "channels": [
                {
                    "kind": "sitemap",
                    "url": f"http://{host}:{port}/sitemap.xml",
                    "attested": "made for a benchmark",
                }
            ],
            "politeness": {"delay_seconds": 0, "concurrency": 4, "max_pages_per_run": 100_000},
        }
        (folder / f"outlet-{number}.yaml").write_text(yaml.safe_dump(entry), encoding="utf-8")


def _crawl(catalog: Path, samples: Samples) -> tuple[dict[str, int], list[str], float]:
    from sqlalchemy import func, select

    from flows.stages.catalogue import select_sources
    from flows.stages.pipeline import crawl_and_read
    from models import migrate
    from models.base import utc_now
    from models.candidates import Candidate
    from models.queries.runs import start_run
    from models.session import make_engine, reading, writing

    engine = make_engine()
    migrate.upgrade(engine)
    with writing(engine) as session:
        run_id = start_run(session, "ingest", {}, utc_now())
    [batch] = select_sources(engine, catalog).batches
    began = monotonic()
    with sampling(samples):
        problems = crawl_and_read(run_id, batch, catalog=catalog)
    seconds = monotonic() - began
    with reading(engine) as session:
        fates = session.execute(select(Candidate.fate, func.count()).group_by(Candidate.fate))
        told = {row.fate: row[1] for row in fates}
    engine.dispose()
    return told, problems, seconds


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--json", action="store_true", help="print the samples as well")
    arguments = parser.parse_args()
    context = get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=_serve, args=(Pages(-(-arguments.pages // HOSTS)), there))
    server.start()
    port = here.recv()
    assert server.pid is not None
    samples = Samples(besides=frozenset((server.pid,)))
    try:
        with tempfile.TemporaryDirectory(prefix="salang-memory-") as home:
            os.environ |= {
                "SALANG_HOME": home,
                "SALANG_DATABASE_URL": f"sqlite:///{home}/salang.db",
                "SALANG_ALLOW_PRIVATE_ADDRESSES": "yes",
                "SALANG_CRAWL_MAX_SECONDS": "36000",
            }
            catalog = Path(home) / "catalog"
            _catalogue(catalog, port)
            fates, problems, seconds = _crawl(catalog, samples)
    finally:
        here.send("stop")
        server.join(10)
        server.kill()
    _print(samples, fates, problems, seconds)
    if arguments.json:
        print(json.dumps(samples.totals))


def _print(samples: Samples, fates: dict[str, int], problems: list[str], seconds: float) -> None:
    mb = 1_000_000
    pages = sum(fates.values())
    told = ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))
    print(f"{pages} pages in {seconds:.0f} s ({pages / seconds:.0f} a second): {told}")
    for problem in problems:
        print(f"problem: {problem}", file=sys.stderr)
    print(f"peak of all processes: {max(samples.totals) / mb:.0f} MB")
    parts = ", ".join(f"{peak / mb:.0f}" for peak in samples.peaks())
    print(f"peak in each fifth of the crawl: {parts} MB")
    for name, used in sorted(samples.largest.items()):
        print(f"  largest {name}: {used / mb:.0f} MB")


if __name__ == "__main__":
    main()
