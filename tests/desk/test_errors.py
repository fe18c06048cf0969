"""Expected trouble ends in a sentence and an exit code, never in a traceback."""

import errno
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import desk.cli
from desk.cli.errors import SENTENCES, DeskError, Terminated
from tests.desk.conftest import Salang

SALANG = str(Path(sys.executable).with_name("salang"))


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def app(_tokens: object) -> None:
        raise error

    monkeypatch.setattr(desk.cli, "app", app)


def test_every_error_with_a_sentence_exists() -> None:
    for name in SENTENCES:
        module, _, kind = name.rpartition(".")
        assert issubclass(getattr(import_module(module), kind), BaseException)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/x/pages"),
            "/x/pages: the disk is full",
        ),
        (OSError(errno.EROFS, "Read-only file system", "/x"), "SALANG_HOME"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "check its permissions"),
        (DeskError("this and that"), "this and that"),
    ],
)
def test_trouble_is_told_in_a_sentence(
    salang: Salang, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    failing(monkeypatch, error)
    result = salang("run")
    assert result.code == 1
    assert said in result.err
    assert "Traceback" not in result.err


def test_the_traceback_is_there_for_who_wants_it(
    salang: Salang, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, DeskError("this and that"))
    monkeypatch.setenv("SALANG_DEBUG", "1")
    result = salang("run")
    assert "Traceback" in result.err
    assert "this and that" in result.err


def test_an_error_nobody_expected_says_how_to_see_more(
    salang: Salang, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, ZeroDivisionError("division by zero"))
    result = salang("run")
    assert result.code == 1
    assert "ZeroDivisionError" in result.err
    assert "SALANG_DEBUG=1" in result.err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (Terminated(15), 143)])
def test_being_stopped_says_that_nothing_is_lost(
    salang: Salang, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    failing(monkeypatch, error)
    result = salang("run")
    assert result.code == code
    assert "nothing is lost" in result.err


def test_a_broken_database_file_is_told(salang: Salang, home: Path) -> None:
    home.mkdir()
    (home / "salang.db").write_bytes(b"this is no database, only a text of some length" * 50)
    result = salang("report", "articles")
    assert result.code == 1
    assert "no SQLite database" in result.err


def test_a_database_of_another_kind_is_told(
    salang: Salang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALANG_DATABASE_URL", "mysql://somewhere/else")
    result = salang("report", "articles")
    assert result.code == 1
    assert "sqlite or postgresql" in result.err


def test_a_database_server_that_is_not_there_is_told_without_its_password(
    salang: Salang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALANG_DATABASE_URL", "postgresql://me:hush@127.0.0.1:1/none")
    result = salang("report", "articles")
    assert result.code == 1
    assert "cannot be reached" in result.err
    assert "hush" not in result.err


def test_a_full_disk_under_the_output_is_told() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full")
    with full.open("w") as out:
        done = subprocess.run(
            [SALANG, "report"], stdout=out, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_enough_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [SALANG, "report"], stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert done.stderr == ""


def test_a_home_that_cannot_be_made_is_told_before_prefect_starts(
    salang: Salang, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    (tmp_path / "a.txt").write_text("Talks were held in Moscow.")
    monkeypatch.setenv("SALANG_HOME", str(tmp_path / "file" / "home"))
    result = salang("import", "a.txt")
    assert result.code == 1
    assert "home" in result.err
    assert "Prefect" not in result.out
