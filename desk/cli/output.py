"""What is printed: tables, JSON and crawled text that cannot play tricks on a terminal."""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TextIO

#: control characters (C0, DEL, C1), line separators, and what overrides the direction of
#: writing (UAX #9: embeddings, overrides, isolates): crawled text may not move the cursor,
#: colour the terminal or show a line as another
_HOSTILE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FSI, _PDI = "\u2068", "\u2069"
#: width of tables that nobody watches: nothing is cut
_UNBOUNDED = 10_000


def clean(text: str) -> str:
    """Text on one line without control characters and without directional overrides."""
    # twice: what stood between two blanks may have gone
    return " ".join(_HOSTILE.sub("", " ".join(text.split())).split())


def isolate(text: str) -> str:
    """Cleaned text, wrapped in Unicode isolates when it holds letters written right to left.

    Without them a Persian headline reorders the numbers and dashes around it.
    """
    text = clean(text)
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        return f"{_FSI}{text}{_PDI}"
    return text


def plain(value: Any) -> str:
    """A value of a report as cleaned text: nothing for null, UTC minutes for instants."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return f"{value:.3g}"
    return isolate(str(value))


def checked(well: bool, text: str) -> str:
    """A line about one check."""
    return f"{'ok  ' if well else 'FAIL'}  {clean(text)}"


def to_json(value: Any, indent: int | None = 2) -> str:
    """JSON in readable letters; what could harm a terminal stands as an escape and is exact."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_json_value)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _json_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def watched() -> bool:
    """Whether a person is looking at the output."""
    return sys.stdout.isatty()


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    right: Sequence[str] = (),
    wrap: Sequence[str] = (),
    out: TextIO | None = None,
) -> None:
    """A table. A terminal's width cuts cells or, in ``wrap`` columns, folds them; a file's not."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(
            column,
            justify="right" if column in right else "left",
            no_wrap=column not in wrap,
            overflow="fold" if column in wrap else "ellipsis",
        )
    for row in rows:
        table.add_row(*(Text(plain(value)) for value in row))
    narrow = out is None and watched()
    console = Console(
        file=sys.stdout, width=None if narrow else _UNBOUNDED, highlight=False, markup=False
    )
    with console.capture() as captured:
        console.print(table)
    # rich fills lines up with blanks
    lines = captured.get().rstrip().splitlines()
    print("\n".join(line.rstrip() for line in lines), file=out or sys.stdout)
