"""Which of the names found in a document count: conditions and overlaps.

Overlaps are resolved within each layer, longest first, then leftmost; a concept
strictly inside an entity's longer name goes. Conditions are asked against the names without
conditions, then once more against the result.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.codebook.glosses import Glosses
from analysis.codebook.layout import Layout
from analysis.codebook.lexicon import CompiledCondition, Target
from analysis.codebook.needs import Reach
from analysis.codebook.types import Document, ItemKind, word_starts

LAYERS: tuple[ItemKind, ...] = ("entity", "concept", "designation")


@dataclass(slots=True)
class Hit:
    """One span of a field and the targets that could claim it."""

    place: int
    low: int
    high: int
    start: int
    end: int
    sentence: int
    paragraph: int
    targets: list[Target]
    asks: bool  # whether any target has a condition
    accepted: list[Target]


def decide(hits: list[Hit], layout: Layout, document: Document) -> None:
    """Fills ``accepted`` of every hit: conditions and overlaps, in at most three rounds."""
    asking: list[int] = []
    plain: list[list[Target]] = []
    for i, hit in enumerate(hits):
        if hit.asks:
            asking.append(i)
            hit.accepted = [t for t in hit.targets if not t.conditional]
            plain.append(hit.accepted)
        else:
            hit.accepted = hit.targets
    clusters = _clusters(hits)
    for cluster in clusters:
        _settle(cluster)
    if not asking:
        return
    # what no condition is asked in or about stays as it is
    doubtful = [cluster for cluster in clusters if any(hit.asks for hit in cluster)]
    before = plain
    words: dict[int, list[int]] = {}
    for _ in range(2):
        around = _Surroundings(hits, layout, {hits[i].paragraph for i in asking}, words)
        answers = [
            [
                t
                for t in hits[i].targets
                if not t.conditional or _counts(t, hits[i], around, document)
            ]
            for i in asking
        ]
        if answers == before:
            return
        before = answers
        for cluster in doubtful:
            for hit in cluster:
                hit.accepted = hit.targets
        for i, targets in zip(asking, answers, strict=True):
            hits[i].accepted = targets
        for cluster in doubtful:
            _settle(cluster)


def _clusters(hits: Sequence[Hit]) -> list[list[Hit]]:
    """Runs of hits that touch, of two or more; longest first, then leftmost."""
    clusters: list[list[Hit]] = []
    place, reach = -1, 0
    before: Hit | None = None
    cluster: list[Hit] = []
    for hit in hits:
        if before is None or hit.place != place or hit.low >= reach:
            cluster = []
            place, reach = hit.place, hit.high
        else:
            if not cluster:
                cluster.append(before)
                clusters.append(cluster)
            cluster.append(hit)
            reach = max(reach, hit.high)
        before = hit
    for cluster in clusters:
        cluster.sort(key=_longest_leftmost)
    return clusters


def _settle(cluster: list[Hit]) -> None:
    """Keeps in ``accepted`` what wins its layer; concepts inside a longer entity go."""
    kinds = [{t.item.kind for t in hit.accepted} for hit in cluster]
    present = set().union(*kinds)
    names: list[Hit] = []
    for layer in LAYERS:
        if layer not in present:
            continue
        taken: list[Hit] = []
        for hit, claimed in zip(cluster, kinds, strict=True):
            if layer not in claimed:
                continue
            low, high = hit.low, hit.high
            if any(other.low < high and low < other.high for other in taken) or (
                layer == "concept" and any(_encloses(name, hit) for name in names)
            ):
                hit.accepted = [t for t in hit.accepted if t.item.kind != layer]
            else:
                taken.append(hit)
        if layer == "entity":
            names = taken


def _longest_leftmost(hit: Hit) -> tuple[int, int]:
    return hit.low - hit.high, hit.low


def _encloses(name: Hit, hit: Hit) -> bool:
    """Whether a longer span holds this one."""
    size = name.high - name.low
    return name.low <= hit.low and hit.high <= name.high and size > hit.high - hit.low


class _Surroundings:
    """What conditions can see: operands of accepted matches by place.

    ``words`` remembers from round to round where the words of paragraphs begin.
    """

    def __init__(
        self, hits: list[Hit], layout: Layout, paragraphs: set[int], words: dict[int, list[int]]
    ) -> None:
        self._hits = hits
        self._layout = layout
        self._paragraphs: dict[int, list[tuple[Hit, frozenset[str]]]] = {}
        self._words = words
        self.glosses = Glosses(layout, hits)
        for hit in hits:
            if hit.paragraph in paragraphs and hit.accepted:
                members = self._paragraphs.setdefault(hit.paragraph, [])
                members.append((hit, _operands(hit)))

    @cached_property
    def _texts(self) -> dict[int | None, tuple[Counter[str], frozenset[str]]]:
        """How often each operand stands in title and text (None) and in each comment; and all
        that do."""
        texts: dict[int | None, list[str]] = {f.comment_index: [] for f in self._layout.fields}
        by_place = [texts[f.comment_index] for f in self._layout.fields]
        for hit in self._hits:
            accepted = hit.accepted
            if len(accepted) > 1:
                by_place[hit.place] += _operands(hit)
            elif accepted and not accepted[0].swallow:
                by_place[hit.place].append(accepted[0].item.operand)
        counted = {comment: Counter(names) for comment, names in texts.items()}
        return {comment: (counts, frozenset(counts)) for comment, counts in counted.items()}

    def near(self, hit: Hit, reach: Reach) -> Collection[str]:
        """Operands within reach of a hit, its own span excepted.

        A hit in a comment also sees title and text when the reach is the text.
        """
        if reach.kind == "text":
            return self._in_text(hit)
        members = self._paragraphs.get(hit.paragraph, ())
        if reach.kind == "words":
            place, words = self._word(hit), reach.words
            near = [
                n
                for other, n in members
                if abs(self._word(other) - place) <= words and other is not hit
            ]
        elif reach.kind == "sentence":
            near = [
                n for other, n in members if other.sentence == hit.sentence and other is not hit
            ]
        else:
            near = [n for other, n in members if other is not hit]
        return set().union(*near)

    def _in_text(self, hit: Hit) -> Collection[str]:
        comment = self._layout.fields[hit.place].comment_index
        counts, seen = self._texts[comment]
        own = {name for name in _operands(hit) if counts[name] == 1}
        found = seen - own if own else seen
        return found if comment is None or None not in self._texts else found | self._texts[None][1]

    def _word(self, hit: Hit) -> int:
        """The ordinal of a hit's first word in its paragraph."""
        starts = self._words.get(hit.paragraph)
        if starts is None:
            text = self._layout.fields[hit.place].text
            starts = word_starts(text, self._layout.paragraphs[hit.paragraph])
            self._words[hit.paragraph] = starts
        return bisect_right(starts, hit.start)


