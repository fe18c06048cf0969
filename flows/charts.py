"""Pictures of numbers as SVG, without a library: bars by day."""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 40, 10, 30, 40


def coverage_svg(days: Sequence[tuple[str, int, int]]) -> str:
    """Bars of (day, items, independent items): all places pale, independent pieces dark."""
    top = max((items for _, items, _ in days), default=1) or 1
    step = (WIDTH - LEFT - RIGHT) / max(1, len(days))
    room = HEIGHT - TOP - BOTTOM
    base = HEIGHT - BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="11" role="img">',
        "<title>Relevant articles by day</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="18" fill="#333333">Relevant articles by day '
        "(pale: all places, dark: independent pieces)</text>",
        f'<line x1="{LEFT}" y1="{base}" x2="{WIDTH - RIGHT}" y2="{base}" stroke="#888888"/>',
        f'<text x="{LEFT - 6}" y="{TOP + 4}" text-anchor="end" fill="#333333">{top}</text>',
        f'<text x="{LEFT - 6}" y="{base}" text-anchor="end" fill="#333333">0</text>',
    ]
    labels = max(1, len(days) // 8)
    for place, (day, items, independent) in enumerate(days):
        x = LEFT + place * step
        width = max(1.0, step * 0.8)
        for value, colour in ((items, "#b8c9dc"), (independent, "#2f5d8c")):
            height = room * value / top
            parts.append(
                f'<rect x="{x:.1f}" y="{base - height:.1f}" width="{width:.1f}" '
                f'height="{height:.1f}" fill="{colour}">'
                f"<title>{escape(day)}: {items} items, {independent} independent</title></rect>"
            )
        if place % labels == 0:
            parts.append(
                f'<text x="{x + width / 2:.1f}" y="{base + 16}" text-anchor="middle" '
                f'fill="#333333">{escape(day[5:])}</text>'
            )
    parts.append("</svg>")
    return "".join(parts)
