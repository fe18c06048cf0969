"""Migrations: up, down and up again, no drift, and clear words about a wrong database."""

import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from sqlalchemy import Engine, inspect, select, text

from models import Capture, migrate
from models.reporting.views import VIEWS
from models.session import StorageError, make_engine, reading, writing
from tests.support.stored import populate

ENSURE = """
import sys
from models import migrate
from models.session import make_engine
migrate.ensure_current(make_engine(sys.argv[1]))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database without any table, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("empty_postgres_url"))


def test_up_down_and_up_again_leaves_no_drift(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate.upgrade(engine)
    migrate.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(engine)
    migrate.drift(engine)


def test_every_migration_goes_down_one_step_and_up_again(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate.upgrade(engine)
    for _ in range(3):
        migrate.downgrade(engine, "-1")
    migrate.upgrade(engine)
    assert migrate.current(engine) == migrate.head()


def test_downgrading_takes_the_views_away_and_upgrading_brings_them_back(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate.upgrade(engine)
    migrate.downgrade(engine, "-1")
    assert inspect(engine).get_view_names() == []
    migrate.upgrade(engine)
    assert set(inspect(engine).get_view_names()) == {view.name for view in VIEWS}


def test_an_upgrade_over_stored_data_loses_no_row(empty_url: str) -> None:
    """A database as of a migration before retention, with a world in it, brought to the newest."""
    engine = make_engine(empty_url)
    migrate.upgrade(engine)
    populate(engine)
    migrate.downgrade(engine, "0020")
    before = rows_by_table(engine)
    migrate.upgrade(engine)
    after = rows_by_table(engine)
    assert before["captures"] > 4
    assert {name: after[name] for name in before} == before
    migrate.drift(engine)
    with reading(engine) as session:
        assert set(session.scalars(select(Capture.pruned_at))) == {None}


def rows_by_table(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        return {
            name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in inspect(engine).get_table_names()
            if not name.startswith(("search_", "alembic"))
        }


def test_an_empty_database_is_set_up_by_itself(empty_url: str) -> None:
    engine = make_engine(empty_url)
    assert migrate.ensure_current(engine) is True
    assert migrate.ensure_current(engine) is False


def test_several_that_find_an_empty_database_set_it_up_together(empty_url: str) -> None:
    command = (sys.executable, "-c", ENSURE, empty_url)
    started = [subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True) for _ in range(3)]
    told = [process.communicate(timeout=300) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], told
    migrate.drift(make_engine(empty_url))


def test_a_set_up_that_breaks_off_leaves_the_database_empty(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise OSError("disk full")

    engine = make_engine(empty_url)
    with monkeypatch.context() as patched, pytest.raises(OSError, match="disk full"):
        patched.setattr("models.reporting.views.create_views", breaks)
        migrate.ensure_current(engine)
    assert inspect(engine).get_table_names() == []
    assert migrate.ensure_current(engine) is True


def test_an_older_database_is_left_alone_with_the_command_to_upgrade_it(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate.upgrade(engine, "0003")
    with pytest.raises(StorageError, match="salang db upgrade"):
        migrate.ensure_current(engine)
    assert migrate.current(engine) == "0003"


def test_a_database_of_a_newer_version_is_left_alone(empty_url: str) -> None:
    engine = make_engine(empty_url)
    migrate.upgrade(engine)
    with writing(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="newer Salang"):
        migrate.ensure_current(engine)


def test_a_database_of_another_program_is_not_touched(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'other.db'}")
    with writing(engine) as session:
        session.execute(text("CREATE TABLE accounts (id INTEGER)"))
    with pytest.raises(StorageError, match="database of its own"):
        migrate.ensure_current(engine)
    assert inspect(engine).get_table_names() == ["accounts"]


def test_the_migrations_folder_shadows_no_library() -> None:
    assert not (migrate.migrations_folder() / "__init__.py").exists()
