"""Documents from files: text, HTML, PDF, DOCX, JSON lines, WARC and WACZ, folders of these."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from analysis.urls import canonicalize, url_key

#: the largest single document that is taken
LIMIT = 50_000_000
BLOCK = 1 << 20
#: files that are one document each
PLAIN_ENDINGS = {
    ".txt": "text/plain; charset=utf-8",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
WARC_ENDINGS = (".warc", ".warc.gz", ".wacz")
ENDINGS = (*PLAIN_ENDINGS, ".jsonl", *WARC_ENDINGS)
FIELDS = {"url", "title", "text", "html", "published_at", "language", "source", "authors"}


class ImportProblem(Exception):
    """One document or file that cannot be imported; the message names file, place and remedy."""


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """A document as it came: bytes, and what came with them.

    ``place`` says where it stands (file name, and line or record in it).
    """

    place: str
    body: bytes
    content_type: str
    url: str | None = None
    title: str | None = None
    published: str | None = None
    authors: str | None = None
    language: str | None = None
    source: str | None = None
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime | None = None

    @property
    def key(self) -> str:
        """What makes it the same document when it is imported again."""
        if self.url:
            return url_key(self.url)
        title = (self.title or "").encode()
        return hashlib.sha256(b"import\0" + title + b"\0" + self.body).hexdigest()[:32]


def files_of(path: Path, problems: list[str]) -> Iterator[Path]:
    """The importable files of a path, in order of their names; folders are walked."""
    if not path.exists():
        problems.append(f"{path}: there is no such file or folder")
    elif path.is_dir():
        inside = sorted(entry for entry in path.rglob("*") if entry.is_file())
        taken = [entry for entry in inside if entry.name.lower().endswith(ENDINGS)]
        if not taken:
            problems.append(
                f"{path}: nothing in this folder can be imported; "
                f"files must end in {', '.join(ENDINGS)}"
            )
        yield from taken
    elif path.name.lower().endswith(ENDINGS):
        yield path
    else:
        problems.append(f"{path}: cannot be imported; files must end in {', '.join(ENDINGS)}")


def documents_of(file: Path, problems: list[str]) -> Iterator[ImportedDocument]:
    """The documents of one file; what is wrong with any of them goes to ``problems``."""
    name = file.name.lower()
    try:
        if name.endswith(".jsonl"):
            yield from _jsonl(file, problems)
        elif name.endswith(".wacz"):
            yield from _wacz(file, problems)
        elif name.endswith(WARC_ENDINGS):
            with file.open("rb") as stream:
                yield from _warc(file.name, stream, problems)
            with file.open("rb") as stream:
                if _cut_short(stream, gzip=name.endswith(".gz")):
                    problems.append(f"{file.name}: is cut short; what came before is kept")
        else:
            yield _plain(file)
    except ImportProblem as problem:
        problems.append(str(problem))
    except OSError as error:
        problems.append(f"{file}: cannot be read ({error.strerror})")


def _plain(file: Path) -> ImportedDocument:
    if file.stat().st_size > LIMIT:
        raise ImportProblem(f"{file}: larger than {LIMIT // 1_000_000} MB; split it")
    body = file.read_bytes()
    if not body.strip():
        raise ImportProblem(f"{file}: is empty")
    kind = PLAIN_ENDINGS[file.suffix.lower()]
    return ImportedDocument(file.name, body, kind)


def _jsonl(file: Path, problems: list[str]) -> Iterator[ImportedDocument]:
    with file.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                yield _object(f"{file.name}:{number}", line)
            except ImportProblem as problem:
                problems.append(str(problem))


def _object(place: str, line: bytes) -> ImportedDocument:
    if len(line) > LIMIT:
        raise ImportProblem(f"{place}: larger than {LIMIT // 1_000_000} MB; split it")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ImportProblem(f"{place}: is not JSON ({error}); one object a line") from None
    if not isinstance(value, dict):
        raise ImportProblem(f"{place}: is {type(value).__name__}, not an object")
    for name in FIELDS - {"authors"}:
        if value.get(name) is not None and not isinstance(value[name], str):
            raise ImportProblem(f"{place}: {name} must be a string")
    body = value.get("html") or value.get("text") or ""
    if not body.strip():
        raise ImportProblem(f"{place}: has neither text nor html")
    url = value.get("url")
    if url:
        try:
            canonicalize(url)
        except ValueError as error:
            raise ImportProblem(f"{place}: url: {error}") from None
    authors = value.get("authors") or []
    return ImportedDocument(
        place=place,
        body=body.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode(),
        content_type=f"text/{'html' if value.get('html') else 'plain'}; charset=utf-8",
        url=url or None,
        title=value.get("title") or None,
        published=value.get("published_at") or None,
        authors="; ".join(map(str, authors)) if isinstance(authors, list) else str(authors),
        language=value.get("language") or None,
        source=value.get("source") or None,
    )


def _warc(name: str, stream: Any, problems: list[str]) -> Iterator[ImportedDocument]:
    number = 0
    try:
        for record in ArchiveIterator(stream):
            number += 1
            if record.rec_type != "response" or record.http_headers is None:
                continue
            body = record.content_stream().read(LIMIT + 1)
            url = record.rec_headers.get_header("WARC-Target-URI")
            status = int(record.http_headers.get_statuscode() or 0)
            if len(body) > LIMIT:
                problems.append(f"{name}: record {number}: larger than {LIMIT // 1_000_000} MB")
            elif status == 200 and body:
                yield ImportedDocument(
                    place=f"{name}:{number}",
                    body=body,
                    content_type=record.http_headers.get_header("Content-Type") or "text/html",
                    url=url,
                    status=status,
                    headers=tuple(record.http_headers.headers),
                    fetched_at=_warc_date(record.rec_headers.get_header("WARC-Date")),
                )
    except (ArchiveLoadFailed, ValueError, EOFError, OSError) as error:
        problems.append(
            f"{name}: record {number + 1}: cannot be read ({error}); what came before is kept"
        )


def _cut_short(stream: IO[bytes], gzip: bool) -> bool:
    """Whether an archive ends inside a record: warcio then just stops, without a word."""
    if not gzip:
        last = b""
        while block := stream.read(BLOCK):
            last = (last + block)[-4:]
        return last not in (b"", b"\r\n\r\n")
    member = zlib.decompressobj(wbits=31)
    while block := member.unused_data or stream.read(BLOCK):
        if member.eof:
            member = zlib.decompressobj(wbits=31)
        try:
            member.decompress(block)
        except zlib.error:
            return True
    return not member.eof


def _warc_date(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        return None


def _wacz(file: Path, problems: list[str]) -> Iterator[ImportedDocument]:
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in sorted(archive.namelist()):
                if entry.startswith("archive/") and entry.endswith((".warc", ".warc.gz")):
                    place = f"{file.name}!{entry}"
                    with archive.open(entry) as stream:
                        yield from _warc(place, stream, problems)
                    with archive.open(entry) as stream:
                        if _cut_short(stream, gzip=entry.endswith(".gz")):
                            problems.append(f"{place}: is cut short; what came before is kept")
    except zipfile.BadZipFile:
        raise ImportProblem(f"{file}: is not a WACZ file (no ZIP archive)") from None
