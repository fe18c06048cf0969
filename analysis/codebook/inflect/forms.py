"""What an inflected form is, and the helper the suffix families share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

# person: a person's name; place: a place, which has no plural but makes the word
# for who and what comes from there; proper: any other entity; word: a concept, a
# designation or a literal word of a condition, which may also be a verb or take
# plural forms.
NameKind = Literal["person", "place", "proper", "word"]


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling. ``joiner``: it counts only where the text has a zero-width
    non-joiner inside (folding drops it), since the same letters without one are
    another word: طالبان‌ی is the Taliban with a suffix, طالبانی a surname."""

    text: str
    joiner: bool = False


def suffixed(stem: str, suffixes: Iterable[str]) -> Iterator[Form]:
    """``stem`` with each suffix glued on."""
    for suffix in suffixes:
        yield Form(stem + suffix)
