"""Bytes to one parsed tree, decoded once and bounded in depth and size.

The order of evidence for the charset follows what went wrong in practice rather than the
HTML standard's order: a byte order mark, then valid UTF-8 with multi-byte sequences (text
in another charset practically never is, whatever the header says), then the header, then
the page's own <meta>, then detection on the bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from crawlers.extraction.nesting import bound, flatten, trim_attributes

MAX_BYTES = 10 * 1024 * 1024
# About 75,000 elements. The longest live blogs have 30,000; a page with more is cut here,
# because every reader's time grows with their number.
MAX_TAGS = 150_000


def words(text: str) -> frozenset[str]:
    """The words of a string as a set: how this package writes down its vocabularies."""
    return frozenset(text.split())


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
# Labels as browsers read them (WHATWG Encoding Standard): the superset is always right.
_LABELS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "unicode": "utf-8",
    "utf8": "utf-8",
    "x-mac-cyrillic": "mac-cyrillic",
}
_DETECTABLE = [
    "cp1251",
    "cp1252",
    "cp1250",
    "cp1254",
    "cp1256",
    "cp1253",
    "cp1255",
    "koi8_r",
    "koi8_u",
    "gb18030",
    "big5hkscs",
    "cp932",
    "euc_jp",
    "cp949",
    "cp866",
]
# characters that XML cannot hold: lxml refuses them when an engine writes text back
_CONTROL = bytes(b for b in range(32) if b not in (9, 10, 12, 13)) + b"\x7f"
_OPENING = re.compile("<")
_BEYOND_ASCII = re.compile("[\x00-\x7f]+")
_MARKUP = re.compile(r"<[^<>]*>")
_RUN_ENDS = re.compile(rb"[<>{}]+")
_ACCENTED = re.compile("[\u00c0-\u00ff]")
_ACCENTED_RUN = re.compile("[\u00c0-\u00ff]{2}")
_FOREIGN = re.compile("[\u0400-\u04ff\u0600-\u06ff]")
_MIXED = re.compile("[a-z][\u0400-\u04ff\u0600-\u06ff]|[\u0400-\u04ff\u0600-\u06ff][a-z]")
# UTF-8 read as windows-1252 or windows-1251 leaves pairs that no language writes.
_MOJIBAKE = re.compile(
    "Ð[\x80-\xbf°±²³µ¶·¸¹º»¼½¾¿]|Ñ[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ]|Ø[§¨¬­®±³¹¯]|Ù[\x80-\x8fˆ„‡†]|Û[Œ]"
    "|Ã[¤¶¼©¨§±³¡]|â€[™œ“”¦˜]"
    "|Р[°±µёіЅѕєїјґІ]|С[‚Ѓ‹ЊЏЌЋ€љњџ]|пїЅ"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Markup as text; `encoding` is Python's codec name, `how` the evidence it rests on."""

    text: str
    encoding: str
    how: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """One parsed page; the tree holds no comments and no processing instructions."""

    root: HtmlElement
    flags: tuple[str, ...]


def codec_for(label: str | None) -> str | None:
    """Python codec for a declared charset label, None when nothing knows it."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    name = _LABELS.get(name, name)
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return codec.name if codec._is_text_encoding else None


def header_charset(
    content_type: str | None, headers: Mapping[str, str] | None = None
) -> str | None:
    """The charset label of a Content-Type, given as such or among headers of any case."""
    if not content_type and headers:
        content_type = next((v for k, v in headers.items() if k.lower() == "content-type"), None)
    match = _HEADER_CHARSET.search(content_type or "")
    return match[1] if match else None


def decode(body: bytes, declared: str | None = None) -> Decoded:
    """Decode a page; `declared` is the HTTP header's charset label. Never raises.

    Flags: `charset_conflict` when a declared charset was overruled by the bytes,
    `mojibake` when the text was broken before it was sent, `mojibake_repaired` when that
    could be undone.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _finish(body[len(bom) :].decode(name, "replace"), name, "bom", ())
    if b"\x00" in body[:200] and (wide := _utf16_without_bom(body)):
        return _finish(body.decode(wide, "replace"), wide, "detected", ())
    meta = _META_CHARSET.search(body, 0, 8192)
    labels = ((declared, "header"), (meta[1].decode("ascii", "ignore") if meta else None, "meta"))
    known = [(codec, how) for label, how in labels if (codec := codec_for(label))]
    if (decoded := _as_utf8(body, known)) is not None:
        return decoded
    for codec, how in known:
        # not UTF-8, whatever it says; a multi-byte charset must fit nearly everywhere
        if codec.startswith("utf-8"):
            continue
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= 2 + len(text) // 2000 and is_plausible(text):
            flags = ("charset_conflict",) if codec != known[0][0] else ()
            return _finish(text, codec, how, flags)
    codec = _detect(body)
    flags = ("charset_conflict",) if known else ()
    return _finish(body.decode(codec, "replace"), codec, "detected", flags)


