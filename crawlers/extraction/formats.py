"""What stored bytes are before anybody reads them: a page, plain text, or neither."""

from __future__ import annotations

import re

_MAGIC = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP or Office file"),
    (b"\xd0\xcf\x11\xe0", "Office file"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "media"),
    (b"\x1f\x8b", "compressed file"),
    (b"\x28\xb5\x2f\xfd", "compressed file"),
    (b"ID3", "audio"),
    (b"OggS", "media"),
    (b"\x00\x00\x00\x18ftyp", "video"),
    (b"\x00\x00\x00\x20ftyp", "video"),
)
_FEEDS = (b"<rss", b"<feed", b"<rdf:rdf", b"<urlset", b"<sitemapindex", b"<opml")
_TAGGED = re.compile(
    r"<(?:!doctype|html|head|body|div|p|meta|title|script|table|span|a|br|h[1-6]|article)\b", re.I
)
_HTML_TYPES = ("html", "xhtml", "xml", "text/plain", "octet-stream", "unknown")


def unsupported(body: bytes, content_type: str | None) -> str | None:
    """Why bytes cannot be a page, None when they can."""
    for magic, name in _MAGIC:
        if body.startswith(magic):
            return name
    head = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    declared = (content_type or "").partition(";")[0].strip().lower()
    if head.startswith(b"<?xml"):
        head = head[head.find(b"?>") + 2 :].lstrip()
    for feed in _FEEDS:
        if head.startswith(feed) or (
            b"<html" not in head and b"xml" in body[:60].lower() and feed in head
        ):
            return f"a feed or sitemap ({feed.decode().strip('<')})"
    if (
        head.startswith((b"{", b"[{"))
        and b"<html" not in head
        and not declared.startswith("text/html")
    ):
        return "JSON"
    if (
        declared
        and "/" in declared
        and not any(t in declared for t in _HTML_TYPES)
        and b"<html" not in head
    ):
        return f"content type {declared}"
    sample = body[:4000]
    if sample.count(0) * 10 > len(sample) and not sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if max(even, odd) < 0.3 * len(sample) or min(even, odd) * 4 > max(even, odd):
            return "binary data"
    return None


def is_plain(text: str, content_type: str | None) -> bool:
    """Whether a text is plain text: declared so, or without any tag in its beginning."""
    declared = (content_type or "").partition(";")[0].strip().lower()
    head = text[:20_000]
    tagged = "<" in head and bool(_TAGGED.search(head))
    return not tagged and (declared == "text/plain" or not declared or "html" not in declared)
