"""Evidence in its place: text cut at the offsets of tags, on the server, by characters.

Offsets count Python characters (code points). A browser counts UTF-16 units, so an emoji before
a tag would move every mark if the script drew them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters and the key of the tag it is evidence of."""

    start: int
    end: int
    key: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that stand under the same tags, possibly none."""

    text: str
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text. ``start`` is the offset of its first character in the whole."""

    start: int
    pieces: tuple[Piece, ...]


def cut(text: str, spans: Iterable[Span], offset: int = 0) -> tuple[Piece, ...]:
    """The text in pieces that, joined, are the text again; spans may overlap and nest.

    Spans that do not lie in the text (offsets ``offset``…) are cut to it or left out.
    """
    end = offset + len(text)
    inside = [span for span in spans if span.start < end and span.end > offset]
    borders = {offset, end}
    for span in inside:
        borders |= {max(span.start, offset), min(span.end, end)}
    places = sorted(borders)
    pieces: list[Piece] = []
    for left, right in pairwise(places):
        keys = tuple(span.key for span in inside if span.start <= left and span.end >= right)
        pieces.append(Piece(text[left - offset : right - offset], keys))
    return tuple(pieces)


def paragraphs(text: str, spans: Sequence[Span]) -> list[Paragraph]:
    """The lines of a text with their marks; empty lines are left out, offsets stay right."""
    ordered = sorted(spans, key=lambda span: (span.start, span.end, span.key))
    found: list[Paragraph] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            end = start + len(line)
            near = [span for span in ordered if span.start < end and span.end > start]
            found.append(Paragraph(start, cut(line, near, start)))
        start += len(line) + 1
    return found
