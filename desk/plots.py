"""A report as a picture, by altair and vl-convert: without a browser and without the network."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from desk.cli.errors import DeskError
from desk.cli.output import clean

#: columns that run along the time axis, and the width of a bar on it
TIMES = {"day": "utcyearmonthdate", "month": "utcyearmonth"}
#: what is drawn where there is a choice: what repeats nothing, before all places
MEASURES = ("independent_items", "items", "share", "quotes", "decisions", "mentions")
#: colours that can be told apart, and bars that fit a page
MOST_COLOURS, MOST_BARS = 10, 40
#: what a picture shows at most, so that a stray --limit 0 on a table of texts does not try
MOST_ROWS = 50_000
FONT = "Noto Sans, Noto Naskh Arabic, Noto Sans CJK SC, DejaVu Sans, sans-serif"


def plot(name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], form: str) -> bytes:
    """A picture (png, svg): bars over time where there are days or months, else one for each thing.

    Raises:
        DeskError: when nothing in the report can be drawn, or altair is not installed.
    """
    try:
        import altair
        import vl_convert
    except ImportError:
        raise DeskError(
            "pictures need altair and vl-convert: pip install 'salang[pictures]'"
        ) from None
    if len(rows) > MOST_ROWS:
        raise DeskError(f"{len(rows):,} rows are too many for a picture; narrow the report", 2)
    measure = next((each for each in MEASURES if each in columns), None)
    time = next((each for each in TIMES if each in columns), None)
    kinds = [
        each
        for place, each in enumerate(columns)
        if each not in (time, measure) and any(isinstance(row[place], str) for row in rows)
    ]
    if measure is None or not (time or kinds):
        raise DeskError(
            f"the report {name} holds nothing to draw: it needs one of {', '.join(MEASURES)}, and "
            "days, months or names to draw it by",
            2,
        )
    colour = next(iter(kinds), None)
    data = _data(columns, rows, time, measure, colour)
    words = measure.replace("_", " ")
    whole = 0.1 if measure == "share" else 1
    title = f"{name.removeprefix('report_').replace('_', ' ')}: {words}"
    chart = altair.Chart({"values": data}, title=title)
    if time:
        encoded = chart.mark_bar().encode(
            # a true axis of time: days on which nothing was published leave a gap
            x=altair.X(f"{TIMES[time]}({time}):T", title=time),
            y=altair.Y(f"sum({measure}):Q", title=words, axis=altair.Axis(tickMinStep=whole)),
            **({"color": altair.Color(f"{colour}:N", title=colour)} if colour else {}),
        )
    else:
        encoded = chart.mark_bar().encode(
            y=altair.Y(f"{colour}:N", sort="-x", title=colour),
            x=altair.X(f"sum({measure}):Q", title=words, axis=altair.Axis(tickMinStep=whole)),
        )
    specification = encoded.properties(width=720).configure(font=FONT).to_json()
    if form == "svg":
        return str(vl_convert.vegalite_to_svg(specification)).encode()
    return bytes(vl_convert.vegalite_to_png(specification, scale=2))


def _data(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    time: str | None,
    measure: str,
    colour: str | None,
) -> list[dict[str, Any]]:
    """Sums of the measure; the rarest things beyond what can be told apart become one."""
    place = {name: number for number, name in enumerate(columns)}
    sums: defaultdict[tuple[Any, Any], float] = defaultdict(float)
    totals: defaultdict[Any, float] = defaultdict(float)
    for row in rows:
        # crawled names stand in the picture: no control characters, no overrides of direction
        thing = clean(str(row[place[colour]] or "none")) if colour else None
        value = float(row[place[measure]] or 0)
        sums[row[place[time]] if time else None, thing] += value
        totals[thing] += value
    most = MOST_COLOURS if time else MOST_BARS
    kept = set(sorted(totals, key=lambda thing: -totals[thing])[:most])
    data: defaultdict[tuple[Any, Any], float] = defaultdict(float)
    for (when, thing), value in sums.items():
        data[when, thing if thing in kept else "all others"] += value
    return [
        {**({time: when} if time else {}), **({colour: thing} if colour else {}), measure: value}
        for (when, thing), value in sorted(data.items(), key=repr)
    ]
