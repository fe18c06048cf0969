"""Charts as SVG without a library. Every bar is a link to the articles behind it.

Each is drawn for a width, since what is drawn for a desk cannot be read on a telephone. Shapes have
classes beside their colours, so that a page may show them in its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

WIDTH, SLIM = 760, 384
#: room for a character of a name, and for a day below its bar
LETTER, DAY = 6.8, 62
INK, SOFT = "#333333", "#666666"
PALE, DARK = 'class="pale" fill="#b8c9dc"', 'class="dark" fill="#2f5d8c"'
SILENT, GROUND = 'class="silent" fill="#f1d9d4"', 'class="ground" fill="#ffffff"'


@dataclass(frozen=True, slots=True)
class Bar:
    """All items and independent ones of a thing, and where they are listed."""

    label: str
    items: int
    independent: int
    href: str
    said: str = ""

    @property
    def words(self) -> str:
        """What the bar says: ``said``, or its counts."""
        return self.said or f"{self.label}: {self.items} items, {self.independent} independent"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one row."""

    day: str
    items: int
    href: str


def columns(title: str, bars: Sequence[Bar], width: int = WIDTH) -> str:
    """Upright bars, for days: all items pale, independent ones dark."""
    height, left, base, top = 224, 46, 196, 34
    most = max((bar.items for bar in bars), default=1) or 1
    step = (width - left - 10) / max(1, len(bars))
    every = ceil(DAY / step)
    parts = [
        f'<line x1="{left}" y1="{base}" x2="{width - 10}" y2="{base}" stroke="{SOFT}"/>',
        _text(left - 6, top + 4, str(most), "end"),
        _text(left - 6, base, "0", "end"),
    ]
    for place, bar in enumerate(bars):
        x, broad = left + place * step, max(1.0, step * 0.82)
        shapes = "".join(
            f'<rect x="{x:.1f}" y="{base - (base - top) * value / most:.1f}" '
            f'width="{broad:.1f}" height="{(base - top) * value / most:.1f}" {colour}/>'
            for value, colour in ((bar.items, PALE), (bar.independent, DARK))
        )
        parts.append(_link(bar.href, bar.words, shapes))
        if place % every == 0:
            # in the middle of its bar, but within the picture
            middle = min(x + broad / 2, width - 24)
            parts.append(_text(middle, base + 16, bar.label[5:], "middle"))
    return _svg(title, width, height, parts)


def rows(title: str, bars: Sequence[Bar], width: int = WIDTH) -> str:
    """Lying bars with their names."""
    left, line, top = 230 if width == WIDTH else 150, 22, 36
    most = max((bar.items for bar in bars), default=1) or 1
    room = width - left - 60
    parts: list[str] = []
    for place, bar in enumerate(bars):
        y = top + place * line
        shapes = "".join(
            f'<rect x="{left}" y="{y}" width="{max(2.0, room * value / most):.1f}" '
            f'height="{line - 6}" {colour}/>'
            for value, colour in ((bar.items, PALE), (bar.independent, DARK))
            # nothing is a bar too: it leads somewhere
            if value or colour == PALE
        )
        parts += [
            _text(left - 8, y + 12, _short(bar.label, left), "end"),
            _link(bar.href, bar.words, shapes),
            _text(left + room * bar.items / most + 6, y + 12, str(bar.items)),
        ]
    return _svg(title, width, top + line * max(1, len(bars)) + 8, parts)


def calendar(
    title: str,
    days: Sequence[str],
    lines: Sequence[tuple[str, Sequence[Cell]]],
    width: int = WIDTH,
) -> str:
    """A row for each name and a cell for each day; days without anything stand out."""
    left, line, top = 190 if width == WIDTH else 140, 18, 36
    step = (width - left - 10) / max(1, len(days))
    most = max((cell.items for _, cells in lines for cell in cells), default=1) or 1
    place_of = {day: place for place, day in enumerate(days)}
    parts: list[str] = []
    for number, (name, cells) in enumerate(lines):
        y = top + number * line
        parts += [
            _text(left - 8, y + 12, _short(name, left), "end"),
            f'<rect x="{left}" y="{y}" width="{step * len(days):.1f}" height="{line - 4}" '
            f"{SILENT}/>",
        ]
        for cell in cells:
            if cell.day not in place_of or not cell.items:
                continue
            shade = 0.25 + 0.75 * cell.items / most
            shape = (
                f'<rect x="{left + place_of[cell.day] * step:.1f}" y="{y}" '
                f'width="{max(1.0, step - 1):.1f}" height="{line - 4}" {DARK} '
                f'fill-opacity="{shade:.2f}"/>'
            )
            ground = (
                f'<rect x="{left + place_of[cell.day] * step:.1f}" y="{y}" '
                f'width="{max(1.0, step - 1):.1f}" height="{line - 4}" {GROUND}/>'
            )
            parts.append(_link(cell.href, f"{name}, {cell.day}: {cell.items}", ground + shape))
    y = top + line * len(lines) + 12
    for place in range(0, len(days), ceil(DAY / step)):
        # within the picture
        parts.append(_text(min(left + place * step, width - 40), y, days[place][5:]))
    return _svg(title, width, top + line * max(1, len(lines)) + 22, parts)


def _svg(title: str, width: int, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" '
        f'width="{width}" height="{height:.0f}" font-family="Noto Sans, sans-serif" '
        f'font-size="12" role="group" aria-label="{escape(title)}" '
        f'class="{"wide" if width == WIDTH else "slim"}">'
        f'<rect width="{width}" height="{height:.0f}" {GROUND}/>'
        f'<g class="title">{_text(10, 18, title)}</g>{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{escape(text)}</text>'
    )


def _link(href: str, words: str, shapes: str) -> str:
    return (
        f'<a href="{escape(href)}" aria-label="{escape(words)}"><title>{escape(words)}</title>'
        f"{shapes}</a>"
    )


def _short(text: str, room: float) -> str:
    text, most = " ".join(text.split()), int((room - 10) / LETTER)
    return text if len(text) <= most else f"{text[: most - 1]}…"
