"""Taking apart how a body was sent: chunks and content codings. Pure functions on bytes.

Archives keep bodies as they came over the wire, or taken apart with the headers left as they
were: what does not look coded is taken as it stands.
"""

import zlib

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"


class Damaged(Exception):
    """A body or record that is not whole; the message says how, for a person."""


def decoded(body: bytes, transfer: str, coding: str, limit: int) -> bytes:
    """The body without the codings that its headers name.

    ``transfer`` and ``coding`` are the values of Transfer-Encoding and Content-Encoding; at most
    ``limit`` + 1 bytes come back.

    Raises:
        Damaged: when it cannot be taken apart.
    """
    if "chunked" in transfer.lower():
        body = dechunked(body)
    names = [name.strip().lower() for name in coding.split(",") if name.strip()]
    for name in reversed(names):
        body = _unpacked(body, name, limit)
    return body


def dechunked(body: bytes) -> bytes:
    """A chunked body (RFC 9112, 7.1) in one piece; one that has no chunks comes back as it is.

    Raises:
        Damaged: when it ends before its last chunk, or a later chunk has no size.
    """
    parts: list[bytes] = []
    place = 0
    while True:
        end = body.find(b"\r\n", place, place + 200)
        size = _size(body[place:end]) if end >= 0 else None
        if size is None:
            if not parts:
                return body
            raise Damaged(f"its chunked body is cut short after {sum(map(len, parts)):,} bytes")
        if size == 0:
            return b"".join(parts)
        chunk = body[end + 2 : end + 2 + size]
        if len(chunk) < size:
            raise Damaged(
                f"its chunked body is cut short after {sum(map(len, parts)) + len(chunk):,} bytes"
            )
        parts.append(chunk)
        place = end + 2 + size + 2


def _size(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    try:
        return int(digits, 16) if digits and digits.isalnum() else None
    except ValueError:
        return None


def _unpacked(body: bytes, coding: str, limit: int) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflated(body, 31, coding, limit) if body.startswith(GZIP) else body
    if coding == "deflate":
        # RFC 9110 means zlib's format; some servers send it without its head
        for bits in (15, -15):
            try:
                return _inflated(body, bits, coding, limit)
            except Damaged:
                continue
        if _is_text(body):
            return body
        raise Damaged("its deflate coding is damaged")
    if coding == "zstd":
        return _from_zstd(body, limit) if body.startswith(ZSTD) else body
    if coding == "br":
        return _from_brotli(body)
    if coding in ("identity", "none", "utf-8"):
        return body
    raise Damaged(f"its content coding {coding[:30]!r} is unknown")


def _inflated(body: bytes, bits: int, coding: str, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    rest = body
    while rest and size <= limit:
        unpack = zlib.decompressobj(wbits=bits)
        try:
            part = unpack.decompress(rest, limit + 1 - size)
        except zlib.error as error:
            if parts:  # bytes after the last member
                break
            raise Damaged(f"its {coding} coding is damaged ({error})") from None
        parts.append(part)
        size += len(part)
        if not unpack.eof and size <= limit:
            raise Damaged(f"its {coding} coding is cut short after {size:,} bytes")
        rest = unpack.unused_data
    return b"".join(parts)


def _from_zstd(body: bytes, limit: int) -> bytes:
    import sys

    if sys.version_info >= (3, 14):  # pragma: no cover
        from compression import zstd
    else:
        from backports import zstd

    unpack = zstd.ZstdDecompressor()
    try:
        found = bytes(unpack.decompress(body, max_length=limit + 1))
    except (zstd.ZstdError, EOFError) as error:
        raise Damaged(f"its zstd coding is damaged ({error})") from None
    if not unpack.eof and len(found) <= limit:
        raise Damaged(f"its zstd coding is cut short after {len(found):,} bytes")
    return found


def _from_brotli(body: bytes) -> bytes:
    try:
        import brotli
    except ImportError:
        if _is_text(body):
            return body
        raise Damaged("its brotli coding needs the package brotli, which is missing") from None
    try:
        return bytes(brotli.decompress(body))
    except brotli.error:
        if _is_text(body):
            return body
        raise Damaged("its brotli coding is damaged") from None


def _is_text(body: bytes) -> bool:
    head = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"<", b"{")) or (bool(head) and head.isascii() and b"\x00" not in head)
