"""What a run that finds nothing new does not do: counted in imports and statements, not seconds."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.loopback import hosts, loopback
from benchmarks.speed.repeat import ITEMS, Outlets, write_catalogue
from tests.analysis.mini_codebook import PATH

pytestmark = pytest.mark.long

SOURCES = 3
#: statements of all that comes after the crawl, the run's account among them: 30 on 2026-11-30
STATEMENTS = 40
#: what only reading pages, coding texts or comparing them needs, and what the crawl has no use for
NEEDLESS = {
    "ahocorasick_rs",
    "aiohttp",
    "analysis.codebook",
    "analysis.echo.fingerprint",
    "crawlers.extraction.engine",
    "dateparser",
    "htmldate",
    "numpy",
    "psycopg",
    "py3langid",
    "pymorphy3",
    "requests",
    "trafilatura",
}
RUN = """
import json, sys
from pathlib import Path
from sqlalchemy import Engine, event
from benchmarks.speed.plain_run import crawl, recorded_run, work_through

sent = []
with recorded_run("ingest", {}) as run:
    crawl(run, Path(sys.argv[1]))
    event.listen(Engine, "before_cursor_execute", lambda *what: sent.append(what[2]))
    work_through(run)
print(json.dumps({"summary": run.summary.as_dict(), "statements": len(sent)}))
"""


@dataclass(frozen=True)
class Did:
    """What a run told, how many statements it sent after the crawl, and what all its processes
    imported."""

    summary: dict[str, object]
    statements: int
    imported: set[str]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Did, Did]]:
    home = tmp_path_factory.mktemp("home")
    names = hosts(SOURCES)
    with loopback(names, Outlets(), remember=False) as server:
        write_catalogue(home / "catalog", names, server.port)
        yield did(home), did(home)


def did(home: Path) -> Did:
    """A run of all stages, without Prefect; every process it starts lists what it imports."""
    log = home / "logs" / "crawl.log"
    log.unlink(missing_ok=True)
    environment = {
        "SALANG_HOME": str(home),
        "SALANG_DATABASE_URL": f"sqlite:///{home}/salang.db",
        "SALANG_ALLOW_PRIVATE_ADDRESSES": "yes",
        "SALANG_CODEBOOK": str(PATH),
        "PYTHONPROFILEIMPORTTIME": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN, home / "catalog"],
        env={**os.environ, **environment}, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    listed = done.stderr + log.read_text("utf-8")
    imported = set(re.findall(r"^import time: .*\| +([\w.]+)$", listed, re.M))
    return Did(told["summary"], told["statements"], imported)


def test_the_first_run_takes_in_everything_and_the_second_nothing(runs: tuple[Did, Did]) -> None:
    first, second = runs
    assert first.summary["pages_fetched"] == SOURCES * ITEMS
    assert second.summary["pages_fetched"] == 0
    assert str(second.summary["message"]).startswith(f"nothing new: {SOURCES} polls")


def test_what_reads_codes_and_compares_is_imported_by_no_process_of_the_second(
    runs: tuple[Did, Did],
) -> None:
    first, second = runs
    assert {"crawlers.extraction.engine", "analysis.codebook", "trafilatura"} <= first.imported
    assert "scrapy" in second.imported
    assert second.imported & NEEDLESS == set()


def test_the_stages_after_the_crawl_ask_the_database_little(runs: tuple[Did, Did]) -> None:
    assert runs[1].statements <= STATEMENTS
