"""Bounds on a page's markup, before and after parsing: depth, links in links, attributes.

Every reader of a tree takes time in proportion to how many elements stand inside how many
others; trafilatura's tests of link density take the product of both. Real pages nest 10 to 50
deep (`docs/quality.md`), so what goes beyond `MAX_DEPTH` is damage or an attack: its tags go,
its text stays.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

# libxml2 2.14 stops reading at 256 open elements; unclosed <font> or <b> tags reach that
# on real pages, so markup beyond this depth is flattened and parsed again.
MAX_DEPTH = 200

_UNSETTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A "<" inside a tag is part of it, for libxml2 as for browsers. Possessive: a run of letters
# without its ">" must not be tried at every length.
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*+)([^>]*+)>")
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
))  # fmt: skip
# How the parser closes what was left open, as libxml2's tables (htmlStartClose and
# htmlEndPriority) have it where it matters. Closing less than libxml2 does is safe: it only
# makes the count too high.
_CLOSED_BY = {
    "li": ("li", "p"),
    "dt": ("dd", "p"),
    "dd": ("dt", "p"),
    "p": ("p",),
    "a": ("a",),
    "option": ("option",),
    "td": ("td", "th", "p"),
    "th": ("td", "th", "p"),
    "tr": ("td", "th", "tr", "p"),
}
_PRIORITY = {
    "div": 150, "td": 160, "th": 160, "tr": 170, "thead": 180, "tbody": 180, "tfoot": 180,
    "table": 190, "head": 200, "body": 200, "html": 220,
}  # fmt: skip
_USUAL_PRIORITY = 100
# How far up an end tag is looked for; nobody leaves more open by mistake.
_LOOK_UP = 12
# Attributes of one tag; libxml2 compares each new one with all before it.
MAX_ATTRIBUTES = 2_000
# Smaller pages cannot hold enough attributes to matter (33,000 take 2 seconds).
_MANY_CHARACTERS = 250_000
# A start tag as a parser sees it: a quoted value may hold ">". Possessive, so linear.
_START_TAG = re.compile(r"(<[A-Za-z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)")
_ATTRIBUTE = re.compile(r"[^\s=/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'][^\s]*+)?+)?+")
_TOO_DEEP = etree.XPath("/*" * MAX_DEPTH)
_OUTER_LINKS = etree.XPath("//a[descendant::a][not(ancestor::a)]")


def trim_attributes(text: str) -> str:
    """Drop the attributes of start tags that have more than `MAX_ATTRIBUTES`."""
    if len(text) < _MANY_CHARACTERS:
        return text
    return _START_TAG.sub(_trimmed, text)


def _trimmed(match: re.Match[str]) -> str:
    if len(match[2]) < 2 * MAX_ATTRIBUTES:
        return match[0]
    count = sum(1 for _ in islice(_ATTRIBUTE.finditer(match[2]), MAX_ATTRIBUTES + 1))
    return match[1] if count > MAX_ATTRIBUTES else match[0]


def flatten(text: str, depth: int = MAX_DEPTH) -> str:
    """Drop the tags (never the text) that would open more than `depth` elements at once.

    Linear in the length of the text. The count follows libxml2's habits of closing elements
    and errs on the high side.
    """
    out: list[str] = []
    position = 0
    stack: list[str] = []
    skipped: dict[str, int] = {}
    # behind the last ">" every "<" would be followed to the end of the text
    for match in _TAG.finditer(text, 0, text.rfind(">") + 1):
        closing, name, rest = match[1], match[2].lower(), match[3]
        out.append(text[position : match.start()])
        position = match.end()
        if name in _VOID:
            out.append(match[0])
        elif not closing:
            closed = _CLOSED_BY.get(name)
            while closed and stack and stack[-1] in closed:
                stack.pop()
            if len(stack) >= depth:
                skipped[name] = skipped.get(name, 0) + 1
                out.append(" ")
            else:
                if not rest.endswith("/"):
                    stack.append(name)
                out.append(match[0])
        elif skipped.get(name):
            skipped[name] -= 1
            out.append(" ")
        else:
            _close(stack, name)
            out.append(match[0])
    out.append(text[position:])
    return "".join(out)


def _close(stack: list[str], name: str) -> None:
    """Take from the stack what an end tag closes: nothing, if a weightier element is open."""
    priority = _PRIORITY.get(name, _USUAL_PRIORITY)
    for up, opened in enumerate(reversed(stack[-_LOOK_UP:]), 1):
        if opened == name:
            del stack[-up:]
            return
        if _PRIORITY.get(opened, _USUAL_PRIORITY) > priority:
            return


def bound(root: HtmlElement) -> bool:
    """Make a parsed tree at most `MAX_DEPTH` deep, in place; whether anything was too deep.

    Links inside links lose the inner tags too, as browsers never build them. Each node is
    moved at most once.
    """
    for link in _found(_OUTER_LINKS, root):
        etree.strip_tags(link, "a")
        _join_texts(link)
    cut = False
    for element in _found(_TOO_DEEP, root):
        if len(element):
            etree.strip_tags(element, "*")
            _join_texts(element)
            cut = True
    return cut


def settable(text: str) -> str:
    """The text without what character references bring in and lxml reads but does not take back."""
    return _UNSETTABLE.sub("", text)


def _join_texts(root: HtmlElement) -> None:
    """Make one node of each text. What stripped tags leave are thousands side by side, and lxml
    takes a second to read half a megabyte of them, each time."""
    for element in root.iter():
        if element.text:
            element.text = settable(element.text)
        if element.tail and element is not root:
            element.tail = settable(element.tail)


def _found(expression: etree.XPath, root: HtmlElement) -> list[HtmlElement]:
    found = expression(root)
    return [e for e in found if isinstance(e, HtmlElement)] if isinstance(found, list) else []