def _as_utf8(body: bytes, known: list[tuple[str, str]]) -> Decoded | None:
    """The body as UTF-8 where it is that, apart from accidents; None where it is not."""
    conflict = bool(known) and known[0][0] != "utf-8"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        if not _mostly_utf8(body):
            return None
        flags = ("charset_conflict",) if conflict else ()
        return _finish(body.decode("utf-8", "replace"), "utf-8", "mostly", flags)
    if escape := next((c for c, _ in known if c.startswith("iso2022") and b"\x1b" in body), None):
        return _finish(body.decode(escape, "replace"), escape, "declared", ())
    flags = ("charset_conflict",) if conflict and len(text) != len(body) else ()
    return _finish(text, "utf-8", "valid", flags)


def _finish(text: str, encoding: str, how: str, flags: tuple[str, ...]) -> Decoded:
    beyond = "" if text.isascii() else _BEYOND_ASCII.sub("", text[:100_000])[:20_000]
    hits = len(_MOJIBAKE.findall(beyond)) if beyond else 0
    if hits >= 8 and hits * 10 >= len(beyond):
        repaired = _repair(text)
        if repaired is not None:
            return Decoded(repaired, encoding, how, (*flags, "mojibake_repaired"))
        flags = (*flags, "mojibake")
    return Decoded(text, encoding, how, flags)


def _repair(text: str) -> str | None:
    """Undo one wrong decoding of UTF-8, only when the whole text goes back without loss."""
    for wrong in ("cp1252", "cp1251", "latin-1"):
        try:
            return text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return None


def is_plausible(text: str) -> bool:
    """Whether decoded text looks like a language's: tells wrong single-byte charsets.

    Cyrillic read as a Western charset gives runs of accented letters, Western text read as
    Cyrillic or Arabic single foreign letters inside Latin words. Neither occurs in writing.
    """
    sample = _MARKUP.sub(" ", text[:200_000])
    accented = len(_ACCENTED.findall(sample))
    if accented >= 20 and 2 * len(_ACCENTED_RUN.findall(sample)) > 0.5 * accented:
        return False
    foreign = len(_FOREIGN.findall(sample))
    return not (foreign >= 10 and len(_MIXED.findall(sample)) > 0.5 * foreign)


def _utf16_without_bom(body: bytes) -> str | None:
    even, odd = body[0:400:2].count(0), body[1:400:2].count(0)
    if odd > 4 * even and odd > 60:
        return "utf-16-le"
    if even > 4 * odd and even > 60:
        return "utf-16-be"
    return None


def _mostly_utf8(body: bytes) -> bool:
    """Whether broken sequences are rare accidents (a cut string, a stray byte) in UTF-8."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for c in text if c > "\x7f") - bad
    return good > 20 * bad


def _detect(body: bytes) -> str:
    from charset_normalizer import from_bytes

    # Tags and scripts are ASCII and hide the evidence: keep the runs that hold high bytes.
    # Split and asked one by one: a pattern for both is quadratic on a long ASCII run.
    runs = (run for run in _RUN_ENDS.split(body[:2_000_000]) if not run.isascii())
    sample = b" ".join(runs)[:12_000] or body[:12_000]
    best = from_bytes(sample, cp_isolation=_DETECTABLE, steps=6, chunk_size=1024).best()
    if best is None:
        return "cp1252"
    return _LABELS.get(best.encoding.replace("_", "-"), best.encoding)


def parse(text: str) -> ParsedPage | None:
    """Parse markup into one tree of at most `nesting.MAX_DEPTH` nested elements.

    None when nothing that could be read stands in it.
    """
    if "\ufffe" in text or "\uffff" in text:
        text = text.replace("\ufffe", "").replace("\uffff", "")
    if not text or text.isspace():
        return None
    flags: tuple[str, ...] = ()
    text = trim_attributes(text)
    if text.count("<") > MAX_TAGS:
        # absurd nesting first: what stands behind 200,000 open tags is still there to read
        text = flatten(text)
        if (end := _nth_tag(text, MAX_TAGS)) < len(text):
            text, flags = text[:end], ("truncated_input",)
    root, over_limit = _parse(text, huge=False)
    if over_limit:
        # too deep, or one run of text beyond libxml2's 10 million characters
        root, _ = _parse(flatten(text), huge=True)
    if root is None:
        return None
    if bound(root) or over_limit:
        flags = (*flags, "deep_tree_flattened")
    return ParsedPage(root, flags)


def _nth_tag(text: str, number: int) -> int:
    """Where the `number`th tag begins."""
    match = next(islice(_OPENING.finditer(text), number, None), None)
    return match.start() if match else len(text)


def _parse(text: str, *, huge: bool) -> tuple[HtmlElement | None, bool]:
    """The tree, and whether one of the parser's limits cut it short."""
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=huge
    )
    try:
        root = document_fromstring(
            text.encode("utf-8", "ignore").translate(None, _CONTROL), parser=parser
        )
    except (etree.LxmlError, ValueError):
        return None, not huge
    limit = etree.ErrorTypes.ERR_RESOURCE_LIMIT
    return root, any(entry.type == limit for entry in parser.error_log)


def text_of(element: HtmlElement) -> str:
    """An element's text with white space folded to single spaces."""
    return " ".join("".join(element.itertext()).split())
