"""What a file brings: documents, and what stands in the place of one that could not be had."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from analysis.urls import url_key
from models.candidates import Fate
from models.queries.catalogue import SourceEntry


class ImportProblem(Exception):
    """One document or file that cannot be imported; the message names file, place and remedy."""


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """A document as it came: bytes, and what came with them.

    ``place`` says where it stands (file name, and line or record in it). ``url`` is the address
    it was found under, ``final_url`` the one that answered, where they differ. ``rule`` names
    where title and dates stood: ``import``, or for an export of ours what it was then.
    """

    place: str
    body: bytes
    content_type: str
    url: str | None = None
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: str | None = None
    language: str | None = None
    source: str | None = None
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime | None = None
    final_url: str | None = None
    rule: str = "import"
    origin_url: str | None = None
    part_sha256: str | None = None
    outlet: SourceEntry | None = None

    @property
    def key(self) -> str:
        """What makes it the same document when it is imported again."""
        if self.url:
            return url_key(self.url)
        title = (self.title or "").encode()
        return hashlib.sha256(b"import\0" + title + b"\0" + self.body).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class LostDocument:
    """A record of a file that gives no document: its fate, and its bytes where there are any."""

    place: str
    fate: Fate
    reason: str
    url: str | None = None
    body: bytes = b""
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str | None = None
    fetched_at: datetime | None = None

    @property
    def key(self) -> str:
        """That of its address; without one, of its place in the file."""
        if self.url:
            try:
                return url_key(self.url)
            except ValueError:
                pass
        words = f"lost\0{self.place}\0{self.url or ''}".encode()
        return hashlib.sha256(words).hexdigest()[:32]
