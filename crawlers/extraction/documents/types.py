"""What is read of a document, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DocumentKind = Literal["pdf", "docx"]

#: characters of text that are read of one document: a thick novel
MAX_TEXT = 2_000_000


class DocumentProblem(Exception):
    """A document that cannot be read; the message is a reason for people.

    `damaged` when the file is broken, as opposed to closed, too large or not supported here.
    """

    def __init__(self, reason: str, *, damaged: bool = False) -> None:
        super().__init__(reason)
        self.damaged = damaged


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date of the metadata: the rule it counts as, the raw string, and that as ISO 8601."""

    rule: str
    raw: str
    iso: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document: paragraphs in reading order, its heading among them.

    `title` and `author` are the metadata's, unjudged; `heading` is the paragraph that stands
    out as the headline. `pages` is 0 where the format has none. `cut` says why the text is
    not whole, where it is not.
    """

    paragraphs: tuple[str, ...]
    heading: str | None = None
    title: str | None = None
    author: str | None = None
    dates: tuple[StatedDate, ...] = ()
    pages: int = 0
    cut: str | None = None
