"""What goes into coding a document and what comes out of it.

Offsets everywhere are in characters of the original field, half-open, and
``field_text[start:end] == matched_text`` always holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

Field = Literal["title", "text", "comments"]
ItemKind = Literal["entity", "concept", "designation"]
AnnotationKind = Literal["entity", "topic", "designation", "genre", "person", "quote"]
Verdict = Literal["relevant", "borderline", "not_relevant"]
Flag = Literal[
    "negated",
    "attributed",
    "historical",
    "hypothetical",
    "legal_footnote",
    "caption",
    "boilerplate",
    "reader_comment",
]

# A word as readers count it: a run of letters and digits (with inner
# apostrophes and marks); Chinese has no spaces, there two characters stand
# for one word, which is close to the mean word length of news Chinese.
WORD = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff]{1,2}"
    r"|[^\W\u3400-\u9fff\uf900-\ufaff]+"
    r"(?:['\u2019\u02bc\u02bb\u200c\u0300-\u036f\u064b-\u0655\u0670\u0900-\u0903\u093a-\u094f]+"
    r"[^\W\u3400-\u9fff\uf900-\ufaff]*)*"
)


@dataclass(frozen=True, slots=True)
class Document:
    """One stored revision as the coder sees it.

    ``boilerplate`` holds half-open character ranges of ``text`` that the page's
    template owns (menus, "read also", agency credits); matches inside them are
    flagged and feed no rule. ``language`` is a code of the fifteen or "und".
    """

    title: str
    text: str
    language: str
    source_country: str | None = None
    published_at: datetime | None = None
    comments: tuple[str, ...] = ()
    boilerplate: tuple[tuple[int, int], ...] = ()

    def field_text(self, field: Field, comment_index: int | None = None) -> str:
        """The original text of a field; for comments the one at ``comment_index``."""
        if field == "title":
            return self.title
        if field == "text":
            return self.text
        if comment_index is None:
            raise ValueError("comments are coded one by one: a comment_index is needed")
        return self.comments[comment_index]


@dataclass(frozen=True, slots=True)
class Annotation:
    """One code with its evidence. ``confidence`` orders, it is not a probability.

    ``attributed_to``: code of the person or body whose words it stands in, where the
    text says so plainly (``attribution.py``).
    """

    kind: AnnotationKind
    code: str
    field: Field
    start: int
    end: int
    matched_text: str
    rule: str
    confidence: float
    flags: tuple[str, ...] = ()
    comment_index: int | None = None
    attributed_to: str | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """One addend of a relevance score, in the words shown to a reviewer."""

    name: str
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Relevance:
    """Score 0..1, the verdict its thresholds give, and every contribution."""

    score: float
    verdict: Verdict
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Coding:
    """All annotations of a document, in reading order, and its relevance."""

    annotations: tuple[Annotation, ...]
    relevance: Relevance


class Span(NamedTuple):
    """A sentence or paragraph: offsets in its own field, and the paragraph it is in.

    ``index`` is its place in ``MatchedDocument.sentences`` (or ``.paragraphs``),
    which run through title, text and comments in that order; ``paragraph`` is
    the index of the paragraph that holds it (its own index for a paragraph).
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks a span
    paragraph: int
    field: Field
    comment_index: int | None
    start: int
    end: int


def word_starts(text: str, span: Span) -> list[int]:
    """Where the words of a sentence or paragraph of a text begin."""
    return [m.start() for m in WORD.finditer(text, span.start, span.end)]


class Match(NamedTuple):
    """One name found in the document.

    ``name`` is the codebook's spelling that matched and ``language`` the
    language it is listed under. ``conditional``: it counted only because its
    ``when`` held. ``ambiguous``: another code owns exactly the same span.
    ``sentence`` and ``paragraph`` index ``MatchedDocument.sentences`` and
    ``.paragraphs``. A tuple, since a document has hundreds.
    """

    kind: ItemKind
    code: str
    groups: frozenset[str]
    field: Field
    comment_index: int | None
    start: int
    end: int
    matched_text: str
    sentence: int
    paragraph: int
    flags: frozenset[str]
    name: str
    language: str
    conditional: bool
    ambiguous: bool

    @property
    def operand(self) -> str:
        """The operand that names it in a rule, e.g. ``entity:taliban``."""
        return f"{self.kind}:{self.code}"


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A topic or genre rule that held, and the matches that made it hold.

    ``evidence`` holds one tuple of matches per place (sentence, paragraph,
    window of words or whole text) where the rule held.
    """

    owner_kind: Literal["topic", "genre"]
    owner: str
    rule: str
    weight: float
    evidence: tuple[tuple[Match, ...], ...]


@dataclass
class MatchedDocument:
    """Everything matching and rules know about a document; relevance reads this.

    ``matches`` are in reading order (title, text, comments; by start) and hold
    entities, concepts and designations, including those flagged
    ``legal_footnote``, ``boilerplate`` or ``caption``, and those in comments:
    whoever counts must decide what to leave out (``live()`` leaves out what
    rules leave out). ``fired`` are the topic and genre rules that held;
    ``topics`` maps the codes of topics that reached their minimum to the sum of
    their weights, ``genres`` likewise. ``reporting`` holds sentence, start and end of
    every word of saying ("said", "according to").
    """

    document: Document
    matches: tuple[Match, ...]
    sentences: tuple[Span, ...]
    paragraphs: tuple[Span, ...]
    fired: tuple[FiredRule, ...] = ()
    topics: Mapping[str, float] = field(default_factory=dict)
    genres: Mapping[str, float] = field(default_factory=dict)
    reporting: tuple[tuple[int, int, int], ...] = ()

    @cached_property
    def word_count(self) -> int:
        """Words of the text (Chinese: pairs of characters); title and comments apart."""
        return sum(1 for _ in WORD.finditer(self.document.text))

    @cached_property
    def title_word_count(self) -> int:
        """Words of the title."""
        return sum(1 for _ in WORD.finditer(self.document.title))

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """What names each match in a rule."""
        return tuple([f"{m.kind}:{m.code}" for m in self.matches])

    @cached_property
    def by_sentence(self) -> dict[int, tuple[Match, ...]]:
        """Matches of each sentence that has any."""
        grouped: dict[int, list[Match]] = {}
        for match in self.matches:
            grouped.setdefault(match.sentence, []).append(match)
        return {index: tuple(group) for index, group in grouped.items()}

    @cached_property
    def by_paragraph(self) -> dict[int, tuple[Match, ...]]:
        """Matches of each paragraph that has any."""
        grouped: dict[int, list[Match]] = {}
        for match in self.matches:
            grouped.setdefault(match.paragraph, []).append(match)
        return {index: tuple(group) for index, group in grouped.items()}

    def live(self) -> Iterator[Match]:
        """Matches of title and text that rules may use: no footnote, no boilerplate."""
        for match in self.matches:
            if match.field != "comments" and not (match.flags & DEAD_FLAGS):
                yield match

    def of(self, *operands: str) -> tuple[Match, ...]:
        """Live matches that any of ``entity:…``, ``concept:…``, ``group:…`` names."""
        wanted = set(operands)
        groups = {o.partition(":")[2] for o in wanted if o.startswith("group:")}
        return tuple(
            m for m in self.live() if m.operand in wanted or not groups.isdisjoint(m.groups)
        )


# Matches that carry one of these feed no rule and count for nothing in relevance.
DEAD_FLAGS: frozenset[str] = frozenset({"legal_footnote", "boilerplate"})
