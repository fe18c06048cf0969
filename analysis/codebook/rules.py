"""Topic and genre rules: where they hold in a matched document and on what evidence.

A rule is tried at every place of its scope that holds the first operand it
needs. Matches in legal footnotes and boilerplate, and those with a flag the
rule skips, do not exist for it. One match may serve two operands.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from analysis.codebook.needs import Expansion, Need, Reach, need_of
from analysis.codebook.references import evaluation_order
from analysis.codebook.schema import Codebook, Rule
from analysis.codebook.types import DEAD_FLAGS, FiredRule, Match, MatchedDocument, Span, word_starts


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with its operands as needs; ``evidence`` lists operands."""

    source: Rule
    needs: tuple[Need, ...]  # all of these
    first: frozenset[str] | None  # the names of one of them; None where none is but names
    plain: tuple[frozenset[str], ...]  # the names of those that are nothing but names
    mixed: tuple[Need, ...]  # the others
    none: Need | None
    near: Need | None
    evidence: frozenset[str]
    anchors: frozenset[str]
    within: Reach
    near_within: Reach
    none_within: Reach
    sight: tuple[frozenset[str], frozenset[str]]  # fields it reads, flags it skips


@dataclass(frozen=True)
class CompiledTopic:
    """A topic or genre with its rules, in an order that respects references."""

    kind: Literal["topic", "genre"]
    code: str
    minimum: float
    prominence: int
    rules: tuple[CompiledRule, ...]

    @cached_property
    def evidence(self) -> frozenset[str]:
        """The operands that any of its rules takes for evidence."""
        return frozenset().union(*[rule.evidence for rule in self.rules])


def compile_topics(codebook: Codebook) -> tuple[CompiledTopic, ...]:
    """Topics and genres so that each stands after those its rules refer to."""
    expansion = Expansion.of(codebook)
    compiled: dict[str, CompiledTopic] = {}
    kinds: tuple[Literal["topic"], Literal["genre"]] = ("topic", "genre")
    for kind in kinds:
        for topic in codebook.topics if kind == "topic" else codebook.genres:
            rules = tuple(_compiled(rule, expansion) for rule in topic.rules)
            compiled[f"{kind}:{topic.code}"] = CompiledTopic(
                kind, topic.code, topic.minimum, topic.prominence, rules
            )
    order, _ = evaluation_order(codebook)
    return tuple(compiled[name] for name in order)


def _compiled(rule: Rule, expansion: Expansion) -> CompiledRule:
    every = tuple(need_of([operand], expansion) for operand in rule.all)
    some = need_of(rule.any, expansion) if rule.any else None
    anchors = frozenset().union(*(n.all_names() for n in (*every, *([some] if some else []))))
    evidence = need_of(rule.evidence, expansion).all_names() if rule.evidence else anchors
    needs = every if some is None else (*every, some)
    plain = tuple(n.names for n in needs if not n.references and not n.groups)
    return CompiledRule(
        rule,
        needs,
        plain[0] if plain else None,
        plain,
        tuple(n for n in needs if n.references or n.groups),
        need_of(rule.none, expansion) if rule.none else None,
        need_of(rule.near, expansion) if rule.near else None,
        evidence,
        anchors,
        Reach.of(rule.within),
        Reach.of(rule.near_within),
        Reach.of(rule.within if rule.none_within is None else rule.none_within),
        (frozenset(rule.fields), frozenset(rule.skip)),
    )


