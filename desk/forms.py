"""Rows written as CSV, JSON, JSON lines or Parquet, as they are read: none waits for the last."""

import csv
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.types import Float, Integer, TypeEngine

from desk.cli.errors import DeskError
from desk.cli.output import clean, to_json
from models.base import UtcDateTime

#: what spreadsheets take for the beginning of a formula (OWASP, CSV injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: rows of one group of a Parquet file: what is in memory at once
GROUP = 20_000


def write_csv(columns: Sequence[str], rows: Iterator[Sequence[Any]], out: TextIO) -> int:
    """CSV for spreadsheets: text that one would take for a formula begins with an apostrophe.

    Returns the number of rows, as all of these do.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        count += 1
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        text = clean(value)
        return f"'{text}" if text.startswith(_FORMULA) else text
    return value


def write_json(columns: Sequence[str], rows: Iterator[Sequence[Any]], out: TextIO) -> int:
    """One JSON list, an element a line."""
    count = 0
    for row in rows:
        out.write("[\n" if count == 0 else ",\n")
        out.write(to_json(dict(zip(columns, row, strict=True)), indent=None))
        count += 1
    out.write("\n]\n" if count else "[]\n")
    return count


def write_jsonl(columns: Sequence[str], rows: Iterator[Sequence[Any]], out: TextIO) -> int:
    """A JSON object a line."""
    count = 0
    for row in rows:
        out.write(to_json(dict(zip(columns, row, strict=True)), indent=None) + "\n")
        count += 1
    return count


TEXT_FORMS: dict[str, Callable[[Sequence[str], Iterator[Sequence[Any]], TextIO], int]] = {
    "csv": write_csv,
    "json": write_json,
    "jsonl": write_jsonl,
}


def write_parquet(
    columns: Sequence[str],
    types: Sequence[TypeEngine[Any]],
    rows: Iterator[Sequence[Any]],
    file: Path,
    at_once: int = GROUP,
) -> int:
    """Parquet with the types of the columns, also where every value is null.

    ``at_once`` rows are in memory at a time.

    Raises:
        DeskError: when pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise DeskError(
            "Parquet needs pyarrow: pip install 'salang[parquet]'; csv and json need nothing"
        ) from None

    def arrow(kind: TypeEngine[Any]) -> Any:
        if isinstance(kind, UtcDateTime):
            return pyarrow.timestamp("us", tz="UTC")
        if isinstance(kind, Float):
            return pyarrow.float64()
        return pyarrow.int64() if isinstance(kind, Integer) else pyarrow.string()

    schema = pyarrow.schema(
        [(name, arrow(kind)) for name, kind in zip(columns, types, strict=True)]
    )
    count = 0
    with parquet.ParquetWriter(file, schema) as writer:
        while group := list(islice(rows, at_once)):
            values = list(zip(*group, strict=True))
            writer.write_table(
                pyarrow.table(
                    [
                        pyarrow.array(column, type=field.type)
                        for column, field in zip(values, schema, strict=True)
                    ],
                    schema=schema,
                )
            )
            count += len(group)
    return count


@contextmanager
def opened_text(output: Path | None) -> Iterator[TextIO]:
    """A file for text that appears when all is written; without one, standard output."""
    if output is None:
        yield sys.stdout
        return
    with replacing(output) as file, file.open("w", encoding="utf-8", newline="") as out:
        yield out


@contextmanager
def replacing(output: Path) -> Iterator[Path]:
    """A file beside the one wanted that takes its place when all is written."""
    if not output.parent.is_dir():
        raise DeskError(f"{output.parent}: there is no such folder", 2)
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        # mkstemp makes files for the owner only; a report is as open as other files
        umask = os.umask(0)
        os.umask(umask)
        part.chmod(0o666 & ~umask)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
