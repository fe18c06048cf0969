"""Back-ups: the whole database in one file that either database can be restored from.

A back-up is a zip file: ``manifest.json`` (migration, rows and SHA-256 of each table), one
``tables/NAME.jsonl`` for each table, a row a line, and on request the stored pages as they lie in
the page store. It is read in one transaction, so that it is the database of one instant however
long it takes, and restored in one, so that a restore that fails leaves nothing behind.
"""

import base64
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

import models  # registers every table  # noqa: F401
from models import migrate
from models.base import Base, UtcDateTime, utc_now
from models.pages import PageStore, name_of
from models.session import CHUNK, StorageError

FORMAT = 1
#: open logins, who looks at what, who asks which host: gone with the moment, nothing to hand on
LEFT_OUT = frozenset({"login_sessions", "presences", "host_leases", "crawl_parts"})
#: columns that point into their own table: filled when all rows are there
_OWN = {
    table.name: [key.parent.name for key in table.foreign_keys if key.column.table is table]
    for table in Base.metadata.sorted_tables
}
Tell = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """What a back-up holds: rows by table, and how many stored pages."""

    migration: str
    made_at: str
    rows: dict[str, int]
    pages: int


def write_backup(
    engine: Engine,
    file: Path,
    pages: Path | str | None = None,
    tell: Tell = lambda _table, _rows: None,
) -> Backup:
    """Write a back-up; ``pages`` is the place of the page store, when they are to be in it.

    ``tell`` hears each table and its rows. The file is for its owner only: it holds the desk's
    accounts. An older file of the name stays until the new one is complete.

    Raises:
        StorageError: when the database has no tables.
        OSError: when the file cannot be written.
    """
    migration = migrate.current(engine)
    if migration is None:
        raise StorageError("the database has no tables yet; there is nothing to back up")
    handle, name = tempfile.mkstemp(dir=file.resolve().parent, prefix=f".{file.name}.")
    part = Path(name)
    try:
        with (
            os.fdopen(handle, "wb") as raw,
            zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
            _snapshot(engine).connect() as connection,
        ):
            tables: dict[str, dict[str, Any]] = {}
            for table in _tables():
                tables[table.name] = _write_table(connection, table, archive)
                tell(table.name, tables[table.name]["rows"])
            stored = _write_pages(archive, PageStore(pages)) if pages else 0
            manifest = {
                "format": FORMAT,
                "migration": migration,
                "made_at": utc_now().isoformat(),
                "tables": tables,
                "pages": stored,
            }
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    rows = {name: told["rows"] for name, told in tables.items()}
    return Backup(migration, str(manifest["made_at"]), rows, stored)


def read_manifest(file: Path) -> Backup:
    """What a back-up says of itself.

    Raises:
        StorageError: when the file is none.
    """
    with _opened(file) as archive:
        told = _manifest(archive, file)
    rows = {name: table["rows"] for name, table in told["tables"].items()}
    return Backup(told["migration"], told["made_at"], rows, told["pages"])


def restore_backup(
    engine: Engine,
    file: Path,
    pages: Path | str | None = None,
    tell: Tell = lambda _table, _rows: None,
) -> Backup:
    """Fill an empty database from a back-up, and the page store where pages are in it.

    Tables are made as they were at the back-up, filled, and then brought to the migration of this
    version. Full-text search is filled afterwards, by its own stage.

    Raises:
        StorageError: when the database is not empty, the back-up is damaged or of a newer version.
    """
    with _opened(file) as archive:
        told = _manifest(archive, file)
        found = migrate.current(engine)
        if found is not None and _holds_rows(engine):
            raise StorageError(
                "the database holds data already; restore into an empty one, by setting "
                "SALANG_DATABASE_URL or SALANG_HOME to a new place"
            )
        if told["migration"] != migrate.head():
            raise StorageError(
                f"the back-up is of migration {told['migration']}, this version of Salang is at "
                f"{migrate.head()}; restore it with the version that made it, then upgrade"
            )
        if found != told["migration"]:
            migrate.ensure_current(engine)
        with engine.begin() as connection:
            for table in _tables():
                if table.name in told["tables"]:
                    _read_table(connection, table, archive, told["tables"][table.name])
                    tell(table.name, told["tables"][table.name]["rows"])
            _set_counters(connection)
        stored = _read_pages(archive, PageStore(pages)) if pages else 0
    rows = {name: table["rows"] for name, table in told["tables"].items()}
    return Backup(told["migration"], told["made_at"], rows, stored)


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def _snapshot(engine: Engine) -> Engine:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(read_only=True)


