"""What no database takes: NUL (PostgreSQL) and halves of surrogate pairs (UTF-8).

Structured data may hold both as JSON escapes, and entities lead to them. They are replaced here,
once and character for character, so that no reader of a page has to think of them and offsets hold.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

T = TypeVar("T")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: T) -> T:
    """The same value with a replacement character (U+FFFD) for each that cannot be stored.

    Goes through dataclasses, tuples, lists and mappings; anything else is left as it is.
    """
    return cast(T, _cleaned(value))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, tuple | list):
        return type(value)(_cleaned(each) for each in value)
    if isinstance(value, Mapping):
        return {_cleaned(key): _cleaned(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        changed = {
            name: cleaned for name, each in found.items() if (cleaned := _cleaned(each)) != each
        }
        return replace(value, **changed) if changed else value
    return value
