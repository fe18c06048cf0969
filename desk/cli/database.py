"""The database as the commands open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from desk.cli.errors import DeskError
from models.session import make_engine
from models.settings import StorageSettings

NOTHING_YET = "start with: salang run --sample"


@contextmanager
def opened() -> Iterator[Engine]:
    """The engine of the settings' database, closed at the end. Creates nothing.

    Raises:
        DeskError: when there is no database yet.
        models.session.StorageError: when the address is not one of a database.
    """
    address = StorageSettings().url
    if address.startswith("sqlite:///"):
        file = Path(address.removeprefix("sqlite:///"))
        if str(file) not in ("", ":memory:") and not file.exists():
            raise DeskError(f"there is no database yet at {file}; {NOTHING_YET}")
    engine = make_engine()
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def opened_current() -> Iterator[Engine]:
    """The engine of a database that is at the migration this version needs.

    Raises:
        DeskError: when there is no database yet, or one without tables.
        models.session.StorageError: when it is at another migration.
    """
    from models.migrate import current, ensure_current

    with opened() as engine:
        if current(engine) is None:
            raise DeskError(f"the database {engine.url!r} has no tables yet; {NOTHING_YET}")
        ensure_current(engine)
        yield engine
