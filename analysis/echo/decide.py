"""Is one text an echo of the other: a pure decision with its reasons.

The measure is containment of rare shingles: the share of what only
few documents say in A that B says too. It is asked both ways. Phrases, house
footers and columns filled in daily are common, so they weigh nothing or little;
a cut copy is contained whole in the long one. Two checks can refuse what the
shingles would join: numbers in the same frame that differ, and names.
"""

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class _Overlap:
    """`shared`: rare shingles in both; `passages`: shingles in both that are as
    rare as any, times the sampling, hence an estimate for the whole texts. `heads`:
    whether anything of either beginning is shared, None for texts too short to say;
    `begins`: the share of the less shared beginning that is, 0..1."""

    shared: int
    passages: int
    similarity: float
    a: float
    b: float
    heads: bool | None = None
    begins: float = 0.0


@dataclass(frozen=True, slots=True)
class _Slots:
    equal: int
    differing: int

    @property
    def seen(self) -> int:
        return self.equal + self.differing

    @property
    def agreement(self) -> float:
        return self.equal / self.seen if self.seen else 1.0


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
    """
    if a.version != b.version:
        raise ValueError(f"fingerprints of versions {a.version} and {b.version}")
    if a.text_sha256 == b.text_sha256 and a.shingle_count:
        return Verdict("exact", "confirmed", 1.0, 1.0, 1.0, 1.0, ("same text once folded",))
    return _judge(_overlap(a, b, frequencies, limits), a, b, limits)


def _overlap(
    a: Fingerprint, b: Fingerprint, frequencies: Mapping[int, int], limits: CopyThresholds
) -> _Overlap:
    level = max(a.level, b.level)
    of_a, of_b = set(a.sampled(level)), set(b.sampled(level))
    common = of_a & of_b
    counts = [frequencies.get(value, 1) for value in common]
    shared = sum(1 for count in counts if count <= limits.rare_documents)
    if not shared:
        return _Overlap(0, 0, 0.0, 0.0, 0.0)
    rarest = sum(1 for count in counts if count <= limits.full_weight_documents)
    both = _total(common, frequencies, limits)
    return _Overlap(
        shared,
        rarest << level,
        len(common) / len(of_a | of_b),
        both / (both + _total(of_a - common, frequencies, limits)),
        both / (both + _total(of_b - common, frequencies, limits)),
        *_heads_meet(a, b, level, common, limits),
    )


def _heads_meet(
    a: Fingerprint, b: Fingerprint, level: int, common: set[int], limits: CopyThresholds
) -> tuple[bool | None, float]:
    """`heads` and `begins` of an overlap.

    Two texts that share only what follows, and neither beginning, share a footer
    that is too new to be known as common. Where such a footer is most of a short
    text it reaches into that text's first quarter, but never into the other's.
    """
    heads = [at_level(print_.head, level) for print_ in (a, b)]
    met = [sum(1 for value in head if value in common) for head in heads]
    begins = min(
        (count / len(head) for count, head in zip(met, heads, strict=True) if head), default=0.0
    )
    if any(met):
        return True, begins
    return (None if min(map(len, heads)) < limits.head_least else False), begins


def _total(hashes: set[int], frequencies: Mapping[int, int], limits: CopyThresholds) -> float:
    says, most = limits.weights, limits.rare_documents
    counts = [frequencies.get(value, 1) for value in hashes]
    return sum([says[count] for count in counts if count <= most])


def _compare_slots(
    a: Sequence[tuple[int, str | int]], b: Sequence[tuple[int, str | int]]
) -> _Slots:
    """Frames that both texts have, with an equal value and with others only."""
    common = dict(a).keys() & dict(b).keys()
    equal = {frame for frame, _ in set(a).intersection(b)}
    return _Slots(len(equal), len(common) - len(equal))


def _judge(overlap: _Overlap, a: Fingerprint, b: Fingerprint, limits: CopyThresholds) -> Verdict:
    if overlap.shared < limits.shared_least:
        return _verdict(overlap, None, None, ["too few rare phrases in common"])
    greater, lesser = max(overlap.a, overlap.b), min(overlap.a, overlap.b)
    reasons = [f"{greater:.0%} of one text and {lesser:.0%} of the other are shared"]
    numbers = _compare_slots(a.slots, b.slots)
    if numbers.seen:
        reasons.append(f"{numbers.equal} of {numbers.seen} numbers in the same place agree")
    several = numbers.differing >= limits.numbers_least
    if several and numbers.agreement < limits.numbers_agree:
        reasons.append("the same frame filled with other numbers")
        return _verdict(overlap, "template", None, reasons)
    headless = overlap.heads is False
    alike = greater >= (limits.headless if headless else limits.suggested)
    if not alike or lesser < limits.longer_least:
        if overlap.passages < limits.quotes_least:
            return _verdict(overlap, None, None, [*reasons, "a few phrases in common"])
        sure = overlap.passages >= 2 * limits.quotes_least
        reasons.append("passages in common, the rest is not")
        return _verdict(overlap, "quotes_from", "confirmed" if sure else "suggested", reasons)
    names = _compare_slots(a.names, b.names)
    if names.differing >= limits.names_least and names.agreement < limits.names_agree:
        reasons.append(f"{names.differing} of {names.seen} names in the same place differ")
        return _verdict(overlap, "template", None, reasons)
    shorter, longer = sorted((a.shingle_count, b.shingle_count))
    kind: Kind = "near" if shorter >= limits.excerpt_ratio * longer else "excerpt"
    if greater < limits.confirmed:
        return _verdict(overlap, kind, "suggested", [*reasons, "between a copy and a quotation"])
    if greater < limits.sure and overlap.begins < limits.begins_least:
        told = "one of the beginnings is not shared"
        return _verdict(overlap, kind, "suggested", [*reasons, told])
    if headless:
        return _verdict(overlap, kind, "suggested", [*reasons, "neither beginning is shared"])
    if several and numbers.agreement < limits.numbers_sure:
        return _verdict(overlap, kind, "suggested", [*reasons, "several numbers differ"])
    return _verdict(overlap, kind, "confirmed", reasons)


def _verdict(
    overlap: _Overlap, kind: Kind | None, status: Status | None, reasons: Sequence[str]
) -> Verdict:
    greater = max(overlap.a, overlap.b)
    return Verdict(kind, status, overlap.similarity, greater, overlap.a, overlap.b, tuple(reasons))
