"""A run that was killed is told apart from one that goes on, and said to be so by the next run."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from flows.stages.run import recorded_run
from models.queries.runs import start_run
from models.runs import Run
from models.session import reading, writing
from tests.support.articles import NOON

HOLD = """
import sys
from flows.stages.run import recorded_run
with recorded_run("ingest", {}) as run:
    print(run.run_id, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SALANG_HOME", str(tmp_path))
    url = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("SALANG_DATABASE_URL", url)
    return tmp_path


def told(engine: Engine, run_id: int) -> tuple[str, str]:
    with reading(engine) as session:
        run = session.scalars(select(Run).where(Run.id == run_id)).one()
        return run.state, run.message


def test_the_next_run_marks_one_that_was_killed(home: Path, engine: Engine) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    killed = int(holder.stdout.readline())
    holder.kill()
    holder.wait()
    assert told(engine, killed)[0] == "running"
    with recorded_run("ingest", {}) as run:
        state, message = told(engine, killed)
    assert state == "interrupted"
    assert f"run {run.run_id} took up what it left" in message


def test_a_run_that_goes_on_is_left_alone(
    home: Path, engine: Engine, request: pytest.FixtureRequest
) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("on SQLite one run goes on at a time")
    with recorded_run("ingest", {}) as first, recorded_run("ingest", {}):
        assert told(engine, first.run_id)[0] == "running"
    assert told(engine, first.run_id)[0] == "completed"


def test_doctor_tells_of_runs_that_did_not_go_to_their_end(home: Path, engine: Engine) -> None:
    from desk.accounting import accounting_findings

    with writing(engine) as session:
        start_run(session, "ingest", {}, NOON)
    with recorded_run("tag", {}):
        pass
    [finding] = [one for one in accounting_findings(engine) if one.check == "runs"]
    assert finding.ok
    assert "1 of the latest 2 did not go to their end, the last of them #1 (ingest)" in str(finding)
