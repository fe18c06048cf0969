"""Charts: coverage by day, topic, ownership; designations; rhythm of sources; a story's spread."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from desk.web import pictures
from desk.web.exports import safe_cell
from desk.web.http import BadRequest, Visit
from desk.web.pictures import SLIM, WIDTH, Bar, Cell
from models.articles import Article
from models.queries import pictures as numbers
from models.queries.pictures import Count
from models.session import reading

#: days shown unless asked otherwise, and at most
DAYS, MOST_DAYS = 30, 400


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, drawn for a width, and the numbers it shows."""

    name: str
    title: str
    draw: Callable[[int], str]
    head: tuple[str, ...]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a chart is asked for; ``link`` makes the address of the articles behind a bar."""

    session: Session
    since: datetime
    until: datetime
    story: int | None
    link: Callable[..., str]


def charts_view(visit: Visit) -> Response:
    """All charts of a span of days."""
    with reading(visit.engine) as session:
        asked = _asked(visit, session)
        made = [make(asked) for make in CHARTS.values()]
        stories = numbers.widest_stories(session, asked.since, asked.until)
    return visit.render(
        "charts.html",
        charts=[chart for chart in made if chart is not None],
        widths=(WIDTH, SLIM),
        stories=stories,
        since=asked.since.strftime("%Y-%m-%d"),
        until=(asked.until - timedelta(days=1)).strftime("%Y-%m-%d"),
        story=asked.story or "",
    )


def chart_file(visit: Visit) -> Response:
    """One chart as SVG, PNG or CSV."""
    make = CHARTS.get(str(visit.request.path_params["name"]))
    form = str(visit.request.path_params["format"])
    if make is None or form not in ("svg", "png", "csv"):
        raise BadRequest("there is no such chart", 404)
    with reading(visit.engine) as session:
        chart = make(_asked(visit, session))
    if chart is None:
        raise BadRequest("this chart needs a story", 404)
    if form == "csv":
        body, kind = _csv(chart).encode(), "text/csv; charset=utf-8"
    elif form == "svg":
        body, kind = chart.draw(WIDTH).encode(), "image/svg+xml"
    else:
        body, kind = _png(chart.draw(WIDTH)), "image/png"
    name = f"{chart.name}.{form}"
    return Response(
        body, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def _asked(visit: Visit, session: Session) -> Asked:
    raw = visit.query("story", 20)
    if raw and not (raw.isdigit() and int(raw) < 2**63):
        raise BadRequest("story is a number")
    until = _day(visit, "until")
    if until is None:
        latest = session.scalar(
            # undated articles stand at the day they were found
            select(func.max(Article.moment)).where(Article.moment != Article.first_seen_at)
        )
        until = latest or datetime.now(UTC)
    end = datetime(until.year, until.month, until.day, tzinfo=UTC) + timedelta(days=1)
    since = _day(visit, "since") or end - timedelta(days=DAYS)
    if not timedelta() < end - since <= timedelta(days=MOST_DAYS):
        raise BadRequest(f"a chart shows 1 to {MOST_DAYS} days")

    def link(**query: str) -> str:
        return visit.url("/", **{"verdict": "relevant", "status": "any", "echo": "all", **query})

    return Asked(session, since, end, int(raw) if raw else None, link)


def _day(visit: Visit, name: str) -> datetime | None:
    raw = visit.query(name, 10)
    try:
        return datetime.strptime(raw, "%Y-%m-%d").replace(tzinfo=UTC) if raw else None
    except ValueError:
        raise BadRequest(f"{name} is a day such as 2025-07-03") from None


def _span(asked: Asked) -> dict[str, str]:
    return {
        "since": asked.since.strftime("%Y-%m-%d"),
        "until": (asked.until - timedelta(days=1)).strftime("%Y-%m-%d"),
    }


def _days(asked: Asked) -> list[str]:
    number = (asked.until - asked.since).days
    return [(asked.since + timedelta(days=each)).strftime("%Y-%m-%d") for each in range(number)]


def _coverage(asked: Asked) -> Chart:
    found = {count.key[0]: count for count in numbers.by_day(asked.session, *_times(asked))}
    bars = [
        _bar(found.get(day, Count((day,), 0, 0)), day, asked.link(since=day, until=day))
        for day in _days(asked)
    ]
    title = "Relevant articles by day (pale: all places, dark: independent pieces)"
    return _chart("coverage", title, pictures.columns, bars)


def _topics(asked: Asked) -> Chart:
    bars = [
        _bar(count, count.key[0], asked.link(topic=count.key[0], **_span(asked)))
        for count in numbers.by_code(asked.session, "topic", *_times(asked))
    ]
    return _chart("topics", "Relevant articles by topic", pictures.rows, bars)


def _ownership(asked: Asked) -> Chart:
    bars = [
        _bar(
            count,
            f"{count.key[0]}, {count.key[1]}",
            asked.link(ownership=count.key[0], language=count.key[1], **_span(asked)),
        )
        for count in numbers.by_owner_and_language(asked.session, *_times(asked))
    ]
    return _chart("ownership", "Relevant articles by ownership and language", pictures.rows, bars)


def _designations(asked: Asked) -> Chart:
    lines: dict[str, list[Cell]] = {}
    counts = numbers.designations_by_day(asked.session, *_times(asked))
    for count in counts:
        code, day = count.key
        href = asked.link(designation=code, since=day, until=day)
        lines.setdefault(code, []).append(Cell(day, count.items, href))
    title = "Designations by day"
    draw = partial(pictures.calendar, title, _days(asked), list(lines.items()))
    rows = [(*count.key, count.items, count.independent) for count in counts]
    return Chart("designations", title, draw, ("designation", "day", *_HEAD), rows)


def _rhythm(asked: Asked) -> Chart:
    lines: dict[str, list[Cell]] = {}
    counts = numbers.sources_by_day(asked.session, *_times(asked))
    for count in counts:
        source, day = count.key
        href = asked.link(source=source, since=day, until=day, verdict="any") if day else ""
        cells = lines.setdefault(source, [])
        if day:
            cells.append(Cell(day, count.items, href))
    title = "Sources by day, all verdicts; days of silence stand out"
    draw = partial(pictures.calendar, title, _days(asked), list(lines.items()))
    rows = [(*count.key, count.items, count.independent) for count in counts]
    return Chart("rhythm", title, draw, ("source", "day", *_HEAD), rows)


def _spread(asked: Asked) -> Chart | None:
    if asked.story is None:
        return None
    told = numbers.spread(asked.session, asked.story)
    if not told:
        return None
    first = told[0].moment
    hours = [(each, (each.moment - first).total_seconds() / 3600) for each in told]
    bars = [
        Bar(
            # the word first: long names are cut
            ("original: " if each.original else "") + f"{each.source} ({each.language or 'und'})",
            round(late),
            round(late) if each.original else 0,
            asked.link(story=str(asked.story)),
            f"{each.source}: {late:.0f} hours after the first" + ", original" * each.original,
        )
        for each, late in hours
    ]
    title = "Who had the story when: hours after the first"
    rows = [
        (str(each.article_id), each.source, each.language, each.moment.isoformat(), f"{late:.2f}")
        for each, late in hours
    ]
    head = ("article_id", "source", "language", "published_at", "hours_after_first")
    return Chart("spread", title, partial(pictures.rows, title, bars), head, rows)


_HEAD = ("items", "independent_items")
CHARTS: dict[str, Callable[[Asked], Chart | None]] = {
    "coverage": _coverage,
    "topics": _topics,
    "ownership": _ownership,
    "designations": _designations,
    "rhythm": _rhythm,
    "spread": _spread,
}


def _times(asked: Asked) -> tuple[datetime, datetime]:
    return asked.since, asked.until


def _bar(count: Count, label: str, href: str) -> Bar:
    return Bar(label, count.items, count.independent, href)


def _chart(name: str, title: str, drawn: Callable[..., str], bars: Sequence[Bar]) -> Chart:
    rows = [(bar.label, bar.items, bar.independent) for bar in bars]
    return Chart(name, title, partial(drawn, title, bars), (name, *_HEAD), rows)


def _csv(chart: Chart) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(chart.head)
    writer.writerows([[safe_cell(cell) for cell in row] for row in chart.rows])
    return out.getvalue()


def _png(svg: str) -> bytes:
    try:
        import vl_convert
    except ImportError:
        raise BadRequest(
            "PNG needs the extra: pip install 'salang[pictures]'; SVG and CSV work without", 501
        ) from None
    return bytes(vl_convert.svg_to_png(svg, scale=2))
