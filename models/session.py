"""Engines and sessions: SQLite in WAL with immediate writes, PostgreSQL by psycopg 3."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, Row, Table, create_engine, event, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, IntegrityError, OperationalError
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.base import Base
from models.settings import StorageSettings

#: rows per INSERT: SQLite allows 32,766 variables in one statement
CHUNK = 500
#: seconds after which a connection may have been closed by the other side
RESTED = 10.0
#: times a transaction is tried that others get in the way of
ATTEMPTS = 5
#: PostgreSQL's deadlock_detected, serialization_failure and unique_violation
_IN_BETWEEN = frozenset({"40P01", "40001", "23505"})

T = TypeVar("T")

#: settings of PostgreSQL for everybody who asks reports. Compiling a query takes 0.2 to 0.4 s,
#: which no query here wins back. The keys of a million articles fit into memory of this size for
#: sorting and joining; into the 4 MB that are given otherwise they do not.
POSTGRESQL_SETTINGS = {"jit": "off", "work_mem": "32MB"}


class StorageError(Exception):
    """The database or its folder cannot be used; the message says what to do."""


def make_engine(url: str | None = None) -> Engine:
    """An engine for the address given, else for the one in the settings.

    Raises:
        StorageError: when the address is not one of a database that Salang knows, or the
            folder of a SQLite file cannot be made.
    """
    settings = StorageSettings()
    address = StorageSettings(database_url=url).url if url else settings.url
    try:
        parsed = make_url(address)
    except ArgumentError:
        raise StorageError(
            "SALANG_DATABASE_URL is not a database address; write sqlite:///path/to/file.db or "
            "postgresql://user@host/name"
        ) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite_engine(address, parsed.database)
    if backend == "postgresql":
        return _postgresql_engine(address)
    raise StorageError(
        f"SALANG_DATABASE_URL names {backend}; Salang keeps its data in sqlite or postgresql"
    )


def _postgresql_engine(address: str) -> Engine:
    """PostgreSQL; a connection that rested is tried before it is used, one just used is not.

    ``pool_pre_ping`` would ask at every use, which on a busy machine is a tenth of a page's time.
    """
    engine = create_engine(address, pool_size=8, max_overflow=16, pool_use_lifo=True)

    @event.listens_for(engine, "connect")
    def _reports(dbapi: Any, _record: Any) -> None:
        # set here, not as options of the connection, which a pooler between would refuse
        with dbapi.cursor() as cursor:
            for setting, value in POSTGRESQL_SETTINGS.items():
                cursor.execute(f"SET {setting} = '{value}'")
        dbapi.commit()

    @event.listens_for(engine, "checkin")
    def _rests(_dbapi: Any, record: Any) -> None:
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _awake(dbapi: Any, record: Any, _proxy: Any) -> None:
        if monotonic() - record.info.get("rests_since", monotonic()) > RESTED:
            try:
                engine.dialect.do_ping(dbapi)
            except engine.dialect.loaded_dbapi.Error as error:
                # the pool then opens another and forgets the ones that are as old
                raise DisconnectionError() from error

    return engine


def _sqlite_engine(address: str, database: str | None) -> Engine:
    if database and database != ":memory:":
        folder = Path(database).resolve().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"the folder {folder} for the database cannot be made ({error.strerror}); "
                "set SALANG_HOME or SALANG_DATABASE_URL to a place you may write"
            ) from None
    engine = create_engine(address, connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def _pragmas(dbapi: Any, _record: Any) -> None:
        # transactions are opened below, not by the driver's own guess
        dbapi.isolation_level = None
        cursor = dbapi.cursor()
        cursor.execute("PRAGMA busy_timeout = 60000")
        cursor.execute("PRAGMA foreign_keys = ON")
        # a file without write permission can still be read
        if not cursor.execute("PRAGMA query_only").fetchone()[0]:
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        # 2 MB by default: less than the upper levels of the index of shingles
        cursor.execute("PRAGMA cache_size = -32000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # a deferred transaction that turns into a write fails at once when another writes,
        # whatever busy_timeout says; an immediate one waits for its turn
        reading = connection.get_execution_options().get("read_only")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session in one write transaction, committed at the end, rolled back on an exception."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def attempt(engine: Engine, work: Callable[[Session], T]) -> T:
    """What ``work`` returns, in one write transaction, repeated when another got in between.

    With several workers two transactions may wait for each other's rows, or write the same row
    first; PostgreSQL then ends one of them, and what it does the second time finds what the other
    did. ``work`` must do the same when it is called again.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            with writing(engine) as session:
                return work(session)
        except (OperationalError, IntegrityError) as error:
            if getattr(error.orig, "sqlstate", None) not in _IN_BETWEEN:
                raise
    with writing(engine) as session:
        return work(session)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads and holds up no writer."""
    with Session(engine.execution_options(read_only=True), expire_on_commit=False) as session:
        yield session


@contextmanager
def looking(engine: Engine) -> Iterator[Session]:
    """Like ``reading``, for pages of few statements that are answered at once.

    On PostgreSQL every statement is its own transaction, which spares two round trips a page
    and sees the same as ``reading``: there too each statement sees what is committed by then.
    """
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    with reading(engine) as session:
        yield session


def chunks(rows: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Slices of at most ``size`` rows."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def insert_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows, all with the same columns, for which no objects are made.

    On SQLite they are bound column by column and given to the driver: SQLAlchemy binds each value
    of each row by itself, which takes as long as SQLite takes to write them.
    """
    if not rows:
        return
    table = cast(Table, model.__table__)
    dialect = session.get_bind().dialect
    if dialect.name != "sqlite":
        session.execute(insert(table), [dict(row) for row in rows])
        return
    columns = [column for column in table.columns if column.key in rows[0]]
    statement = insert(table).compile(dialect=dialect, column_keys=[c.key for c in columns])
    bound: list[Iterable[Any]] = []
    for column in columns:
        process = column.type.dialect_impl(dialect).bind_processor(dialect)
        values = map(itemgetter(column.key), rows)
        bound.append(map(process, values) if process else values)
    session.flush()
    session.connection().exec_driver_sql(str(statement), list(zip(*bound, strict=True)))


