"""How likely a document is about the codebook's relation between two sides, and why.

The question is who does what with whom: a first side (here Russia) and a
second side (here the authorities in Kabul) in one sentence with something that
ties them, above all in the title and the lead; a name dropped in passing,
another partner in the same formula, an agency that is merely credited or a
legal footnote do not count. The score is a logistic function of the features
below times the codebook's weights (log-odds), so every addend can be shown.

The codebook says which of its groups plays which part (``relevance.groups``):

====================  ================================================================
``first_side``        acts for the first side
``first_side_weak``   is of the first side without acting for it (an adjective)
``second_side``       acts for the second side
``second_side_named`` those of the second side named by name, not as "the authorities"
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
``background``        says that the first side alone did it
``sidebar``           links to other stories
``aside``             sport, art, statistics: their sentences tie nobody but by a strong act
``enemy``             harms both sides: what it did to them ties them little
``rivalry``           one power against another; counts where a bystander is named beside it
====================  ================================================================

Features, 0..1 each; ``base`` is the constant:

- ``title_tie``, ``lead_tie``: the strongest tie in the title, in the first sentence of the
  text (which stands for the title where there is none); ``body_tie``: in the rest.
- ``tie_share``: the sum of ties over the number of sentences, 0.5 counting as full.
- ``best_passage``: the mean tie of the most tied paragraph of two sentences or more, 0.5
  counting as full: what a bulletin of many items is measured by.
- ``both_throughout``: sentences that name the less named side, weak words half, beside the
  first one, three counting as full; less by the share of sentences about other states alone,
  and where no sentence by itself ties the two.
- ``never_together``: no sentence by itself ties both sides, or none but weakly.
- ``on_relations``: sentences about relations of states, six counting as full, less those that
  name other states, where they are a third of a text of six sentences or more that names both
  sides before its middle and has no other subject: essays name a side once and speak of "the
  decision" from there on.
- ``prominence``: the smaller of both sides' shares of sentences that name them (weak words
  half, sentences about other partners or with condolences not), half of all counting as full.
- ``bridge``: something that exists only between both sides is named (title or lead 1,
  elsewhere 0.5).
- ``both_sides_in_title``: the title names both, tied or not.
- ``no_first_side``, ``no_second_side``: that side is not named at all; ``thin_first_side``,
  ``thin_second_side``: it is named only by its weak words.
- ``passing_mention``: one side stands in a single sentence that is neither title nor lead:
  0.5, and more the more that sentence ties (the tie itself is counted elsewhere); a third of it
  where that is among the first two sentences that name anybody, ties both and names no other
  state.
- ``other_subject``: the title (1) or the lead (0.6) is about another subject and is not tied.
- ``other_partner``: share of other partners among the second-side mentions, title double.
- ``former_order``: share of predecessors (counted twice) among them and the second side by
  name, title double; ``past``: share of sentences about the past.
- ``foreign_title``: title (1) or lead (0.5) names other states and not the first side.
- ``second_side_alone``: the title (or lead, without one) names the second side, nobody of the
  first: news from the country itself.
- ``undisturbed``: both sides are named, the first in two sentences or more, and nobody and
  nothing else that a piece could be about; less by each sentence with such, none at a third.
- ``act_apart``: a sentence tells an act that by itself makes a tie and names nobody; both sides
  are named elsewhere ("Three months later formal recognition followed").
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from analysis.codebook.schema import Codebook
from analysis.codebook.types import Contribution, Document, MatchedDocument, Relevance, Verdict
from analysis.essays import (
    SIDES,
    act_apart,
    clear,
    names,
    on_relations,
    throughout,
    together,
    undisturbed,
)
from analysis.ties import (
    WEAK_FIRST,
    WEAK_SECOND,
    Feature,
    Parts,
    Unit,
    side,
    tie_all,
    units_of,
)

_FULL_SHARE = 0.5
# Columns come to their matter in the second sentence and call it "the decision" from there on.
_FULL_TIE = 0.5
_OPENING = 0.3


def assess(document: Document, matched: MatchedDocument, codebook: Codebook) -> Relevance:
    """Score, verdict and contributions of a document. Pure.

    ``matched`` is what ``CompiledCodebook.match`` made of ``document``. Each contribution's
    ``weight`` is its addend to the log-odds; they sum to ``logit(score)``.
    """
    weights = codebook.relevance.weights
    contributions = [Contribution("base", weights.get("base", 0.0), "before anything is read")]
    settings = codebook.relevance
    for feature in measure(document, matched, settings.groups, settings.second_side_since):
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
    document: Document,
    matched: MatchedDocument,
    groups: Mapping[str, Sequence[str]],
    second_side_since: date | None = None,
) -> list[Feature]:
    """The features of a matched document, in the order of the module's docstring."""
    title, sentences = units_of(document, matched, _parts(groups), second_side_since)
    units = [*([title] if title else []), *sentences]
    if not units:
        return [Feature("no_first_side", 1.0, "no text"), Feature("no_second_side", 1.0, "no text")]
    tie_all(title, sentences)
    head = title or sentences[0]
    lead = sentences[0] if sentences else head
    body = sentences[1:]
    strongest = max((u for u in body if u.tie), key=lambda u: u.tie, default=None)
    # most sentences of most texts name nobody: what asks for names need not look at them
    named = [u for u in units if u.parts] or units[:1]
    share = sum(u.tie for u in named) / len(units)
    tied = sum(1 for u in named if u.tie >= 0.3)
    first, second = (
        _strongest(named, "first_side", WEAK_FIRST),
        _strongest(named, "second_side", WEAK_SECOND),
    )
    return [
        Feature("title_tie", head.tie, head.told),
        Feature("lead_tie", lead.tie, lead.told),
        Feature(
            "body_tie", strongest.tie if strongest else 0.0, strongest.told if strongest else ""
        ),
        Feature("tie_share", min(1.0, share / _FULL_SHARE), f"{tied} of {len(units)} sentences"),
        _best_passage(sentences),
        throughout(named, len(units)),
        Feature("never_together", 1 - together(named), "no sentence ties both sides"),
        on_relations(units),
        _prominence(named, len(units)),
        _bridge(head, lead, named),
        _both_in_title(title),
        *_sides(named),
        _passing(head, lead, named, len(units)),
        _other_subject(head, lead),
        _other_partner(head, named),
        _former(head, named),
        _past(named, len(units)),
        _foreign(head, lead),
        _second_alone(head),
        undisturbed(named, len(units), first * second),
        act_apart(named, first * second),
    ]


