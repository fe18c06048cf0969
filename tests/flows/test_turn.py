"""One run at a time: a later one waits, and a killed one holds nobody up."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from flows.progress import Step, listening
from flows.stages.run import recorded_run
from flows.stages.turn import own_turn
from models.session import StorageError

HOLD = """
import sys
from pathlib import Path
from flows.stages.turn import own_turn
with own_turn(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_begins_when_the_first_has_ended(tmp_path: Path) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def heard(step: Step) -> None:
        assert step.stage == "waiting"
        waiting.set()

    def second() -> None:
        with listening(heard), own_turn(tmp_path):
            order.append("second")

    thread = threading.Thread(target=second)
    with own_turn(tmp_path):
        thread.start()
        assert waiting.wait(30)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]


def test_a_killed_run_holds_nobody_up(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    holder.kill()
    holder.wait()
    with own_turn(tmp_path):
        pass


def test_runs_take_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    monkeypatch.setenv("SALANG_HOME", str(tmp_path))
    monkeypatch.setenv("SALANG_DATABASE_URL", sqlite_url)
    waiting = threading.Event()

    def second() -> None:
        with listening(lambda _: waiting.set()), recorded_run("tag", {}):
            pass

    thread = threading.Thread(target=second)
    with recorded_run("ingest", {}) as first:
        thread.start()
        assert waiting.wait(30)
        assert first.run_id == 1
    thread.join(30)
    assert not thread.is_alive()


def run_in_thread(flow: str, began: threading.Event, end: threading.Event) -> threading.Thread:
    def go() -> None:
        with recorded_run(flow, {}):
            began.set()
            end.wait(60)

    thread = threading.Thread(target=go)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("ingest", "ingest", True),
        ("ingest", "maintain", True),
        ("digest", "digest", False),
        ("retag", "ingest", False),
    ],
)
def test_on_postgresql_runs_that_share_the_work_go_on_together(
    one: str,
    other: str,
    together: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    postgres_url: str,
) -> None:
    monkeypatch.setenv("SALANG_HOME", str(tmp_path))
    monkeypatch.setenv("SALANG_DATABASE_URL", postgres_url)
    began, end, waiting = threading.Event(), threading.Event(), threading.Event()
    thread = run_in_thread(one, began, end)
    assert began.wait(60)

    def heard(_: Step) -> None:
        waiting.set()
        end.set()

    with listening(heard), recorded_run(other, {}):
        assert waiting.is_set() == (not together)
    end.set()
    thread.join(60)


def test_several_runs_set_an_empty_database_up_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_postgres_url: str
) -> None:
    monkeypatch.setenv("SALANG_HOME", str(tmp_path))
    monkeypatch.setenv("SALANG_DATABASE_URL", empty_postgres_url)
    end = threading.Event()
    events = [threading.Event() for _ in range(3)]
    threads = [run_in_thread("ingest", began, end) for began in events]
    assert all(began.wait(120) for began in events)
    end.set()
    for thread in threads:
        thread.join(60)


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="SALANG_HOME"), own_turn(tmp_path / "file" / "home"):
        pass
