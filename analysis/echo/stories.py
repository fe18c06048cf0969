"""Is it the same event, told in other words or another language.

No translation and no downloaded model: an event is recognised by what stays the
same in every language, the codebook's entity codes, figures, dates and places,
within a window of time. Each piece of evidence adds or takes points; a pair
needs several kinds of it, because two reports of one day share their persons
and capitals anyway. Precision first: what falls between is suggested to a
person. (The idea of comparing reports by slots is that of event co-reference;
see Vossen et al., NewsReader, Knowledge-Based Systems 2016.)

A translation follows its source from line to line, so the order in which
entities and figures appear is nearly the same; another report of the event
has its own order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from analysis.echo.quantities import named_days, quantities
from analysis.echo.thresholds import STORY, StoryThresholds

KIND_WEIGHTS: Mapping[str, float] = {
    "person": 1.0,
    "event": 1.5,
    "project": 1.5,
    "agreement": 1.5,
    "forum": 1.2,
    "organisation": 0.6,
    "movement": 0.6,
    "place": 0.6,
    "agency": 0.0,
    "state": 0.2,
}
"""What an entity says where its frequency is not known: a capital is in every
text of a topic, a named project in few. Agencies are sources, not content."""


AHEAD = timedelta(hours=14)
"""How far a newsroom's calendar may be ahead of UTC."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity at a place (character offset) of title and text read as one."""

    code: str
    kind: str
    start: int


@dataclass(frozen=True, slots=True)
class StoryFeatures:
    """What of a document is independent of its language.

    `entities`: code -> weight (0: says nothing); `places` and `persons`: the codes
    that are such; `numbers`: values from `quantities`; `dates`: days that the text
    names; `topics`: topic codes; `order`: entity codes and numbers as they first
    appear. `published_at` is aware.
    """

    document: int
    language: str
    published_at: datetime
    entities: Mapping[str, float] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    dates: frozenset[date] = frozenset()
    topics: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    persons: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StoryVerdict:
    """`kind` None: not one event as far as can be told. `score` in points, against
    `thresholds.STORY`; `order`: share of the order that agrees, 0..1; 0 where `kind` is None."""

    kind: Literal["same_story", "translation"] | None
    status: Literal["confirmed", "suggested"] | None
    score: float
    order: float
    reasons: tuple[str, ...]


def story_features(
    document: int,
    text: str,
    language: str,
    published_at: datetime,
    mentions: Iterable[Mention],
    *,
    topics: Iterable[str] = (),
    weights: Mapping[str, float] | None = None,
) -> StoryFeatures:
    """Gather the features of title and text read as one.

    `weights`: how much each entity says where the caller knows how many documents
    of the window hold it (`rarity`); others are weighed by their kind. Raises
    ValueError when `published_at` has no zone.
    """
    if published_at.tzinfo is None:
        raise ValueError("published_at needs a zone")
    known = weights or {}
    told = sorted(mentions, key=lambda mention: mention.start)
    figures = quantities(text)
    parts = [(mention.start, mention.code) for mention in told]
    parts += [(figure.start, figure.value) for figure in figures]
    return StoryFeatures(
        document=document,
        language=language,
        published_at=published_at,
        entities={
            mention.code: known.get(mention.code, KIND_WEIGHTS.get(mention.kind, 0.5))
            for mention in told
        },
        places=frozenset(mention.code for mention in told if mention.kind == "place"),
        persons=frozenset(mention.code for mention in told if mention.kind == "person"),
        numbers=frozenset(figure.value for figure in figures),
        dates=named_days(text, published_at),
        topics=frozenset(topics),
        order=tuple(dict.fromkeys(part for _, part in sorted(parts))),
    )


def rarity(documents: int, total: int) -> float:
    """What an entity says that `documents` of the window's `total` hold: 0 for one
    that all hold, 1 for one in ten, 1.5 at most."""
    share = max(1, documents) / max(1, total)
    weight = 0.0
    while share < 1 and weight < 1.5:
        share *= 10**0.25
        weight += 0.25
    return min(1.5, weight)


def weighed(features: StoryFeatures, known: Mapping[str, float]) -> StoryFeatures:
    """The features with each entity at what it says among the documents around it.

    `known`: `rarity` by code, where it was counted. It only takes weight away: an
    entity that happens to be rare does not name an event for that.
    """
    return replace(
        features,
        entities={
            code: min(weight, known.get(code, weight)) for code, weight in features.entities.items()
        },
    )


def same_event(a: StoryFeatures, b: StoryFeatures, limits: StoryThresholds = STORY) -> StoryVerdict:
    """Compare two documents that are no copies of each other. Symmetric."""
    apart = abs(a.published_at - b.published_at)
    if apart > timedelta(hours=limits.window_hours):
        return StoryVerdict(None, None, 0.0, 0.0, ("too far apart in time",))
    evidence = [
        _entities(a, b, limits),
        _numbers(a, b, limits),
        _sets("topics", a.topics, b.topics, limits.topics_same, limits.topics_other),
        _sets("places", a.places, b.places, limits.places_same, limits.places_other),
        _days(a, b, limits),
        _time(apart, limits),
    ]
    score = round(sum(points for points, _ in evidence), 3)
    reasons = tuple(f"{why} ({points:+.2f})" for points, why in evidence if points)
    if score < limits.suggested:
        return StoryVerdict(None, None, score, 0.0, reasons)
    order = order_agreement(a.order, b.order)
    sure = score >= limits.confirmed and _corroborated(a, b, limits)
    status: Literal["confirmed", "suggested"] = "confirmed" if sure else "suggested"
    translated = (
        a.language != b.language
        and min(len(a.order), len(b.order)) >= limits.order_least
        and order >= limits.order_translation
    )
    if translated:
        told = (*reasons, f"{order:.0%} of entities and figures come in the same order")
        return StoryVerdict("translation", status, score, order, told)
    return StoryVerdict("same_story", status, score, order, reasons)


