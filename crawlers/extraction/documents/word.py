"""DOCX through python-docx: the paragraphs of its body, tables and text boxes in order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from crawlers.extraction.documents.types import MAX_TEXT, Document, DocumentProblem, StatedDate

#: bytes a file may unpack to, and members it may have; pictures are most of both
MAX_UNPACKED = 60_000_000
MAX_MEMBERS = 5_000
# the template that python-docx makes files from is of this moment, whenever they were made
_TEMPLATE = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
_TITLE_STYLES = ("Title", "Heading 1", "Heading 2")


def read_docx(body: bytes) -> Document:
    """Read a DOCX file; at most `MAX_TEXT` characters of it.

    Inserted text of tracked changes counts, deleted does not. Raises `DocumentProblem` for
    files that unpack too large, ImportError without python-docx, and whatever that raises
    for damaged ones.
    """
    import docx

    _check_size(body)
    document = docx.Document(io.BytesIO(body))
    paragraphs: list[str] = []
    headings: dict[str, str] = {}
    size, cut = 0, None
    for text, style in _paragraphs(document):
        if style in _TITLE_STYLES:
            headings.setdefault(style, " ".join(text.split()))
        paragraphs += [line for part in text.split("\n") if (line := " ".join(part.split()))]
        size += len(text)
        if size > MAX_TEXT:
            cut = f"more than {MAX_TEXT:,} characters"
            break
    about = document.core_properties
    return Document(
        paragraphs=tuple(paragraphs),
        heading=next((headings[style] for style in _TITLE_STYLES if style in headings), None),
        title=about.title or None,
        author=about.author if about.author != "python-docx" else None,
        dates=tuple(_dates(about)),
        cut=cut,
    )


def _check_size(body: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise DocumentProblem(
            f"a DOCX file that unpacks to {unpacked // 1_000_000:,} MB in {len(members):,} members"
        )


def _paragraphs(document: Any) -> Iterator[tuple[str, str]]:
    """(text, style's name) of every paragraph, also in tables, controls and text boxes."""
    from docx.oxml.ns import qn

    paragraph, text = qn("w:p"), qn("w:t")
    fallback = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
    breaks = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " "}
    names = {style.style_id: style.name for style in document.styles}
    for element in document.element.body.iter(paragraph):
        parts: list[str] = []
        for piece in element.iter(text, *breaks):
            # a text box stands inside a paragraph, and twice: once for older programs
            if next(piece.iterancestors(paragraph)) is not element:
                continue
            if next(piece.iterancestors(fallback), None) is not None:
                continue
            parts.append(breaks.get(piece.tag) or piece.text or "")
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = names.get(style.get(qn("w:val")), "") if style is not None else ""
        if found := "".join(parts).strip():
            yield found, name or ""


def _dates(about: Any) -> Iterator[StatedDate]:
    for value, rule in (
        (about.created, "meta:docx:created"),
        (about.modified, "meta:docx:modified"),
    ):
        if value is None:
            continue
        # the format writes UTC, the library drops that word in some versions
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        if moment != _TEMPLATE:
            written = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
            yield StatedDate(rule, written, written)
