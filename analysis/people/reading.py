"""A document cut into words and sentences, with the words that matter marked.

Sentences are those of ``analysis.codebook.sentences``, except that a border inside
quotation marks is none: «A. B», said X is one sentence here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

from analysis.codebook.layout import lay_out
from analysis.codebook.types import Document, Span
from analysis.people.tables import Phrases, Table, names, table_for
from analysis.people.words import ALONE, GIVEN, JOINED, OF_GOD, ON_END, WORD, Word, known_words

_QUOTED = re.compile(
    "«((?:[^«»\n]|«[^«»\n]{1,120}»){2,1500})»|“((?:[^“”\n]|“[^“”\n]{1,120}”){2,1500})”"
    '|„([^„“”\n]{2,1500})[“”]|"([^"\n]{2,1500})"'
    # a single mark is an apostrophe inside a word, and single straight ones enclose what ends
    # like speech
    r"|‘(?<![^\W_]‘)([^‘\n]{2,600}?)’(?![^\W_])|'(?<!\w')(?=[A-Z])([^'\n]{8,600}?[,.!?])'(?!\w)"
)
# What a quotation begins with; looked for first, since most paragraphs hold none.
_MARK = re.compile("[«“„\"‘']")
# A line of dialogue: — Words, — said X.
_DASHES = "—–-"
_DIALOGUE = re.compile(r"[—–-]\s+([^\n«»]{8,1500}?)[,?!…]+\s*[—–]\s")
# Speakers stand in sentences of prose; beyond this it is a table or a list.
_LONGEST_SENTENCE = 1500
_FEWEST_SPOKEN = 3
_LONGEST_PHRASE = 4
# The sentence goes on behind the closing mark.
_CONTINUED = re.compile(r".\s+\w")
_SAID = re.compile(r"[»”“\"],\s*[—–]\s")
_VERBS = frozenset({"say", "strict", "object"})
_NOT_INSIDE = _VERBS | {"participle", "pronouns", "about", "that"}


class Token(NamedTuple):
    """A word: offsets in its field, folded form, whether it begins with a capital.

    ``cut`` characters at its end are a suffix (Karimov's, Karimovning) that is no
    part of the folded form.
    """

    start: int
    end: int
    key: str
    capital: bool
    cut: int


class Sentence:
    """One sentence: offsets, words, marks (kind → first word → number of words).

    ``quotes`` are spans of speech inside quotation marks, ``inside`` the words in them,
    ``terms`` the other spans in quotation marks,
    ``verbs`` the speech verbs (first word → number of words, kind). ``words`` are folded,
    ``hits`` those that phrases may begin with. Most sentences are only asked whether they
    hold any, so the rest is worked out when it is asked for.
    """

    def __init__(
        self, span: Span, text: str, known: list[Word], quotes: list[tuple[int, int]]
    ) -> None:
        self.name = span.field
        self.comment_index = span.comment_index
        self.paragraph = span.paragraph
        self.start = span.start
        self.end = span.end
        self.text = text
        self.quotes = quotes
        self.terms: list[tuple[int, int]] = []
        if quotes:
            self.quotes = [q for q in quotes if _spoken(text, *q)]
            self.terms = [q for q in quotes if q not in self.quotes]
        self.hits = [(i, word.phrases) for i, word in enumerate(known) if word.phrases]
        self._known = known
        self._words: list[str] | None = None

    @cached_property
    def tokens(self) -> list[Token]:
        """The words, in order."""
        # what Token(…) would do, without its checks
        return [
            tuple.__new__(Token, match.span() + read)
            for match, (read, _, _) in zip(
                WORD.finditer(self.text, self.start, self.end), self._known, strict=True
            )
        ]

    @property
    def words(self) -> list[str]:
        """The words folded, in order."""
        # most are asked for once, and the lock of a cached property takes as long as the words
        if self._words is None:
            self._words = [read[0] for read, _, _ in self._known]
        return self._words

    @cached_property
    def inside(self) -> frozenset[int]:
        """The words inside quotation marks."""
        held = self.quotes
        if not held:
            return frozenset()
        return frozenset(
            i for i, t in enumerate(self.tokens) if any(s <= t.start < e for s, e in held)
        )

    @cached_property
    def phrases(self) -> Marks:
        """The phrases of the table in this sentence."""
        return _marked(self.words, self.hits)

    @property
    def marks(self) -> dict[str, dict[int, int]]:
        """Kind of phrase → first word → number of words."""
        return self.phrases.starts

    @property
    def verbs(self) -> dict[int, tuple[int, str]]:
        """Speech verbs: first word → number of words, kind."""
        return self.phrases.verbs

    def may_name(self, table: Table) -> bool:
        """Whether words stand here that may be somebody's name.

        With capitals: two words on end that may be of one, one right behind a role, or a given
        name. Without: a given name, or a form of address.
        """
        if not table.cased:
            words, addressing = self.words, table.words["misters"]
            given = any(phrases.given for _, phrases in self.hits)
            return given or OF_GOD in words or not addressing.isdisjoint(words)
        ranks = bytes([word.rank for word in self._known])
        if ON_END in ranks:
            return True
        for i, phrases in self.hits:
            if phrases.given:
                return self._capitals_near()
            for size in phrases.introducing:
                if i + size < len(ranks) and ranks[i + size] >= ALONE:
                    return True
        return JOINED in ranks and self._capitals_near()

    def _capitals_near(self) -> bool:
        """Whether there are two words with capitals on end, one shortly behind what vouches for
        it, or a given name."""
        capitals = bytes([read[1] for read, _, _ in self._known])
        if b"\1\1" in capitals:
            return True
        return any(
            phrases is GIVEN or 1 in capitals[i + 1 : i + 1 + _LONGEST_PHRASE]
            for i, phrases in self.hits
        )

    def vouches(self) -> bool:
        """Whether it holds a phrase that may vouch for a name."""
        for i, phrases in self.hits:
            if phrases is GIVEN:
                if self._full_name(i):
                    return True
                continue
            vouching = phrases.vouching
            if not vouching:
                continue
            if () in vouching:
                return True
            behind = [word.read[0] for word in self._known[i + 1 : i + 1 + phrases.longest]]
            for size in range(1, len(behind) + 1):
                if tuple(behind[:size]) in vouching:
                    return True
        return False

    def _full_name(self, i: int) -> bool:
        """Whether a given name at word ``i`` goes on with a family name."""
        if i + 1 == len(self._known):
            return False
        key, capital, _ = self._known[i + 1][0]
        return capital or (not self._known[i][0][1] and names().is_family(key))

    def gap(self, i: int) -> str:
        """What stands before word ``i``, from the word before or the sentence's start."""
        start = self.tokens[i - 1].end if i else self.start
        end = self.tokens[i].start if i < len(self.tokens) else self.end
        return self.text[start:end]

    def at(self, kind: str, i: int) -> int:
        """How many words of a phrase of this kind begin at word ``i``; 0 for none."""
        starts = self.phrases.starts
        return starts[kind].get(i, 0) if kind in starts else 0

    def ending(self, kind: str, i: int) -> int | None:
        """The first word of a phrase of this kind whose last word is ``i``."""
        ends = self.phrases.ends
        return ends[kind].get(i) if kind in ends else None

    def clear(self, first: int, last: int) -> bool:
        """Whether no mark of punctuation stands before any of these words."""
        last = min(last, len(self.tokens) - 1)
        return not any(self.gap(i).strip() for i in range(first, last + 1))

    def verb(self, i: int) -> int:
        """Words of a speech verb of any kind at word ``i``; 0 for none."""
        verbs = self.phrases.verbs
        return verbs[i][0] if i in verbs else 0


@dataclass(slots=True)
class Marks:
    """Phrases by kind: first word → number of words, last word → first, and speech verbs."""

    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    ends: dict[str, dict[int, int]] = field(default_factory=dict)
    verbs: dict[int, tuple[int, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """A document read with the table of its language."""

    document: Document
    table: Table
    sentences: list[Sentence]


def read(document: Document, spans: Sequence[Span] | None = None) -> Reading | None:
    """Reads title, text and comments; ``None`` when the language has no table.

    ``spans`` are the document's sentences, where somebody has cut it already.
    """
    table = table_for(document.language, document.text or document.title)
    if table is None:
        return None
    sentences: list[Sentence] = []
    if spans is None:
        spans = lay_out(document).sentences
    for _, group in groupby(spans, key=attrgetter("paragraph")):
        members = list(group)
        name, index = members[0].field, members[0].comment_index
        text = document.field_text(name, index)
        quotes = [] if name == "title" else _quotes(text, members[0].start, members[-1].end)
        sentences += _sentences(table, text, _joined(text, members, quotes), quotes)
    return Reading(document, table, sentences)


def _quotes(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    if _MARK.search(text, start, end):
        found = [m.span(m.lastindex or 0) for m in _QUOTED.finditer(text, start, end)]
    dialogue = text[start] in _DASHES and _DIALOGUE.match(text, start, end)
    if dialogue and not any(s < dialogue.end(1) for s, _ in found):
        found.insert(0, dialogue.span(1))
    return found


def _spoken(text: str, start: int, end: int) -> bool:
    """Whether words in quotation marks are speech, not a name or a word held at arm's
    length: three words, or a comma or an exclamation inside the marks, or a colon before
    them, or dialogue."""
    if text[end - 1] in ",!?…" or text[start - 1].isspace():
        return True
    if text[end - 1] == "." and text[start].isupper():
        return True  # “We wait.”
    if _SAID.match(text, end):
        return True  # «Не сейчас», — написал он
    introduced = text[max(0, start - 3) : start - 1].rstrip().endswith(":")
    if introduced and not _CONTINUED.match(text, end):
        return True
    return len(WORD.findall(text, start, end)) >= _FEWEST_SPOKEN


def _joined(text: str, spans: list[Span], quotes: list[tuple[int, int]]) -> list[Span]:
    """Sentences with those joined that a border inside a quotation had cut, or that
    follow a question or exclamation closing a quotation ("Why?" she asked)."""
    if not quotes:
        return spans
    starts = [s for s, _ in quotes]
    joined: list[Span] = []
    for span in spans:
        if joined and _bridged(text, joined[-1].end, quotes, starts):
            joined[-1] = joined[-1]._replace(end=span.end)
        else:
            joined.append(span)
    return joined


def _bridged(text: str, border: int, quotes: list[tuple[int, int]], starts: list[int]) -> bool:
    """Whether the last quotation begun before a border reaches over it or asks up to it."""
    at = bisect_left(starts, border) - 1
    if at < 0:
        return False
    end = quotes[at][1]
    return border < end or (border <= end + 1 and text[end - 1] in "?!…")


def _sentences(
    table: Table,
    text: str,
    spans: list[Span],
    quotes: Sequence[tuple[int, int]] = (),
) -> Iterator[Sentence]:
    starts = [s for s, _ in quotes]
    known = known_words(table)
    for span in spans:
        start, end = span.start, span.end
        if end - start > _LONGEST_SENTENCE * 2:
            continue
        held = []
        if quotes:
            begun = bisect_left(starts, start)
            while begun < len(quotes) and quotes[begun][1] <= end:
                held += [quotes[begun]]
                begun += 1
        words = list(chain.from_iterable(map(known.__getitem__, text[start:end].split())))
        yield Sentence(span, text, words, held)


def _marked(words: list[str], hits: list[tuple[int, Phrases]]) -> Marks:
    """The phrases whose first words stand at these places."""
    marks = Marks()
    count = len(words)
    covered = -1  # the last word of an attribution phrase: no verb begins inside it
    for i, phrases in hits:
        for rest, kind in phrases.entries:
            size = len(rest) + 1
            if rest and (i + size > count or tuple(words[i + 1 : i + size]) != rest):
                continue
            if i <= covered and kind in _NOT_INSIDE:
                continue
            if kind in {"according", "own_words"}:
                covered = max(covered, i + size - 1)
            starts = marks.starts.setdefault(kind, {})
            if size > starts.get(i, 0):
                starts[i] = size
                marks.ends.setdefault(kind, {})[i + size - 1] = i
            if kind in _VERBS and size > marks.verbs.get(i, (0, ""))[0]:
                marks.verbs[i] = (size, kind)
    return marks
