"""How likely a document is about the codebook's relation between two sides, and why.

The question is who does what with whom: a first side (here Russia) and a
second side (here the authorities in Kabul) in one sentence with something that
ties them, above all in the title and the lead; a name dropped in passing,
another partner in the same formula, an agency that is merely credited or a
legal footnote do not count. The score is a logistic function of the features
below times the codebook's weights (log-odds), so every addend can be shown.

The codebook says which of its groups plays which part (``relevance.groups``):

====================  =========================================================
``first_side``        acts for the first side
``first_side_weak``   is of the first side without acting for it (an adjective)
``second_side``       acts for the second side
``second_side_weak``  its country, capital, adjective: no actor by itself
``bridge``            exists only between the two (a forum, an envoy)
``relation_strong``   acts that by themselves make a tie (recognise, delist)
``relation``          talks, visits, embassies, agreements
``theme``             business of two countries (trade, aid, transit)
``relation_weak``     asks, welcomes, condemns; influence, borders
``other_partner``     other movements the same formulas are told of
``bystander``         other states
``former``            who held the second side's place before
``past``              history and commemoration
``other_subject``     subjects that make both sides a mere mention
``courtesy``          condolences
``comparison``        comparing with
``sidebar``           links to other stories
====================  =========================================================

Features, 0..1 each; ``base`` is the constant:

- ``title_tie``, ``lead_tie``: the strongest tie in the title, in the first sentence of the
  text (which stands for the title where there is none); ``body_tie``: in the rest.
- ``tie_share``: the sum of ties over the number of sentences, 0.5 counting as full.
- ``prominence``: the smaller of both sides' shares of sentences that name them (weak words
  half, sentences about other partners or with condolences not), half of all counting as full.
- ``bridge``: something that exists only between both sides is named (title or lead 1,
  elsewhere 0.5).
- ``both_sides_in_title``: the title names both, tied or not.
- ``no_first_side``, ``no_second_side``: that side is not named at all; ``thin_first_side``,
  ``thin_second_side``: it is named only by its weak words.
- ``passing_mention``: one side stands in a single sentence that is neither title nor lead.
- ``other_subject``: the title (1) or the lead (0.6) is about another subject and is not tied.
- ``other_partner``: share of other partners among the second-side mentions, title double.
- ``former_order``: predecessors are named; ``past``: share of sentences about the past.
- ``foreign_title``: title (1) or lead (0.5) names other states and not the first side.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.codebook.schema import Codebook
from analysis.codebook.types import (
    DEAD_FLAGS,
    Contribution,
    Document,
    Match,
    MatchedDocument,
    Relevance,
    Span,
    Verdict,
)

# How much a side counts when only its weak words stand in the sentence, and how
# much a tie counts by the kind of relation; set by hand, the weights on top of
# them come from the codebook.
_WEAK_FIRST = 0.75
_WEAK_SECOND = 0.65
_RELATION = (("relation_strong", 1.0), ("relation", 0.9), ("theme", 0.8), ("relation_weak", 0.5))
_BRIDGE_RELATION = 0.8
_NO_RELATION = 0.25
# Mere people and places tie nothing: "an Afghan cook in Moscow", "a Russian climber in Kabul".
_NO_RELATION_WEAK = 0.08
# A side named in the sentence before or in the title, not in this one.
_CARRIED = 0.6
# What makes a sentence's tie count less.
_DAMPERS = (
    ("courtesy", 0.1),
    ("comparison", 0.2),
    ("other_partner", 0.3),
    ("former", 0.3),
    ("past", 0.7),
)
# Two or more other states beside the first side: a list of those who sent, voted, came.
_CROWD = 0.4
_FULL_SHARE = 0.5
# Places of writing stand before a credited agency: "MOSCOW, 5 May. /TASS/." In characters.
_DATELINE_REACH = 60
_DATELINE_WORDS = 6


@dataclass(slots=True)
class _Unit:
    """One sentence (or the title): the parts its matches play and words to show for them."""

    parts: dict[str, str] = field(default_factory=dict)
    bystanders: set[str] = field(default_factory=set)
    tie: float = 0.0
    told: str = ""

    def has(self, part: str) -> bool:
        return part in self.parts


@dataclass(frozen=True, slots=True)
class Feature:
    """One measured feature: ``value`` 0..1 and what it was read from."""

    name: str
    value: float
    detail: str


def assess(document: Document, matched: MatchedDocument, codebook: Codebook) -> Relevance:
    """Score, verdict and contributions of a document. Pure.

    ``matched`` is what ``CompiledCodebook.match`` made of ``document``. Each contribution's
    ``weight`` is its addend to the log-odds; they sum to ``logit(score)``.
    """
    weights = codebook.relevance.weights
    contributions = [Contribution("base", weights.get("base", 0.0), "before anything is read")]
    for feature in measure(document, matched, codebook.relevance.groups):
        weight = weights.get(feature.name, 0.0)
        if feature.value and weight:
            addend = round(weight * feature.value, 4)
            contributions.append(Contribution(feature.name, addend, feature.detail))
    odds = sum(c.weight for c in contributions)
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
    thresholds = codebook.relevance.thresholds
    verdict: Verdict = "not_relevant"
    if score >= thresholds.relevant:
        verdict = "relevant"
    elif score >= thresholds.borderline:
        verdict = "borderline"
    return Relevance(score, verdict, tuple(contributions))


def measure(
    document: Document, matched: MatchedDocument, groups: Mapping[str, Sequence[str]]
) -> list[Feature]:
    """The features of a matched document, in the order of the module's docstring."""
    title, sentences = _units(document, matched, _parts_by_group(groups))
    units = [*([title] if title else []), *sentences]
    if not units:
        return [Feature("no_first_side", 1.0, "no text"), Feature("no_second_side", 1.0, "no text")]
    _tie_all(title, sentences)
    head = title or sentences[0]
    lead = sentences[0] if sentences else head
    body = sentences[1:]
    strongest = max(body, key=lambda u: u.tie, default=None)
    share = sum(u.tie for u in units) / len(units)
    tied = sum(1 for u in units if u.tie >= 0.3)
    return [
        Feature("title_tie", head.tie, head.told),
        Feature("lead_tie", lead.tie, lead.told),
        Feature(
            "body_tie", strongest.tie if strongest else 0.0, strongest.told if strongest else ""
        ),
        Feature("tie_share", min(1.0, share / _FULL_SHARE), f"{tied} of {len(units)} sentences"),
        _prominence(units),
        _bridge(head, lead, units),
        _both_in_title(title),
        *_sides(units),
        _passing(head, lead, units),
        _other_subject(head, lead),
        _other_partner(head, units),
        _present("former_order", "former", units),
        _past(units),
        _foreign(head, lead),
    ]


