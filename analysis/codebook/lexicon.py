"""What matching looks for: names, the forms that stand for them, and the automaton over those.

``compile.py`` makes the parts of a lexicon out of a codebook; here they become one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import ahocorasick_rs

from analysis.codebook.glosses import Bearing
from analysis.codebook.needs import Need, Reach
from analysis.codebook.schema import Condition

# Which languages' concept words a document of a language may hold. Names of
# entities and designations are taken from every language, since they are
# quoted across languages; common words are not, since a word of one language is
# another word of the next. Russian is quoted all over Cyrillic-written pages
# and Dari and Pashto share pages.
_ALSO = {
    "uk": ("ru",), "tg": ("ru",), "kk": ("ru",), "uz": ("ru",), "fa": ("ps",), "ps": ("fa",),
}  # fmt: skip
_NON_LATIN = frozenset({"ru", "uk", "tg", "kk", "fa", "ps", "ur", "ar", "zh", "hi"})


def accepted_languages(language: str) -> frozenset[str] | None:
    """Languages whose common words count in a document of ``language``; None for all."""
    if language not in _NON_LATIN and language not in {"en", "de", "fr", "tr", "uz"}:
        return None
    english = ("en",) if language in _NON_LATIN else ()
    return frozenset({language, *_ALSO.get(language, ()), *english})


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """What a name stands for. ``kind`` "literal": a word of a condition; "cue": see cues.py."""

    kind: str
    code: str
    groups: frozenset[str] = frozenset()
    footnote: bool = False
    operand: str = ""
    alone: frozenset[str] = frozenset()  # a set of nothing but the operand

    def __post_init__(self) -> None:
        object.__setattr__(self, "operand", f"{self.kind}:{self.code}")
        object.__setattr__(self, "alone", frozenset({self.operand}))


@dataclass(frozen=True, slots=True, eq=False)
class CompiledCondition:
    """A ``when`` or ``unless`` ready to be asked; see ``schema.Condition``."""

    source: Condition
    within: Reach
    near: Need | None
    every: tuple[Need, ...]
    none: Need | None


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One name of one item. ``swallow``: a `not` string, which counts for nothing."""

    item: Item
    name: str
    language: str
    exact: bool = False
    swallow: bool = False
    negated: bool = False
    when: CompiledCondition | None = None
    unless: CompiledCondition | None = None
    gloss: bool = False
    bearing: Bearing | None = None
    conditional: bool = False
    special: bool = False  # not to be told apart by its item alone

    def __post_init__(self) -> None:
        asked = (self.when, self.unless, self.bearing)
        conditional = self.gloss or any(each is not None for each in asked)
        object.__setattr__(self, "conditional", conditional)
        object.__setattr__(self, "special", conditional or self.swallow or self.negated)


@dataclass(frozen=True, slots=True)
class Hook:
    """A target as one pattern reaches it. ``mask``: capitals the original must show
    (see ``case_mask``); ``joiner``: the original must hold a zero-width non-joiner."""

    target: Target
    mask: str | None = None
    joiner: bool = False


def case_mask(text: str) -> str:
    """U and l for every letter, so that spellings compare whatever folding did to them."""
    return "".join("U" if c.isupper() or c.istitle() else "l" for c in text if c.isalpha())


