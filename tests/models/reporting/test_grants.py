"""The read-only role on PostgreSQL: it reads the reporting views, and can do nothing else."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

import models  # noqa: F401
from models import migrate
from models.base import Base
from models.reporting.grants import grant_reporting
from models.reporting.views import VIEWS
from models.session import StorageError, make_engine
from tests.support.stored import populate

ROLE, PASSWORD = "salang_test_reports", "it's 100% a % pass'word"
CHANGES = (
    "INSERT INTO report_version VALUES ('9', '9')",
    "UPDATE report_articles SET title = 'x'",
    "DELETE FROM report_sources",
    "UPDATE articles SET verdict = 'relevant'",
    "TRUNCATE reviews",
    "DROP VIEW report_articles",
    "CREATE TABLE mine (a int)",
    "CREATE TEMPORARY TABLE mine (a int)",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE ROLE mine",
    "SELECT setval('sources_id_seq', 1)",
    "SELECT nextval('sources_id_seq')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "COPY report_articles TO PROGRAM 'cat'",
    "COPY report_articles TO 'reports-test'",
    "SELECT pg_read_file('postgresql.conf')",
    "SET ROLE postgres",
)


@pytest.fixture
def owner(postgres_url: str) -> Iterator[Engine]:
    engine = make_engine(postgres_url)
    populate(engine)
    yield engine
    with engine.begin() as connection:
        exists = connection.scalar(text(f"SELECT count(*) FROM pg_roles WHERE rolname = '{ROLE}'"))
        if exists:
            connection.execute(text(f"DROP OWNED BY {ROLE}"))
            connection.execute(text(f"DROP ROLE {ROLE}"))
    engine.dispose()


@pytest.fixture
def reader(owner: Engine) -> Iterator[Engine]:
    grant_reporting(owner, ROLE, PASSWORD)
    engine = create_engine(make_url(owner.url).set(username=ROLE, password=PASSWORD))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT current_user")) == ROLE
    yield engine
    engine.dispose()


def attempt(reader: Engine, *statements: str) -> None:
    with reader.connect() as connection:
        # what a person who wants more would try first
        connection.execute(text("SET default_transaction_read_only = off"))
        connection.execute(text("SET TRANSACTION READ WRITE"))
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def test_every_reporting_view_can_be_read(reader: Engine) -> None:
    with reader.connect() as connection:
        for view in VIEWS:
            connection.execute(text(f"SELECT * FROM {view.name}")).all()


def test_no_table_can_be_read(reader: Engine) -> None:
    for table in Base.metadata.tables:
        with pytest.raises(DBAPIError, match="permission denied"):
            attempt(reader, f"SELECT * FROM {table}")


def test_nothing_can_be_changed(reader: Engine) -> None:
    for statement in CHANGES:
        try:
            attempt(reader, statement)
        except DBAPIError:
            continue
        pytest.fail(f"the role could do this: {statement}")


def test_passwords_and_sessions_are_not_in_any_view(reader: Engine) -> None:
    with reader.connect() as connection:
        seen = connection.scalars(
            text(
                "SELECT table_name || '.' || column_name FROM information_schema.columns "
                "WHERE table_schema = current_schema()"
            )
        ).all()
    assert seen
    assert all(name.startswith("report_") for name in seen)
    assert not [name for name in seen if "password" in name or "token" in name]


def test_the_role_keeps_its_rights_when_the_views_are_made_anew(
    owner: Engine, reader: Engine
) -> None:
    migrate.upgrade(owner)
    with reader.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM report_articles")) == 4


def test_granting_twice_is_harmless_and_says_what_is_seen(owner: Engine) -> None:
    grant_reporting(owner, ROLE, None)
    assert set(grant_reporting(owner, ROLE, None).views) == {view.name for view in VIEWS}


def test_rights_given_by_mistake_are_taken_away(owner: Engine, reader: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(text(f"GRANT SELECT ON reviewers TO {ROLE}"))
    grant_reporting(owner, ROLE, None)
    with pytest.raises(DBAPIError, match="permission denied"):
        attempt(reader, "SELECT * FROM reviewers")


def test_the_owner_of_the_tables_is_refused(owner: Engine) -> None:
    with owner.connect() as connection:
        name = connection.scalar(text("SELECT current_user"))
    with pytest.raises(StorageError, match="may do more than read"):
        grant_reporting(owner, str(name), None)


def test_sqlite_is_told_what_to_do_instead(sqlite_url: str) -> None:
    with pytest.raises(StorageError, match="mode=ro"):
        grant_reporting(make_engine(sqlite_url), ROLE, None)
