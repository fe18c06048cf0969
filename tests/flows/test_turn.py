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


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="SALANG_HOME"), own_turn(tmp_path / "file" / "home"):
        pass