def evaluate(topics: Sequence[CompiledTopic], matched: MatchedDocument) -> MatchedDocument:
    """The document with every rule that fired and the topics and genres reached."""
    boards: dict[tuple[frozenset[str], frozenset[str]], _Board] = {}
    fired: list[FiredRule] = []
    reached: set[str] = set()
    totals: dict[str, dict[str, float]] = {"topic": {}, "genre": {}}
    present = set(matched.operands)
    told = [s for s in matched.sentences if s.field != "comments"]
    for topic in topics:
        total = 0.0
        for rule in topic.rules:
            if rule.first is not None and rule.first.isdisjoint(present):
                continue  # as most do, with nothing else asked of them
            board = boards.get(rule.sight)
            if board is None:
                board = boards[rule.sight] = _Board(matched, *rule.sight)
            languages = rule.source.source_languages
            if languages and matched.document.language not in languages:
                continue
            evidence = fire(rule, board, reached)
            if evidence:
                total += rule.source.weight
                fired.append(
                    FiredRule(topic.kind, topic.code, rule.source.id, rule.source.weight, evidence)
                )
        # sums of weights such as .7 + .3 must reach 1.0
        if total >= topic.minimum - 1e-9 and _prominent(topic, matched, told):
            reached.add(f"{topic.kind}:{topic.code}")
            totals[topic.kind][topic.code] = total
    return replace(matched, fired=tuple(fired), topics=totals["topic"], genres=totals["genre"])


