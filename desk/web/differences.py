"""What changed between two revisions, word by word where it matters."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

#: words compared one by one; a longer changed passage is shown as out and in
MOST_WORDS = 3000
#: unchanged characters kept around a change
AROUND = 160


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that stayed, went or came, or a gap where nothing changed."""

    kind: Literal["same", "out", "in", "gap"]
    text: str


def differences(before: str, after: str) -> list[Part]:
    """The way from one text to the other: lines first, then words within changed lines."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    parts: list[Part] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        out, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if kind == "equal":
            parts.append(Part("same", out))
        else:
            parts += _words(out, come)
    return _shortened(parts)


def _words(before: str, after: str) -> list[Part]:
    old, new = _split(before), _split(after)
    if not old or not new or max(len(old), len(new)) > MOST_WORDS:
        return _both(before, after)
    parts: list[Part] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        out, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        parts += [Part("same", out)] if kind == "equal" else _both(out, come)
    return parts


def _split(text: str) -> list[str]:
    # words with what follows them; Chinese has no blanks, so each character by itself
    return re.findall(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+\s*|\s+", text)


def _both(out: str, come: str) -> list[Part]:
    return [
        *([Part("out", out)] if out else []),
        *([Part("in", come)] if come else []),
    ]


def _shortened(parts: list[Part]) -> list[Part]:
    short: list[Part] = []
    for place, part in enumerate(parts):
        if part.kind != "same" or len(part.text) <= 3 * AROUND:
            short.append(part)
            continue
        head = part.text[:AROUND] if place else ""
        tail = part.text[-AROUND:] if place + 1 < len(parts) else ""
        short += [
            *([Part("same", head)] if head else []),
            Part("gap", ""),
            *([Part("same", tail)] if tail else []),
        ]
    return short
