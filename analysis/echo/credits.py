"""Whom a text names as its source: credits, datelines, signatures.

Only frames in which newsrooms credit count ("сообщает ТАСС", "به نقل از تاس",
"TASS reported", "(TASS)"): a sentence about an agency, or one that was asked by
its correspondent, credits nobody. Frames are listed in `frames.yaml`, agencies
in `agencies.yaml`; a caller adds the outlets among which it searches.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import yaml

HEAD = 240
"""Characters in which a dateline stands."""

TAIL = 240
"""Characters in which a signature stands."""

AROUND = 120
"""Characters on either side of a name that a frame may need."""

Form = Literal["dateline", "attribution", "signature"]

# What differs between keyboards but not for readers. Case stays: it tells the
# agency AP from a word.
_SAME = (
    ("يى", "ی"),
    ("ك", "ک"),
    ("\u200c\u00a0", " "),
    ("’‘ʻ", "'"),
    ("«»“”„", '"'),
    ("–—−", "-"),
    ("أإ", "ا"),
)


@dataclass(frozen=True, slots=True)
class Credit:
    """`source`: code of an agency or outlet; `matched`: the words that say so."""

    source: str
    form: Form
    matched: str


@dataclass(frozen=True, slots=True)
class _Agency:
    code: str
    hosts: tuple[str, ...]
    names: tuple[str, ...]


@cache
def _agencies() -> tuple[_Agency, ...]:
    rows = yaml.safe_load(Path(__file__).with_name("agencies.yaml").read_text(encoding="utf-8"))
    return tuple(_Agency(row["code"], tuple(row["hosts"]), tuple(row["names"])) for row in rows)


def agency_of_host(host: str) -> str | None:
    """The agency whose own site `host` is, subdomains included; None for others."""
    host = host.casefold().rstrip(".")
    for agency in _agencies():
        if any(host == own or host.endswith("." + own) for own in agency.hosts):
            return agency.code
    return None


def is_agency(code: str) -> bool:
    """Whether `code` is that of an agency in `agencies.yaml`."""
    return any(agency.code == code for agency in _agencies())


class Credits:
    """Finds credits to agencies and to the given outlets (code -> names).

    The frames are compiled once for all: before they are asked, each name in the text is
    replaced by one character of its own that no text has.
    """

    def __init__(self, outlets: Mapping[str, Sequence[str]] | None = None) -> None:
        named = {
            _plain(name): code
            for code, names in (outlets or {}).items()
            for name in names
            if len(name) > 2
        }
        self._codes = named | _agency_names()
        self._outlets = tuple(name for name in named if name not in _agency_names())

    def find(self, text: str, title: str = "") -> tuple[Credit, ...]:
        """Credits in `text` and `title`, datelines first, each source and form once."""
        named = [*_agencies_named(text, title)]
        body, headline = _plain(text), _plain(title)
        named += [name for name in self._outlets if name in body or name in headline]
        if not named:
            return ()
        # the longest first, so that a name within another is not taken for itself
        names = _Names(sorted(named, key=lambda name: (-len(name), name))[:_MOST])
        around = [headline, *_windows(body, named)]
        places: dict[Form, Sequence[str]] = {
            "dateline": (names.hide(body.lstrip()[:HEAD]),),
            "attribution": [names.hide(part) for part in around],
            "signature": (names.hide(body.rstrip()[-TAIL:]),),
        }
        found: dict[tuple[str, Form], Credit] = {}
        for form, pattern in _patterns():
            for match in (match for part in places[form] for match in pattern.finditer(part)):
                code = self._codes[names.name(match["name"])]
                credit = Credit(code, form, names.show(match[0]).strip())
                found.setdefault((credit.source, form), credit)
        return tuple(found.values())


_FIRST = 0xE000
_MOST = 0x1000
_HIDDEN = re.compile("[\ue000-\uf8ff]")
"""The private characters, of which each stands for a name."""


class _Names:
    """The names that a text holds, and a character for each."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._place = {name: at for at, name in enumerate(names)}
        self._any = re.compile("|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names))

    def hide(self, text: str) -> str:
        """`text` with a character for each name."""
        return self._any.sub(lambda match: chr(_FIRST + self._at(match[0])), text)

    def show(self, text: str) -> str:
        """`text` with the names again."""
        return _HIDDEN.sub(lambda match: self.name(match[0]), text)

    def name(self, character: str) -> str:
        """The name that a character stands for."""
        return self._names[ord(character) - _FIRST]

    def _at(self, printed: str) -> int:
        return self._place[re.sub(r"\s+", " ", printed)]


def _windows(body: str, names: Sequence[str]) -> list[str]:
    """The surroundings of each name, far enough for any frame; overlaps made one."""
    spans = sorted(
        (max(0, match.start() - AROUND), match.end() + AROUND)
        for name in names
        for match in re.finditer(re.escape(name), body)
    )
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return [body[start:end] for start, end in merged]


def _plain(text: str) -> str:
    if text.isascii():
        return text
    # most of these are in no text of most languages: looking for them takes a tenth of the time
    # that a table of characters takes
    for characters, same in _SAME:
        for character in characters:
            text = text.replace(character, same)
    return _HIDDEN.sub(" ", text)


@cache
def _agency_names() -> dict[str, str]:
    """Code of the agency by each of its names."""
    return {_plain(name): agency.code for agency in _agencies() for name in agency.names}


@lru_cache(maxsize=4096)
def _agencies_named(text: str, title: str) -> tuple[str, ...]:
    """The names of agencies in a text. Remembered: a text is asked again whenever its group
    grows, and most texts name none."""
    body, headline = _plain(text), _plain(title)
    return tuple(name for name in _agency_names() if name in body or name in headline)


@cache
def _patterns() -> tuple[tuple[Form, re.Pattern[str]], ...]:
    """The frames, with a private character where a name stands."""
    # No letter on either side, except where Arabic and Chinese glue words.
    glued = "(?P<name>[\ue000-\uf8ff])"
    alone = rf"(?<![^\W\d_]){glued}(?![^\W\d_])"
    return tuple(
        (form, re.compile(frame.replace("{A!}", glued).replace("{A}", alone)))
        for form, frame in _frames()
    )


@cache
def _frames() -> tuple[tuple[Form, str], ...]:
    rows = yaml.safe_load(Path(__file__).with_name("frames.yaml").read_text(encoding="utf-8"))
    forms: tuple[Form, ...] = ("dateline", "attribution", "signature")
    return tuple((form, _plain(frame)) for form in forms for frame in rows[form])


@cache
def agencies() -> Credits:
    """The finder that knows the agencies only."""
    return Credits()
