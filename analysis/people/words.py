"""Words of texts with what the tables know of them, remembered from text to text."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.normalize import fold
from analysis.people.tables import Phrases, Table, names

_APOSTROPHES = "'’ʼʻ‘`´"
WORD = re.compile(
    rf"[^\W\d_]+(?:[{_APOSTROPHES}\u200c\u0300-\u036f\u064b-\u0655\u0670-]+[^\W\d_]+)*"
)
#: stands for the phrases of a given name, which begins none
GIVEN = Phrases((), frozenset(), 0, (), True)

# What part of a name a word may be: none; without a capital, what joins two ("al", "von");
# the whole of it, when something introduces it; any.
NONE, JOINING, ALONE, ANY = range(4)
#: ranks of words on end that may be a name of two words, or of two with what joins them
ON_END, JOINED = bytes([ANY, ANY]), bytes([ANY, JOINING, ANY])
#: makes a given name of the word before it
OF_GOD = "الله"

# Pieces of a language's texts that are remembered with their words, some 4 MB.
_MOST_PIECES = 10_000
_LONGEST_PIECE = 40
_POSSESSIVE = re.compile("'s$")
_UZBEK_SUFFIX = re.compile("(?:ning|нинг|ga|га|dan|дан|ni|ни)$")


class Word(NamedTuple):
    """The last three members of a token, the phrases that begin with it, and what part of a
    name it may be."""

    read: tuple[str, bool, int]
    phrases: Phrases | None
    rank: int


class Words(dict[str, tuple[Word, ...]]):
    """The words in what stands between two blanks, with its quotation marks and commas.

    Texts are cut at blanks many times as fast as at their words, and pieces come again and again.
    Long ones are not remembered, and all is forgotten when it has grown large.
    """

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table
        self._names = names()

    def __missing__(self, piece: str) -> tuple[Word, ...]:
        value = tuple(map(self._read, WORD.findall(piece)))
        if len(piece) <= _LONGEST_PIECE:
            if len(self) >= _MOST_PIECES:
                self.clear()
            self[piece] = value
        return value

    def _read(self, word: str) -> Word:
        language = self._table.language
        key, capital, cut = _key(word, language == "en", language == "uz")
        phrases = self._table.phrases.get(key)
        named = phrases is None and (capital or not self._table.cased)
        if named and self._names.is_given(key):
            phrases = GIVEN
        return Word((key, capital, cut), phrases, self._rank(word, key, capital))

    def _rank(self, word: str, key: str, capital: bool) -> int:
        if not capital:
            return JOINING if key in self._names.particles else NONE
        if len(word) > 1 and (word.isupper() or self._table.is_stop(key)):
            return NONE
        return ALONE if self._table.is_org(key) else ANY


_KNOWN: dict[str, Words] = {}


def known_words(table: Table) -> Words:
    """One for each language: tables are made once."""
    known = _KNOWN.get(table.language)
    if known is None:
        known = _KNOWN[table.language] = Words(table)
    return known


def _key(word: str, english: bool, uzbek: bool) -> tuple[str, bool, int]:
    key, capital = fold(word), word[0].isupper()
    if english and (found := _POSSESSIVE.search(key)):
        return key[: found.start()], capital, 2
    if uzbek and capital and len(key) > 6 and (found := _UZBEK_SUFFIX.search(key)):
        if names().is_given(key):
            return key, capital, 0  # Abdulgʻani
        return key[: found.start()], capital, len(found.group())
    return key, capital, 0