def _parts(groups: Mapping[str, Sequence[str]]) -> Parts:
    return _parts_of(tuple((part, tuple(names)) for part, names in groups.items()))


@lru_cache(maxsize=8)
def _parts_of(groups: tuple[tuple[str, tuple[str, ...]], ...]) -> Parts:
    return Parts(dict(groups))


def _best_passage(sentences: Sequence[Unit]) -> Feature:
    """A piece of many items is about what one of its paragraphs is about."""
    tied = {unit.paragraph for unit in sentences if unit.tie}
    passages: dict[int, list[Unit]] = {}
    for unit in sentences:
        if unit.paragraph in tied:
            passages.setdefault(unit.paragraph, []).append(unit)
    best, told = 0.0, ""
    for members in passages.values():
        if len(members) > 1:
            mean = sum(u.tie for u in members) / len(members)
            if mean > best:
                best, told = mean, max(members, key=lambda u: u.tie).told
    return Feature("best_passage", min(1.0, best / _FULL_SHARE), told)


def _prominence(units: Sequence[Unit], count: int) -> Feature:
    shares: list[float] = []
    told = [u.parts for u in clear(units)]
    for part, weak_part in SIDES:
        named = 0.0
        for parts in told:
            named += 1.0 if part in parts or "bridge" in parts else 0.0
            named += 0.5 if weak_part in parts and part not in parts else 0.0
        shares.append(named / count)
    detail = f"first side in {shares[0]:.0%}, second in {shares[1]:.0%} of sentences"
    return Feature("prominence", min(1.0, min(shares) / _FULL_SHARE), detail)


def _bridge(head: Unit, lead: Unit, units: Sequence[Unit]) -> Feature:
    for unit in (head, lead, *units):
        if "bridge" in unit.parts:
            value = 1.0 if unit is head or unit is lead else 0.5
            return Feature("bridge", value, unit.parts["bridge"])
    return Feature("bridge", 0.0, "")


