"""What differs between two versions of a text, sentence by sentence.

Sentences are aligned by their letters alone, so that quotation marks, spaces and capitals make no
difference. Those left over are paired by the words they share; what stays alone was put in or taken
out. In a pair each kind of change is looked for where it stands: figures by their value,
designations by the codebook's codes, quotations by their words, and the other words last. Nothing
depends on a language but the folding of letters and the codebook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from analysis.normalize import fold
from analysis.revisions.sentences import Sentence, figures, quotations, sentences
from analysis.revisions.types import KINDS, Difference, Kind, Passage, Version
from analysis.words import words

#: share of words in common from which two sentences are one that was reworded
SAME: Final = 0.5
#: a word that differs by so little, from the same first letter, is a slip of the pen mended
SLIP: Final = 0.8
#: passages kept, and letters of each
MOST_PASSAGES: Final = 20
LONGEST: Final = 400
#: sentences left over on both sides, as a product, that are paired at most: beyond, a text was
#: replaced and pairing says nothing
MOST_PAIRS: Final = 40_000

_PASSAGE_KINDS: dict[Kind, int] = {kind: place for place, kind in enumerate(KINDS)}


def compare(before: Version, after: Version) -> Difference:
    """What ``after`` changed in ``before``. At least one kind always holds."""
    passages: list[Passage] = list(_headline(before, after))
    old = sentences(before.text, _in_text(before))
    new = sentences(after.text, _in_text(after))
    same, pairs, removed, added = _aligned(old, new)
    numbers = sum("number" in passage.kinds for passage in passages)
    changed = _overall_designations(before, after)
    reworded = 0
    for one, other in [*pairs, *same]:
        kinds = _changed(one, other)
        if not kinds:
            continue
        reworded += kinds != ("trivial",)
        numbers += "number" in kinds
        changed |= _unlike(one.designations, other.designations)
        passages.append(Passage(kinds, one.text, other.text))
    passages += [Passage(("removal",), one.text, "") for one in removed]
    passages += [Passage(("addition",), "", one.text) for one in added]
    quoted_before, quoted_after = quotations(before.text), quotations(after.text)
    gone, come = quoted_before - quoted_after, quoted_after - quoted_before
    quotes = max(gone.total(), come.total())
    changed |= _unlike(_codes(before, "title"), _codes(after, "title"))
    held: set[Kind] = {kind for passage in passages for kind in passage.kinds}
    if quotes:
        held.add("quote")
    if changed:
        held.add("designation")
    # what is trivial beside something that is not needs no name
    substantial = held - {"trivial"}
    found: tuple[Kind, ...] = _ordered(substantial) or ("trivial",)
    return Difference(
        kinds=found,
        silent=bool(substantial) and not _told(before, after),
        sentences_added=len(added),
        sentences_removed=len(removed),
        sentences_reworded=reworded,
        numbers_changed=numbers,
        quotes_changed=quotes,
        designations_changed=len(changed),
        passages=tuple(map(_cut, _weightiest(passages)))[:MOST_PASSAGES],
    )


def _told(before: Version, after: Version) -> bool:
    """Whether a time that the page states moved on."""
    if after.modified_at is None:
        return False
    return before.modified_at is None or after.modified_at > before.modified_at


def _headline(before: Version, after: Version) -> Iterator[Passage]:
    if before.title == after.title:
        return
    kinds: list[Kind] = []
    if words(fold(before.title)) != words(fold(after.title)):
        kinds.append("headline")
    if figures(before.title) != figures(after.title):
        kinds.append("number")
    if _codes(before, "title") != _codes(after, "title"):
        kinds.append("designation")
    yield Passage(_ordered(kinds) or ("trivial",), before.title, after.title)


def _aligned(
    old: Sequence[Sentence], new: Sequence[Sentence]
) -> tuple[
    list[tuple[Sentence, Sentence]],
    list[tuple[Sentence, Sentence]],
    list[Sentence],
    list[Sentence],
]:
    """(same letters, wherever they stand; paired; removed; added)."""
    matcher = SequenceMatcher(
        None, [one.key for one in old], [one.key for one in new], autojunk=False
    )
    same: list[tuple[Sentence, Sentence]] = []
    left: list[Sentence] = []
    right: list[Sentence] = []
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            same += zip(old[a1:a2], new[b1:b2], strict=True)
        else:
            left += old[a1:a2]
            right += new[b1:b2]
    for one in list(left):
        twin = next((other for other in right if other.key == one.key), None)
        if twin is not None:
            same.append((one, twin))
            left.remove(one)
            right.remove(twin)
    pairs = _paired(left, right)
    for one, other in pairs:
        left.remove(one)
        right.remove(other)
    return same, pairs, left, right


def _paired(left: list[Sentence], right: list[Sentence]) -> list[tuple[Sentence, Sentence]]:
    """Sentences that share at least half of their words, the likest first, each once."""
    if len(left) * len(right) > MOST_PAIRS:
        return []
    likely = sorted(
        (
            (likeness, -abs(i - j), i, j)
            for i, one in enumerate(left)
            for j, other in enumerate(right)
            if (likeness := _likeness(one, other)) >= SAME
        ),
        reverse=True,
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs = []
    for _, _, i, j in likely:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append((i, j))
    return [(left[i], right[j]) for i, j in sorted(pairs)]


def _likeness(one: Sentence, other: Sentence) -> float:
    """Dice's coefficient of the words, repeated ones counted."""
    common = (Counter(one.tokens) & Counter(other.tokens)).total()
    return 2 * common / (len(one.tokens) + len(other.tokens))


