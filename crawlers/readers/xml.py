"""XML as it is found on the web: mended where broken, and harmless.

No entity is expanded, no DTD loaded, no other address asked (expansion bombs, external entities);
nesting deeper than 256 and text nodes over 10 MB are cut by libxml2 itself.
"""

import html
import re
from collections.abc import Iterator

from lxml import etree

from crawlers.extraction.tree import codec_for, decode
from crawlers.readers.listing import NotReadable

# lxml's stubs do not name the element type under which both libraries agree
Element = etree._Element
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_DECLARED = re.compile(
    rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']?([A-Za-z0-9_:.-]{0,40})", re.IGNORECASE
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_LONGEST_TEXT = 1_000
#: references to halves of surrogate pairs, which no document may hold and lxml cannot hand out
_HALVES = re.compile(
    rb"&#(?:[xX]0*+[dD][89a-fA-F][0-9a-fA-F]{2}"
    rb"|0*+5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));"
)


def parse_xml(body: bytes, charset: str | None) -> Element:
    """The root of a document.

    ``charset`` is the one of the Content-Type header; it counts where the document names none.

    Raises:
        NotReadable: when it is empty, a web page, JSON or no XML at all.
    """
    content = body.lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not content:
        raise NotReadable("the answer is empty")
    refuse_other_formats(content)
    # a byte order mark of UTF-16 stands where a UTF-8 document has its first letter
    source = body if content[:2] in (b"\xff\xfe", b"\xfe\xff") else content
    declared = _DECLARED.match(content)
    encoding = None if declared else charset
    if (text := _in_another_charset(content, declared, charset)) is not None:
        source, encoding = text.encode("utf-8", "replace"), "utf-8"
    source = _HALVES.sub(b"?", source)
    root = _parse(source, encoding)
    if root is None and encoding is not None:
        root = _parse(source, None)
    if root is None:
        raise NotReadable("the answer is no XML document")
    return root


def _in_another_charset(
    content: bytes, declared: re.Match[bytes] | None, charset: str | None
) -> str | None:
    """The text of a document whose bytes are not in the charset it names; None where they are.

    Copied templates declare UTF-8 over windows-1256 and the reverse: the parser would put
    replacement characters or wrong letters into every title.
    """
    if content.isascii() or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    named = declared[1].decode("ascii", "ignore") if declared else charset or "utf-8"
    decoded = decode(content, named)
    if decoded.encoding == codec_for(named):
        return None
    return _DECLARATION.sub("", decoded.text, count=1)


def _parse(content: bytes, encoding: str | None) -> Element | None:
    try:
        parser = etree.XMLParser(
            encoding=encoding,
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        return None


def stopped_at(root: Element) -> str | None:
    """Why the parser gave a document up, whatever stands behind; None where it did not.

    It does where entities would grow without bound, elements nest too deep or a text is too long.
    """
    log = root.getroottree().parser.error_log
    for entry in log:
        if entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            return f"it asks for more than is allowed ({entry.message.partition(',')[0]})"
    return None


def is_closed(body: bytes, name: str) -> bool:
    """Whether the last element of a local name is closed: the parser mends one that was cut short.

    A document is complete when its root is.
    """
    # in UTF-16 every second byte of an ASCII name is zero
    letters = body.replace(b"\0", b"").lower()
    tag = re.compile(rb"<(/?)(?:[\w.-]{1,50}:)?" + re.escape(name).encode() + rb"(?=[\s>/])")
    last = None
    for found in tag.finditer(letters):
        last = found
    # <urlset/> opens and closes at once
    return last is not None and (
        last[1] == b"/" or letters[last.end() : letters.find(b">", last.end())].endswith(b"/")
    )


def refuse_other_formats(content: bytes) -> None:
    """Name what stands in a document's place, when it is not XML.

    Raises:
        NotReadable: for web pages and JSON.
    """
    if refuse_web_page(content)[:1] in (b"{", b"["):
        raise NotReadable("the answer is JSON, not XML")


def refuse_web_page(content: bytes) -> bytes:
    """The first letters of a document, in small ones, after its comments and declaration.

    Raises:
        NotReadable: for web pages, with their title.
    """
    head = re.sub(rb"(?s)^(\s*<!--.*?-->|\s*<\?xml[^>]*>)+", b"", content[:20_000]).lstrip()
    start = head[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        title = _TITLE.search(head)
        named = (
            f" titled “{html.unescape(title[1].decode('utf-8', 'replace')).strip()}”"
            if title
            else ""
        )
        raise NotReadable(
            f"the answer is a web page{named}: the address may have moved, or a bot check or a "
            "consent form stands in its place"
        )
    return start


def local(element: Element) -> str:
    """Name without its namespace, in small letters; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of a name; empty without one."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """Direct children with one of these local names."""
    for child in element:
        if local(child) in names:
            yield child


def text_of(element: Element | None) -> str | None:
    """All text inside, blanks folded; None when there is none."""
    if element is None:
        return None
    return " ".join("".join(map(str, element.itertext())).split()) or None


def first_text(element: Element, *names: str) -> str | None:
    """Text of the first direct child that has some, trying the names in order."""
    for name in names:
        for child in children(element, name):
            text = text_of(child)
            if text:
                return text
    return None


def plain(text: str | None) -> str | None:
    """A title or byline without the markup and entities that feeds put into it."""
    if text is None:
        return None
    # CMSs escape once or twice; tags appear only after the first round
    for _ in range(2):
        text = html.unescape(text)
    return " ".join(_TAG.sub(" ", text).split())[:_LONGEST_TEXT] or None