def _prominent(topic: CompiledTopic, matched: MatchedDocument, told: Sequence[Span]) -> bool:
    """Whether enough of the sentences told speak of a topic: what one clause mentions, no piece
    is about."""
    wanted = min(topic.prominence, max(1, len(told) // 2))
    if wanted == 1:
        return True
    speaking = {
        match.sentence
        for match, operand in zip(matched.matches, matched.operands, strict=True)
        if operand in topic.evidence and match.flags.isdisjoint(DEAD_FLAGS)
    }
    leads = {told[0].index} | {s.index for s in told[:2] if told[0].field == "title"}
    # title and first sentence count twice
    return sum(2 if index in leads else 1 for index in speaking) >= wanted


class _Units:
    """The matches of a board by the sentence, or by the paragraph, they stand in."""

    def __init__(self, names: Sequence[str], units: Sequence[int]) -> None:
        self._names = names
        self.units = units
        self.members: defaultdict[int, list[int]] = defaultdict(list)
        for i, unit in enumerate(units):
            self.members[unit].append(i)
        self._held: dict[int, set[str]] = {}

    @cached_property
    def _where(self) -> dict[str, set[int]]:
        """The units that hold an operand."""
        where: defaultdict[str, set[int]] = defaultdict(set)
        for name, unit in zip(self._names, self.units, strict=True):
            where[name].add(unit)
        return where

    def names(self, unit: int) -> set[str]:
        """Operands present in a unit; asked of few."""
        held = self._held.get(unit)
        if held is None:
            held = self._held[unit] = {self._names[i] for i in self.members[unit]}
        return held

    def holding(self, rule: CompiledRule, present: set[str], reached: set[str]) -> list[int]:
        """Units where every need of a rule holds, in reading order; ``present``: all operands."""
        found: set[int] | None = None
        where = self._where
        for names in rule.plain:
            here = [where[name] for name in names & present]
            units = here[0] if len(here) == 1 else set().union(*here)
            found = units if found is None else found & units
            if not found:
                return []
        candidates = self.members if found is None else found
        if not rule.mixed:
            return sorted(candidates)
        return sorted(u for u in candidates if _all_hold(rule.mixed, self.names(u), reached))


class _Board:
    """The matches a rule may see, by place."""

    def __init__(
        self, matched: MatchedDocument, fields: frozenset[str], skip: frozenset[str]
    ) -> None:
        dead = DEAD_FLAGS | skip
        seen = [
            i
            for i, m in enumerate(matched.matches)
            if m.field in fields and (not m.flags or m.flags.isdisjoint(dead))
        ]
        self.matched = matched
        self.matches = [matched.matches[i] for i in seen]
        self.names = [matched.operands[i] for i in seen]
        self.present = set(self.names)
        self._words: dict[int, list[int]] = {}

    @cached_property
    def sentences(self) -> _Units:
        return _Units(self.names, [m.sentence for m in self.matches])

    @cached_property
    def paragraphs(self) -> _Units:
        return _Units(self.names, [m.paragraph for m in self.matches])

    def word_place(self, index: int) -> int:
        """The ordinal of the match's first word in its paragraph."""
        match = self.matches[index]
        starts = self._words.get(match.paragraph)
        if starts is None:
            text = self.matched.document.field_text(match.field, match.comment_index)
            starts = word_starts(text, self.matched.paragraphs[match.paragraph])
            self._words[match.paragraph] = starts
        return bisect_right(starts, match.start)

    def around(self, anchors: Sequence[int], reach: Reach) -> set[str]:
        """Operands that stand within reach of any of the anchors."""
        if reach.kind == "text":
            return self.present
        found: set[str] = set()
        if reach.kind == "words":
            for index in anchors:
                place = self.word_place(index)
                found.update(
                    self.names[i]
                    for i in self.paragraphs.members[self.matches[index].paragraph]
                    if abs(self.word_place(i) - place) <= reach.words
                )
            return found
        by_unit = self.sentences if reach.kind == "sentence" else self.paragraphs
        units = {by_unit.units[i] for i in anchors}
        if len(units) == 1:
            return by_unit.names(units.pop())
        return found.union(*[by_unit.names(unit) for unit in units])


def _all_hold(needs: tuple[Need, ...], present: set[str], reached: set[str]) -> bool:
    # a plain loop: it is asked for many units of a document
    for need in needs:  # noqa: SIM110
        if not need.holds(present, reached):
            return False
    return True


def fire(rule: CompiledRule, board: _Board, reached: set[str]) -> tuple[tuple[Match, ...], ...]:
    """The evidence at each place where the rule holds; empty when it holds nowhere."""
    present = board.present
    # asked a hundred times per document, mostly for what is not there
    for wanted in rule.plain:
        if wanted.isdisjoint(present):
            return ()
    if not _all_hold(rule.mixed, present, reached):
        return ()
    if rule.near is not None and not rule.near.holds(present, reached):
        return ()
    # What the text does not hold, no place of it does; and what it holds is within its reach.
    barred = rule.none is not None and rule.none.holds(present, reached)
    asks = barred or (rule.near is not None and rule.near_within.kind != "text")
    names = board.names
    evidence: list[tuple[Match, ...]] = []
    for place in _places(rule, board, reached):
        if asks:
            anchors = [i for i in place if names[i] in rule.anchors]
            if not _allowed(rule, board, anchors, reached):
                continue
        chosen = [i for i in place if names[i] in rule.evidence] or [
            i for i in place if names[i] in rule.anchors
        ]
        evidence.append(tuple([board.matches[i] for i in chosen]))
    # A rule of references alone (topic:a and topic:b) has no spans but still holds.
    return tuple(evidence)


def _allowed(rule: CompiledRule, board: _Board, anchors: list[int], reached: set[str]) -> bool:
    if rule.none is not None:
        around = board.around(anchors, rule.none_within) if anchors else board.present
        if rule.none.holds(around, reached):
            return False
    if rule.near is not None:
        around = board.around(anchors, rule.near_within) if anchors else board.present
        return rule.near.holds(around, reached)
    return True


def _places(rule: CompiledRule, board: _Board, reached: set[str]) -> Iterable[list[int]]:
    """The match indices of each place where every need holds."""
    reach = rule.within
    if reach.kind == "text" or not rule.anchors:
        yield list(range(len(board.matches)))
    elif reach.kind == "words":
        yield from _windows(rule, board, reached, reach.words)
    else:
        units = board.sentences if reach.kind == "sentence" else board.paragraphs
        for unit in units.holding(rule, board.present, reached):
            yield units.members[unit]


def _windows(
    rule: CompiledRule, board: _Board, reached: set[str], size: int
) -> Iterable[list[int]]:
    """Windows of words that hold every need, each shortened from the left, none overlapping."""
    for unit in board.paragraphs.holding(rule, board.present, reached):
        members = [i for i in board.paragraphs.members[unit] if board.names[i] in rule.anchors]
        begin = 0
        while begin < len(members):
            first = board.word_place(members[begin])
            window: list[int] = []
            for index in members[begin:]:
                if board.word_place(index) - first > size:
                    break
                window.append(index)
                if _held(window, rule.needs, board, reached):
                    begin += len(window) - 1
                    while _held(window[1:], rule.needs, board, reached):
                        window = window[1:]
                    yield window
                    break
            begin += 1


def _held(window: list[int], needs: tuple[Need, ...], board: _Board, reached: set[str]) -> bool:
    return _all_hold(needs, {board.names[i] for i in window}, reached)
