"""Whether a packed body ends before its text does. Scrapy hands out what there is of it.

Half an article would pass for a whole one. A body of which only the sum at the end is missing or
wrong, as some servers send them, is whole.
"""

import zlib

import brotli
from backports import zstd

GZIP = frozenset({b"gzip", b"x-gzip"})
#: bytes unpacked at once: only the end is looked for
_STEP = 1_000_000


def is_cut(packed: bytes, encoding: bytes, size: int) -> bool:
    """Whether a body that gave ``size`` bytes was cut short; False for an unknown ``encoding``.

    ``size`` is what was unpacked already, within what is allowed; not much more is unpacked here.
    """
    if encoding in GZIP:
        # the last four bytes tell the size: most bodies need no second look
        whole = int.from_bytes(packed[-4:], "little") == size % 2**32
        return not whole and _cut_deflate(packed, 31)
    if encoding == b"deflate":
        # as servers send it: with zlib's head, or without any
        headed = packed[:1] == b"\x78" and int.from_bytes(packed[:2], "big") % 31 == 0
        return _cut_deflate(packed, 15 if headed else -15)
    if encoding == b"br":
        return _cut_brotli(packed)
    if encoding == b"zstd":
        return _cut_zstd(packed, size + _STEP)
    return False


def _cut_deflate(packed: bytes, wbits: int) -> bool:
    rest = packed
    while True:
        unpack = zlib.decompressobj(wbits=wbits)
        try:
            while rest and not unpack.eof:
                unpack.decompress(rest, _STEP)
                rest = unpack.unconsumed_tail
            if not unpack.eof:
                # behind a whole stream these are read as its sum, else as more of the stream
                unpack.decompress(bytes(8))
                return not unpack.eof
        except zlib.error as error:
            return "incorrect" not in str(error)
        rest = unpack.unused_data
        # gzip files may be joined
        if wbits != 31 or not rest.startswith(b"\x1f\x8b"):
            return False


def _cut_brotli(packed: bytes) -> bool:
    unpack = brotli.Decompressor()
    try:
        more = unpack.process(packed, output_buffer_limit=_STEP)
        while more and not unpack.is_finished():
            more = unpack.process(b"", output_buffer_limit=_STEP)
    except brotli.error:
        return True
    return not unpack.is_finished()


def _cut_zstd(packed: bytes, most: int) -> bool:
    unpack = zstd.ZstdDecompressor()
    try:
        unpack.decompress(packed, max_length=most)
    except zstd.ZstdError:
        return True
    return not unpack.eof
