"""A block of JSON as pages carry it in a script element: wrapped, cut, with mistakes."""

import html
import json
import re
from typing import Any

_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
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
        return None
    return value


def _unwrapped(text: str) -> str:
    """A script's text without the comment or CDATA marks around it, in linear time."""
    text = text.strip()
    if match := _SHELL_BEGINS.match(text):
        text = text[match.end() :].lstrip()
    if text.endswith(_SHELL_ENDS):
        text = text[:-3].rstrip().removesuffix("//").rstrip()
    return text
