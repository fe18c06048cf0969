"""The sentences of a text as they are compared: figures, quotations, designations, other words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.codebook.sentences import paragraph_spans, sentence_spans
from analysis.echo.quantities import quantities
from analysis.normalize import fold
from analysis.words import words

#: fewer words in quotation marks are a name or a word held at arm's length
FEWEST_QUOTED: Final = 3
_QUOTE = re.compile(
    "«([^«»]{3,2000})»|“([^“”]{3,2000})”|„([^„“”]{3,2000})[“”]|「([^「」]{2,2000})」"
    '|『([^『』]{2,2000})』|"([^"\n]{3,2000})"'
)
_FIGURE = re.compile(r"\d+(?:[.,٫/:]\d+)*")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: as printed, its letters folded, and what stands in it, each as a multiset.

    ``others`` are the words outside quotations and designations that are no figures, in order.
    """

    text: str
    key: str
    tokens: tuple[str, ...]
    figures: Counter[str]
    designations: Counter[str]
    others: tuple[str, ...]


def sentences(text: str, designations: Sequence[tuple[int, int, str]]) -> list[Sentence]:
    """The sentences of a text; ``designations`` are (start, end, code) in it."""
    quoted = [match.span() for match in _quotes(text)]
    found = []
    for paragraph in paragraph_spans(text):
        for start, end in sentence_spans(text, *paragraph):
            inside = [one for one in designations if start <= one[0] < end]
            masked = _masked(
                text, start, end, [*quoted, *((first, last) for first, last, _ in inside)]
            )
            found.append(_sentence(text[start:end], masked, (code for *_, code in inside)))
    return [sentence for sentence in found if sentence.tokens]


def _sentence(text: str, masked: str, codes: Iterable[str]) -> Sentence:
    tokens = tuple(words(fold(text)))
    others = tuple(word for word in words(fold(masked)) if not word[0].isdigit())
    return Sentence(text, " ".join(tokens), tokens, figures(text), Counter(codes), others)


def figures(text: str) -> Counter[str]:
    """The numbers of a text as values: "1.2 million" and 1,200,000 are one.

    Unlike the figures that tell events apart (`analysis.echo.quantities`) small numbers, years
    and days count too: three dead instead of two is a change.
    """
    known = quantities(text)
    places = {one.start for one in known}
    folded = fold(text)
    rest = (
        match[0].replace(",", ".").replace("٫", ".")
        for match in _FIGURE.finditer(folded)
        if match.start() not in places
    )
    return Counter([*(one.value for one in known), *rest])


def quotations(text: str) -> Counter[str]:
    """The quotations of a text of three words or more, their letters folded."""
    found = []
    for match in _quotes(text):
        said = next(group for group in match.groups() if group is not None)
        tokens = words(fold(said))
        # a Chinese word is two characters or so
        if len(tokens) >= FEWEST_QUOTED * (2 if _HAN.search(said) else 1):
            found.append(" ".join(tokens))
    return Counter(found)


def _quotes(text: str) -> Iterator[re.Match[str]]:
    return _QUOTE.finditer(text)


def _masked(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> str:
    letters = list(text[start:end])
    for first, last in spans:
        low, high = max(first, start) - start, min(last, end) - start
        if low < high:
            letters[low:high] = " " * (high - low)
    return "".join(letters)
