"""What our exports say of a page beside its bytes: one metadata record before each response.

A JSON object under the type of `TYPE`. It carries what the channel and the catalogue knew when
the page was read, so that an import into an empty database reads it alike.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.queries.catalogue import SourceEntry

TYPE = "application/vnd.salang.capture+json"
#: rules that an imported page may claim for its hints; others become ``import``
RULES = frozenset(
    {"feed", "json_feed", "sitemap", "section", "telegram", "gdelt", "archive", "import"}
)
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class CaptureNotes:
    """Address asked for, hints of the channel, and the source; None where it was not said."""

    url: str | None = None
    rule: str = "import"
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    author: str | None = None
    origin_url: str | None = None
    part_sha256: str | None = None
    source: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> bytes:
        """The record's body."""
        said = {
            name: getattr(self, name)
            for name in self.__slots__
            if name != "source" and getattr(self, name) is not None
        }
        return json.dumps({**said, "source": dict(self.source)}, ensure_ascii=False).encode()

    def outlet(self) -> SourceEntry | None:
        """The source as the catalogue keeps it; None when it is not named."""
        slug = _text(self.source.get("slug"))
        if not slug:
            return None
        languages = self.source.get("languages")
        extraction = self.source.get("extraction")
        return SourceEntry(
            slug=slug[:80],
            name=(_text(self.source.get("name")) or slug)[:200],
            home=_text(self.source.get("home")),
            country=(_text(self.source.get("country")) or "")[:2] or None,
            ownership=(_text(self.source.get("ownership")) or "unknown")[:40],
            languages=tuple(
                code[:8] for code in languages if isinstance(code, str)
            ) if isinstance(languages, list) else (),
            timezone=(_text(self.source.get("timezone")) or "")[:64] or None,
            active=False,
            specification={"extraction": extraction} if _is_plain(extraction) else {},
        )  # fmt: skip


def read_notes(body: bytes) -> CaptureNotes | None:
    """Notes from a record's body; None when it is none of ours. Never raises for any bytes."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    rule = _text(said.get("rule")) or "import"
    source = said.get("source")
    return CaptureNotes(
        url=_text(said.get("url"), 8_000),
        rule=rule if rule in RULES else "import",
        title=_text(said.get("title")),
        published=_text(said.get("published"), 200),
        modified=_text(said.get("modified"), 200),
        author=_text(said.get("author")),
        origin_url=_text(said.get("origin_url"), 8_000),
        part_sha256=_text(said.get("part_sha256"), 64),
        source=source if isinstance(source, dict) else {},
    )


def _text(value: object, longest: int = _LONGEST) -> str | None:
    return value[:longest] if isinstance(value, str) and value else None


def _is_plain(extraction: object) -> bool:
    """Whether it has the form of the catalogue's selectors: words, or lists of words."""
    return isinstance(extraction, dict) and all(
        value is None
        or isinstance(value, str)
        or (isinstance(value, list) and all(isinstance(one, str) for one in value))
        for value in extraction.values()
    )