def insert_new(
    session: Session,
    model: type[Base],
    rows: Sequence[Mapping[str, Any]],
    key: Iterable[str],
    returning: Sequence[InstrumentedAttribute[Any]] = (),
) -> list[Row[Any]]:
    """Insert the rows whose key is not there yet, on both databases.

    Returns the ``returning`` columns of the rows that were really inserted.
    """
    dialect = session.get_bind().dialect.name
    insert_or = sqlite.insert if dialect == "sqlite" else postgresql.insert
    inserted: list[Row[Any]] = []
    # the rows go as parameters of one statement: as its values, compiling it costs three times
    # what running it does
    statement = insert_or(model).on_conflict_do_nothing(index_elements=list(key))
    for part in chunks(rows):
        values = [dict(row) for row in part]
        if returning:
            inserted += session.execute(statement.returning(*returning), values).all()
        else:
            session.execute(statement, values)
    return inserted


def upsert(
    session: Session,
    model: type[Base],
    rows: Sequence[Mapping[str, Any]],
    key: Iterable[str],
    update: Iterable[str],
) -> None:
    """Insert rows, or set the ``update`` columns where the key is there already."""
    dialect = session.get_bind().dialect.name
    insert_or = sqlite.insert if dialect == "sqlite" else postgresql.insert
    columns = list(update)
    statement = insert_or(model)
    statement = statement.on_conflict_do_update(
        index_elements=list(key),
        set_={name: statement.excluded[name] for name in columns},
    )
    for part in chunks(rows):
        session.execute(statement, [dict(row) for row in part])


def may_pass(error: OperationalError) -> bool:
    """Whether the database may be usable again by itself: not with a full disk or no permission."""
    lasting = ("disk is full", "No space left", "readonly database", "unable to open database file")
    return not any(words in str(error.orig) for words in lasting)


def explain(error: OperationalError) -> str:
    """One sentence on why the database could not be used, without its password."""
    text = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
    if "disk is full" in text or "No space left" in text:
        return "the disk is full; free some space and run again: what was stored is safe"
    if "readonly database" in text or "unable to open database file" in text:
        return (
            f"the database cannot be written ({text}); check the permissions of its folder, or "
            "set SALANG_HOME or SALANG_DATABASE_URL to a place you may write"
        )
    if "database is locked" in text:
        return "the database stayed locked for a minute by another program; run again later"
    return f"the database cannot be reached: {text}"
