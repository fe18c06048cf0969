"""A block of JSON as pages carry it in a script element: wrapped, cut, with mistakes."""

import html
import json
import re
from typing import Any

_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_ARTICLE_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"(\w{0,20}(?:Article|BlogPosting))"')
_PLAIN_VALUE = re.compile(
    r'"(headline|datePublished|dateModified)"\s*:\s*"([^"\\\n]{4,300}(?:\\/[^"\\\n]{0,300}){0,9})"'
    r"\s*[,}\n]"
)
_AUTHOR_NAME = re.compile(
    r'"author"\s*:\s*\[?\s*\{[^{}]{0,200}?"name"\s*:\s*"([^"\\\n]{2,80})"\s*[,}]'
)
_SHELL_BEGINS = re.compile(r"(?://)?\s*(?:<!\[CDATA\[|<!--)")
_SHELL_ENDS = ("]]>", "-->")


def load(text: str) -> Any | None:
    """Parse one block, forgiving what browsers forgive; None when it is beyond repair."""
    text = _unwrapped(text).rstrip(";")
    if not text:
        return None
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    # one of several objects written one after the other
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return _salvaged(text)
    return value


def _salvaged(text: str) -> dict[str, Any] | None:
    """What a broken block still says of its article, None when it tells of none.

    A quotation mark that nobody escaped breaks a whole block, most often in a description
    or a text; type, headline and dates around it are whole.
    """
    kind = _ARTICLE_TYPE.search(text)
    if kind is None:
        return None
    node: dict[str, Any] = {"@type": kind[1]}
    for key, value in _PLAIN_VALUE.findall(text):
        node.setdefault(key, html.unescape(value.replace("\\/", "/")))
    author = _AUTHOR_NAME.search(text)
    if author:
        node["author"] = {"name": author[1]}
    return node if len(node) > 1 else None


def _unwrapped(text: str) -> str:
    """A script's text without the comment or CDATA marks around it, in linear time."""
    text = text.strip()
    if match := _SHELL_BEGINS.match(text):
        text = text[match.end() :].lstrip()
    if text.endswith(_SHELL_ENDS):
        text = text[:-3].rstrip().removesuffix("//").rstrip()
    return text
