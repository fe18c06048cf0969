"""kill -9 at ten moments: the run after it ends as an uninterrupted one."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from crawlers.newsroom.expected import load_expected
from crawlers.newsroom.server import free_base_port
from models.session import make_engine
from tests.support.sample import differences

pytestmark = pytest.mark.long

SALANG = str(Path(sys.executable).with_name("salang"))
RUNS = "SELECT count(*) FROM runs"
#: a question to the database, and the answer from which the run is killed
MOMENTS = (
    (RUNS, 1),
    ("SELECT count(*) FROM polls", 2),
    ("SELECT count(*) FROM candidates", 30),
    ("SELECT count(*) FROM captures", 1),
    ("SELECT count(*) FROM captures", 40),
    ("SELECT count(*) FROM captures WHERE outcome <> 'pending'", 1),
    ("SELECT count(*) FROM articles", 20),
    ("SELECT count(*) FROM captures WHERE outcome <> 'pending'", 80),
    ("SELECT count(*) FROM fingerprints", 1),
    ("SELECT count(*) FROM codings", 1),
)


def answer(database: Path, question: str) -> int:
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=1) as connection:
            found: int = connection.execute(question).fetchone()[0]
            return found
    except sqlite3.OperationalError:
        return 0  # not made yet, or being written


def run_and_kill(environment: Mapping[str, str], database: Path, moment: tuple[str, int]) -> None:
    """Start the run and kill it once the moment has come; fails when it ended before."""
    question, least = moment
    said = database.with_name("said.log")
    with said.open("wb") as log:
        run = subprocess.Popen(
            [SALANG, "run", "--sample"],
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    runs = answer(database, RUNS)
    try:
        while answer(database, RUNS) == runs or answer(database, question) < least:
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.wait(0.05)
                pytest.fail(f"ended before {moment}: {said.read_text()[-2000:]}")
        run.send_signal(signal.SIGKILL)
        run.wait()
    finally:
        # Prefect's temporary server outlives its parent's kill; the crawl and the readers do not
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)


@pytest.mark.timeout(1500)
def test_a_run_killed_at_ten_moments_ends_as_one_that_was_not(tmp_path: Path) -> None:
    port = free_base_port()
    database = tmp_path / "salang.db"
    environment = {
        "SALANG_HOME": str(tmp_path),
        "SALANG_DATABASE_URL": f"sqlite:///{database}",
        "SALANG_SAMPLE_PORT": str(port),
        "PREFECT_HOME": str(tmp_path / "prefect"),
    }
    for moment in MOMENTS:
        run_and_kill(environment, database, moment)
    subprocess.run(
        [SALANG, "run", "--sample"],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=400,
    )
    engine = make_engine(environment["SALANG_DATABASE_URL"])
    assert differences(engine, load_expected(port)) == []
