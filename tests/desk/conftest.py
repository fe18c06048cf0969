"""The command as people run it: in a folder of its own, with real databases."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desk.cli import main
from models.session import make_engine
from tests.support.stored import populate


@dataclass(frozen=True)
class Result:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Salang = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """SALANG_HOME of the test; no setting from outside reaches it, none of its own gets out."""
    before = dict(os.environ)
    for name in before:
        if name.startswith("SALANG_") and not name.startswith("SALANG_TEST_"):
            del os.environ[name]
    folder = tmp_path / "home"
    os.environ["SALANG_HOME"] = str(folder)
    monkeypatch.chdir(tmp_path)
    yield folder
    # commands choose Prefect's settings in the environment of their process
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def salang(capsys: pytest.CaptureFixture[str]) -> Salang:
    """Run the command in this process."""

    def run(*arguments: str) -> Result:
        capsys.readouterr()
        code = main([*arguments])
        return Result(code, *capsys.readouterr())

    return run


@pytest.fixture
def database(home: Path, sqlite_template: Path) -> str:
    """A migrated, empty database where the command looks for it."""
    home.mkdir()
    shutil.copy(sqlite_template, home / "salang.db")
    return f"sqlite:///{home / 'salang.db'}"


@pytest.fixture
def stored(database: str) -> dict[str, int]:
    """That database with a small world in it; article keys by name."""
    engine = make_engine(database)
    articles = populate(engine)
    engine.dispose()
    return articles
