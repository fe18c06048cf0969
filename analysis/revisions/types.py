"""Two versions of a text and what differs between them: plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

#: ``wording``: other words in a sentence that stayed. ``trivial``: nothing but spacing,
#: punctuation, letter case, the order of sentences, or a slip of the pen mended.
Kind = Literal[
    "headline", "designation", "number", "quote", "wording", "addition", "removal", "trivial"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

#: (field, start, end, code): characters of ``title`` or ``text`` that name an actor in one of the
#: ways the codebook tells apart
Designation = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True)
class Version:
    """What a page said at one time.

    ``modified_at`` is the latest time that the page, its feed or its sitemap states for
    publication or change; None where there is none.
    """

    title: str
    text: str
    designations: tuple[Designation, ...] = ()
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One place that differs. A side that is missing is ""."""

    kinds: tuple[Kind, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What the later version changed; ``kinds`` in the order of `KINDS`, at least one.

    ``silent``: more than trivial, and no time stated on the page moved with it.
    """

    kinds: tuple[Kind, ...]
    silent: bool = False
    sentences_added: int = 0
    sentences_removed: int = 0
    sentences_reworded: int = 0
    numbers_changed: int = 0
    quotes_changed: int = 0
    designations_changed: int = 0
    passages: tuple[Passage, ...] = field(default_factory=tuple)