def _changed(one: Sentence, other: Sentence) -> tuple[Kind, ...]:
    """Kinds of change between two forms of a sentence; () when they are the same as printed."""
    if one.text == other.text:
        return ()
    kinds: list[Kind] = []
    if one.figures != other.figures:
        kinds.append("number")
    if one.designations != other.designations:
        kinds.append("designation")
    if quotations(one.text) != quotations(other.text):
        kinds.append("quote")
    if _reworded(one.others, other.others):
        kinds.append("wording")
    return _ordered(kinds) or ("trivial",)


def _reworded(one: Sequence[str], other: Sequence[str]) -> bool:
    if one == other:
        return False
    gone, come = Counter(one) - Counter(other), Counter(other) - Counter(one)
    if not gone and not come:
        return True  # the same words in another order
    if gone.total() != come.total():
        return True
    rest = list(come.elements())
    for word in gone.elements():
        twin = next((new for new in rest if _slip(word, new)), None)
        if twin is None:
            return True
        rest.remove(twin)
    return False


def _slip(word: str, other: str) -> bool:
    return (
        min(len(word), len(other)) >= 4
        and word[0] == other[0]
        and SequenceMatcher(None, word, other, autojunk=False).ratio() >= SLIP
    )


def _in_text(version: Version) -> list[tuple[int, int, str]]:
    return [(start, end, code) for field, start, end, code in version.designations
            if field == "text"]  # fmt: skip


def _codes(version: Version, field: str) -> Counter[str]:
    return Counter(code for place, _, _, code in version.designations if place == field)


def _overall_designations(before: Version, after: Version) -> set[str]:
    """Codes that the text took up or dropped: a legal footnote is a sentence of its own."""
    old, new = ({code for *_, code in version.designations} for version in (before, after))
    return old ^ new


def _unlike(one: Counter[str], other: Counter[str]) -> set[str]:
    return set(one - other) | set(other - one)


def _ordered(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    return tuple(sorted(kinds, key=_PASSAGE_KINDS.__getitem__))


def _weightiest(passages: Sequence[Passage]) -> list[Passage]:
    """Passages that are more than trivial first, otherwise in their order."""
    return sorted(passages, key=lambda passage: passage.kinds == ("trivial",))


def _cut(passage: Passage) -> Passage:
    return Passage(passage.kinds, passage.before[:LONGEST], passage.after[:LONGEST])
