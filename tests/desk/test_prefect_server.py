"""The temporary Prefect server of a run, in the run's own process."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

pytestmark = pytest.mark.long

Done = subprocess.CompletedProcess[str]
#: a setting that fails a run in its middle
BROKEN = {"SALANG_STORY_EMBEDDER": "nonsense:function"}

WITHIN = """
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from desk.prefect_server import prepared_prefect

with prepared_prefect(quiet=True):
    from prefect.settings import PREFECT_API_URL, PREFECT_UI_ENABLED
    address = PREFECT_API_URL.value()
    print("answers", urlopen(address + "/health").status)
    print("processes", *Path("/proc/self/task").glob("*/children").__next__().read_text().split())
    print("the run's own settings", PREFECT_UI_ENABLED.value())
    print("dask", "distributed" in sys.modules)
try:
    urlopen(address + "/health")
except URLError as error:
    print("then", type(error.reason).__name__)
"""


def run(code: str, environment: Mapping[str, str] = MappingProxyType({})) -> Done:
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_it_answers_within_the_block_and_in_no_process_of_its_own(home: Path) -> None:
    done = run(WITHIN)
    assert done.stdout.splitlines() == [
        "answers 200",
        "processes",
        "the run's own settings True",
        "dask False",
        "then ConnectionRefusedError",
    ], done.stderr


def test_one_that_cannot_start_is_told_in_words(home: Path) -> None:
    (home / "prefect" / "prefect.db").mkdir(parents=True)
    done = run("from desk.cli import main; raise SystemExit(main(['dedupe']))")
    assert done.returncode == 1
    assert "temporary server did not start" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_that_fails_says_why_and_nothing_of_the_server(home: Path) -> None:
    done = run("from desk.cli import main; raise SystemExit(main(['dedupe']))", BROKEN)
    assert done.returncode == 1
    assert "SALANG_STORY_EMBEDDER" in done.stderr
    assert "Error logging to API" not in done.stderr
