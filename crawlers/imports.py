"""Documents from files: text, HTML, PDF, DOCX, JSON lines, WARC and WACZ, folders of these."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from analysis.urls import canonicalize
from crawlers.imported import ImportedDocument, ImportProblem, LostDocument

__all__ = ["ImportProblem", "ImportedDocument", "LostDocument", "documents_of", "files_of"]

#: the largest single document that is taken
LIMIT = 50_000_000
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


def documents_of(file: Path, problems: list[str]) -> Iterator[ImportedDocument | LostDocument]:
    """The documents of one file; what is wrong with any of them goes to ``problems``.

    Records of an archive that give no document come as what they are instead.
    """
    name = file.name.lower()
    try:
        if name.endswith(".jsonl"):
            yield from _jsonl(file, problems)
        elif name.endswith(".wacz"):
            yield from _wacz(file, problems)
        elif name.endswith(WARC_ENDINGS):
            from crawlers.warc.reading import documents_of_warc

            with file.open("rb") as stream:
                yield from documents_of_warc(file.name, stream, LIMIT, problems)
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


def _wacz(file: Path, problems: list[str]) -> Iterator[ImportedDocument | LostDocument]:
    from crawlers.warc.reading import documents_of_warc

    try:
        with zipfile.ZipFile(file) as archive:
            for entry in sorted(archive.namelist()):
                if entry.startswith("archive/") and entry.endswith((".warc", ".warc.gz")):
                    place = f"{file.name}!{entry}"
                    with archive.open(entry) as stream:
                        yield from documents_of_warc(place, stream, LIMIT, problems)
    except zipfile.BadZipFile:
        raise ImportProblem(f"{file}: is not a WACZ file (no ZIP archive)") from None
