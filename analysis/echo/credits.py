"""Whom a text names as its source: credits, datelines, signatures.

Only frames in which newsrooms credit count ("сообщает ТАСС", "به نقل از تاس",
"TASS reported", "(TASS)"): a sentence about an agency, or one that was asked by
its correspondent, credits nobody. Frames are listed in `frames.yaml`, agencies
in `agencies.yaml`; a caller adds the outlets among which it searches.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
_SAME = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "\u200c": " ", "\u00a0": " ", "’": "'", "‘": "'", "ʻ": "'"}
    | dict.fromkeys("«»“”„", '"')
    | dict.fromkeys("–—−", "-")
    | {"أ": "ا", "إ": "ا"}
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
    """Finds credits to agencies and to the given outlets (code -> names)."""

    def __init__(self, outlets: Mapping[str, Sequence[str]] | None = None) -> None:
        self._codes: dict[str, str] = {}
        for code, names in (outlets or {}).items():
            self._codes |= {_plain(name): code for name in names if len(name) > 2}
        for agency in _agencies():
            self._codes |= {_plain(name): agency.code for name in agency.names}
        names = "|".join(
            re.escape(name).replace(r"\ ", r"\s+")
            for name in sorted(self._codes, key=lambda name: (-len(name), name))
        )
        # No letter on either side, except where Arabic and Chinese glue words.
        self._name = rf"(?<![^\W\d_])(?P<name>{names})(?![^\W\d_])"
        self._glued = rf"(?P<name>{names})"
        self._frames = [(form, self._compile(frame)) for form, frame in _frames()]

    def _compile(self, frame: str) -> re.Pattern[str]:
        return re.compile(frame.replace("{A!}", self._glued).replace("{A}", self._name))

    def find(self, text: str, title: str = "") -> tuple[Credit, ...]:
        """Credits in `text` and `title`, datelines first, each source and form once."""
        body, headline = _plain(text), _plain(title)
        named = [name for name in self._codes if name in body or name in headline]
        if not named:
            return ()
        around = [headline, *_windows(body, named)]
        places: dict[Form, Sequence[str]] = {
            "dateline": (body.lstrip()[:HEAD],),
            "attribution": around,
            "signature": (body.rstrip()[-TAIL:],),
        }
        found: dict[tuple[str, Form], Credit] = {}
        for form, pattern in self._frames:
            for match in (match for part in places[form] for match in pattern.finditer(part)):
                name = re.sub(r"\s+", " ", match["name"])
                credit = Credit(self._codes[name], form, match[0].strip())
                found.setdefault((credit.source, form), credit)
        return tuple(found.values())


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
    return text.translate(_SAME)


@cache
def _frames() -> tuple[tuple[Form, str], ...]:
    rows = yaml.safe_load(Path(__file__).with_name("frames.yaml").read_text(encoding="utf-8"))
    forms: tuple[Form, ...] = ("dateline", "attribution", "signature")
    return tuple((form, _plain(frame)) for form in forms for frame in rows[form])


@cache
def agencies() -> Credits:
    """The finder that knows the agencies only."""
    return Credits()
