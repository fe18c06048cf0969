"""Is the text that was found any good, and is another reading of the page better?

A result is poor when it holds little of the page's prose, mostly links, or another language
than the source publishes in. Structured data that carries the whole text is a witness: it
never is the text while the page's own paragraphs confirm it, because it has no paragraphs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawlers.extraction.clusters import Block, folded
from crawlers.extraction.combine import Kept, affordable, join

_BREAK = re.compile(r"</(?:p|div|h[1-6]|li)\s*>|<br\s*/?>", re.I)
_MARKUP = re.compile(r"<[^<>]{1,2000}>")

# Under this an article is rare and a caption, a teaser or a consent text is likely.
SHORT = 250
# The share of a page's prose that an article text holds on nearly all pages.
SMALL_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Opinion:
    """One reading of the page's text and the blocks it is made of, where they are known."""

    text: str
    extractor: str
    blocks: Kept = ()


def is_poor(opinion: Opinion, page_prose: int, languages: Sequence[str] = ()) -> bool:
    """Whether a second opinion is worth its time."""
    size = len(opinion.text)
    if size < SHORT:
        return True
    if size < SMALL_SHARE * page_prose:
        return True
    if link_share(opinion.blocks) > 0.5:
        return True
    return _foreign(opinion.text, languages)


def choose(
    opinions: Sequence[Opinion], page_prose: int, languages: Sequence[str], title: str | None
) -> Opinion:
    """The better of several readings; the first one wins when nothing speaks against it."""
    scored = [(_score(o, page_prose, languages, title), -i, o) for i, o in enumerate(opinions)]
    best = max(scored, key=lambda s: (s[0], s[1]))
    first = scored[0]
    # a second opinion must be clearly better: engines differ by a caption on any page
    return best[2] if best[0] > first[0] + 0.15 else first[2]


def hear_witness(
    opinion: Opinion, found: Sequence[Block], witness: str | None
) -> tuple[Opinion, list[str]]:
    """Hold a reading against the page's structured articleBody.

    Returns the reading to keep and flags: `jsonld_body` when the structured text itself is
    taken, because the page's paragraphs do not hold it (scripts would have put it there).
    """
    witness = plain(witness or "")
    spoken = folded(witness)
    if len(spoken) < SHORT or not affordable(spoken, found):
        return opinion, []
    own = folded(opinion.text)
    if opinion.blocks and own:
        confirmed = [b.key in spoken for b in opinion.blocks]
        share = sum(len(b.key) for b, c in zip(opinion.blocks, confirmed, strict=True) if c)
        if share >= 0.8 * len(spoken) and len(spoken) >= 0.6 * len(own):
            return _trimmed(opinion, confirmed), []
        if share >= 0.5 * len(own) and len(own) >= 0.7 * len(spoken):
            return opinion, []
    if len(own) >= 0.7 * len(spoken):
        return opinion, []
    told = [b for b in found if len(b.key) > 20 and b.key in spoken]
    if sum(len(b.key) for b in told) >= 0.8 * len(spoken):
        kept = tuple(dict.fromkeys(told))
        return Opinion(join(kept), "jsonld+blocks", kept), ["second_opinion:jsonld+blocks"]
    return Opinion(witness, "jsonld", ()), ["jsonld_body"]


def plain(text: str) -> str:
    """Structured text without the markup that some publishers leave in it."""
    if "<" not in text:
        return text
    return html.unescape(_MARKUP.sub("", _BREAK.sub("\n", text)))


def _trimmed(opinion: Opinion, confirmed: list[bool]) -> Opinion:
    """Drop what stands after the last confirmed block, and linked lines between them."""
    last = max(i for i, c in enumerate(confirmed) if c)
    kept = tuple(
        b
        for i, (b, c) in enumerate(zip(opinion.blocks, confirmed, strict=True))
        if c or (i < last and b.linked < 0.3)
    )
    return Opinion(join(kept), opinion.extractor, kept)


def link_share(blocks: Iterable[Block]) -> float:
    """The share of characters that stand in links, 0 when the blocks are not known."""
    total = linked = 0.0
    for block in blocks:
        total += len(block.text)
        linked += len(block.text) * block.linked
    return linked / total if total else 0.0


def teasers(own: Sequence[Block], found: Sequence[Block]) -> int:
    """Lines that are links, from a text's first block to its last; 0 unless most lines are.

    A list of teasers reads link, sentence, link, sentence; an article has a few such lines.
    """
    if not own:
        return 0
    members = {id(b) for b in own}
    places = [i for i, b in enumerate(found) if id(b) in members]
    region = found[max(0, places[0] - 1) : places[-1] + 1] if places else []
    links = sum(b.linked > 0.8 and len(b.text) >= 20 for b in region)
    others = sum(b.linked <= 0.8 and len(b.text) >= 20 for b in region)
    # many links and one text is an article in an old portal's table
    return links if 0.6 * others <= links <= 2 * others else 0


def mapped(text: str, found: Sequence[Block]) -> list[Block]:
    """The page's blocks that an engine's text is made of, by their words."""
    whole = affordable(folded(text), found)
    return [b for b in found if len(b.key) > 12 and b.key in whole]


def _score(opinion: Opinion, page_prose: int, languages: Sequence[str], title: str | None) -> float:
    text = opinion.text
    if not text:
        return 0.0
    lines = [line for line in text.split("\n") if line]
    sentences = sum(len(line) for line in lines if len(line) >= 60)
    share = min(1.0, sentences / max(page_prose, SHORT))
    purity = sentences / max(1, len(text))
    score = 0.5 * share + 0.3 * purity + 0.2 * min(1.0, len(text) / 800)
    score -= link_share(opinion.blocks)
    if _foreign(text, languages):
        score -= 0.6
    if title:
        words = {w for w in title.lower().split() if len(w) > 4}
        if words and any(w in text.lower() for w in words):
            score += 0.1
    return score


def _foreign(text: str, languages: Sequence[str]) -> bool:
    """Whether a text is surely in a language that its source does not publish in."""
    if not languages or len(text) < 200:
        return False
    from analysis.language import detect

    language = detect(text[:2000])
    return language.code != "und" and language.confidence >= 0.9 and language.code not in languages