LINE_BREAK = "\n"
"""What stands before the first word of a field or paragraph while names are sought."""
_BEFORE = frozenset({" ", LINE_BREAK})


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """What one pattern can mean in documents of one language: cue kinds and names.

    ``settled`` are the names' targets where the original's spelling cannot matter; ``asks``
    says whether any of them has a condition. ``lead`` and ``trail`` count the blanks of the
    pattern that are no part of the name; ``opens`` and ``closes`` say whether it begins and
    ends with a letter of its own, so that no other letter may touch it there.
    """

    cues: tuple[str, ...]
    hooks: tuple[Hook, ...]
    settled: list[Target] | None
    asks: bool
    lead: int
    trail: int
    opens: bool
    closes: bool

    @classmethod
    def of(cls, pattern: str, hooks: Iterable[Hook]) -> Claims | None:
        """``None`` when nothing is meant."""
        every = tuple(hooks)
        cues = tuple(h.target.item.code for h in every if h.target.item.kind == "cue")
        names = tuple(h for h in every if h.target.item.kind != "cue")
        plain = all(h.mask is None and not h.joiner for h in names)
        targets: dict[Target | Item, Target] = {}
        for hook in names:
            # the same spelling in several languages is one claim
            target = hook.target
            targets.setdefault(target if target.special else target.item, target)
        if not every:
            return None
        asks = any(t.conditional for t in targets.values())
        settled = list(targets.values()) if plain else None
        # a blank in front asks for a word's beginning, one behind for its end
        lead = int(pattern[0] in _BEFORE)
        trail = int(pattern.endswith(" "))
        opens = not lead and WORDY[pattern[0]]
        return cls(cues, names, settled, asks, lead, trail, opens, not trail and WORDY[pattern[-1]])


class _WordCharacters(dict[str, bool]):
    """Whether a character continues a word; Han, kana and marks of Devanagari decided here."""

    def __missing__(self, char: str) -> bool:
        borderless = "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff"
        mark = "\u0900" <= char <= "\u0963"
        value = self[char] = not borderless and (char.isalnum() or mark or char == "_")
        return value


WORDY = _WordCharacters()


class Heard(dict[int, "Claims | None"]):
    """What each pattern means in documents of one language; fills itself as patterns are met."""

    def __init__(self, lexicon: Lexicon, accepted: frozenset[str] | None) -> None:
        super().__init__()
        self._lexicon = lexicon
        self._accepted = accepted

    def __missing__(self, index: int) -> Claims | None:
        accepted = self._accepted
        hooks = self._lexicon.hooks[index]
        value = self[index] = Claims.of(
            self._lexicon.patterns[index],
            (h for h in hooks if accepted is None or _concerns(h.target, accepted)),
        )
        return value


_ALWAYS_CONSIDERED = frozenset({"entity", "designation", "literal"})


def _concerns(target: Target, accepted: frozenset[str]) -> bool:
    """Whether a name counts in a document whose language brings these languages along."""
    return target.item.kind in _ALWAYS_CONSIDERED or target.swallow or target.language in accepted


class LexiconParts(NamedTuple):
    """What working out the forms of all names gives; plain values, to be kept.

    ``hooks`` holds for every pattern the places of its hooks in ``kinds``; a kind of hook is
    the number of one of the ``targets``, in the order in which a codebook lists them, its
    mask, and whether it needs a joiner (see ``Hook``).
    """

    targets: int

    patterns: list[str]
    hooks: list[list[int]]
    kinds: list[tuple[int, str | None, bool]]


@dataclass(slots=True)
class Lexicon:
    """Folded patterns, what each stands for, and the automaton over them."""

    patterns: list[str]
    hooks: list[tuple[Hook, ...]]
    automaton: Any = field(init=False, repr=False)
    _heard: dict[frozenset[str] | None, Heard] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.automaton = ahocorasick_rs.AhoCorasick(
            self.patterns,
            matchkind=ahocorasick_rs.MatchKind.Standard,
            store_patterns=False,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    @classmethod
    def of(cls, parts: LexiconParts, targets: Sequence[Target]) -> Lexicon:
        """The lexicon of a codebook whose targets these are."""
        hooks = [Hook(targets[number], mask, joiner) for number, mask, joiner in parts.kinds]
        alone = [(hook,) for hook in hooks]  # most patterns have one: a tuple for all of a kind
        return cls(
            list(parts.patterns),
            [
                alone[places[0]] if len(places) == 1 else tuple(hooks[p] for p in places)
                for places in parts.hooks
            ],
        )

    def heard(self, language: str) -> Heard:
        """What the patterns mean in documents of a language."""
        accepted = accepted_languages(language)
        known = self._heard.get(accepted)
        if known is None:
            known = self._heard[accepted] = Heard(self, accepted)
        return known

    def __reduce__(self) -> tuple[Any, ...]:
        return Lexicon, (self.patterns, self.hooks)