Evidence = tuple[float, str]


def _corroborated(a: StoryFeatures, b: StoryFeatures, limits: StoryThresholds) -> bool:
    """Whether something names the event itself: a figure, its day, a rare entity, a
    company of persons.

    Two or three persons, places and topics are those of two meetings of one week too.
    """
    return (
        (
            _numbers(a, b, limits)[0] > 0
            and any(_says(number, limits) >= limits.number_two for number in a.numbers & b.numbers)
        )
        or len(a.persons & b.persons) >= limits.persons_enough
        or _days(a, b, limits)[0] > 0
        or any(
            min(a.entities[code], b.entities[code]) >= limits.entity_rare
            for code in a.entities.keys() & b.entities.keys()
        )
    )


def _entities(a: StoryFeatures, b: StoryFeatures, limits: StoryThresholds) -> Evidence:
    shared = sorted(a.entities.keys() & b.entities.keys())
    both = sum(min(a.entities[code], b.entities[code]) for code in shared)
    either = sum(
        max(a.entities.get(code, 0.0), b.entities.get(code, 0.0))
        for code in a.entities.keys() | b.entities.keys()
    )
    if not either:
        return 0.0, "no entities"
    points = limits.entities_alike * both / either
    points += limits.entities_many * min(1.0, both / limits.entities_enough)
    return points, f"{len(shared)} entities in common"


def _numbers(a: StoryFeatures, b: StoryFeatures, limits: StoryThresholds) -> Evidence:
    shared = a.numbers & b.numbers
    telling = [
        {number for number in side.numbers if _says(number, limits) >= limits.number_two}
        for side in (a, b)
    ]
    fewest = min(len(side) for side in telling)
    agree = len(telling[0] & telling[1])
    if fewest >= limits.numbers_many and agree <= limits.numbers_agree * fewest:
        # a bulletin has the same entities every day, and of its many figures some recur
        return limits.numbers_other, f"{agree} of {fewest} figures in common"
    if shared:
        says = sum(sorted((_says(number, limits) for number in shared), reverse=True)[:3])
        return says, "figures in common: " + ", ".join(sorted(shared)[:3])
    if all(telling):
        return limits.numbers_other, "all figures differ"
    return 0.0, "no figures to compare"


def _says(number: str, limits: StoryThresholds) -> float:
    """A figure with three digits that are not round is nearly a name."""
    digits = number.rstrip("%").replace(".", "").strip("0")
    if len(digits) >= 3:
        return limits.number_exact
    return limits.number_two if len(digits) == 2 else limits.number_round


def _sets(
    name: str, one: frozenset[str], two: frozenset[str], same: float, other: float
) -> Evidence:
    if not one or not two:
        return 0.0, f"no {name} to compare"
    share = len(one & two) / len(one | two)
    return (same * share, f"{name} in common") if share else (other, f"other {name}")


def _days(a: StoryFeatures, b: StoryFeatures, limits: StoryThresholds) -> Evidence:
    """Named days near publication are the event's; far ones are its background."""
    near = [
        {day for day in side.dates if abs(day - side.published_at.date()) <= timedelta(days=3)}
        for side in (a, b)
    ]
    for days, other in ((near[0], b), (near[1], a)):
        if days and min(days) > (other.published_at + AHEAD).date():
            return limits.days_other, "one was out before the day that the other names"
    if not all(near):
        return 0.0, "no days to compare"
    if near[0] & near[1]:
        return limits.days_same, "the same day is named"
    return limits.days_other, "other days are named"


def _time(apart: timedelta, limits: StoryThresholds) -> Evidence:
    hours = apart / timedelta(hours=1)
    if hours <= limits.close_hours:
        return limits.close, f"{hours:.0f} hours apart"
    if hours <= limits.far_hours:
        return 0.0, f"{hours:.0f} hours apart"
    return limits.far, f"{hours:.0f} hours apart"


def order_agreement(one: Sequence[str], two: Sequence[str]) -> float:
    """Longest common subsequence over the longer sequence, 0..1."""
    if not one or not two:
        return 0.0
    before = [0] * (len(two) + 1)
    for item in one:
        row = [0]
        for at, other in enumerate(two):
            row.append(before[at] + 1 if item == other else max(row[at], before[at + 1]))
        before = row
    return before[-1] / max(len(one), len(two))


def candidate_keys(features: StoryFeatures, limits: StoryThresholds = STORY) -> tuple[str, ...]:
    """What to look up so as to meet every document that could be the same event.

    Pairs of the most telling entities, and figures that are nearly names; two
    documents without one of these in common do not reach the threshold. At most
    15 + 12 keys, ascending.
    """
    telling = sorted(
        (code for code, weight in features.entities.items() if weight >= 0.5),
        key=lambda code: (-features.entities[code], code),
    )[:6]
    pairs = {
        f"{min(one, two)}+{max(one, two)}"
        for at, one in enumerate(telling)
        for two in telling[at + 1 :]
    }
    figures = sorted(n for n in features.numbers if _says(n, limits) >= limits.number_exact)[:12]
    return tuple(sorted(pairs | {f"#{number}" for number in figures}))
