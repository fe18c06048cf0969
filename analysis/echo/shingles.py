"""Tokens and shingle hashes of a text, the same on every machine.

A token is a folded word, a number, or one character of a script written without
spaces. A shingle is a window of `WORDS` tokens, or of `CHARACTERS` tokens where
it begins with such a character, so one rule serves Persian, Chinese and texts
that mix them. Its hash is a polynomial over 64-bit token hashes (blake2b of the
UTF-8) modulo 2**64, finished with the splitmix64 mixer (Steele, Lea, Flood:
Fast splittable pseudorandom number generators, OOPSLA 2014): no `hash()`, no
floating point, hence equal across Python versions, processors and runs.

Numbers are written in too many ways to be compared as printed: digit sets are
folded, thousands separators dropped (6,800 = 6 800 = 6.800 = 6800), decimals
split (3.97 = 3,97 = "3", "97") and small number words are read as digits.
"""

import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import count

import numpy as np
from numpy.typing import NDArray

from analysis.echo.numerals import HAN_DIGITS, NUMBER_WORDS
from analysis.normalize import fold

WORDS = 5
"""Tokens in a shingle of a spaced script: the usual width (Broder 1997)."""

CHARACTERS = 8
"""Characters in a shingle of Chinese or Japanese, four or five words."""

PIECES_REMEMBERED = 300_000
"""Distinct whitespace-separated pieces whose tokens are kept (some tens of MB);
past that the memory starts empty again, with the same results."""

LONGEST_REMEMBERED = 32
"""Characters; longer pieces (a Chinese paragraph, an address) rarely return."""

Hashes = NDArray[np.uint64]

_UNSPACED = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Devanagari vowel signs are no letters to Python's \w: without them every Hindi
# word would fall into pieces.
_TOKEN = re.compile(rf"[0-9]+|[{_UNSPACED}]|(?:[^\W\d_{_UNSPACED}]|[\u0900-\u0903\u093a-\u094f])+")
_UNSPACED_CHARACTER = re.compile(rf"[{_UNSPACED}]")
# A group of three after a separator continues the number; anything else is a
# fraction or another number.
_THOUSANDS = re.compile(r"(?<![0-9])([0-9]{1,3})((?:[.,'٬٫\u066c][0-9]{3})+)(?![0-9])")
_PUNCTUATION = ".,;:!?\"'()[]-…،؛؟۔"

