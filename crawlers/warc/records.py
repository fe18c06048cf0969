"""Records of a WARC file, each whole or with what is wrong with it, and where it stands.

warcio parses them. What it does not say is told here: a record that is cut short or damaged
(warcio hands out what there is), and the records after a damaged one, which are looked for.
"""

import io
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from crawlers.warc.coding import Damaged, decoded

BLOCK = 1 << 20
#: kinds that hold a document, or say something about one
WANTED = frozenset({"response", "resource", "revisit", "metadata"})
_FIRST_LINES = frozenset(b"WARC/%s\r\n" % one for one in (b"1.0", b"1.1", b"0.17", b"0.18"))
_BROKEN = (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, EOFError, zlib.error)


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """A record with its body as the page's own bytes, without chunks and codings.

    ``offset`` is the byte of the file that it begins at. ``problem`` says in words what is wrong
    with it, empty for a sound one; the body is then what could be had. ``too_large``: the body
    is more than was allowed, and not here. Headers are those of HTTP, empty for a resource.
    """

    kind: str
    number: int
    offset: int
    id: str = ""
    url: str | None = None
    date: datetime | None = None
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str | None = None
    body: bytes = b""
    digest: str | None = None
    concurrent_to: str | None = None
    refers_to: str | None = None
    refers_date: str | None = None
    raw_date: str | None = None
    problem: str = ""
    too_large: bool = False

    @property
    def where(self) -> str:
        """Its place in the file, for people."""
        return f"record {self.number} at byte {self.offset:,}"


def records_of(stream: IO[bytes], limit: int) -> Iterator[WarcRecord]:
    """The records of a file that can be searched in, in order, damaged ones among them.

    Kinds that hold no document (``request``, ``warcinfo``, ``conversion``) are left out. Bodies
    of more than ``limit`` bytes are not handed out.
    """
    number, start = 0, 0
    size = stream.seek(0, 2)
    while start < size:
        stream.seek(start)
        records = ArchiveIterator(stream, check_digests=True)
        try:
            for record in records:
                number += 1
                found = _record(record, records.offset, number, limit)
                if found.problem.startswith("is "):
                    # what follows a cut or damaged record is looked for from its beginning on
                    start = found.offset
                    yield found
                    break
                with redirect_stderr(io.StringIO()):
                    # warcio says there that a record is not followed by the blank line due
                    records.get_record_offset()
                if records.err_count:
                    start = found.offset
                    yield replace(found, problem="is damaged (its length is wrong)")
                    break
                if found.kind in WANTED:
                    yield found
            else:
                start = records.offset
                if start >= size:
                    return
                number += 1
                yield WarcRecord("unknown", number, start, problem="is cut short")
        except _BROKEN as error:
            start = records.offset
            number += 1
            yield WarcRecord(
                "unknown", number, start, problem=f"is no WARC record ({_line(error)})"
            )
        start = _next_record(stream, start, size)


def record_at(stream: IO[bytes], offset: int, limit: int) -> WarcRecord | None:
    """The record that begins at a byte; None when there is none."""
    stream.seek(offset)
    try:
        for record in ArchiveIterator(stream, check_digests=True):
            return _record(record, offset, 0, limit)
    except _BROKEN:
        return None
    return None


def _record(record: Any, offset: int, number: int, limit: int) -> WarcRecord:
    named = record.rec_headers.get_header
    kind = str(record.rec_type or "unknown")
    if kind not in WANTED:
        return WarcRecord(kind, number, offset)
    http = record.http_headers
    raw = _all(record.raw_stream, limit)
    problem = _damage(record)
    body = raw
    content_type = named("Content-Type")
    headers: tuple[tuple[str, str], ...] = ()
    status = 0
    if http is not None:
        headers = tuple((str(name), str(value)) for name, value in http.headers)
        status = _status(http.get_statuscode())
        content_type = http.get_header("Content-Type")
        if not problem and len(raw) <= limit:
            try:
                body = decoded(
                    raw,
                    http.get_header("Transfer-Encoding") or "",
                    http.get_header("Content-Encoding") or "",
                    limit,
                )
            except Damaged as error:
                problem = str(error)
    elif kind == "response" and not problem and _is_http(named("WARC-Target-URI")):
        problem = "holds no HTTP answer"
    too_large = len(body) > limit
    return WarcRecord(
        kind=kind,
        number=number,
        offset=offset,
        id=named("WARC-Record-ID") or "",
        url=named("WARC-Target-URI"),
        date=_date(named("WARC-Date")),
        raw_date=named("WARC-Date"),
        status=status,
        headers=headers,
        content_type=content_type,
        body=b"" if too_large else body,
        digest=named("WARC-Payload-Digest"),
        concurrent_to=named("WARC-Concurrent-To"),
        refers_to=named("WARC-Refers-To-Target-URI"),
        refers_date=named("WARC-Refers-To-Date"),
        problem=problem,
        too_large=too_large,
    )


def _all(stream: Any, limit: int) -> bytes:
    """Up to ``limit`` + 1 bytes; the rest is read away, so that digests can be compared."""
    parts: list[bytes] = []
    size = 0
    while block := stream.read(BLOCK):
        if size <= limit:
            parts.append(block[: limit + 1 - size])
            size += len(parts[-1])
    return b"".join(parts)


def _damage(record: Any) -> str:
    if getattr(record.raw_stream, "limit", 0) > 0:
        return "is cut short"
    checker = record.digest_checker
    # payload digests are counted over the body with or without its codings, as writers please
    wrong = checker is not None and any("block" in problem for problem in checker.problems)
    return "is damaged (its bytes do not add up to its digest)" if wrong else ""


def _next_record(stream: IO[bytes], start: int, size: int) -> int:
    """Where the next record begins after ``start``; the file's size when there is none."""
    sign = b"\x1f\x8b\x08" if _starts_with(stream, b"\x1f\x8b") else b"WARC/"
    place = start + 1
    while place < size:
        stream.seek(place)
        block = stream.read(BLOCK + len(sign) - 1)
        found = block.find(sign)
        while found >= 0:
            if _is_record(stream, place + found, sign):
                return place + found
            found = block.find(sign, found + 1)
        if len(block) < len(sign):
            break
        place += BLOCK
    return size


def _starts_with(stream: IO[bytes], sign: bytes) -> bool:
    stream.seek(0)
    return stream.read(len(sign)) == sign


def _is_record(stream: IO[bytes], place: int, sign: bytes) -> bool:
    if sign == b"WARC/":
        stream.seek(place)
        return stream.readline(12) in _FIRST_LINES
    stream.seek(place)
    try:
        return zlib.decompressobj(wbits=31).decompress(stream.read(1_024), 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _status(code: str | None) -> int:
    return int(code) if code and code.isascii() and code.isdigit() else 0


def _date(value: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if value else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def _is_http(url: str | None) -> bool:
    return bool(url) and str(url).lower().startswith(("http:", "https:"))


def _line(error: BaseException) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:150]
