"""The notebook of the docs: its queries, its printed answers, and answers as it prints them.

``python -m tests.support.notebook DATABASE`` writes the answers of a sample database into the page.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from models.session import make_engine, reading

PAGE = Path(__file__).resolve().parents[2] / "docs" / "notebook.md"
_PAIR = re.compile(r"```sql\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def questions() -> list[tuple[str, str]]:
    """(query, printed answer) of the page, in order."""
    return _PAIR.findall(PAGE.read_text("utf-8"))


def answer(engine: Engine, query: str) -> str:
    """The answer to a query as the page prints it."""
    with reading(engine) as session:
        result = session.execute(text(query))
        rows = [tuple(result.keys()), *(tuple(row) for row in result)]
    return _table(rows)


def _table(rows: Sequence[Sequence[Any]]) -> str:
    cells = [["" if value is None else str(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in cells
    )


def main() -> None:
    """Write the answers into the page."""
    engine = make_engine(sys.argv[1])
    page = PAGE.read_text("utf-8")
    for query, printed in questions():
        page = page.replace(
            f"{query}```\n\n```text\n{printed}```",
            f"{query}```\n\n```text\n{answer(engine, query)}```",
        )
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
