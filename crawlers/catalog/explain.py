"""Pydantic's findings as sentences for the person who wrote the file."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic_core import ErrorDetails

from crawlers.catalog.nearest import nearest
from crawlers.catalog.schema import SourceFile
from crawlers.catalog.yaml_lines import Place

_ONE_AGENT = "every source is fetched under the one honest user agent of the settings"
_NOT_OFFERED = {
    "user_agent": _ONE_AGENT,
    "user_agents": _ONE_AGENT,
    "headers": _ONE_AGENT,
    "cookies": "pages are fetched as anyone without an account sees them",
    "proxy": "a refusal is recorded, never got round",
    "obey_robots": "robots.txt is always obeyed",
    "robots": "robots.txt is always obeyed",
    "crawl_delay": "robots.txt's crawl delay is obeyed by itself; use delay_seconds for more",
}
# enough to recognise a value by, short enough for one line
_LONGEST_SHOWN = 60
_TYPES = {
    "string_type": "must be text",
    "tuple_type": "must be a list, like [ru, en]",
    "model_type": "must hold keys and values",
    "model_attributes_type": "must hold keys and values",
    "dict_type": "must hold keys and values",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
}
_PATTERNS = {
    "slug": "must be small letters, digits and single hyphens, like 'asia-plus'",
    "tags": "must be small letters, digits and underscores, like 'central_asia'",
}


def written_place(loc: tuple[int | str, ...]) -> Place:
    """Pydantic's location as written in the file: without the channel's kind it puts in."""
    if loc[:1] == ("channels",) and len(loc) > 2 and loc[2] in _channel_kinds():
        return (*loc[:2], *loc[3:])
    return loc


def key_name(place: Iterable[int | str]) -> str:
    """A place as people write it: `channels[0].links.allow[1]`."""
    name = ""
    for part in place:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def is_consequence(error: ErrorDetails) -> bool:
    """Whether the finding only follows from others: a list is "too short" when its items fail."""
    return error["type"] == "too_short" and bool(error["input"])


def reason_of(error: ErrorDetails) -> str:
    """One clause saying what is wrong with the value, without the key it stands under."""
    kind, given, about = error["type"], error["input"], error.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return _unknown_key(error["loc"])
    if kind == "union_tag_not_found":
        return f"kind is missing; it is one of {', '.join(_channel_kinds())}"
    if kind == "union_tag_invalid":
        kinds = _channel_kinds()
        return f"kind: {about['tag']!r} is not one of {_listed(about['tag'], kinds)}"
    if kind in ("enum", "literal_error"):
        return f"{given!r} is not one of {_listed(given, _choices(str(about['expected'])))}"
    if kind == "string_pattern_mismatch":
        key = next(str(part) for part in reversed(error["loc"]) if not isinstance(part, int))
        return f"{given!r} {_PATTERNS[key]}"
    if kind == "too_short":
        return "is an empty list; at least one is needed"
    if kind == "string_too_short":
        return "is empty"
    if kind in _TYPES:
        return f"{_TYPES[kind]}, not {_shown(given)}"
    if kind == "value_error":
        return str(about["error"])
    return f"{error['msg'].replace('Input should', 'must').lower()}, not {_shown(given)}"


def _unknown_key(loc: tuple[int | str, ...]) -> str:
    key = str(loc[-1])
    if key in _NOT_OFFERED:
        return f"is not offered: {_NOT_OFFERED[key]}"
    known = _keys_at(loc[:-1])
    near = nearest(key, known)
    return f"no such key{near}" if near else f"no such key; known here: {', '.join(known)}"


@cache
def _schema() -> Mapping[str, Any]:
    return SourceFile.model_json_schema()


def _channel_kinds() -> tuple[str, ...]:
    return tuple(_schema()["properties"]["channels"]["items"]["discriminator"]["mapping"])


def _keys_at(loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """Keys known at a place, found by walking the JSON Schema along pydantic's location."""
    node: Any = _schema()
    for part in loc:
        if isinstance(part, int):
            node = node["items"]
        elif "discriminator" in node:
            node = {"$ref": node["discriminator"]["mapping"][part]}
        else:
            node = node["properties"][part]
        if "$ref" in node:
            node = _schema()["$defs"][node["$ref"].rpartition("/")[2]]
    return tuple(node["properties"])


def _choices(expected: str) -> tuple[str, ...]:
    """Pydantic's "'a', 'b' or 'c'" as a tuple."""
    return tuple(re.findall(r"'([^']*)'", expected))


def _listed(written: object, choices: tuple[str, ...]) -> str:
    return f"{', '.join(choices)}{nearest(str(written), choices)}"


def _shown(value: object) -> str:
    if value is None:
        return "empty"
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
