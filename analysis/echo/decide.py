"""Is one text an echo of the other: a pure decision with its reasons.

The measure is containment of rare shingles: the share of what only
few documents say in A that B says too. It is asked both ways. Phrases, house
footers and columns filled in daily are common, so they weigh nothing or little;
a cut copy is contained whole in the long one. Two checks can refuse what the
shingles would join: numbers in the same frame that differ, and names.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.echo.fingerprint import Fingerprint, at_level
from analysis.echo.thresholds import COPY, CopyThresholds

Kind = Literal["exact", "near", "excerpt", "quotes_from", "template"]
Status = Literal["confirmed", "suggested"]
COPIES: frozenset[str] = frozenset({"exact", "near", "excerpt"})
"""The kinds that make two documents one text."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided and why.

    `kind` None: nothing worth saying; "template": alike and refused; `status`
    is None for both. `containment_a`: share of A's rare shingles, weighted, found
    in B, `containment_b` the other way, `containment` the greater; `similarity`:
    shared shingles of all (Jaccard), common phrases included; all 0..1. For an
    excerpt the text with the greater containment lies within the other.
    """

    kind: Kind | None
    status: Status | None
    similarity: float
    containment: float
    containment_a: float
    containment_b: float
    reasons: tuple[str, ...]

    @property
    def joins(self) -> bool:
        """Whether the two documents are copies of one text."""
        return self.kind in COPIES

    @property
    def final(self) -> bool:
        """Whether knowing more frequencies of either text's shingles could not
        change the kind and status: a confirmed copy, or one refused."""
        return self.kind == "template" or (self.joins and self.status == "confirmed")


EXAMPLES = 3
"""Numbers that differ and are told."""

Slot = tuple[int, str | int]
EXACT = Verdict("exact", "confirmed", 1.0, 1.0, 1.0, 1.0, ("same text once folded",))
NOTHING = Verdict(None, None, 0.0, 0.0, 0.0, 0.0, ("too few rare phrases in common",))


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two sketches share, counted at the coarser of their levels.

    Triples count shingles by what they say: in at most `full_weight_documents`, in at
    most `rare_documents`, in more. `heads_a`, `heads_b`: (shingles of the beginning,
    those of them that the other text has anywhere).
    """

    level: int
    shared: tuple[int, int, int]
    only_a: tuple[int, int, int]
    only_b: tuple[int, int, int]
    heads_a: tuple[int, int]
    heads_b: tuple[int, int]

    @property
    def rare(self) -> int:
        """Shared shingles that are evidence."""
        return self.shared[0] + self.shared[1]

    @property
    def passages(self) -> int:
        """An estimate for the whole texts of the shared shingles that say most."""
        return self.shared[0] << self.level

    @property
    def similarity(self) -> float:
        """Jaccard resemblance, common phrases included."""
        shared = sum(self.shared)
        return shared / (shared + sum(self.only_a) + sum(self.only_b)) if self.rare else 0.0

    @property
    def begins(self) -> float:
        """The share of the less shared beginning that is shared, 0..1."""
        sides = (self.heads_a, self.heads_b)
        return min((met / size for size, met in sides if size), default=0.0)

    def headless(self, limits: CopyThresholds) -> bool:
        """Whether nothing of either beginning is shared, where one is long enough to say.

        Two texts that share only what follows share a footer that is too new to be known
        as common.
        """
        sizes, met = zip(self.heads_a, self.heads_b, strict=True)
        return not any(met) and max(sizes) >= limits.head_least

    def least(self, limits: CopyThresholds) -> float:
        """The containment from which these texts are one text.

        Where a new footer is most of a short text it reaches into that text's first
        quarter, but never into the other's. A lead put before a copy leaves the whole
        beginning of the other text shared.
        """
        if self.headless(limits):
            return limits.headless
        for (size, met), (other, other_met) in (
            (self.heads_a, self.heads_b),
            (self.heads_b, self.heads_a),
        ):
            if not met and size >= limits.head_least:
                led = other_met >= limits.led_least * other
                return limits.led if led else limits.headless
        return limits.suggested

    def containments(self, limits: CopyThresholds) -> tuple[float, float]:
        """The weighted share of the rare shingles of each that the other has."""
        both = weight(self.shared, limits)
        if not both:
            return 0.0, 0.0
        return (
            both / (both + weight(self.only_a, limits)),
            both / (both + weight(self.only_b, limits)),
        )


@dataclass(frozen=True, slots=True)
class Agreement:
    """Frames that both texts have: with an equal value, and with others only; `examples`: what
    stands in the first of these, in either text."""

    equal: int
    differing: int
    examples: tuple[tuple[str, str], ...] = ()

    @property
    def seen(self) -> int:
        return self.equal + self.differing

    @property
    def share(self) -> float:
        return self.equal / self.seen if self.seen else 1.0


def weight(counts: tuple[int, int, int], limits: CopyThresholds = COPY) -> float:
    """What so many shingles say together."""
    return counts[0] + counts[1] * limits.less_weight


