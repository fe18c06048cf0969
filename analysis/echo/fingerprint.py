"""What is kept of a revision to recognise its copies: about 800 bytes.

The sketch is a mod sample (Broder: On the resemblance and containment of
documents, 1997): a shingle is kept when the low `level` bits of its hash are
zero, with `level` chosen so that about `SAMPLE` are kept. Samples are nested:
what a long text keeps, a short text that shares it keeps too, so two texts are
compared at the coarser of their two levels, and containment stays meaningful
however different their lengths are (a minimum-hash sketch loses that).
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.echo.shingles import (
    Hashes,
    Tokens,
    shingle_hashes,
    shingles_of,
    token_hash,
    tokenize,
    window_hashes,
)
from analysis.echo.thresholds import VERSION

SAMPLE = 64
"""Shingles kept at most, on average; a text keeps between half of it and all of
it once it has that many. Measured on the development data: 96 gains .002 of pair
F1 for half as many index rows again."""

SLOTS = 64
"""Numbers kept, those with the smallest frame hash (the same ones in a copy)."""

NAMES = 48
"""Names kept, chosen in the same way."""

HEAD = 4
"""The head is the first part of the text, one in so many."""

_MASK = token_hash("#")
_LOW_HALF = 0xFFFFFFFF
_HEAD = struct.Struct("<BBI32sHHH")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The comparable part of one text.

    `text_sha256`: hex over the tokens, so that punctuation, spacing, letter
    variants and digit sets do not count. `shingle_count`: shingles before
    sampling, repetitions included. `level`: bits that are zero in every kept hash. `shingles`:
    kept hashes, signed 64-bit, ascending. `head`: those among them that the first
    quarter of the text holds. `slots`: (frame, digits): each number
    with a hash of the words on either side, ascending. `names`: (frame, hash of the
    name) likewise, for capitalised words; none in scripts without case.
    """

    version: int
    text_sha256: str
    shingle_count: int
    level: int
    shingles: tuple[int, ...]
    head: tuple[int, ...] = ()
    slots: tuple[tuple[int, str], ...] = ()
    names: tuple[tuple[int, int], ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The distinct numbers of the text that were kept, ascending as text."""
        return tuple(sorted({digits for _, digits in self.slots}))

    def sampled(self, level: int) -> tuple[int, ...]:
        """The shingles that a sample at `level` (at least its own) would have kept."""
        return self.shingles if level <= self.level else at_level(self.shingles, level)


def at_level(hashes: Iterable[int], level: int) -> tuple[int, ...]:
    """Those of `hashes` whose low `level` bits are zero."""
    mask = (1 << level) - 1
    return tuple(value for value in hashes if not value & mask)


class Given(NamedTuple):
    """A text to be fingerprinted, without its `boilerplate` (half-open character ranges).

    The title counts only for a text too short to make a shingle: copies change headlines
    first.
    """

    text: str
    title: str = ""
    boilerplate: Sequence[tuple[int, int]] = ()


def fingerprint(
    text: str,
    language: str = "und",
    title: str = "",
    boilerplate: Sequence[tuple[int, int]] = (),
) -> Fingerprint:
    """Fingerprint one text; see `Given`.

    `language` is not used today; scripts decide how shingles are cut, because a wrong
    guess of the language must not change a fingerprint.
    """
    del language
    return fingerprints([Given(text, title, boilerplate)])[0]


def fingerprints(texts: Iterable[Given]) -> list[Fingerprint]:
    """Fingerprint texts, in their order.

    Many at once cost half of what they cost one by one: what follows the reading of words
    is done for all in the same arrays.
    """
    read = [_tokens(given) for given in texts]
    if not read:
        return []
    shingles = [shingle_hashes(tokens) for tokens in read] if len(read) == 1 else shingles_of(read)
    sketches = _sketches(shingles)
    slots = _slots(read)
    return [
        Fingerprint(
            version=VERSION,
            text_sha256=sha256(tokens.hashes.astype("<u8").tobytes()).hexdigest(),
            shingle_count=len(hashes),
            level=sketch.level,
            shingles=sketch.shingles,
            head=sketch.head,
            slots=numbers,
            names=names,
        )
        for tokens, hashes, sketch, (numbers, names) in zip(
            read, shingles, sketches, slots, strict=True
        )
    ]


def _tokens(given: Given) -> Tokens:
    tokens = tokenize(_without(given.text, given.boilerplate) if given.boilerplate else given.text)
    return tokens if len(tokens.hashes) >= 5 else tokenize(f"{given.title}\n{given.text}")


def _without(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    pieces = []
    at = 0
    for start, end in sorted(ranges):
        pieces.append(text[at : max(at, start)])
        at = max(at, end)
    pieces.append(text[at:])
    return "\n".join(pieces)


class _Sketch(NamedTuple):
    level: int
    shingles: tuple[int, ...]
    head: tuple[int, ...]


def _sketches(shingles: Sequence[Hashes]) -> list[_Sketch]:
    """The sample of each text's shingles."""
    sizes = np.array([len(hashes) for hashes in shingles], np.int64)
    levels = [_level(size) for size in sizes.tolist()]
    together = np.concatenate(shingles)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(together)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    masks = (np.uint64(1) << np.array(levels, np.uint64)) - np.uint64(1)
    kept = np.flatnonzero((together & masks[owner]) == 0)
    owner, place, signed = owner[kept], place[kept], together[kept].view(np.int64)
    order = np.lexsort((place, signed, owner))
    owner, place, signed = owner[order], place[order], signed[order]
    # of a shingle that is repeated the first place counts
    first = np.ones(len(order), np.bool_)
    first[1:] = (owner[1:] != owner[:-1]) | (signed[1:] != signed[:-1])
    owner, place, signed = owner[first], place[first], signed[first]
    in_head = place < -(-sizes // HEAD)[owner]
    ends = np.cumsum(np.bincount(owner, minlength=len(sizes))).tolist()
    heads = np.cumsum(np.bincount(owner[in_head], minlength=len(sizes))).tolist()
    values, of_heads = signed.tolist(), signed[in_head].tolist()
    return [
        _Sketch(level, tuple(values[start:end]), tuple(of_heads[head:head_end]))
        for level, start, end, head, head_end in zip(
            levels, [0, *ends], ends, [0, *heads], heads, strict=False
        )
    ]


def _level(count: int) -> int:
    """The least number of low bits that leaves about SAMPLE of `count` hashes."""
    return max(0, -(-count // SAMPLE) - 1).bit_length()


_Numbers = tuple[tuple[int, str], ...]
_Names = tuple[tuple[int, int], ...]


def _slots(texts: Sequence[Tokens]) -> list[tuple[_Numbers, _Names]]:
    """Numbers and names of each text, each with a hash of its frame: the tokens around it,
    with every number and name masked.

    Frames meet only when both texts print the same words around a number, which
    is what columns filled in daily do, and copies too; strangers have none in
    common.
    """
    named = [_places(tokens) for tokens in texts]
    # three tokens that are none stand between two texts
    starts = np.cumsum([3, *(len(tokens.hashes) + 6 for tokens in texts)])[:-1].tolist()
    places = [
        start + at
        for start, tokens, names in zip(starts, texts, named, strict=True)
        for at in (*(index for index, _ in tokens.numbers), *names)
    ]
    frames = _frames(texts, starts, np.array(places, np.int64))
    told = []
    at = 0
    for tokens, names in zip(texts, named, strict=True):
        count, end = len(tokens.numbers), at + len(tokens.numbers) + len(names)
        values = [digits for _, digits in tokens.numbers]
        numbers = sorted(set(zip(frames[at : at + count], values, strict=True)))
        low = (tokens.hashes[names] & np.uint64(_LOW_HALF)).tolist() if names else []
        called = sorted(set(zip(frames[at + count : end], low, strict=True)))
        told.append((tuple(numbers[:SLOTS]), tuple(called[:NAMES])))
        at = end
    return told


def _places(tokens: Tokens) -> list[int]:
    """Where the names stand."""
    names = tokens.names
    if not names:
        return []
    return [at for at, value in enumerate(tokens.hashes.tolist()) if value in names]


def _frames(texts: Sequence[Tokens], starts: Sequence[int], places: NDArray[np.int64]) -> list[int]:
    """A hash of the masked tokens around each place: two on either side, three
    where they are characters."""
    if not len(places):
        return []
    size = starts[-1] + len(texts[-1].hashes) + 3
    masked, unspaced = np.zeros(size, np.uint64), np.zeros(size, np.bool_)
    for start, tokens in zip(starts, texts, strict=True):
        masked[start : start + len(tokens.hashes)] = tokens.hashes
        if tokens.unspaced is not None:
            unspaced[start : start + len(tokens.hashes)] = tokens.unspaced
    masked[places] = np.uint64(_MASK)
    frames = window_hashes(masked, places, (-2, -1, 1, 2))
    # of the first token of a text itself says whether they are characters
    first = np.isin(places, starts)
    wide = np.flatnonzero(unspaced[places - ~first])
    if len(wide):
        frames[wide] = window_hashes(masked, places[wide], (-3, -2, -1, 1, 2, 3))
    frames &= np.uint64(_LOW_HALF)
    told: list[int] = frames.tolist()
    return told


def pack(print_: Fingerprint) -> bytes:
    """The fingerprint as bytes for storage (about 10 per shingle)."""
    digits = "\n".join(value for _, value in print_.slots).encode()
    return b"".join(
        (
            _HEAD.pack(
                print_.version,
                print_.level,
                print_.shingle_count,
                bytes.fromhex(print_.text_sha256),
                len(print_.shingles),
                len(print_.slots),
                len(print_.names),
            ),
            struct.pack(f"<{len(print_.shingles)}q", *print_.shingles),
            _bitmap(print_),
            struct.pack(f"<{len(print_.slots)}I", *(frame for frame, _ in print_.slots)),
            struct.pack(f"<{2 * len(print_.names)}I", *chain.from_iterable(print_.names)),
            digits,
        )
    )


def unpack(data: bytes) -> Fingerprint:
    """The fingerprint that `pack` wrote; ValueError for bytes that are none."""
    if len(data) < _HEAD.size or data[0] != VERSION:
        raise ValueError(f"not a fingerprint of version {VERSION}: {len(data)} bytes")
    version, level, count, digest, shingles, slots, names = _HEAD.unpack_from(data)
    at = _HEAD.size
    try:
        kept = struct.unpack_from(f"<{shingles}q", data, at)
        at += 8 * shingles
        bits = int.from_bytes(data[at : at + (shingles + 7) // 8], "little")
        at += (shingles + 7) // 8
        frames = struct.unpack_from(f"<{slots}I", data, at)
        at += 4 * slots
        called = struct.unpack_from(f"<{2 * names}I", data, at)
        values = data[at + 8 * names :].decode().split("\n") if slots else []
        pairs = tuple(zip(frames, values, strict=True))
    except (struct.error, ValueError) as error:
        raise ValueError(f"a fingerprint cut short or damaged: {error}") from error
    names_kept = tuple(zip(called[::2], called[1::2], strict=True))
    head = tuple(value for place, value in enumerate(kept) if bits >> place & 1)
    return Fingerprint(version, digest.hex(), count, level, kept, head, pairs, names_kept)


def _bitmap(print_: Fingerprint) -> bytes:
    """Which of the shingles are in the head, one bit each, lowest first."""
    head = set(print_.head)
    bits = sum(1 << place for place, value in enumerate(print_.shingles) if value in head)
    return bits.to_bytes((len(print_.shingles) + 7) // 8, "little")
