"""The text of a page: trafilatura on the shared tree, merged with the page's own clusters.

`read_text` prunes the tree in place: metadata, comments and signs of the page's kind are to
be read before it.
"""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extraction import quality
from crawlers.extraction.clusters import Block, best_cluster, blocks, folded, prose
from crawlers.extraction.combine import combine
from crawlers.extraction.names import LEAD, Index, traits
from crawlers.extraction.nesting import MAX_DEPTH
from crawlers.extraction.prune import drop_pointers, prune

LOGGER = logging.getLogger(__name__)

# trafilatura's rules walk the tree many times; beyond this many elements (real articles
# have 500 to 8,000) only the linear engine is used.
MAX_ENGINE_ELEMENTS = 25_000
# 10 MB of text nodes without markup cost trafilatura's line handling many seconds.
MAX_ENGINE_CHARACTERS = 2_000_000
# Its link density tests read an element's whole text once for each element around it: what
# counts is `engine_effort`. Real pages come to 64,000 at most; 600,000 take about 3 seconds.
MAX_ENGINE_EFFORT = 600_000


@dataclass(frozen=True, slots=True)
class TextContext:
    """What is already known about the page when its text is looked for."""

    title: str | None = None
    description: str | None = None
    ld_body: str | None = None
    languages: tuple[str, ...] = ()
    text_selectors: tuple[str, ...] = ()
    remove_selectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A page's text with the engine it came from and the figures its quality rests on.

    `page_prose` is the number of characters of prose on the pruned page, `linked` the share
    of the text's characters that stand in links, `teasers` how many lines that are links to
    somewhere stand between its first and last line, where they are most of the lines.
    """

    text: str
    extractor: str
    page_prose: int = 0
    linked: float = 0.0
    teasers: int = 0
    flags: tuple[str, ...] = ()


def read_text(root: HtmlElement, index: Index, context: TextContext) -> Text:
    """Find the text. Raises nothing of its own; `root` is pruned in place."""
    flags: list[str] = []
    for expression in context.remove_selectors:
        for element in _select(root, expression, flags):
            index.drop(element)
    if context.text_selectors and (chosen := _selected(root, context, flags)):
        return Text(chosen, "selectors", len(chosen), 0.0, 0, tuple(flags))
    prune(root, index)
    found = drop_pointers(blocks(root), index)
    path = best_cluster(found)
    page_prose = prose(found)
    size = sum(len(b.text) for b in found)
    engine_text, name = "", "clusters"
    if suits_engine(root, len(index.elements), size):
        engine_text, name = run_trafilatura(root, "precision", fast=True), "trafilatura:precision"
    combined = combine(engine_text, found, path, context.title)
    extractor = name if combined.how.startswith("engine") else f"{name}+clusters"
    if combined.how == "cluster":
        extractor = "clusters"
    first = quality.Opinion(combined.text, extractor, combined.blocks)
    if name != "clusters" and quality.is_poor(first, page_prose, context.languages):
        other_text = run_trafilatura(root, "recall")
        other = combine(other_text, found, path, context.title)
        opinions = [
            first,
            quality.Opinion(other.text, "trafilatura:recall+clusters", other.blocks),
            quality.Opinion(other_text, "trafilatura:recall", ()),
        ]
        best = quality.choose(opinions, page_prose, context.languages, context.title)
        if best is not first:
            flags.append(f"second_opinion:{best.extractor}")
            first = best
    first, witnessed = quality.hear_witness(first, found, context.ld_body)
    flags += witnessed
    text = _with_lead(first.text, found, context)
    own = first.blocks or quality.mapped(text, found)
    linked, between = quality.link_share(own), quality.teasers(own, found)
    return Text(tidy(text), first.extractor, page_prose, linked, between, tuple(flags))


def suits_engine(root: HtmlElement, elements: int, characters: int) -> bool:
    """Whether trafilatura can be asked: its time on the page is bounded."""
    if elements > MAX_ENGINE_ELEMENTS or characters >= MAX_ENGINE_CHARACTERS:
        return False
    # as deep as a tree can be: nearly every page ends here
    most = (elements + characters / 100) * MAX_DEPTH
    return most <= MAX_ENGINE_EFFORT or engine_effort(root) <= MAX_ENGINE_EFFORT


def engine_effort(root: HtmlElement) -> float:
    """How often elements (and hundreds of characters) are visited if each asks all it holds."""
    depths: dict[HtmlElement | None, int] = {root.getparent(): 0}
    total = 0.0
    for element in root.iter("*"):
        depth = depths[element] = depths[element.getparent()] + 1
        total += depth * (1 + (len(element.text or "") + len(element.tail or "")) / 100)
    return total


def run_trafilatura(root: HtmlElement, focus: str, *, fast: bool = False) -> str:
    """trafilatura's text of a tree (which it copies), "" when it finds none.

    `fast` leaves out its comparison with two other engines: on a pruned tree it changed no
    text of 243 measured pages and costs nearly half of the time.
    """
    from trafilatura import bare_extraction
    from trafilatura.settings import Extractor

    # it warns of every page without text; that is an outcome here, not a warning
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    options = Extractor(
        output_format="python",
        fast=fast,
        comments=False,
        precision=focus == "precision",
        recall=focus == "recall",
    )
    try:
        document = bare_extraction(root, options=options)
    except Exception:
        # its recursion on deep trees, for one: that costs its opinion, not the text
        LOGGER.warning("trafilatura failed on a page", exc_info=True)
        return ""
    return str(getattr(document, "text", None) or "")


def tidy(text: str) -> str:
    """Paragraphs with single spaces, no empty ones, in NFC; line breaks stay."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(line for line in lines if line and line != "-")


def _with_lead(text: str, found: list[Block], context: TextContext) -> str:
    """Put the standfirst before the text where the engines left it out.

    It stands between the headline and the first paragraph, in an element named as such or
    with the words of the page's description.
    """
    first = folded(text.split("\n", 1)[0])
    whole = folded(text[:20_000])
    description = folded(context.description or "")
    title = folded(context.title or "")
    if not first:
        return text
    headline = not title
    for block in found:
        own = block.key
        if own and first.startswith(own[:80]):
            break
        if own == title or block.tag == "h1":
            headline = True
            continue
        if len(own) < 35 or len(own) > 900 or block.linked > 0.5 or own in whole:
            continue
        described = len(description) >= 35 and (
            own.startswith(description[:70]) or description.startswith(own[:70])
        )
        if headline and (described or is_lead_name(block)):
            return block.text + "\n" + text
    return text


def is_lead_name(block: Block) -> bool:
    """Whether a block's own or container's names say that it is a standfirst."""
    element = block.element
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    container = block.cluster[0] if block.cluster else ""
    return bool((traits(names) | traits(container)) & LEAD)


def _select(root: HtmlElement, expression: str, flags: list[str]) -> list[HtmlElement]:
    try:
        result = root.xpath(expression)
    except etree.XPathError:
        flags.append("selector_error")
        return []
    return [e for e in result if isinstance(e, HtmlElement)] if isinstance(result, list) else []


def _selected(root: HtmlElement, context: TextContext, flags: list[str]) -> str:
    parts: list[str] = []
    for expression in context.text_selectors:
        for element in _select(root, expression, flags):
            inner = Index(element)
            prune(element, inner)
            parts += [b.text for b in drop_pointers(blocks(element), inner) if b.linked < 0.8]
        if parts:
            break
    return tidy("\n".join(parts))
