"""JSON as it is found on the web: read with patience, and harmless.

What Python's reader takes and a database does not (lone surrogates, NUL) is replaced here, once,
so that no reader of a JSON format has to think of it.
"""

import codecs
import json
import re
from typing import Any

from crawlers.extraction.storable import UNSTORABLE
from crawlers.readers.listing import NotReadable, unpacked
from crawlers.readers.xml import refuse_web_page

#: a backslash that begins no escape JSON knows; some services escape HTML's characters too
_STRAY = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|)')


def parse_json(body: bytes, charset: str | None, limit: int) -> dict[str, Any]:
    """The object a document holds.

    ``charset`` is the one of the Content-Type header; JSON is UTF-8, 16 or 32 by its own rules, so
    it counts only where the bytes are none of these. ``limit`` bounds the unpacked size in bytes.

    Raises:
        NotReadable: when it is empty, a web page, XML, no JSON, or JSON of another kind than an
            object.
    """
    content = unpacked(body, limit)
    if not content.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise NotReadable("the answer is empty")
    refuse_web_page(content.lstrip(b"\xef\xbb\xbf \t\r\n\x00"))
    text = _decoded(content, charset).lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        raise NotReadable("the answer is XML, not JSON; a channel of kind feed or sitemap reads it")
    value = _loaded(text)
    if not isinstance(value, dict):
        raise NotReadable(f"JSON, but a {_named(value)} and no object")
    return value


def text_value(value: object) -> str | None:
    """A string or number as text that can be stored, blanks at its ends gone; else None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return UNSTORABLE.sub("\ufffd", str(value)).strip() or None


def _decoded(content: bytes, charset: str | None) -> str:
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        try:
            named = codecs.lookup(charset).name if charset else encoding
            return content.decode(named, "replace")
        except (LookupError, UnicodeDecodeError):
            return content.decode(encoding, "replace")


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise NotReadable("JSON nested deeper than any feed") from None
    except ValueError as error:
        first = error
    # mended only where it is broken: a sound document is taken as it stands
    try:
        return json.loads(_STRAY.sub(_kept, text), strict=False)
    except (RecursionError, ValueError):
        raise NotReadable(f"the answer is no JSON ({_where(first)}): {_shown(text)}") from None


def _kept(found: re.Match[str]) -> str:
    return found[0] if found[1] else r"\\"


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} at line {error.lineno}, column {error.colno}"
    return str(error)[:100]  # a number of more digits than Python reads


def _shown(text: str) -> str:
    shown = UNSTORABLE.sub("\ufffd", " ".join(text[:400].split()))
    return f"“{shown[:120]}…”" if len(shown) > 120 else f"“{shown}”"


def _named(value: object) -> str:
    return {list: "list", str: "text", bool: "word", type(None): "null"}.get(type(value), "number")