_MULTIPLIERS = tuple(
    np.uint64(value)
    for value in (
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xA0761D6478BD642F,
        0xE7037ED1A0B428DB,
        0x8EBC6AF09C88C6E3,
        0x589965CC75374CC3,
    )
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as hashes, with what the checks on numbers and names need.

    `hashes`: one uint64 per token. `unspaced`: one bool per token, None when no
    token is a character of an unspaced script. `numbers`: (index of the token,
    digits) for what the text prints in digits. `names`: hashes of capitalised
    words that the text never prints in lower case; empty in scripts without case.
    """

    hashes: Hashes
    unspaced: NDArray[np.bool_] | None
    numbers: tuple[tuple[int, str], ...]
    names: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Piece:
    """The tokens of a whitespace-separated piece that is not one plain word."""

    hashes: tuple[int, ...]
    digits: tuple[tuple[int, str], ...] = ()
    unspaced: tuple[int, ...] = ()
    lone_number: bool = False
    """One number and nothing after it: "6" and "£6", not "6," or "1990s"."""
    thousands: bool = False
    """Begins with a group of three digits, which may continue a number before it."""


class _Memory(dict[str, int]):
    """Piece as printed -> hash of its one word, or a negative number: ~value is its place in
    `pieces`. Only ints, so that a whole text is looked up in one C loop, which reads what is
    missing by the way."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: dict[int, _Piece] = {}
        # taking the next number is one step, also when several threads do it
        self._places = count()

    def __missing__(self, piece: str) -> int:
        read = _read(piece)
        if isinstance(read, _Piece):
            place = next(self._places)
            self.pieces[place] = read
            read = ~place
        if len(piece) <= LONGEST_REMEMBERED:
            self[piece] = read
        return read

    def piece(self, place: int, printed: str) -> _Piece:
        """The piece at `place`, which is forgotten if it is too long."""
        return self.pieces[place] if len(printed) <= LONGEST_REMEMBERED else self.pieces.pop(place)


_memory = _Memory()


def token_hash(token: str) -> int:
    """63-bit hash of one token, not negative."""
    return int.from_bytes(blake2b(token.encode(), digest_size=8).digest(), "little") >> 1


@cache
def _number_words() -> dict[str, str]:
    words = {
        fold(word).replace("'", ""): str(number)
        for number, line in NUMBER_WORDS.items()
        for word in line.split()
    }
    return words | HAN_DIGITS


class _Known(dict[str, tuple[int, int]]):
    """Hash of a token and what it is: 0 a word, 1 a character of an unspaced script, 2 digits.

    Remembers the tokens of one character, of which a Chinese text has hundreds.
    """

    def __missing__(self, token: str) -> tuple[int, int]:
        value = token_hash(_number_words().get(token, token))
        alone = len(token) == 1 and _UNSPACED_CHARACTER.match(token) is not None
        read = (value, _ALONE if alone else _DIGITS if token.isdigit() else 0)
        if len(token) == 1:
            self[token] = read
        return read


_ALONE, _DIGITS = 1, 2
_known = _Known()


def _join_thousands(match: re.Match[str]) -> str:
    return match[1] + re.sub(r"[^0-9]", "", match[2])


def _read(piece: str) -> int | _Piece:
    """The hash of `piece` when it is one plain word, else its tokens."""
    folded = fold(piece)
    words = _number_words()
    word = folded.strip(_PUNCTUATION)
    if word.isalpha() and _UNSPACED_CHARACTER.search(word) is None:
        return token_hash(words.get(word, word))
    folded = _THOUSANDS.sub(_join_thousands, folded).replace("'", "")
    tokens = _TOKEN.findall(folded)
    hashes, kinds = zip(*map(_known.__getitem__, tokens), strict=True) if tokens else ((), ())
    digits = tuple((at, tokens[at]) for at, kind in enumerate(kinds) if kind == _DIGITS)
    # a number among Chinese characters is one of them: 7个 = 七个
    unspaced = tuple(at for at, kind in enumerate(kinds) if kind) if _ALONE in kinds else ()
    if len(tokens) == 1 and not digits and not unspaced:
        return hashes[0]
    first = digits[0] if digits else (-1, "")
    return _Piece(
        hashes,
        digits,
        unspaced,
        lone_number=len(tokens) == len(digits) == 1 and folded[-1].isdigit(),
        thousands=first[0] == 0 and len(first[1]) == 3 and folded[0].isdigit(),
    )


def tokenize(text: str) -> Tokens:
    """Read `text` (as published, not folded) into tokens."""
    global _memory
    memory = _memory
    if len(memory) > PIECES_REMEMBERED:
        memory = _memory = _Memory()
    printed = text.split()
    read = list(map(memory.__getitem__, printed))
    hashes: list[int] = []
    numbers: list[tuple[int, str]] = []
    unspaced: list[int] = []
    copied = 0
    open_number = -2  # the piece that ended in a number which may go on: "6 800"
    for at in np.flatnonzero(np.array(read, np.int64) < 0).tolist():
        hashes += read[copied:at]
        copied = at + 1
        piece = memory.piece(~read[at], printed[at])
        start = len(hashes)
        hashes += piece.hashes
        if piece.unspaced:
            unspaced += [start + i for i in piece.unspaced]
        if piece.digits:
            numbers += [(start + i, digits) for i, digits in piece.digits]
            continues = open_number == at - 1 and piece.thousands
            if continues:
                _join(hashes, numbers, len(piece.digits))
            if piece.lone_number and (continues or len(piece.digits[0][1]) <= 3):
                open_number = at
    hashes += read[copied:]
    mask = None
    if unspaced:
        mask = np.zeros(len(hashes), np.bool_)
        mask[unspaced] = True
    return Tokens(np.array(hashes, np.uint64), mask, tuple(numbers), _names(set(printed), memory))


def _join(hashes: list[int], numbers: list[tuple[int, str]], added: int) -> None:
    """Make one number of the first of the `added` last numbers and the one before."""
    at = len(numbers) - added
    (index, head), (_, tail) = numbers[at - 1], numbers[at]
    hashes[index : index + 2] = [token_hash(head + tail)]
    numbers[at - 1 :] = [
        (index, head + tail),
        *((place - 1, digits) for place, digits in numbers[at + 1 :]),
    ]


def _names(printed: set[str], memory: _Memory) -> frozenset[int]:
    return frozenset(
        memory[piece]
        for piece in filter(str.istitle, printed)
        if piece.lower() not in printed and memory.get(piece, -1) >= 0
    )


def shingle_hashes(tokens: Tokens) -> Hashes:
    """One hash per shingle, in the order of the text, repeated where it repeats.

    A text shorter than one shingle has one that covers it whole, an empty none.
    """
    if not len(tokens.hashes):
        return np.zeros(0, np.uint64)
    words = _windows(tokens.hashes, WORDS)
    if tokens.unspaced is None:
        return words
    characters = _windows(tokens.hashes, CHARACTERS)
    unspaced = tokens.unspaced[: len(words)]
    hashes = words.copy()
    both = min(len(words), len(characters))
    hashes[:both] = np.where(unspaced[:both], characters[:both], words[:both])
    # The last windows of characters would be shorter than the others.
    whole = ~unspaced
    whole[:both] = True
    return hashes[whole]


def _windows(hashes: Hashes, width: int) -> Hashes:
    """One hash for every window of `width` tokens (of all, if they are fewer)."""
    width = min(width, len(hashes))
    count = len(hashes) - width + 1
    total = np.zeros(count, np.uint64)
    for offset in range(width):
        total += hashes[offset : offset + count] * _MULTIPLIERS[offset]
    return _mix(total)


def window_hashes(hashes: Hashes, places: NDArray[np.intp], offsets: tuple[int, ...]) -> Hashes:
    """For each place one hash of the tokens at these offsets from it (up to eight)."""
    total = np.zeros(len(places), np.uint64)
    for multiplier, offset in zip(_MULTIPLIERS, offsets, strict=False):
        total += hashes[places + offset] * multiplier
    return _mix(total)


def _mix(values: Hashes) -> Hashes:
    """The finalizer of splitmix64, so that the low bits may be sampled."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
