"""Features of texts that name both sides but hardly ever in one sentence: essays, interviews.

Beside ``analysis/relevance.py``, whose docstring says what each measures.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.ties import SIDE_PARTS, Feature, Unit

# An essay has so many sentences; so many of them speak of relations anyway, and so many more
# make a text about relations.
_ESSAY = 6
_FEW_RELATIONS = 2
_FULL_RELATIONS = 4
_RELATIONS = frozenset({"relation_strong", "relation", "theme"})
_OTHERS = frozenset({"bystander", "other_partner", "former"})
# How much an undisturbed text counts whose paragraphs name one side each.
_APART = 0.4
# What else a piece could be about than the two sides.
_DISTURBING = _OTHERS | {"other_subject", "courtesy", "comparison", "agency", "past"}
SIDES = (("first_side", "first_side_weak"), ("second_side", "second_side_weak"))
# Sentences that must name each side before a text counts as being about both throughout,
# beside the first, and how much a weak word counts there.
_FULL_THROUGHOUT = 3
_WEAK_THROUGHOUT = 0.5
# The tie of one sentence that is enough to read the others together.
_TOGETHER = 0.3


def clear(units: Sequence[Unit]) -> list[Unit]:
    """Units that name somebody and neither another partner nor condolences."""
    return [
        u for u in units if u.parts and "other_partner" not in u.parts and "courtesy" not in u.parts
    ]


def throughout(units: Sequence[Unit], count: int) -> Feature:
    """Both sides return again and again, together or apart, and nobody else crowds in.

    ``units`` are those that name somebody, of ``count`` in all.
    """
    named_clear = [u.parts for u in clear(units)]
    counts: list[float] = []
    for part, weak_part in SIDES:
        strong = sum(1 for parts in named_clear if part in parts or "bridge" in parts)
        weak = sum(1 for parts in named_clear if weak_part in parts and part not in parts)
        counts.append(strong + _WEAK_THROUGHOUT * weak)
    foreign = sum(1 for u in units if u.bystanders and not u.tie)
    # Two lists of news can alternate too: somewhere the two must be told of together.
    value = (min(counts) - 1) / _FULL_THROUGHOUT * (1 - foreign / count) * together(units)
    detail = f"first side in {counts[0]:g}, second in {counts[1]:g} sentences"
    return Feature("both_throughout", max(0.0, min(1.0, value)), detail)


def together(units: Sequence[Unit]) -> float:
    return min(1.0, max(u.own_tie for u in units) / _TOGETHER)


def on_relations(units: Sequence[Unit]) -> Feature:
    """Sentence after sentence about relations between states, and no other state among them."""
    told = [u.parts for u in units if u.parts]
    words = [parts for parts in told if not _RELATIONS.isdisjoint(parts)]
    foreign = sum([not _OTHERS.isdisjoint(parts) for parts in told])
    present = set().union(*told)
    # what an essay is about is named before its middle; a survey comes to it in passing
    early = set().union(*[u.parts for u in units[: (len(units) + 1) // 2] if u.parts])
    named = all(not {part, weak, "bridge"}.isdisjoint(early) for part, weak in SIDES)
    if len(units) < _ESSAY or not named or "other_subject" in present:
        return Feature("on_relations", 0.0, "")
    own = len(words) - foreign
    # a survey of trade speaks of relations here and there; an essay on them sentence by sentence
    value = 0.0 if own * 3 < len(units) else (own - _FEW_RELATIONS) / _FULL_RELATIONS
    detail = f"{len(words)} sentences on relations, {foreign} with other states"
    return Feature("on_relations", max(0.0, min(1.0, value)), detail)


_NAMES = {part: frozenset({part, weak, "bridge"}) for part, weak in SIDES}


def names(unit: Unit, part: str) -> bool:
    return not _NAMES[part].isdisjoint(unit.parts)


def undisturbed(units: Sequence[Unit], count: int, both: float) -> Feature:
    first = _NAMES["first_side"]
    named = sum([not first.isdisjoint(u.parts) for u in units])
    value = 0.0
    if named > 1 and both:
        disturbed = sum([not _DISTURBING.isdisjoint(u.parts) for u in units]) / count
        value = max(0.0, 1 - 3 * disturbed) * both
    if value and not _share_a_paragraph(units):
        value *= _APART
    return Feature("undisturbed", value, f"first side in {named} sentences, nobody else's")


def act_apart(units: Sequence[Unit], both: float) -> Feature:
    for unit in units:
        nobody = SIDE_PARTS.isdisjoint(unit.parts) and _OTHERS.isdisjoint(unit.parts)
        if nobody and "relation_strong" in unit.parts:
            return Feature("act_apart", both, unit.parts["relation_strong"])
    return Feature("act_apart", 0.0, "")


def _share_a_paragraph(units: Sequence[Unit]) -> bool:
    """Whether a paragraph names both sides, or the title one of them: items of a list do not."""
    first, second = ({u.paragraph for u in units if names(u, part)} for part, _ in SIDES)
    return not first.isdisjoint(second) or any(u.is_title for u in units if _named(u))


def _named(unit: Unit) -> bool:
    return not SIDE_PARTS.isdisjoint(unit.parts)