def decide(
    a: Fingerprint,
    b: Fingerprint,
    frequencies: Mapping[int, int],
    limits: CopyThresholds = COPY,
) -> Verdict:
    """Compare two fingerprints.

    `frequencies`: shingle hash -> number of documents of the window that hold
    it, at least for the shingles both have; it may stop counting just above
    `limits.rare_documents`. A shingle that is not in it counts as rare, so
    missing knowledge lowers containment: a link that is confirmed without the
    frequencies of the rest of `b` stays confirmed with them.
    Symmetric: decide(b, a) differs only in the order of the containments.
    Many pairs at once are decided by `analysis.echo.compare`, with the same outcome.
    """
    if a.version != b.version:
        raise ValueError(f"fingerprints of versions {a.version} and {b.version}")
    if same_text(a, b):
        return EXACT
    return judge(
        overlap(a, b, frequencies, limits),
        (a.shingle_count, b.shingle_count),
        agreement(a.slots, b.slots),
        lambda: agreement(a.names, b.names),
        limits,
    )


def same_text(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether the texts are equal once folded, and not empty."""
    return a.text_sha256 == b.text_sha256 and a.shingle_count > 0


def overlap(
    a: Fingerprint,
    b: Fingerprint,
    frequencies: Mapping[int, int],
    limits: CopyThresholds = COPY,
) -> Overlap:
    """Count what two fingerprints share."""
    level = max(a.level, b.level)
    of_a, of_b = set(a.sampled(level)), set(b.sampled(level))
    shared = of_a & of_b

    def by_weight(hashes: set[int]) -> tuple[int, int, int]:
        counts = [frequencies.get(value, 1) for value in hashes]
        full = sum(count <= limits.full_weight_documents for count in counts)
        rare = sum(count <= limits.rare_documents for count in counts)
        return full, rare - full, len(counts) - rare

    def heads(print_: Fingerprint) -> tuple[int, int]:
        head = at_level(print_.head, level)
        return len(head), sum(value in shared for value in head)

    return Overlap(
        level,
        by_weight(shared),
        by_weight(of_a - shared),
        by_weight(of_b - shared),
        heads(a),
        heads(b),
    )


def agreement(a: Sequence[Slot], b: Sequence[Slot]) -> Agreement:
    """Compare what stands in the frames of two texts."""
    return Slots(a).agreement(Slots(b))


class Slots:
    """The slots of one text, read once for comparing them with those of several others."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.values = dict(slots)
        self.filled = frozenset(slots)

    def agreement(self, other: "Slots") -> Agreement:
        """Frames that both have; a frame that is filled twice agrees if one value does."""
        common = self.values.keys() & other.values.keys()
        if not common:
            return Agreement(0, 0)
        equal = {frame for frame, _ in self.filled & other.filled}
        others = sorted(common - equal)
        examples = ((str(self.values[at]), str(other.values[at])) for at in others[:EXAMPLES])
        return Agreement(len(equal), len(others), tuple(examples))


def judge(
    overlap: Overlap,
    lengths: tuple[int, int],
    numbers: Agreement,
    names: Callable[[], Agreement],
    limits: CopyThresholds = COPY,
) -> Verdict:
    """The decision on two texts that are not equal.

    `lengths`: shingles of each before sampling. `names` is asked only where it matters.
    """
    if overlap.rare < limits.shared_least:
        return NOTHING
    shares = overlap.containments(limits)
    greater, lesser = max(shares), min(shares)
    reasons = [f"{greater:.0%} of one text and {lesser:.0%} of the other are shared"]
    if numbers.seen:
        told = ", ".join(f"{one} and {other}" for one, other in numbers.examples)
        told = f" ({told} differ)" if told else ""
        reasons.append(f"{numbers.equal} of {numbers.seen} numbers in the same place agree{told}")
    several = numbers.differing >= limits.numbers_least
    if several and numbers.share < limits.numbers_agree:
        reasons.append("the same frame filled with other numbers")
        return _verdict(overlap, shares, "template", None, reasons)
    if greater < overlap.least(limits) or lesser < limits.longer_least:
        if overlap.passages < limits.quotes_least:
            return _verdict(overlap, shares, None, None, [*reasons, "a few phrases in common"])
        sure = overlap.passages >= 2 * limits.quotes_least
        reasons.append("passages in common, the rest is not")
        if greater >= limits.suggested and lesser >= limits.longer_least:
            # as much as of a copy, but not the beginning: it may be a footer
            sure = False
            reasons.append("most of a text is shared, but not its beginning")
        return _verdict(
            overlap, shares, "quotes_from", "confirmed" if sure else "suggested", reasons
        )
    named = names()
    if named.differing >= limits.names_least and named.share < limits.names_agree:
        reasons.append(f"{named.differing} of {named.seen} names in the same place differ")
        return _verdict(overlap, shares, "template", None, reasons)
    kind: Kind = "near" if min(lengths) >= limits.excerpt_ratio * max(lengths) else "excerpt"
    if greater < limits.confirmed:
        reasons.append("between a copy and a quotation")
    elif greater < limits.sure and overlap.begins < limits.begins_least:
        reasons.append("one of the beginnings is not shared")
    elif overlap.headless(limits):
        reasons.append("neither beginning is shared")
    elif several and numbers.share < limits.numbers_sure:
        reasons.append("several numbers differ")
    else:
        return _verdict(overlap, shares, kind, "confirmed", reasons)
    return _verdict(overlap, shares, kind, "suggested", reasons)


def _verdict(
    overlap: Overlap,
    shares: tuple[float, float],
    kind: Kind | None,
    status: Status | None,
    reasons: Sequence[str],
) -> Verdict:
    return Verdict(kind, status, overlap.similarity, max(shares), *shares, tuple(reasons))
