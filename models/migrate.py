"""Migrations from code: the same folder in a checkout and in an installed wheel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, inspect, select

from models.session import StorageError

#: any number that no other lock of the database uses
_SETTING_UP = 0x73_65_74_75_70


def migrations_folder() -> Path:
    """Folder that holds ``env.py``: inside the wheel, else beside the rooms."""
    here = Path(__file__).parent
    packaged = here / "_migrations"
    return packaged if (packaged / "env.py").exists() else here.parent / "alembic"


def config(engine: Engine | None = None) -> Config:
    """Alembic's configuration, built in code; the engine travels in its attributes."""
    result = Config()
    result.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    if engine is not None:
        result.attributes["engine"] = engine
    return result


def head() -> str:
    """Newest revision that this version of Salang knows."""
    revision = ScriptDirectory.from_config(config()).get_current_head()
    if revision is None:
        raise StorageError(f"no migrations in {migrations_folder()}; install Salang again")
    return revision


def current(engine: Engine) -> str | None:
    """Revision the database is at; None for one without Salang's tables."""
    with engine.execution_options(read_only=True).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision and make the reporting views anew."""
    command.upgrade(config(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to a revision."""
    command.downgrade(config(engine), revision)


def drift(engine: Engine) -> None:
    """Compare the database with the models.

    Raises:
        alembic.util.CommandError: when they differ; the message lists how.
    """
    settings = config(engine)
    settings.attributes["keep_views"] = True
    command.check(settings)


def ensure_current(engine: Engine) -> bool:
    """Make sure the database fits this version; an empty one is set up.

    Returns True when it was empty.

    Raises:
        StorageError: when the database is at another revision; it is left as it is.
    """
    wanted = head()
    if current(engine) == wanted:
        return False
    with _alone(engine):
        return _ensure(engine, wanted)


def _ensure(engine: Engine, wanted: str) -> bool:
    # before the mark: both come at once when another run sets the database up just now
    tables = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    found = current(engine)
    if found == wanted:
        return False  # another run was there first
    if found is None:
        if tables:
            raise StorageError(
                f"the database holds other tables ({', '.join(sorted(tables)[:3])}, ...) but no "
                "mark of a Salang migration; point SALANG_DATABASE_URL to a database of its own"
            )
        upgrade(engine)
        return True
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    if found in known:
        raise StorageError(
            f"the database is at migration {found}, this version of Salang needs {wanted}; "
            "make a copy of it, then run: salang db upgrade"
        )
    raise StorageError(
        f"the database is at migration {found}, which this version of Salang does not know "
        f"(its newest is {wanted}); install the newer Salang that made it"
    )


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Of several runs that find an empty database, one sets it up and the others wait.

    On SQLite the migrations themselves wait for its one writer, and then find nothing to do.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect() as connection:
        # held by the transaction, which writes nothing itself
        connection.execute(select(func.pg_advisory_xact_lock(_SETTING_UP)))
        yield
