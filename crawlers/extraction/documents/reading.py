"""A document as the page a reader would take from it: title, authors, dates, text.

Files say little about themselves that is true: the title is a template's, the author is the
name of a computer's account, the date is that of the last export. So what stands in the text
is asked first, and the metadata where the text is silent:

- title: the metadata's when the first page shows it too, else the heading set larger than the
  text (or styled as one), else the channel's, else the metadata's, else a short first line;
- authors: a byline in the first lines, else the metadata's when it reads like a person's name;
- dates: one on a line of its own near the top or the end (a letterhead, a dateline) counts as a
  byline; the metadata's count less than that and than the address, feed or sitemap, and more
  than a date in running text (the ranks are in `analysis.dates.resolve`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.dates import DateCandidate, find_dates, parse, resolve
from crawlers.extraction import dates
from crawlers.extraction.clusters import folded
from crawlers.extraction.documents import Document, DocumentKind, DocumentProblem, read_document
from crawlers.extraction.metadata import agencies, authors
from crawlers.extraction.metadata.bylines import is_byline
from crawlers.extraction.stated import language_of
from crawlers.extraction.tree import MAX_BYTES
from crawlers.extraction.types import ExtractedPage, PageInput, nothing

# Lines in which a document says who wrote it and when.
TOP = 8
END = 3
LETTERHEAD = 90
_EXPORTED = re.compile(r"^(?:microsoft\s+(?:word|powerpoint|excel)|word|untitled)\s*-\s*", re.I)
_FILE = re.compile(r"\.(?:docx?|pdf|rtf|odt|indd|qxd|txt|pptx?|xlsx?|cdr|pmd)\s*$", re.I)
_EMPTY_TITLE = re.compile(
    r"^(?:untitled|title|document|new document|презентация|документ|без названия|word document"
    r"|layout|slide|scan\w*|image)\W*\d*$",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!…。।۔]\s*$")


def document_page(page: PageInput, kind: DocumentKind) -> ExtractedPage:
    """Read a PDF or DOCX file.

    Closed, too large and unsupported files are of kind "unsupported", broken ones too, with
    the flag `damaged_document`; files without text (scans) are "empty".
    """
    if len(page.body) > MAX_BYTES:
        size = f"larger than {MAX_BYTES >> 20} MB"
        return nothing("unsupported", (f"a {kind.upper()} file {size}",), ())
    try:
        document = read_document(page.body, kind)
    except DocumentProblem as problem:
        flags = ("damaged_document",) if problem.damaged else ()
        return nothing("unsupported", (str(problem),), flags)
    return _page(page, kind, document)


def _page(page: PageInput, kind: DocumentKind, document: Document) -> ExtractedPage:
    hints = page.hints
    paragraphs = [text for written in document.paragraphs if (text := _clean(written))]
    title, title_rule = _title(document, kind, hints.title, paragraphs)
    top = paragraphs[:TOP]
    if title:
        paragraphs = _without_title(paragraphs, title)
    text = "\n".join(paragraphs)
    language = language_of(page, text)
    found = [
        *dates.from_hints(page.url, page.headers, hints, page.fetched_at, language.code),
        *_dates(page, document, [*top, *paragraphs[-END:]], language.code),
        *dates.from_text(text, language=language.code, zone=hints.zone, reference=page.fetched_at),
    ]
    byline = authors.with_signature(_byline(document, top, hints.authors), text)
    pages = f"{kind.upper()} of {document.pages} pages" if document.pages else kind.upper()
    reasons = (pages, f"{len(text)} characters of text")
    return ExtractedPage(
        kind="article" if text else "empty",
        kind_reasons=(*reasons, document.cut) if document.cut else reasons,
        canonical_url=None,
        title=title,
        title_rule=title_rule,
        authors=byline.authors,
        credits=byline.credits,
        agencies=tuple(dict.fromkeys((*byline.agencies, *agencies.in_text(text)))),
        site_name=hints.site_name,
        section=None,
        dates=resolve(found, captured_at=dates.aware(page.fetched_at)),
        language=language,
        text=text,
        flags=("truncated_input",) if document.cut else (),
        extractor={"pdf": "pypdf", "docx": "python-docx"}[kind],
    )


def _clean(written: str) -> str:
    """NFC, without what no database and no encoding takes: halves of letters, controls."""
    kept = "".join(c for c in written if unicodedata.category(c) not in ("Cs", "Cc"))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _title(
    document: Document, kind: DocumentKind, hinted: str | None, paragraphs: Sequence[str]
) -> tuple[str | None, str | None]:
    stated = _stated_title(_clean(document.title or ""))
    rule = f"meta:{kind}:title"
    shown = folded(" ".join(paragraphs[:TOP]))
    if stated and folded(stated) in shown:
        return stated, rule
    if document.heading:
        return _clean(document.heading), "heading"
    if hinted:
        return hinted, "feed"
    if stated:
        return stated, rule
    if len(paragraphs) > 1:
        first, second = paragraphs[:2]
        if 8 <= len(first) <= 160 < 2 * len(second) and not _SENTENCE_END.search(first):
            return first, "text"
    return None, None


def _stated_title(written: str) -> str | None:
    """The metadata's title if it can be one: no file's name, no program's, no empty form's."""
    title = " ".join(_EXPORTED.sub("", written).split())
    if _FILE.search(title) or _EMPTY_TITLE.match(title) or len(title) > 300:
        return None
    letters = sum(c.isalpha() for c in title)
    several = len(title.split()) > 1 or any("\u3400" <= c <= "\u9fff" for c in title)
    return title if several and letters >= 4 and letters * 2 > len(title) else None


def _without_title(paragraphs: list[str], title: str) -> list[str]:
    """The title's own lines leave the text where it begins with them."""
    wanted, start = folded(title), 0
    for start in range(min(4, len(paragraphs))):
        joined = ""
        for end in range(start, min(start + 6, len(paragraphs))):
            joined += folded(paragraphs[end])
            if joined == wanted:
                return paragraphs[:start] + paragraphs[end + 1 :]
            if not wanted.startswith(joined):
                break
    return paragraphs


def _byline(document: Document, top: Sequence[str], hinted: Sequence[str]) -> authors.Byline:
    for line in top:
        if is_byline(line):
            credits = authors.credits_of([line], set())
            if any(credit.kind in ("person", "agency") for credit in credits):
                return authors.Byline(credits, "byline")
    if hinted:
        return authors.Byline(authors.credits_of(hinted, set()), "feed")
    if document.author:
        credits = authors.credits_of([_clean(document.author)], set())
        named = tuple(c for c in credits if c.kind == "person" and _is_name(c.name))
        if named:
            return authors.Byline(named, "meta")
    return authors.Byline()


def _is_name(name: str) -> bool:
    """Whether an account's name can be a person's: two to five words, no figures."""
    return 2 <= len(name.split()) <= 5 and not any(c.isdigit() for c in name)


def _dates(
    page: PageInput, document: Document, lines: Sequence[str], language: str
) -> Iterator[DateCandidate]:
    """Dates on lines of their own, then those of the metadata."""
    zone, reference = dates.zone_or_none(page.hints.zone), dates.aware(page.fetched_at)
    for line in dict.fromkeys(lines):
        if len(line) <= LETTERHEAD:
            yield from find_dates(
                line, rule="byline", language=language, zone=zone, reference=reference
            )[:2]
    for stated in document.dates:
        candidate = parse(stated.iso, rule=stated.rule, zone=zone, reference=reference)
        if candidate is not None:
            yield replace(candidate, raw=stated.raw)