def _both_in_title(title: Unit | None) -> Feature:
    if title is None:
        return Feature("both_sides_in_title", 0.0, "")
    first, first_word = side(title, "first_side", WEAK_FIRST)
    second, second_word = side(title, "second_side", WEAK_SECOND)
    return Feature("both_sides_in_title", first * second, f"{first_word} + {second_word}")


def _sides(units: Sequence[Unit]) -> list[Feature]:
    found: list[Feature] = []
    present = set().union(*(u.parts for u in units))
    for part, weak_part in SIDES:
        strong = "bridge" in present or part in present
        weak = weak_part in present
        absent = not strong and not weak
        found.append(Feature(f"no_{part}", float(absent), "nobody named"))
        found.append(Feature(f"thin_{part}", float(weak and not strong), "only by weak words"))
    return found


def _passing(head: Unit, lead: Unit, units: Sequence[Unit], count: int) -> Feature:
    if count >= 3:
        for part in ("first_side", "second_side"):
            wanted = {part, f"{part}_weak", "bridge"}
            named = [u for u in units if not wanted.isdisjoint(u.parts)]
            if len(named) == 1 and named[0] is not head and named[0] is not lead:
                word = side(named[0], part, 1.0)[1] or named[0].parts["bridge"]
                # A full tie told in passing ("Russia recognised them in July") is the
                # commonest background sentence of stories about something else.
                value = (1 + named[0].tie) / 2
                opening = [unit for unit in units if not unit.is_title][:2]
                if any(unit is named[0] for unit in opening) and _is_matter(named[0]):
                    value *= _OPENING
                return Feature("passing_mention", value, f"{word}: in one sentence only")
    return Feature("passing_mention", 0.0, "")


def _is_matter(unit: Unit) -> bool:
    """Whether a sentence ties both sides, beside no other state, as what a piece is about."""
    return unit.tie >= _FULL_TIE and not unit.bystanders and "background" not in unit.parts


def _other_subject(head: Unit, lead: Unit) -> Feature:
    for unit, weight in ((head, 1.0), (lead, 0.6)):
        if "other_subject" in unit.parts:
            value = weight * (1 - min(1.0, 2 * head.tie))
            return Feature("other_subject", value, unit.parts["other_subject"])
    return Feature("other_subject", 0.0, "")


def _other_partner(head: Unit, units: Sequence[Unit]) -> Feature:
    others = seconds = 0.0
    word = ""
    for unit in (u for u in units if u.parts):
        weight = 2.0 if unit is head else 1.0
        if "other_partner" in unit.parts:
            others += weight
            word = word or unit.parts["other_partner"]
        if "second_side" in unit.parts or "bridge" in unit.parts:
            seconds += weight
    share = others / (others + seconds) if others else 0.0
    return Feature("other_partner", share, word)


def _former(head: Unit, units: Sequence[Unit]) -> Feature:
    formers = seconds = 0.0
    word = ""
    for unit in (u for u in units if u.parts):
        weight = 2.0 if unit is head else 1.0
        if "former" in unit.parts:
            formers += weight
            word = word or unit.parts["former"]
        elif "second_side_named" in unit.parts:
            seconds += weight
    value = 2 * formers / (2 * formers + seconds) if formers else 0.0
    return Feature("former_order", value, word)


def _past(units: Sequence[Unit], count: int) -> Feature:
    named = [u for u in units if "past" in u.parts]
    words = ", ".join(sorted({u.parts["past"] for u in named}))
    return Feature("past", len(named) / count, words)


def _foreign(head: Unit, lead: Unit) -> Feature:
    for unit, value in ((head, 1.0), (lead, 0.5)):
        named = (
            "first_side" in unit.parts or "first_side_weak" in unit.parts or "bridge" in unit.parts
        )
        if unit.bystanders and not named:
            return Feature("foreign_title", value, unit.parts["bystander"])
    return Feature("foreign_title", 0.0, "")


def _strongest(units: Sequence[Unit], part: str, weak: float) -> float:
    """1 when a side is named by strong words somewhere, less by weak words."""
    if any(part in u.parts for u in units):
        return 1.0
    weakly = f"{part}_weak"
    return weak if any(weakly in u.parts for u in units) else 0.0


def _second_alone(head: Unit) -> Feature:
    value, word = side(head, "second_side", 1.0)
    return Feature("second_side_alone", 0.0 if names(head, "first_side") else value, word)
