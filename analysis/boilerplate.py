"""Paragraphs that a site prints under many articles: which they are, and where they stand.

A paragraph is a line of a stored text. Two are the same when they fold to the same
(`analysis.normalize.fold`), figures included. This is the one place of its thresholds; counting
is `flows.stages.boilerplate`, keeping `models.boilerplate`.

The rule: a paragraph is boilerplate of a source once it stands in at least `LEAST` of the
source's last `WINDOW` stored articles and in at least `SHARE` of them. It then stays
boilerplate: a site that drops it prints it no more, and what was marked must not flicker.
Where marked paragraphs would make up more than `MOST` of a text, none of it is marked: that is
an article printed again (an AMP page, a bulletin), not an article with furniture.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.normalize import fold

#: articles of the source that must have it
LEAST = 4
#: share of the window that must have it
SHARE = 0.2
#: the source's articles that are looked at, the last ones
WINDOW = 50
#: share of a text's characters beyond which repetition means a reprint
MOST = 0.5
#: letters and figures below which a line is no paragraph ("* * *")
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's half-open range in its text and the signed 64-bit hash of its folded form."""

    start: int
    end: int
    hash: int


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, in order."""
    found: list[Paragraph] = []
    position = 0
    for line in text.split("\n"):
        folded = " ".join(fold(line).split())
        if _is_paragraph(folded):
            digest = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).digest()
            key = int.from_bytes(digest[:8], "big", signed=True)
            found.append(Paragraph(position, position + len(line), key))
        position += len(line) + 1
    return tuple(found)


def _is_paragraph(folded: str) -> bool:
    """Whether a line has enough letters and figures: looked at up to the third, mostly."""
    seen = 0
    for character in folded:
        seen += character.isalnum()
        if seen >= SHORTEST:
            return True
    return False


def repeats(articles: int, window: int) -> bool:
    """Whether a paragraph of `articles` among the last `window` articles is boilerplate."""
    return articles >= LEAST and articles >= SHARE * window


def ranges(marked: Iterable[tuple[int, int]], length: int) -> tuple[tuple[int, int], ...]:
    """The ranges to leave out of a text of `length` characters; none when it is a reprint."""
    places = tuple(sorted(set(marked)))
    return places if sum(end - start for start, end in places) <= MOST * length else ()
