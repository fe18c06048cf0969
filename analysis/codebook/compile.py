"""From a codebook to an automaton: every form of every name, folded, in one pass.

Compiling inflects all names (pymorphy3 is imported here only), folds the forms
like text will be folded, and builds one Aho–Corasick automaton over them and
over the cue words of ``cues.py``. The result is kept per process by the
codebook's hash; pickling it sends the patterns and builds the automaton anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import ahocorasick_rs

from analysis.codebook.cues import CUES, cue_words
from analysis.codebook.inflect import Form, NameKind, forms
from analysis.codebook.needs import Expansion, Need, Reach, need_of
from analysis.codebook.rules import CompiledTopic, compile_topics
from analysis.codebook.schema import OPERAND, Codebook, Combination, Condition, Entity, Name
from analysis.codebook.types import Coding, Document, MatchedDocument
from analysis.normalize import fold

# Which languages' concept words a document of a language may hold. Names of
# entities and designations are taken from every language, since they are
# quoted across languages; common words are not, since a word of one language is
# another word of the next. Russian is quoted all over Cyrillic-written pages
# and Dari and Pashto share pages.
_ALSO = {
    "uk": ("ru",), "tg": ("ru",), "kk": ("ru",), "uz": ("ru",), "fa": ("ps",), "ps": ("fa",),
}  # fmt: skip
_NON_LATIN = frozenset({"ru", "uk", "tg", "kk", "fa", "ps", "ur", "ar", "zh", "hi"})

_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ARABIC_WORD = re.compile("^[\u0620-\u06ff]{6,}$")


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
    conditional: bool = False
    special: bool = False  # not to be told apart by its item alone

    def __post_init__(self) -> None:
        conditional = self.when is not None or self.unless is not None
        object.__setattr__(self, "conditional", conditional)
        object.__setattr__(self, "special", conditional or self.swallow or self.negated)


@dataclass(frozen=True, slots=True)
class Hook:
    """A target as one pattern reaches it. ``mask``: capitals the original must show
    (see ``case_mask``); ``joiner``: the original must hold a zero-width non-joiner."""

    target: Target
    mask: str | None = None
    joiner: bool = False


@dataclass(frozen=True, slots=True)
class Claims:
    """What one pattern can mean in documents of one language: cue kinds and names.

    ``settled`` are the names' targets where the original's spelling cannot matter; ``asks``
    says whether any of them has a condition.
    """

    cues: tuple[str, ...]
    hooks: tuple[Hook, ...]
    settled: list[Target] | None
    asks: bool

    @classmethod
    def of(cls, hooks: Iterable[Hook]) -> Claims | None:
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
        return cls(cues, names, list(targets.values()) if plain else None, asks)


class Heard(dict[int, "Claims | None"]):
    """What each pattern means in documents of one language; fills itself as patterns are met."""

    def __init__(self, hooks: Sequence[tuple[Hook, ...]], accepted: frozenset[str] | None) -> None:
        super().__init__()
        self._hooks = hooks
        self._accepted = accepted

    def __missing__(self, index: int) -> Claims | None:
        accepted = self._accepted
        value = self[index] = Claims.of(
            h for h in self._hooks[index] if accepted is None or _concerns(h.target, accepted)
        )
        return value


_ALWAYS_CONSIDERED = frozenset({"entity", "designation", "literal"})


def _concerns(target: Target, accepted: frozenset[str]) -> bool:
    """Whether a name counts in a document whose language brings these languages along."""
    return target.item.kind in _ALWAYS_CONSIDERED or target.swallow or target.language in accepted


@dataclass(slots=True)
class Lexicon:
    """Folded patterns, what each stands for, and the automaton over them.

    ``padding[i]``: how many blanks that are no part of the name the pattern has: 0,
    1 (in front) or 2 (on both sides).
    """

    patterns: list[str]
    hooks: list[tuple[Hook, ...]]
    padding: list[int]
    automaton: Any = field(init=False, repr=False)
    _heard: dict[frozenset[str] | None, Heard] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.automaton = ahocorasick_rs.AhoCorasick(
            self.patterns,
            matchkind=ahocorasick_rs.MatchKind.Standard,
            store_patterns=False,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def heard(self, language: str) -> Heard:
        """What the patterns mean in documents of a language."""
        accepted = accepted_languages(language)
        known = self._heard.get(accepted)
        if known is None:
            known = self._heard[accepted] = Heard(self.hooks, accepted)
        return known

    def __reduce__(self) -> tuple[Any, ...]:
        return Lexicon, (self.patterns, self.hooks, self.padding)


@dataclass(frozen=True, slots=True)
class CompiledCodebook:
    """A codebook ready to code documents; safe to share between threads."""

    codebook: Codebook
    lexicon: Lexicon
    topics: tuple[CompiledTopic, ...]
    persons: frozenset[str] = frozenset()  # codes of entities of kind person

    def match(self, document: Document) -> MatchedDocument:
        """Names, flags, sentences and fired rules of a document; no relevance yet."""
        from analysis.codebook.match import match_document
        from analysis.codebook.rules import evaluate

        return evaluate(self.topics, match_document(self.lexicon, document))

    def code(self, document: Document) -> Coding:
        """Annotations with evidence and explained relevance. Pure."""
        from analysis.codebook.code import code_document

        return code_document(self, document)


_kept: dict[str, CompiledCodebook] = {}
_lock = Lock()


def compile_codebook(codebook: Codebook) -> CompiledCodebook:
    """Compiles, or returns what this process compiled of the same content before."""
    with _lock:
        compiled = _kept.get(codebook.sha256)
        if compiled is None:
            persons = frozenset(e.code for e in codebook.entities if e.kind == "person")
            compiled = CompiledCodebook(
                codebook, build_lexicon(codebook), compile_topics(codebook), persons
            )
            if len(_kept) >= 4:
                _kept.pop(next(iter(_kept)))
            _kept[codebook.sha256] = compiled
        return compiled


def build_lexicon(codebook: Codebook) -> Lexicon:
    """All patterns of a codebook and of the cues."""
    builder = _Builder(Expansion.of(codebook))
    for part, source in codebook.items():
        item = Item(
            part, source.code, frozenset(source.groups), bool(getattr(source, "footnote", False))
        )
        name_kind: NameKind = "word"
        if isinstance(source, Entity):
            name_kind = "person" if source.kind == "person" else "proper"
        language: str
        for language, names in source.names.items():
            for name in names:
                builder.add_name(item, name, language, name_kind)
        for text in source.not_:
            builder.add_swallower(item, text, codebook.codebook.languages)
    cues = {kind: Item("cue", kind) for kind in CUES}
    for kind, language, text in cue_words():
        builder.add_cue(cues[kind], text, language)
    return builder.build()


def pattern_of(text: str) -> str:
    """The string matching looks for: folded, without quotation marks, single blanks."""
    return " ".join(fold(text, quotes=False).split())


def case_mask(text: str) -> str:
    """U and l for every letter, so that spellings compare whatever folding did to them."""
    return "".join("U" if c.isupper() or c.istitle() else "l" for c in text if c.isalpha())


class _Builder:
    def __init__(self, expansion: Expansion) -> None:
        self._expansion = expansion
        self._hooks: dict[str, dict[Hook, None]] = {}
        self._literals: dict[tuple[str, str], Item] = {}

    def build(self) -> Lexicon:
        patterns = [p for p in self._hooks if p.strip()]
        return Lexicon(
            patterns,
            [tuple(self._hooks[p]) for p in patterns],
            [p.startswith(" ") + p.endswith(" ") for p in patterns],
        )

    def add_name(self, item: Item, name: Name, language: str, kind: NameKind) -> None:
        target = Target(
            item,
            name.text,
            language,
            exact=name.case == "exact",
            negated=name.negated,
            when=self._condition(name.when, language),
            unless=self._condition(name.unless, language),
        )
        made = forms(name.text, language, kind) if name.inflect else [Form(name.text)]
        self._add(target, made)

    def add_swallower(self, item: Item, text: str, languages: Iterable[str]) -> None:
        """A `not` string has no language of its own: Cyrillic is inflected as Russian."""
        cyrillic = re.search("[\u0400-\u04ff]", text) and "ru" in languages
        made = forms(text, "ru", "word") if cyrillic else [Form(text)]
        self._add(Target(item, text, "und", swallow=True), made)

    def add_cue(self, item: Item, text: str, language: str) -> None:
        pattern = pattern_of(text)
        # Short cues occur inside most words; with blanks around them they do not.
        # Those that come last in a sentence have its full stop behind them.
        if len(pattern) <= 3 and not _HAN.search(pattern):
            pattern = f" {pattern}" if item.code == "negation_after" else f" {pattern} "
        self._hooks.setdefault(pattern, {})[Hook(Target(item, text, language))] = None

    def _add(self, target: Target, made: Iterable[Form]) -> None:
        for form in made:
            pattern = pattern_of(form.text)
            mask = case_mask(form.text) if target.exact else None
            hook = Hook(target, mask, form.joiner)
            for variant in (pattern, *_evaded(pattern, target)):
                self._hooks.setdefault(variant, {})[hook] = None

    def _condition(self, condition: Condition | None, language: str) -> CompiledCondition | None:
        if condition is None:
            return None
        return CompiledCondition(
            condition,
            Reach.of(condition.within),
            self._near(condition.near, language),
            tuple(need_of([operand], self._expansion) for operand in condition.all),
            self._near(condition.none, language),
        )

    def _near(self, operands: list[str | Combination], language: str) -> Need | None:
        if not operands:
            return None
        known: list[str | Combination] = []
        literals: set[str] = set()
        for operand in operands:
            if isinstance(operand, str) and not OPERAND.match(operand):
                literals.add(self._literal(operand, language))
            else:
                known.append(operand)
        need = need_of(known, self._expansion)
        return Need(need.names | literals, need.references, need.groups)

    def _literal(self, text: str, language: str) -> str:
        item = self._literals.get((text, language))
        if item is None:
            item = self._literals[(text, language)] = Item("literal", f"{language}/{text}")
            self._add(Target(item, text, language), forms(text, language, "word"))
        return item.operand


def _evaded(pattern: str, target: Target) -> list[str]:
    """Spellings with a hyphen in the middle of an Arabic-script name (طال-بان), put there
    against filters; those near an edge are undone by folding."""
    if target.item.kind != "entity" or target.swallow or not _ARABIC_WORD.match(pattern):
        return []
    return [f"{pattern[:i]}-{pattern[i:]}" for i in range(3, len(pattern) - 2)]