def _operands(hit: Hit) -> frozenset[str]:
    if len(hit.accepted) == 1:
        target = hit.accepted[0]
        return _NONE if target.swallow else target.item.alone
    return frozenset([t.item.operand for t in hit.accepted if not t.swallow])


_NONE: frozenset[str] = frozenset()


def _counts(target: Target, hit: Hit, around: _Surroundings, document: Document) -> bool:
    if target.gloss and not around.glosses.hold(hit):
        return False
    bearing = target.bearing
    if bearing is not None and not bearing.holds(around.glosses.bearers(hit, bearing.every)):
        return False
    if target.when is not None and not _holds(target.when, hit, around, document):
        return False
    return target.unless is None or not _holds(target.unless, hit, around, document)


def _holds(
    condition: CompiledCondition, hit: Hit, around: _Surroundings, document: Document
) -> bool:
    source = condition.source
    if source.languages and document.language not in source.languages:
        return False
    if source.countries and document.source_country not in source.countries:
        return False
    if document.published_at is not None:
        day = document.published_at.date()
        if source.after is not None and day < source.after:
            return False
        if source.before is not None and day >= source.before:
            return False
    if condition.near is None and condition.none is None and not condition.every:
        return True
    present = around.near(hit, condition.within)
    if condition.near is not None and not condition.near.holds(present):
        return False
    if condition.none is not None and condition.none.holds(present):
        return False
    return all(need.holds(present) for need in condition.every)