def _parts_by_group(groups: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    parts: dict[str, tuple[str, ...]] = {}
    for part, names in groups.items():
        for name in names:
            parts[name] = (*parts.get(name, ()), part)
    return parts


def _units(
    document: Document, matched: MatchedDocument, parts_of: Mapping[str, tuple[str, ...]]
) -> tuple[_Unit | None, list[_Unit]]:
    """The title's unit and those of the text's sentences, without notes and sidebars."""
    title: _Unit | None = None
    sentences: list[_Unit] = []
    dateline = _dateline_end(document, matched, parts_of)
    for span in matched.sentences:
        if span.field == "comments":
            break
        live = [
            m
            for m in matched.by_sentence.get(span.index, ())
            if not m.flags & DEAD_FLAGS and (m.field != "text" or m.start >= dateline)
        ]
        unit = _unit(live, parts_of)
        if span.field == "title":
            title = unit
        elif not unit.has("sidebar") and not _is_note(document, span):
            sentences.append(unit)
    return title, sentences


def _dateline_end(
    document: Document, matched: MatchedDocument, parts_of: Mapping[str, tuple[str, ...]]
) -> int:
    """Where the dateline of the text ends; 0 when it has none."""
    text = document.text
    for match in matched.matches:
        if match.field != "text":
            continue
        if match.start > _DATELINE_REACH:
            return 0
        if any("agency" in parts_of.get(g, ()) for g in match.groups):
            before = text[: match.start].strip()
            set_off = before.endswith(("/", "(", "-", "—", "–", ".", "["))
            if set_off and len(before.split()) <= _DATELINE_WORDS:
                return match.end
            return 0
    return 0


def _is_note(document: Document, span: Span) -> bool:
    # A starred note at the end carries the legal tag of a starred name above.
    return document.text[span.start : span.start + 1] in {"*", "†", "⁎"}


def _unit(matches: Sequence[Match], parts_of: Mapping[str, tuple[str, ...]]) -> _Unit:
    unit = _Unit()
    for match in matches:
        for group in match.groups:
            for part in parts_of.get(group, ()):
                unit.parts.setdefault(part, match.matched_text)
                if part == "bystander":
                    unit.bystanders.add(match.code)
    return unit


def _tie_all(title: _Unit | None, sentences: Sequence[_Unit]) -> None:
    if title:
        _tie(title, None, None)
    before: _Unit | None = title
    for unit in sentences:
        _tie(unit, before, title)
        before = unit


def _tie(unit: _Unit, before: _Unit | None, title: _Unit | None) -> None:
    """Fills ``tie`` and ``told``: side times side times relation, damped by its company."""
    first, first_word = _side(unit, "first_side", _WEAK_FIRST)
    second, second_word = _side(unit, "second_side", _WEAK_SECOND)
    relation, relation_word = _relation(unit)
    bridged = unit.has("bridge")
    if relation == _NO_RELATION and (first < 1 or second < 1):
        relation = _NO_RELATION_WEAK
    if bridged:
        first, second = max(first, _WEAK_FIRST), max(second, _WEAK_SECOND)
        first_word = first_word or unit.parts["bridge"]
        second_word = second_word or unit.parts["bridge"]
        relation = max(relation, _BRIDGE_RELATION)
    carried = 1.0
    if relation > _NO_RELATION and (first > 0) != (second > 0):
        carried = _CARRIED
        for source in (before, title):
            if source is None or source.has("other_partner") or source.has("former"):
                continue
            if not first:
                first, first_word = _side(source, "first_side", _WEAK_FIRST)
            if not second:
                second, second_word = _side(source, "second_side", _WEAK_SECOND)
    strength = first * second * relation * carried
    for part, factor in _DAMPERS:
        if unit.has(part):
            strength *= factor
    if len(unit.bystanders) > 1 and not bridged and not unit.has("relation_strong"):
        strength *= _CROWD
    unit.tie = strength
    if strength:
        unit.told = " + ".join(w for w in (first_word, relation_word, second_word) if w)


def _side(unit: _Unit, part: str, weak: float) -> tuple[float, str]:
    if unit.has(part):
        return 1.0, unit.parts[part]
    if unit.has(f"{part}_weak"):
        return weak, unit.parts[f"{part}_weak"]
    return 0.0, ""


def _relation(unit: _Unit) -> tuple[float, str]:
    for part, strength in _RELATION:
        if unit.has(part):
            return strength, unit.parts[part]
    return _NO_RELATION, ""


def _prominence(units: Sequence[_Unit]) -> Feature:
    shares: list[float] = []
    for part in ("first_side", "second_side"):
        named = 0.0
        for unit in units:
            if not unit.has("other_partner") and not unit.has("courtesy"):
                named += 1.0 if unit.has(part) or unit.has("bridge") else 0.0
                named += 0.5 if unit.has(f"{part}_weak") and not unit.has(part) else 0.0
        shares.append(named / len(units))
    detail = f"first side in {shares[0]:.0%}, second in {shares[1]:.0%} of sentences"
    return Feature("prominence", min(1.0, min(shares) / _FULL_SHARE), detail)


def _bridge(head: _Unit, lead: _Unit, units: Sequence[_Unit]) -> Feature:
    for unit in (head, lead, *units):
        if unit.has("bridge"):
            value = 1.0 if unit is head or unit is lead else 0.5
            return Feature("bridge", value, unit.parts["bridge"])
    return Feature("bridge", 0.0, "")


def _both_in_title(title: _Unit | None) -> Feature:
    if title is None:
        return Feature("both_sides_in_title", 0.0, "")
    first, first_word = _side(title, "first_side", _WEAK_FIRST)
    second, second_word = _side(title, "second_side", _WEAK_SECOND)
    return Feature("both_sides_in_title", first * second, f"{first_word} + {second_word}")


def _sides(units: Sequence[_Unit]) -> list[Feature]:
    found: list[Feature] = []
    bridged = any(u.has("bridge") for u in units)
    for part in ("first_side", "second_side"):
        strong = bridged or any(u.has(part) for u in units)
        weak = any(u.has(f"{part}_weak") for u in units)
        absent = not strong and not weak
        found.append(Feature(f"no_{part}", float(absent), "nobody named"))
        found.append(Feature(f"thin_{part}", float(weak and not strong), "only by weak words"))
    return found


def _passing(head: _Unit, lead: _Unit, units: Sequence[_Unit]) -> Feature:
    if len(units) >= 3:
        for part in ("first_side", "second_side"):
            named = [u for u in units if _side(u, part, 1.0)[0] or u.has("bridge")]
            if len(named) == 1 and named[0] is not head and named[0] is not lead:
                word = _side(named[0], part, 1.0)[1] or named[0].parts["bridge"]
                return Feature("passing_mention", 1.0, f"{word}: in one sentence only")
    return Feature("passing_mention", 0.0, "")


def _other_subject(head: _Unit, lead: _Unit) -> Feature:
    for unit, weight in ((head, 1.0), (lead, 0.6)):
        if unit.has("other_subject"):
            value = weight * (1 - min(1.0, 2 * head.tie))
            return Feature("other_subject", value, unit.parts["other_subject"])
    return Feature("other_subject", 0.0, "")


def _other_partner(head: _Unit, units: Sequence[_Unit]) -> Feature:
    others = seconds = 0.0
    word = ""
    for unit in units:
        weight = 2.0 if unit is head else 1.0
        if unit.has("other_partner"):
            others += weight
            word = word or unit.parts["other_partner"]
        if unit.has("second_side") or unit.has("bridge"):
            seconds += weight
    share = others / (others + seconds) if others else 0.0
    return Feature("other_partner", share, word)


def _present(name: str, part: str, units: Sequence[_Unit]) -> Feature:
    for unit in units:
        if unit.has(part):
            return Feature(name, 1.0, unit.parts[part])
    return Feature(name, 0.0, "")


def _past(units: Sequence[_Unit]) -> Feature:
    named = [u for u in units if u.has("past")]
    words = ", ".join(sorted({u.parts["past"] for u in named}))
    return Feature("past", len(named) / len(units), words)


def _foreign(head: _Unit, lead: _Unit) -> Feature:
    for unit, value in ((head, 1.0), (lead, 0.5)):
        named = unit.has("first_side") or unit.has("first_side_weak") or unit.has("bridge")
        if unit.bystanders and not named:
            return Feature("foreign_title", value, unit.parts["bystander"])
    return Feature("foreign_title", 0.0, "")