def _write_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    columns = list(table.columns)
    query = select(*columns).order_by(*table.primary_key.columns)
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
        for row in connection.execution_options(yield_per=1000).execute(query):
            values = {c.name: _plain(v) for c, v in zip(columns, row, strict=True)}
            line = json.dumps(values, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            out.write(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _read_table(
    connection: Connection, table: Table, archive: zipfile.ZipFile, told: dict[str, Any]
) -> None:
    digest, count = hashlib.sha256(), 0
    own = _OWN[table.name]
    keys = [column.name for column in table.primary_key.columns]
    pointing: list[dict[str, Any]] = []

    def rows() -> Iterator[dict[str, Any]]:
        with archive.open(f"tables/{table.name}.jsonl") as lines:
            for line in lines:
                digest.update(line)
                values = json.loads(line)
                row = {c.name: _typed(c.type, values.get(c.name)) for c in table.columns}
                if table.name == "articles":
                    # full-text search is not in the back-up: this makes all of it pending
                    row["indexed_revision_id"] = None
                if any(row[name] is not None for name in own):
                    pointing.append({f"b_{name}": row[name] for name in (*keys, *own)})
                    row.update(dict.fromkeys(own))
                yield row

    source = rows()
    while part := list(islice(source, CHUNK)):
        connection.execute(insert(table), part)
        count += len(part)
    if pointing:
        statement = update(table).where(*(table.c[key] == bindparam(f"b_{key}") for key in keys))
        connection.execute(statement.values({n: bindparam(f"b_{n}") for n in own}), pointing)
    if (count, digest.hexdigest()) != (told["rows"], told["sha256"]):
        raise StorageError(
            f"the back-up is damaged: the table {table.name} does not hold what its manifest says; "
            "nothing was restored"
        )


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return base64.b64decode(value) if kind.python_type is bytes else value


def _set_counters(connection: Connection) -> None:
    """Let PostgreSQL count on behind the keys that were restored; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in _tables():
        column = table.autoincrement_column
        if column is not None:
            highest = connection.scalar(select(func.max(column)))
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :column), :next, false)"),
                {"table": table.name, "column": column.name, "next": (highest or 0) + 1},
            )


def _holds_rows(engine: Engine) -> bool:
    with engine.execution_options(read_only=True).connect() as connection:
        return any(
            connection.scalar(select(func.count()).select_from(table.select().limit(1).subquery()))
            for table in _tables()
        )


def _write_pages(archive: zipfile.ZipFile, store: PageStore) -> int:
    count = 0
    for sha256 in store.hashes():
        # they are packed already
        archive.writestr(f"pages/{name_of(sha256)}", store.packed(sha256), zipfile.ZIP_STORED)
        count += 1
    return count


def _read_pages(archive: zipfile.ZipFile, store: PageStore) -> int:
    count = 0
    for name in archive.namelist():
        parts = Path(name).parts
        # what a zip file calls its members is not trusted: the place follows from the hash alone
        if parts[0] != "pages" or not _is_page(parts[-1]):
            continue
        sha256 = parts[-1].removesuffix(".zst")
        if not store.holds(sha256):
            store.put_packed(sha256, archive.read(name))
        count += 1
    return count


def _is_page(name: str) -> bool:
    digits = name.removesuffix(".zst")
    return name.endswith(".zst") and len(digits) == 64 and set(digits) <= set("0123456789abcdef")


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except FileNotFoundError:
        raise StorageError(f"{file}: there is no such file") from None
    except (zipfile.BadZipFile, OSError) as error:
        raise StorageError(f"{file} is no back-up of Salang, or is damaged: {error}") from None


def _manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    try:
        told = cast(dict[str, Any], json.loads(archive.read("manifest.json")))
    except (KeyError, ValueError, zipfile.BadZipFile):
        raise StorageError(f"{file} is no back-up of Salang, or is damaged") from None
    if told.get("format") != FORMAT:
        raise StorageError(f"{file} is a back-up of another version of Salang")
    return told
