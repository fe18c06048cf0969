"""Logs as JSON lines: with run, source and stage, from the run, the crawl and Prefect itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.session import make_engine, writing
from tests.support.crawling import Home
from tests.support.salang import CODE
from tests.support.stored import populate
from tests.support.web import rss, serving

RUN = """
from flows.stages.run import recorded_run
from models.queries.runs import add_counts
from models.session import writing
with recorded_run("ingest", {}) as run:
    with writing(run.engine) as session:
        add_counts(session, run.run_id, "read", {(1, "fetched"): 5, (1, "empty"): 2})
    if __import__("sys").argv[1] == "break":
        raise ValueError("a line\\nand another")
"""


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Home:
    made = Home(tmp_path / "home", sqlite_template)
    populate(made.engine)
    return made


def lines(home: Home, *arguments: str, code: str = RUN, **more: str) -> list[dict]:
    """What a process says on standard error, as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, **home.environment, "SALANG_LOG_FORMAT": "json", **more},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]


def test_a_run_says_its_stages_by_source_and_how_it_ended(home: Home) -> None:
    began, stage, ended = lines(home, "well")
    assert (began["message"], began["state"]) == ("ingest began", "running")
    assert stage["message"] == "read of agency: 2 empty, 5 fetched"
    assert (stage["source"], stage["stage"]) == ("agency", "read")
    assert stage["items"] == {"empty": 2, "fetched": 5}
    assert ended["state"] == "completed"
    assert {line["run"] for line in (began, stage, ended)} == {1}
    assert {line["flow"] for line in (began, stage, ended)} == {"ingest"}
    assert {line["level"] for line in (began, stage, ended)} == {"INFO"}


def test_a_run_that_fails_says_so_in_one_line(home: Home) -> None:
    ended = lines(home, "break")[-1]
    assert (ended["level"], ended["state"], ended["run"]) == ("WARNING", "failed", 1)
    assert "ValueError: a line" in ended["message"]


def test_nothing_changes_for_who_does_not_ask_for_it(home: Home) -> None:
    assert lines(home, "well", SALANG_LOG_FORMAT="text") == []


def test_the_crawl_bears_the_run_too(home: Home) -> None:
    with serving() as web:
        web.article("/1")
        web.put("/feed", rss([web.url("/1")]), content_type="application/rss+xml")
        home.source("ledger", web.url("/"), [{"kind": "feed", "url": web.url("/feed")}])
        with writing(make_engine(home.environment["SALANG_DATABASE_URL"])) as session:
            from models.base import utc_now
            from models.queries.runs import start_run

            run_id = start_run(session, "ingest", {}, utc_now())
        home.crawl("ledger", env={"SALANG_LOG_FORMAT": "json"}, run_id=run_id)
    (log,) = (home.folder / "logs").glob("*.log")
    said = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert any("Spider closed" in line["message"] for line in said)
    assert {line["run"] for line in said if line["logger"] == "scrapy.core.engine"} == {run_id}


@pytest.mark.long
def test_what_prefect_says_of_a_run_bears_it_as_well(home: Home, tmp_path: Path) -> None:
    said = lines(
        home,
        "dedupe",
        code=CODE,
        SALANG_DEBUG="yes",
        PREFECT_HOME=str(tmp_path / "prefect"),
        PREFECT_LOGGING_LEVEL="INFO",
    )
    (finished,) = [line for line in said if line.get("stage") == "remove_echo"]
    assert finished["logger"].startswith("prefect.task_runs")
    assert (finished["run"], finished["flow"]) == (1, "dedupe")
    assert finished["prefect_run"]
