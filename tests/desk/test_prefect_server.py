"""Temporary Prefect servers that killed runs left behind."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.prefect_server import MARK, stop_leftovers
from models.holders import began


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def waiting(processes: list[subprocess.Popen[bytes]], *arguments: str) -> subprocess.Popen[bytes]:
    """A process that waits, with these words in its command line."""
    code = "import sys; print(1, flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    processes.append(process)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def note(folder: Path, owner: int, owner_began: str, server: int) -> Path:
    path = folder / f"temporary-server-{owner}.json"
    path.write_text(json.dumps({"owner": owner, "owner_began": owner_began, "server": server}))
    return path


def gone(processes: list[subprocess.Popen[bytes]]) -> int:
    """The number of a process that has ended."""
    process = waiting(processes)
    process.kill()
    process.wait()
    return process.pid


def test_the_server_of_a_killed_run_is_stopped(
    tmp_path: Path, processes: list[subprocess.Popen[bytes]]
) -> None:
    server = waiting(processes, MARK.decode())
    path = note(tmp_path, gone(processes), "12345", server.pid)
    assert stop_leftovers(tmp_path) == 1
    assert server.wait(10) != 0
    assert not path.exists()


def test_the_server_of_a_run_under_way_is_left_alone(
    tmp_path: Path, processes: list[subprocess.Popen[bytes]]
) -> None:
    server = waiting(processes, MARK.decode())
    path = note(tmp_path, os.getpid(), began(os.getpid()), server.pid)
    assert stop_leftovers(tmp_path) == 0
    assert server.poll() is None
    assert path.exists()


def test_a_process_that_got_the_number_of_a_server_is_left_alone(
    tmp_path: Path, processes: list[subprocess.Popen[bytes]]
) -> None:
    other = waiting(processes, "something-else")
    note(tmp_path, gone(processes), "12345", other.pid)
    assert stop_leftovers(tmp_path) == 0
    assert other.poll() is None


def test_a_note_that_was_half_written_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "temporary-server-7.json").write_text('{"owner": 7, "own')
    assert stop_leftovers(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []
