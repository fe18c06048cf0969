"""A linear-time engine of our own: the paragraphs that share one kind of container.

A page's text stands in blocks whose parents look alike (same tags and classes up the tree),
even when advertisements split it into several sibling containers, where an engine that
picks the first matching container keeps a third of the article. Every block is put into a
cluster by what its ancestors look like, the cluster with the most prose wins. It serves as
the second opinion, as the only engine on enormous trees, and as a measure of how much
prose the page holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawlers.extraction.tree import words

# Whatever is not a block by its tag runs on with the text around it, custom elements too.
BLOCKS = words(
    "html body p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre div section article main "
    "center table thead tbody tfoot tr td th caption header footer aside nav address details "
    "summary fieldset figure figcaption form hr hgroup search"
)
_OWN_BLOCKS = words("p li h1 h2 h3 h4 h5 h6 blockquote pre dd dt td th address")
_TRANSPARENT = words("blockquote ul ol li dl center table tbody thead tr td")
# Characters of text that are read of one page: a thick novel; an article has thousands.
MAX_TEXT = 2_000_000
# How far up a container is looked for; real pages nest 10 to 50 deep.
_LOOK_UP = 60
_NOT_WORD = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।۔:;»”\"'’)]\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """One run of text: its tag, text, share of link characters, cluster and element.

    `key` is the text with letters and digits only, lower case: how texts are compared.
    """

    tag: str
    text: str
    key: str
    linked: float
    cluster: tuple[str, ...]
    element: HtmlElement = field(repr=False, compare=False)


def folded(text: str) -> str:
    """Letters and digits only, lower case."""
    return _NOT_WORD.sub("", text).lower()


def blocks(root: HtmlElement) -> list[Block]:
    """The page's text blocks in order; text between <br> pairs is one block per paragraph."""
    body = root.find("body")
    found: list[Block] = []
    start = body if body is not None else root
    budget = MAX_TEXT
    paths: dict[HtmlElement | None, tuple[str, ...]] = {}
    for element in start.iter(*BLOCKS):
        runs = _runs(element)
        if not runs:
            continue
        tag = str(element.tag)
        above = element.getparent() if tag in _OWN_BLOCKS else element
        path = paths.get(above)
        if path is None:
            path = paths[above] = _signature(above)
        inside = next(element.iterancestors("a"), None) is not None
        found.extend(
            Block(tag, text, folded(text), 1.0 if inside else linked, path, element)
            for text, linked in ((t[:MAX_TEXT], share) for t, share in runs)
        )
        budget -= sum(len(text) for text, _ in runs)
        if budget < 0:
            break
    return found


class _Runs:
    """Collects an element's runs of inline text: cut at block children and at double <br>."""

    __slots__ = ("breaks", "found", "linked", "parts")

    def __init__(self) -> None:
        self.found: list[tuple[str, float]] = []
        self.parts: list[str] = []
        self.linked = self.breaks = 0

    def add(self, text: str | None, in_link: bool) -> None:
        if not text:
            return
        self.parts.append(text)
        if not text.isspace():
            self.breaks = 0
            if in_link:
                self.linked += len(text)

    def line_break(self) -> None:
        self.breaks += 1
        self.parts.append(" ")
        if self.breaks >= 2:
            self.cut()

    def cut(self) -> None:
        if self.parts:
            text = " ".join("".join(self.parts).split())
            if text:
                self.found.append((text, min(1.0, self.linked / len(text))))
            self.parts.clear()
        self.linked = 0


def _runs(element: HtmlElement) -> list[tuple[str, float]]:
    """The element's own runs of text with the share of their characters in links."""
    if len(element) == 0:
        text = " ".join((element.text or "").split())
        return [(text, 0.0)] if text else []
    runs = _Runs()
    runs.add(element.text, False)
    # (children left, node, inside a link): inline children are walked in place
    stack: list[tuple[Iterator[HtmlElement], HtmlElement, bool]] = [(iter(element), element, False)]
    while True:
        children, node, in_link = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if not stack:
                break
            runs.add(node.tail, stack[-1][2])
            continue
        tag = child.tag
        if tag == "br":
            runs.line_break()
        elif tag in BLOCKS:
            runs.cut()
        else:
            inner = in_link or tag == "a"
            runs.add(child.text, inner)
            if len(child):
                stack.append((iter(child), child, inner))
                continue
        runs.add(child.tail, in_link)
    runs.cut()
    return runs.found


def _signature(node: HtmlElement | None) -> tuple[str, ...]:
    """What a block's container looks like: tags and classes of three ancestors."""
    path: list[str] = []
    for _ in range(_LOOK_UP):
        if node is None or len(path) == 3:
            break
        tag = str(node.tag)
        if tag not in _TRANSPARENT or (not path and tag == "td"):
            path.append(tag + "." + _DIGITS.sub("", node.get("class") or ""))
        node = node.getparent()
    return tuple(path)


def _weight(block: Block) -> float:
    length = len(block.text)
    if block.linked > 0.5 or length < 25:
        return 0.0
    if block.tag == "li":
        return length * 0.3
    ended = 1.0 if _SENTENCE_END.search(block.text) else 0.6
    return length * (1 - block.linked) * ended * (1.0 if length >= 60 else 0.5)


def best_cluster(found: list[Block]) -> tuple[str, ...] | None:
    """The cluster that holds most of the page's prose; None for a page without any text."""
    totals: dict[tuple[str, ...], float] = {}
    for block in found:
        totals[block.cluster] = totals.get(block.cluster, 0.0) + _weight(block)
    return max(totals, key=lambda k: totals[k]) if totals else None


def prose(found: list[Block]) -> int:
    """Characters of the page in blocks long enough, and free enough of links, to be prose."""
    return sum(len(b.text) for b in found if len(b.text) >= 60 and b.linked < 0.5)
