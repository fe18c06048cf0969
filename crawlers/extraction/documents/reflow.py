"""From the lines of printed pages to paragraphs. Pure functions on text, height and size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

# A gap this much larger than the usual one between lines parts paragraphs.
GAP = 1.4
# Another size of letters is another paragraph: headings, footnotes.
SIZE = 0.12
# A line this much shorter than the page's widest, ended like a sentence, ends a paragraph.
SHORT = 0.8
# Lines at the top or bottom of this many pages (of at least as many) are running heads.
REPEATED = 3
EDGE = 2
_ENDED = re.compile(r"[.!?…:;。！？؟।۔][»”\"'’)\]]*$")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:page|стр\.?|с\.|صفحه|第)\s*)?\d{1,4}(?:\s*(?:/|of|из|از|页)\s*\d{1,4})?\s*页?\W*$",
    re.I,
)
_ITEM = re.compile(r"^(?:[-–—•▪●◦*]\s|\(?\d{1,3}[.)]\s|\(?[a-zа-я][.)]\s)")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: text, height of its baseline on the page, size of its letters (points)."""

    text: str
    y: float = 0.0
    size: float = 0.0


def reflow(pages: Sequence[Sequence[Line]]) -> list[str]:
    """The paragraphs of printed pages; running heads and page numbers are left out.

    Lines are joined unless something parts them: a wide gap, a jump upwards (a new column),
    another size, an item's mark, or a short line that ends a sentence. A word hyphenated at a
    line's end is made whole. A sentence that runs on over a page break stays one paragraph.
    """
    kept = _without_running_heads(pages)
    usual = _usual_gap(kept)
    paragraphs: list[str] = []
    before: Line | None = None
    for page in kept:
        widest = max((len(line.text) for line in page), default=0)
        first = True
        for line in page:
            if before is not None and (
                _runs_on(before, line) if first else not _parted(before, line, usual, widest)
            ):
                paragraphs[-1] = _joined(paragraphs[-1], line.text)
            else:
                paragraphs.append(line.text)
            before, first = line, False
    return paragraphs


def heading_of(page: Sequence[Line]) -> str | None:
    """The first lines of a page that are set larger than its text; None when none are."""
    weights: Counter[float] = Counter()
    for line in page:
        weights[round(line.size, 1)] += len(line.text)
    if not weights:
        return None
    body = weights.most_common(1)[0][0]
    large = [line for line in page[:25] if line.size > body * (1 + SIZE) and body > 0]
    if not large:
        return None
    top = max(line.size for line in large)
    text = ""
    for line in page[:25]:
        if line.size >= top * (1 - SIZE):
            text = _joined(text, line.text) if text else line.text
        elif text:
            break
    return text if 3 <= len(text) <= 300 else None


def _parted(before: Line, line: Line, usual: float, widest: int) -> bool:
    gap = before.y - line.y
    if usual and (gap < -usual / 2 or gap > GAP * usual):
        return True
    if abs(before.size - line.size) > SIZE * max(before.size, line.size):
        return True
    if _ITEM.match(line.text):
        return True
    return len(before.text) < SHORT * widest and bool(_ENDED.search(before.text))


def _runs_on(before: Line, line: Line) -> bool:
    """Whether a page begins in the middle of the sentence that the page before broke off."""
    if _ENDED.search(before.text) or _ITEM.match(line.text):
        return False
    if abs(before.size - line.size) > SIZE * max(before.size, line.size):
        return False
    return not line.text[0].isupper()


def _joined(text: str, more: str) -> str:
    if _HYPHEN.search(text) and more[:1].islower():
        return text[:-1] + more
    return f"{text} {more}"


def _usual_gap(pages: Sequence[Sequence[Line]]) -> float:
    """The median distance between lines inside paragraphs; 0 where heights say nothing.

    Inside, because statements have many paragraphs of one line: a line that fills the width is
    followed by its own paragraph more often than by the next.
    """
    gaps: list[float] = []
    for page in pages:
        widest = max((len(line.text) for line in page), default=0)
        gaps += [
            line.y - after.y
            for line, after in pairwise(page)
            if len(line.text) >= SHORT * widest and 0 < line.y - after.y < 6 * max(line.size, 8.0)
        ]
    return median_low(gaps) if gaps else 0.0


def _without_running_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Pages without page numbers and without what is printed at the edge of most pages."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_masked(line) for line in (*page[:EDGE], *page[-EDGE:])})
    often = {
        text for text, count in edges.items() if count >= REPEATED and count >= 0.6 * len(pages)
    }
    return [
        [
            line
            for number, line in enumerate(page)
            if not (
                (number < EDGE or number >= len(page) - EDGE)
                and (_masked(line) in often or _PAGE_NUMBER.match(line.text))
            )
        ]
        for page in pages
    ]


def _masked(line: Line) -> str:
    return _DIGITS.sub("0", line.text)
