"""The built wheel: what it holds, and that it migrates a database far from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import inspect

from models.session import make_engine

pytestmark = pytest.mark.long

MAIN = "import sys; from desk.cli import main; sys.exit(main())"
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_rooms_and_nothing_that_shadows_a_library(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"models", "analysis", "crawlers", "flows", "desk"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


@pytest.mark.parametrize(
    "data",
    [
        "models/_migrations/env.py",
        "models/_migrations/versions/0001_polling.py",
        "analysis/codebooks/russia_taliban/codebook.yaml",
        "crawlers/catalog/sources/tass.yaml",
        "crawlers/newsroom/content/ledger.yaml",
        "flows/prefect.yaml",
        "flows/automations.yaml",
    ],
)
def test_the_wheel_carries_its_data(wheel: Path, data: str) -> None:
    assert data in zipfile.ZipFile(wheel).namelist()


def test_the_installed_wheel_migrates_a_database_of_its_own(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    url = f"sqlite:///{tmp_path / 'salang.db'}"
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "db", "upgrade"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site), "SALANG_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    where = subprocess.run(
        [sys.executable, "-c", "from models.migrate import migrations_folder as f; print(f())"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.strip() == str(site / "models" / "_migrations")
    assert "report_articles" in inspect(make_engine(url)).get_view_names()
