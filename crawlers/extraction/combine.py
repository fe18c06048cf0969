"""Two opinions about where the text is, made into one, block by block.

trafilatura knows what boilerplate looks like; the clusters know what belongs together. Both
are projected onto the page's blocks. Where they agree there is nothing to decide. What only
one of them has is kept between agreed blocks (quotations, lists, sub-headings), and at the
edges only when it reads like prose, because edges are where bylines, newsletters, biographies
and other stories stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawlers.extraction.clusters import Block, folded

_SENTENCE = re.compile(r"[.!?…。！？؟।۔][»”\"'’)\]]*\s*$")
# Blocks times characters that are looked through for them; real pages come to a few million.
MAX_SEARCH = 1_000_000_000
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


Kept = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Combined:
    """The text, how it was decided and the blocks it is made of (none: the engine's own)."""

    text: str
    how: str
    blocks: Kept = ()


@dataclass(frozen=True, slots=True)
class _Vote:
    block: Block
    folded: str
    engine: bool
    cluster: bool


def combine(
    engine_text: str, found: Sequence[Block], path: tuple[str, ...] | None, title: str | None
) -> Combined:
    """Merge the engine's text with the page's blocks and their best cluster `path`."""
    votes = _votes(engine_text, found, path)
    engine_size = len(folded(engine_text))
    cluster_size = sum(len(v.folded) for v in votes if v.cluster)
    both = sum(len(v.folded) for v in votes if v.cluster and v.engine)
    covered = sum(len(v.folded) for v in votes if v.engine)
    if not engine_size or (engine_size < 200 and both < 0.3 * engine_size and cluster_size > 400):
        return _combined([v.block for v in votes if v.cluster], "cluster", title)
    if not both or both < 0.3 * min(engine_size, cluster_size):
        return Combined(engine_text, "engine:disjoint")
    narrow = both < 0.75 * engine_size
    if narrow and covered < 0.85 * engine_size:
        return Combined(engine_text, "engine:unmapped")
    return _combined(_kept(votes, narrow), "merged:narrow" if narrow else "merged", title)


def affordable(whole: str, found: Sequence[Block]) -> str:
    """The text to look for blocks in; "" where looking for each of them would take too long."""
    return whole if len(whole) * len(found) <= MAX_SEARCH else ""


def _votes(engine_text: str, found: Sequence[Block], path: tuple[str, ...] | None) -> list[_Vote]:
    whole = affordable(folded(engine_text), found)
    lines = {folded(line) for line in engine_text.split("\n")}
    votes: list[_Vote] = []
    seen: set[str] = set()
    for block in found:
        text = block.key
        if not text:
            continue
        cluster = block.cluster == path and not (
            block.linked > 0.8 and block.tag not in ("p", "blockquote")
        )
        engine = text in lines or ((len(text) >= 24 or cluster) and text in whole)
        if not engine and not cluster:
            continue
        if len(text) > 200:
            if text in seen:
                continue
            seen.add(text)
        votes.append(_Vote(block, text, engine, cluster))
    return votes


def _kept(votes: list[_Vote], narrow: bool) -> list[Block]:
    agreed = [i for i, v in enumerate(votes) if v.engine and v.cluster]
    in_cluster = [i for i, v in enumerate(votes) if v.cluster]
    kept: list[Block] = []
    for index, vote in enumerate(votes):
        block = vote.block
        if vote.engine and vote.cluster:
            keep = True
        elif vote.engine:
            teaser = block.linked > 0.8 and len(block.text) > 30
            if index < in_cluster[0]:
                keep = block.linked < 0.5 and _reads_like_prose(block.text)
            elif index > in_cluster[-1]:
                keep = narrow and not teaser
            else:
                keep = not teaser
        elif agreed[0] <= index <= agreed[-1]:
            keep = block.linked < 0.8
        else:
            keep = block.linked < 0.3 and _reads_like_prose(block.text)
        if keep:
            kept.append(block)
    return kept


def _reads_like_prose(text: str) -> bool:
    return len(text) > 40 and (len(text) > 120 or bool(_SENTENCE.search(text)))


def _combined(kept: Sequence[Block], how: str, title: str | None) -> Combined:
    head = folded(title or "")
    chosen = [b for i, b in enumerate(kept) if not (i < 6 and head and b.key == head)]
    while chosen and chosen[-1].tag in _HEADINGS:
        chosen.pop()
    while chosen and chosen[0].tag == "h1":
        chosen.pop(0)
    return Combined(join(chosen), how, tuple(chosen))


def join(kept: Sequence[Block]) -> str:
    """Blocks as text, one paragraph a line, list items marked with a dash."""
    return "\n".join(("- " if b.tag == "li" else "") + b.text for b in kept)
