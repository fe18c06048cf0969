"""One page in, what a reader would take from it out. `extract` is the door.

The tree is parsed once. What reads it comes first (metadata, signs of the page's kind,
dates, comments), what cuts it comes last (the text). Each part fails for itself: a broken
JSON-LD block or an engine's error costs that part and is flagged, never the page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from analysis.dates import DateCandidate, DateDecision, resolve
from analysis.language import Language
from crawlers.extraction import comments, dates, documents, kinds, live
from crawlers.extraction.documents.reading import document_page
from crawlers.extraction.formats import is_plain, unsupported
from crawlers.extraction.metadata import agencies, authors, headline, jsonld, meta, site
from crawlers.extraction.names import Index
from crawlers.extraction.plain import read_plain
from crawlers.extraction.prune import drop_code
from crawlers.extraction.stated import language_of
from crawlers.extraction.telegram import post_page
from crawlers.extraction.text import Text, TextContext, read_text
from crawlers.extraction.tree import (
    MAX_BYTES,
    Decoded,
    ParsedPage,
    decode,
    header_charset,
    parse,
    text_of,
)
from crawlers.extraction.types import (
    Comment,
    ExtractedPage,
    LiveEntry,
    PageInput,
    PageKind,
    nothing,
)

LOGGER = logging.getLogger(__name__)

_T = TypeVar("_T")
_UNDATED = DateDecision(None)
_UNKNOWN = Language("und", 0.0)


def extract(page: PageInput) -> ExtractedPage:
    """Read one page. Never raises, for any bytes; at most `MAX_BYTES` of them are read.

    What can take long on hostile input is bounded by size and depth; the pool adds the
    clock and the memory limit.
    """
    try:
        return _extract(page)
    except (MemoryError, RecursionError) as error:
        return nothing("unsupported", (f"{type(error).__name__} while reading",), ("failed:page",))
    except Exception as error:
        LOGGER.exception("extraction failed for %s", page.url)
        return nothing("unsupported", (f"{type(error).__name__}: {error}"[:200],), ("failed:page",))


def _extract(page: PageInput) -> ExtractedPage:
    body = page.body
    if document := documents.kind_of(body, page.content_type):
        return document_page(page, document)
    if post := post_page(page):
        return post
    flags: list[str] = []
    if len(body) > MAX_BYTES:
        body, flags = body[:MAX_BYTES], ["truncated_input"]
    if not body.strip():
        return nothing("empty", ("no bytes",), tuple(flags))
    if reason := unsupported(body, page.content_type):
        return nothing("unsupported", (reason,), tuple(flags))
    decoded = decode(body, header_charset(page.content_type, page.headers))
    flags += decoded.flags
    if is_plain(decoded.text, page.content_type):
        return _plain_page(page, decoded, flags)
    parsed = parse(decoded.text)
    if parsed is None:
        return nothing("empty", ("nothing that could be read as a page",), tuple(flags))
    flags += parsed.flags
    return _html_page(page, decoded, parsed, flags)


@dataclass(slots=True)
class _Guard:
    """Runs one part of the extraction; a part that fails leaves its default and a flag."""

    flags: list[str]

    def run(self, part: str, default: _T, work: Callable[[], _T]) -> _T:
        try:
            return work()
        except Exception:
            LOGGER.warning("part %s of an extraction failed", part, exc_info=True)
            self.flags.append(f"failed:{part}")
            return default


def _html_page(
    page: PageInput, decoded: Decoded, parsed: ParsedPage, flags: list[str]
) -> ExtractedPage:
    root, hints, chosen = parsed.root, page.hints, page.hints.selectors
    guard = _Guard(flags)
    no_meta = meta.Meta({}, None, None, None, None, None)
    head = guard.run("meta", no_meta, lambda: meta.read(root))
    address = _address(page.url, head)
    ld = guard.run("jsonld", jsonld.JsonLd(), lambda: jsonld.read(root, address))
    drop_code(root)
    index = Index(root)
    names: tuple[str, ...] = guard.run(
        "site", (), lambda: site.site_names(head, ld, address, hints.site_name)
    )
    picked = {
        part: _selected(root, expressions, flags)
        for part, expressions in (
            ("title", chosen.title),
            ("authors", chosen.authors),
            ("date", chosen.date),
        )
    }
    title = guard.run(
        "title",
        None,
        lambda: headline.choose(
            root,
            head,
            ld,
            (*names, *site.host_labels(address)),
            hints.title,
            picked["title"][0] if picked["title"] else None,
        ),
    )
    heading = title.text if title else None
    guard.run("title", None, lambda: index.center(headline.element_of(index, heading)))
    byline = guard.run(
        "authors",
        authors.Byline(),
        lambda: authors.read(index, head, ld, names, hints.authors, picked["authors"]),
    )
    section = guard.run("section", None, lambda: site.section(index, head, ld, heading, names))
    expected = _declared_language(head, hints.languages)
    candidates: list[DateCandidate] = guard.run(
        "dates",
        [],
        lambda: dates.gather(
            index, head, ld, url=address, headers=page.headers, hints=hints,
            fetched_at=page.fetched_at, language=expected, title=heading, selected=picked["date"],
        ),
    )  # fmt: skip
    signs = guard.run("signs", kinds.Signs(), lambda: kinds.read_signs(index, decoded.text))
    updates: tuple[live.Update, ...] = (
        guard.run("entries", (), lambda: live.find(index, ld.article.updates))
        if signs.live_entries or ld.article.updates
        else ()
    )
    found_comments: tuple[Comment, ...] = guard.run("comments", (), lambda: comments.take(index))
    context = TextContext(
        title=heading,
        description=head.first("og:description", "description", "twitter:description"),
        ld_body=ld.article.body,
        languages=hints.languages,
        text_selectors=chosen.text,
        remove_selectors=chosen.remove,
    )
    text = guard.run("text", Text("", "none"), lambda: read_text(root, index, context))
    flags += text.flags
    language = guard.run("language", _UNKNOWN, lambda: language_of(page, text.text))
    if not candidates:
        candidates = guard.run(
            "dates",
            [],
            lambda: dates.from_text(
                text.text, language=language.code, zone=hints.zone, reference=page.fetched_at
            ),
        )
    decision = guard.run(
        "dates", _UNDATED, lambda: resolve(candidates, captured_at=dates.aware(page.fetched_at))
    )
    if not any(c.kind == "person" for c in byline.credits):
        byline = guard.run("authors", byline, lambda: authors.with_signature(byline, text.text))
    wires: tuple[str, ...] = guard.run("agencies", (), lambda: agencies.in_text(text.text))
    undecided: tuple[PageKind, tuple[str, ...]] = ("article", ("kind could not be decided",))
    kind, reasons = guard.run(
        "kind",
        undecided,
        lambda: kinds.decide(
            kinds.KindInput(
                url=address, title=heading, text=text.text, linked=text.linked,
                page_prose=text.page_prose, teasers=text.teasers, signs=signs, meta=head, ld=ld,
                has_date=decision.chosen is not None, has_author=bool(byline.credits),
            )
        ),
    )  # fmt: skip
    marked: tuple[str, tuple[LiveEntry, ...]] = (text.text, ())
    if kind == "live_blog" and updates:
        marked = guard.run(
            "entries",
            marked,
            lambda: live.mark(
                text.text, updates, language=expected, zone=hints.zone, now=page.fetched_at
            ),
        )
    return ExtractedPage(
        kind=kind,
        kind_reasons=reasons,
        canonical_url=guard.run(
            "canonical", None, lambda: meta.canonical_url(head, address, ld.article.url)
        ),
        title=heading,
        title_rule=title.rule if title else None,
        authors=byline.authors,
        credits=byline.credits,
        agencies=tuple(dict.fromkeys((*byline.agencies, *wires))),
        site_name=guard.run(
            "site", None, lambda: site.site_name(head, ld, address, hints.site_name)
        ),
        section=section,
        dates=decision,
        language=language,
        text=marked[0],
        comments=found_comments,
        flags=tuple(dict.fromkeys(flags)),
        extractor=text.extractor,
        entries=marked[1],
    )


def _plain_page(page: PageInput, decoded: Decoded, flags: list[str]) -> ExtractedPage:
    plain = read_plain(decoded.text, find_title=page.hints.title is None)
    language = language_of(page, plain.text)
    candidates = dates.from_hints(
        page.url, page.headers, page.hints, page.fetched_at, language.code
    )
    candidates += dates.from_text(
        plain.text, language=language.code, zone=page.hints.zone, reference=page.fetched_at
    )
    byline = authors.with_signature(
        authors.Byline(
            authors.credits_of(page.hints.authors, set()), "import" if page.hints.authors else None
        ),
        plain.text,
    )
    return ExtractedPage(
        kind="article" if plain.text else "empty",
        kind_reasons=("plain text",),
        canonical_url=None,
        title=page.hints.title or plain.title,
        title_rule=page.hints.published_rule
        if page.hints.title
        else "text"
        if plain.title
        else None,
        authors=byline.authors,
        credits=byline.credits,
        agencies=tuple(dict.fromkeys((*byline.agencies, *agencies.in_text(plain.text)))),
        site_name=page.hints.site_name,
        section=None,
        dates=resolve(candidates, captured_at=dates.aware(page.fetched_at)),
        language=language,
        text=plain.text,
        flags=(*flags, *plain.flags),
        extractor="plain",
        suggested=plain.suggested,
    )


def _selected(
    root: etree._Element, expressions: tuple[str, ...], flags: list[str]
) -> tuple[str, ...]:
    """The texts a source's own XPath expressions find: elements' text or attributes' value."""
    found: list[str] = []
    for expression in expressions:
        try:
            result = root.xpath(expression)
        except etree.XPathError:
            flags.append("selector_error")
            continue
        for item in result if isinstance(result, list) else [result]:
            value = text_of(item) if isinstance(item, etree._Element) else str(item).strip()
            if value:
                found.append(value)
        if found:
            break
    return tuple(found)


def _address(url: str, head: meta.Meta) -> str:
    """The page's address: where it came from, or for a file what it says itself."""
    if url.startswith(("http://", "https://")):
        return url
    stated = head.canonical or head.first("og:url") or ""
    return stated if stated.startswith(("http://", "https://")) else ""


def _declared_language(head: meta.Meta, hinted: tuple[str, ...]) -> str | None:
    """The language dates are read in: the source's only one, else the page's own word."""
    if len(hinted) == 1:
        return hinted[0]
    declared = head.language or head.first("og:locale", "content-language", "language") or ""
    code = declared.replace("_", "-").split("-")[0].strip().lower()
    if hinted and code not in hinted:
        return hinted[0]
    return code or None
