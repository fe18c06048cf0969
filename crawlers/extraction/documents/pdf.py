"""PDF through pypdf: glyphs with places become lines, lines become paragraphs.

A PDF knows no paragraphs, only where letters stand. pypdf puts letters into lines in reading
order (right-to-left scripts too); what joins and parts lines is `reflow`.
"""

from __future__ import annotations

import io
import logging
import math
import re
import time
import unicodedata
from typing import Any

from crawlers.extraction.documents.reflow import Line, heading_of, reflow
from crawlers.extraction.documents.types import MAX_TEXT, Document, DocumentProblem, StatedDate

#: pages that are read: statements have a few, reports of two hundred pages are no news
MAX_PAGES = 200
#: processor seconds after which reading stops with what there is; the pool ends it at ten
MAX_SECONDS = 6.0
_DATE = re.compile(
    r"^(?:D:)?(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?"
    r"(?P<zone>Z|[+-]\d\d(?:'?\d\d)?)?"
)
# Arabic letters as glyphs (isolated, initial …) and Latin ligatures: shapes, not letters
_SHAPES = re.compile("[\ufb00-\ufb06\ufb50-\ufdfb\ufe70-\ufefc]+")


class _Stop(Exception):
    """The time for a document is over."""


def read_pdf(body: bytes) -> Document:
    """Read a PDF file; at most `MAX_PAGES` pages, `MAX_TEXT` characters, `MAX_SECONDS`.

    Raises `DocumentProblem` for encrypted files, ImportError without pypdf, and whatever pypdf
    raises for damaged ones.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    until = time.process_time() + MAX_SECONDS
    reader = PdfReader(io.BytesIO(body))
    if reader.is_encrypted:
        try:
            opened = bool(reader.decrypt(""))
        except DependencyError:
            opened = False
        if not opened:
            raise DocumentProblem("an encrypted PDF file: it asks for a password")
    pages: list[list[Line]] = []
    count, cut, size = len(reader.pages), None, 0
    for number in range(min(count, MAX_PAGES)):
        lines = _Lines(until)
        try:
            reader.pages[number].extract_text(
                visitor_text=lines.see, visitor_operand_before=lines.check
            )
        except _Stop:
            cut = f"reading took too long; page {number + 1} of {count} was the last"
        pages.append(lines.all())
        size += sum(len(line.text) for line in pages[-1])
        if size > MAX_TEXT:
            cut = f"more than {MAX_TEXT:,} characters"
        if cut:
            break
    else:
        if count > MAX_PAGES:
            cut = f"{count} pages, of which {MAX_PAGES} were read"
    metadata = _metadata(reader)
    return Document(
        paragraphs=tuple(reflow(pages)),
        heading=heading_of(pages[0]) if pages else None,
        title=metadata.get("/Title"),
        author=metadata.get("/Author"),
        dates=tuple(_dates(metadata)),
        pages=count,
        cut=cut,
    )


class _Lines:
    """Collects the pieces pypdf reports into lines with a height and a size."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._lines: list[Line] = []
        self._text = ""
        self._y = self._size = 0.0

    def check(self, *_: object) -> None:
        """Called for every drawing operation."""
        if time.process_time() > self._until:
            raise _Stop

    def see(self, text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        """Called for every piece of text, with its matrices."""
        height = abs(size or 0.0) * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        for number, part in enumerate(text.split("\n")):
            if number:
                self._end()
            if part.strip():
                if not self._text.strip():
                    self._y = y
                self._size = max(self._size, height)
            self._text += part

    def all(self) -> list[Line]:
        """The lines of the page, those without a letter or figure left out."""
        self._end()
        return self._lines

    def _end(self) -> None:
        shaped = _SHAPES.sub(lambda m: unicodedata.normalize("NFKC", m[0]), self._text)
        text = " ".join(shaped.replace("\x00", "").split())
        if any(c.isalnum() for c in text):
            self._lines.append(Line(text, self._y, self._size))
        self._text, self._size = "", 0.0


def _metadata(reader: Any) -> dict[str, str]:
    """The document's information dictionary, its strings only; {} when that is broken."""
    try:
        items = dict(reader.metadata or {})
    except Exception:  # a broken dictionary costs only itself
        return {}
    found: dict[str, str] = {}
    for name in ("/Title", "/Author", "/CreationDate", "/ModDate"):
        value = items.get(name)
        if value is not None and (text := " ".join(str(value).replace("\x00", "").split())):
            found[name] = text[:500]
    return found


def _dates(metadata: dict[str, str]) -> list[StatedDate]:
    """D:20250703101500+03'00' as ISO, with as much precision as it has."""
    found = []
    for name, rule in (
        ("/CreationDate", "meta:pdf:CreationDate"),
        ("/ModDate", "meta:pdf:ModDate:modified"),
    ):
        raw = metadata.get(name, "")
        if match := _DATE.match(raw):
            iso = f"{match['year']}-{match['month']}-{match['day']}"
            if match["hour"]:
                iso += f"T{match['hour']}:{match['minute']}:{match['second'] or '00'}"
                zone = (match["zone"] or "").replace("'", "")
                if zone and zone != "Z":
                    zone = f"{zone[:3]}:{zone[3:] or '00'}"
                iso += zone
            found.append(StatedDate(rule, raw, iso))
    return found
