"""Every number that decides what is an echo, in one place, with its origin.

Measured with `python -m benchmarks.echo.run` on the development data of
docs/quality.md (2,908 labelled documents, six scripts, 2,358 positive pairs).
The numbers are round on purpose: the curve is flat around each of them (moving
a containment threshold by .05 moves pair F1 by less than .01), and other data
must not meet a value that was fitted to these.
"""

from dataclasses import dataclass, field

VERSION = 1
"""Goes up when a stored fingerprint can no longer be compared with a new one."""

STORY_METHOD = 2
"""Goes up when an event's features are made in another way: they are then made anew."""


@dataclass(frozen=True, slots=True)
class CopyThresholds:
    """When two texts are one text. Shares are of rare shingles, 0..1."""

    rare_documents: int = 20
    """A shingle found in more documents of the window than this is a common
    phrase or house boilerplate and is no evidence. Known from trials on that data."""

    full_weight_documents: int = 8
    """Up to this many documents a shingle weighs 1, from there to
    `rare_documents` it weighs `less_weight`: a footer that carries an outlet's
    name is rarer than other footers but still recurs. Steps, not a slope, so
    that an arrival changes old decisions seldom."""

    less_weight: float = 0.4

    shared_least: int = 3
    """Fewer shared rare shingles than this never make a link. One phrase of
    k + n - 1 words makes n of them before sampling, so three sampled ones stand
    for roughly one sentence of a short text and a paragraph of a long one."""

    suggested: float = 0.45
    """Containment of the shorter text from which a pair is one text, to be
    looked at by a person."""

    confirmed: float = 0.5
    """Containment from which the machine is sure enough to confirm where both beginnings
    are shared. Measured on the development data, random parts of it and the second set:
    .6 confirms 1 to 3 of 100 copies less and refuses none of the wrong ones."""

    sure: float = 0.8
    """Containment from which a link is confirmed although one of the beginnings is
    not shared (a lead was put before a copy). Below it that may be a footer which
    nobody knows as common yet: measured on random quarters of the development
    data, where 20 of 22 wrong confirmations were of that kind."""

    begins_least: float = 0.3
    """Share of the less shared beginning from which both count as shared."""

    longer_least: float = 0.05
    """Share of the longer text that must be covered. Below it the shorter one
    is a fragment so small that the link says nothing."""

    excerpt_ratio: float = 0.6
    """A text shorter than this share of the other is an excerpt of it."""

    head_least: int = 3
    """Shingles that a head needs before its having nothing in common counts."""

    headless: float = 0.8
    """Containment below which texts are no copies of which a beginning has nothing in
    common with the other; above it they are shown to a person if neither has: the rest may
    be a new footer. Measured on the development data and the second set (seeds 1 and 2): it
    drops 88 wrong links and 2 right ones."""

    led: float = 0.7
    """The same where the other beginning is shared: a lead was put before a copy."""

    led_least: float = 0.7
    """Share of that other beginning from which it counts as shared."""

    quotes_least: int = 20
    """Shingles of the whole texts (sampled ones times the sampling) from which a
    pair that is no copy is reported as quoting: a passage of some 24 words."""

    numbers_agree: float = 0.7
    """Share of numbers in the same frame that must be equal. Columns
    filled in daily agree on half at most, copies on nearly all."""

    numbers_sure: float = 0.85
    """The same share from which a link may be confirmed without a person."""

    numbers_least: int = 2
    """Differing numbers needed before the numbers refuse a pair; one may be a
    telephone number or a corrected figure."""

    names_agree: float = 0.5
    """Share of names in the same frame that must be equal."""

    names_least: int = 3
    """Differing names needed before they refuse a pair: transliterations vary."""

    weights: tuple[float, ...] = field(init=False, compare=False)
    """What a shingle says, 0..1, by the number of documents that hold it; the
    last entry (0) stands for every greater number."""

    def __post_init__(self) -> None:
        full, rare = self.full_weight_documents, self.rare_documents
        steps = (1.0,) * (full + 1) + (self.less_weight,) * (rare - full) + (0.0,)
        object.__setattr__(self, "weights", steps)


COPY = CopyThresholds()


@dataclass(frozen=True, slots=True)
class StoryThresholds:
    """Points of evidence that two documents tell one event.

    Set by hand in round numbers and measured on the labelled pairs of
    `tests/analysis/echo/story_pairs.yaml` (`python -m benchmarks.echo.stories`).
    """

    window_hours: float = 72.0
    confirmed: float = 2.6
    suggested: float = 2.0

    entities_alike: float = 1.6
    """For equal sets of entities, by weighted Jaccard."""

    entities_many: float = 0.8
    """For `entities_enough` or more weight of entities in common."""

    entities_enough: float = 3.0

    entity_rare: float = 1.2
    """Weight from which an entity names an event rather than a party to it."""

    number_exact: float = 0.7
    number_two: float = 0.35
    number_round: float = 0.15
    numbers_other: float = -0.7
    """Both texts give figures of two digits or more and none is the same."""

    numbers_many: int = 4
    """Figures of two digits or more that both texts need to be compared as tables."""

    numbers_agree: float = 0.34
    """Share of the shorter table's figures up to which the tables are different."""

    persons_enough: int = 4
    """Persons in common that name an event together. Checked on the sample newsroom:
    three reports of one day share four, reactions of neighbours two or three."""

    topics_same: float = 0.5
    topics_other: float = -0.4
    places_same: float = 0.3
    places_other: float = -0.8
    days_same: float = 0.3
    days_other: float = -0.8

    close_hours: float = 12.0
    close: float = 0.3
    far_hours: float = 36.0
    far: float = -0.4

    order_least: int = 6
    """Entities and figures both texts need before their order says anything."""

    order_translation: float = 0.75


STORY = StoryThresholds()
