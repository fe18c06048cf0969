"""Exports: a file of rows, written as they are read, and a manifest that says what it is.

The manifest holds what somebody needs to make the file again, or to see that it was changed:
parameters and SQL, versions of everything that shaped the rows, their number and the file's hash.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Dialect, Engine, Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from desk.cli.errors import DeskError
from desk.cli.output import to_json
from desk.forms import GROUP, TEXT_FORMS, replacing, write_parquet
from models.base import utc_now
from models.reporting.as_of import as_of
from models.reporting.asking import Parameters
from models.reporting.exports import export_query
from models.reporting.views import view_table
from models.session import reading

Form = Literal["csv", "jsonl", "parquet"]
#: rows fetched at once, and so held in memory
FETCHED = 1000
#: full texts of one group of a Parquet file: some kilobytes each
TEXTS = 4000
COPYRIGHT = (
    "The texts belong to their publishers. Use them for research and quotation as the law where "
    "you are allows; do not publish this file."
)


@dataclass(frozen=True)
class Manifest:
    """What stands beside an exported file as ``FILE.manifest.json``.

    ``codebooks`` counts the rows by the codebook version that made them, empty where rows are not
    made by one; ``sql`` is the query with its values, for the database named by ``dialect``.
    """

    export: str
    file: str
    form: Form
    rows: int
    bytes: int
    sha256: str
    columns: list[str]
    parameters: dict[str, Any]
    with_text: bool
    as_of: str | None
    codebooks: dict[str, int]
    reporting_version: str
    migration: str
    salang_version: str
    made_at: str
    dialect: str
    sql: str
    note: str = ""


def manifest_path(file: Path) -> Path:
    """Where the manifest of a file stands."""
    return file.with_name(f"{file.name}.manifest.json")


def write_export(
    engine: Engine,
    name: str,
    asked: Parameters,
    form: Form,
    output: Path,
    with_text: bool = False,
    instant: datetime | None = None,
) -> Manifest:
    """Write all rows of an export and its manifest; both appear when both are whole.

    One statement reads all rows from a server-side cursor: they are of one moment, and few are in
    memory at once. With an instant, as the database stood then.

    Raises:
        DeskError: when the folder does not exist, or pyarrow is missing.
        OSError: when the file cannot be written; an older one stays as it was.
    """
    query = export_query(name, asked, with_text)
    dialect = engine.dialect.name
    query = as_of(query, instant, dialect) if instant else query
    columns = [column.name for column in query.selected_columns]
    beside = manifest_path(output)
    with reading(engine) as session, replacing(beside) as second, replacing(output) as first:
        made_at, (reporting, migration) = utc_now(), _versions(session)
        counted = _Counted(columns)
        rows = counted(
            session.execute(query.execution_options(yield_per=FETCHED, stream_results=True))
        )
        count = _write(form, columns, query, rows, first)
        with first.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        manifest = Manifest(
            export=name,
            file=output.name,
            form=form,
            rows=count,
            bytes=first.stat().st_size,
            sha256=digest,
            columns=columns,
            parameters={key: value for key, value in asdict(asked).items() if value},
            with_text=with_text,
            as_of=instant.isoformat() if instant else None,
            codebooks=dict(sorted(counted.codebooks.items())),
            reporting_version=reporting,
            migration=migration,
            salang_version=_salang_version(),
            made_at=made_at.isoformat(),
            dialect=dialect,
            sql=literal_sql(query, dialect),
            note=COPYRIGHT if with_text else "",
        )
        second.write_text(to_json(asdict(manifest)) + "\n", "utf-8")
    return manifest


class _Counted:
    """Hands rows on and counts the codebook versions that made them."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.codebooks: Counter[str] = Counter()
        self._place = columns.index("codebook_version") if "codebook_version" in columns else None

    def __call__(self, rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        for row in rows:
            if self._place is not None:
                self.codebooks[row[self._place] or "not tagged"] += 1
            yield tuple(row)


def _write(
    form: Form,
    columns: Sequence[str],
    query: Select[Any],
    rows: Iterator[Sequence[Any]],
    file: Path,
) -> int:
    if form == "parquet":
        kinds = [column.type for column in query.selected_columns]
        return write_parquet(columns, kinds, rows, file, TEXTS if "text" in columns else GROUP)
    with file.open("w", encoding="utf-8", newline="") as out:
        return TEXT_FORMS[form](columns, rows, out)


def literal_sql(query: Select[Any], dialect: str) -> str:
    """The query as text with its values in it, for sqlite or postgresql."""
    # with the driver's own style of parameters every % would be doubled
    make = sqlite.dialect if dialect == "sqlite" else postgresql.dialect
    known: Dialect = make(paramstyle="named")
    return str(query.compile(dialect=known, compile_kwargs={"literal_binds": True}))


def _versions(session: Session) -> tuple[str, str]:
    known = view_table("report_version")
    row = session.execute(select(known.c.reporting_version, known.c.migration)).one()
    return str(row[0]), str(row[1])


def _salang_version() -> str:
    try:
        return version("salang")
    except PackageNotFoundError:
        return "not installed"


def verify_export(file: Path) -> tuple[Mapping[str, Any], list[str]]:
    """The manifest of a file, and how the file departs from it as sentences; none when it is whole.

    Raises:
        DeskError: when there is no manifest, or one that cannot be read.
    """
    beside = manifest_path(file)
    try:
        manifest = json.loads(beside.read_text("utf-8"))
        rows, size, digest = manifest["rows"], manifest["bytes"], manifest["sha256"]
        form = manifest["form"]
    except FileNotFoundError:
        raise DeskError(f"{beside} does not exist: without it nothing can be checked") from None
    except (ValueError, KeyError, TypeError):
        raise DeskError(f"{beside} is no manifest of an export") from None
    found: list[str] = []
    if file.stat().st_size != size:
        found.append(f"the file has {file.stat().st_size:,} bytes, not {size:,}")
    with file.open("rb") as opened:
        if file_digest(opened, "sha256").hexdigest() != digest:
            found.append("the file is not the one that was written (its SHA-256 differs)")
    counted = _rows_in(file, form)
    if counted != rows:
        held = "cannot be read" if counted is None else f"holds {counted:,} rows"
        found.append(f"the file {held}; {rows:,} rows were written")
    return manifest, found


def _rows_in(file: Path, form: str) -> int | None:
    """Rows of a file; None when it cannot be read as what it should be."""
    try:
        if form == "parquet":
            from pyarrow import ArrowException, parquet

            try:
                return int(parquet.read_metadata(file).num_rows)
            except (ArrowException, OSError):
                return None
        with file.open(encoding="utf-8", newline="") as opened:
            if form == "jsonl":
                return sum(1 for _ in opened)
            # a cell may hold a whole text
            csv.field_size_limit(sys.maxsize)
            return max(0, sum(1 for _ in csv.reader(opened)) - 1)
    except ImportError:
        raise DeskError("Parquet needs pyarrow: pip install 'salang[parquet]'") from None
    except (UnicodeDecodeError, csv.Error):
        return None
