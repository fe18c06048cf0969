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

import numpy as np
from numpy.typing import NDArray

from analysis.echo.shingles import (
    Hashes,
    Tokens,
    shingle_hashes,
    token_hash,
    tokenize,
    window_hashes,
)

VERSION = 1
"""Goes up when a stored fingerprint can no longer be compared with a new one."""

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


def fingerprint(
    text: str,
    language: str = "und",
    title: str = "",
    boilerplate: Sequence[tuple[int, int]] = (),
) -> Fingerprint:
    """Fingerprint `text` without its `boilerplate` (half-open character ranges).

    The title counts only for a text too short to make a shingle: copies change
    headlines first. `language` is not used today; scripts decide how shingles
    are cut, because a wrong guess of the language must not change a fingerprint.
    """
    del language
    tokens = tokenize(_without(text, boilerplate))
    if len(tokens.hashes) < 5:
        tokens = tokenize(f"{title}\n{text}")
    hashes = shingle_hashes(tokens)
    level = _level(len(hashes))
    slots, names = _slots(tokens)
    chosen = np.flatnonzero((hashes & np.uint64((1 << level) - 1)) == 0)
    kept = hashes[chosen].view(np.int64).tolist()
    in_head = int(np.searchsorted(chosen, -(-len(hashes) // HEAD)))
    return Fingerprint(
        version=VERSION,
        text_sha256=sha256(tokens.hashes.astype("<u8").tobytes()).hexdigest(),
        shingle_count=len(hashes),
        level=level,
        shingles=tuple(sorted(set(kept))),
        head=tuple(sorted(set(kept[:in_head]))),
        slots=slots,
        names=names,
    )


def _without(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    pieces = []
    at = 0
    for start, end in sorted(ranges):
        pieces.append(text[at : max(at, start)])
        at = max(at, end)
    pieces.append(text[at:])
    return "\n".join(pieces)


def _level(count: int) -> int:
    """The least number of low bits that leaves about SAMPLE of `count` hashes."""
    return max(0, -(-count // SAMPLE) - 1).bit_length()


def _slots(
    tokens: Tokens,
) -> tuple[tuple[tuple[int, str], ...], tuple[tuple[int, int], ...]]:
    """Numbers and names, each with a hash of its frame: the tokens around it, with
    every number and name masked.

    Frames meet only when both texts print the same words around a number, which
    is what columns filled in daily do, and copies too; strangers have none in
    common.
    """
    numbers = [index for index, _ in tokens.numbers]
    named = _places(tokens)
    if not numbers and not named:
        return (), ()
    frames = (_frames(tokens, np.array([*numbers, *named])) & np.uint64(_LOW_HALF)).tolist()
    digits = [value for _, value in tokens.numbers]
    hashes = (tokens.hashes[named] & np.uint64(_LOW_HALF)).tolist()
    slots = sorted(set(zip(frames[: len(numbers)], digits, strict=True)))
    names = sorted(set(zip(frames[len(numbers) :], hashes, strict=True)))
    return tuple(slots[:SLOTS]), tuple(names[:NAMES])


def _places(tokens: Tokens) -> list[int]:
    """Where the names stand."""
    if not tokens.names:
        return []
    names = np.array(sorted(tokens.names), np.uint64)
    nearest = np.minimum(np.searchsorted(names, tokens.hashes), len(names) - 1)
    return np.flatnonzero(names[nearest] == tokens.hashes).tolist()


def _frames(tokens: Tokens, places: NDArray[np.intp]) -> Hashes:
    """A hash of the masked tokens around each place: two on either side, three
    where they are characters."""
    masked = np.zeros(len(tokens.hashes) + 6, np.uint64)
    masked[3:-3] = tokens.hashes
    masked[places + 3] = np.uint64(_MASK)
    around = window_hashes(masked, places, (1, 2, 4, 5))
    if tokens.unspaced is None:
        return around
    wider = window_hashes(masked, places, (0, 1, 2, 4, 5, 6))
    return np.where(tokens.unspaced[np.maximum(places - 1, 0)], wider, around)


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
