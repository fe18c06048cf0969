"""Pictures of scaling figures: ``python -m benchmarks.speed.plot`` writes docs/figures/*.svg."""

import json
from pathlib import Path
from typing import Any

import altair
import vl_convert

from benchmarks.speed.scale import FIGURES

FOLDER = Path("docs/figures")
#: axis, column, title of the picture, title of the upright axis
CURVES = (
    ("pages", "cpu_ms", "Processor time per page", "milliseconds"),
    ("pages", "peak_mb", "Peak memory of all processes", "MB"),
    ("sources", "cpu", "A run with nothing new", "processor seconds"),
)


def main() -> None:
    """Draw every curve that has figures."""
    kept = json.loads(FIGURES.read_text("utf-8"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for axis, column, title, unit in CURVES:
        if rows := kept.get(axis):
            file = FOLDER / f"speed-{axis}-{column.replace('_', '-')}.svg"
            file.write_text(curve(rows, axis, column, title, unit), encoding="utf-8")
            print(file)


def curve(rows: list[dict[str, Any]], axis: str, column: str, title: str, unit: str) -> str:
    """One picture: a line through the measured points, the number of things on a log axis."""
    chart = (
        altair.Chart({"values": rows}, title=title, width=420, height=220)
        .mark_line(point=True)
        .encode(
            x=altair.X(f"{axis}:Q", scale=altair.Scale(type="log"), title=axis),
            y=altair.Y(f"{column}:Q", scale=altair.Scale(zero=True), title=unit),
        )
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return svg + "\n"


if __name__ == "__main__":
    main()
