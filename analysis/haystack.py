"""Folding whole pages for a search that only asks whether a name is there.

The same letters as ``analysis.normalize.fold`` gives, without a way back. A table of all
characters that take one unit of UTF-16 folds a page in a handful of operations over arrays; the
few words whose folding looks at neighbours, or makes several characters of one, take the long way.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from analysis.letters import fold_character
from analysis.normalize import JOINING_MARKS, fold

_Units = npt.NDArray[np.uint16]
_SPACE, _NEWLINE, _HYPHEN = map(ord, " \n-")
# Stands in the table for what one unit does not decide.
_LONG_WAY = 0xFFFF
# The first half of emoji from U+1F400 to U+1F7FF, which fold to themselves.
_EMOJI = 0xD83D
_SURROGATES = range(0xD800, 0xDC00)
# Wider than the letters that folding asks for: a word too many costs nothing but time.
_ARABIC = (0x0620, 0x06FF)
# A hyphen between two runs belongs to them: folding looks at both its sides.
_NON_ASCII = re.compile(r"[^\x00-\x7f]+(?:-[^\x00-\x7f]+)*")
# Common signs that fold to several characters; no name has them.
_ENDS_WORD = "…№™"


def haystack(text: str) -> bytes:
    """The folded text in UTF-8: small letters, no quotation marks, every run of blanks as one."""
    units = _units(text)
    folded = _table().take(units, mode="clip")
    places = _not_by_table(folded)
    if len(places):
        folded = _with_words_folded(units, folded, places)
    kept = folded[folded != 0]
    blank = kept == _SPACE
    again = np.zeros(len(kept), bool)
    again[1:] = blank[1:] & blank[:-1]
    kept = kept[~again]
    readable: str = kept.tobytes().decode("utf-16-le", "ignore")
    return readable.encode("utf-8", "ignore")


def _units(text: str) -> _Units:
    # halves of characters that were escaped by themselves find each other here
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


def _not_by_table(folded: _Units) -> npt.NDArray[np.intp]:
    """The places of what neighbours decide: among them hyphens between Arabic letters."""
    if not len(folded):
        return np.zeros(0, np.intp)
    odd = np.flatnonzero(folded == _LONG_WAY)
    low, high = _ARABIC
    arabic = (folded >= low) & (folded <= high)
    if not arabic.any():
        return odd
    # what is dropped between a hyphen and a letter divides nothing
    places = np.flatnonzero(folded)
    arabic, kept = arabic[places], folded[places]
    hyphens = np.flatnonzero(kept[1:-1] == _HYPHEN) + 1
    beside = hyphens[arabic[hyphens - 1] & arabic[hyphens + 1]]
    return np.concatenate((odd, places[beside]))


def _with_words_folded(units: _Units, folded: _Units, odd: npt.NDArray[np.intp]) -> _Units:
    """What the table gave, but for the words that hold one of these places."""
    ends = np.append(np.flatnonzero((units == _SPACE) | (units == _NEWLINE)), len(units))
    numbers = np.unique(np.searchsorted(ends, odd))
    begins = np.where(numbers > 0, ends[numbers - 1] + 1, 0)
    pieces: list[_Units] = []
    done = 0
    for begin, end in zip(begins.tolist(), ends[numbers].tolist(), strict=True):
        pieces += folded[done:begin], _word_folded(units[begin:end])
        done = end
    return np.concatenate((*pieces, folded[done:]))


def _word_folded(units: _Units) -> _Units:
    word = units.tobytes().decode("utf-16-le", "surrogatepass").lower().replace('"', "")
    again = _units(_NON_ASCII.sub(_fold_run, word))
    folded = _table().take(again, mode="clip")
    return np.where(folded == _LONG_WAY, again, folded)


def _fold_run(match: re.Match[str]) -> str:
    run = match.group()
    # words come again and again; sentences without blanks, as in Chinese, do not
    return _fold_word(run) if len(run) < 40 else fold(run, quotes=False)


@lru_cache(50_000)
def _fold_word(run: str) -> str:
    return fold(run, quotes=False)


@lru_cache(1)
def _table() -> _Units:
    """What each unit folds to: 0 where it goes."""
    return np.array([_folded(code) for code in range(0x10000)], np.uint16)


def _folded(code: int) -> int:
    char = chr(code)
    if code in _SURROGATES:
        return code if code == _EMOJI else _LONG_WAY
    if char.isspace() or char in _ENDS_WORD:
        return _SPACE
    if char in JOINING_MARKS:
        return _LONG_WAY
    folded = "".join(map(fold_character, char.lower())).replace('"', "")
    if not folded:
        return 0
    # more than one character, or one that takes two units
    return ord(folded) if len(folded) == 1 and folded < "\uffff" else _LONG_WAY
