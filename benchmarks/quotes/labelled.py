"""The labelled texts of the quotes benchmark, and which half is held out.

``labelled.yaml`` holds short invented texts with their persons and who said what,
written before the rules that read them. Half, chosen by a hash of the text, is held
out: rules and word lists were tuned without looking at its errors. The texts of
``STRANGERS`` were written by people who had read no rule; figures before anybody looked
at their errors stand at the head of each file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml

from analysis.codebook.types import Document, Match

FILE = Path(__file__).with_name("labelled.yaml")
STRANGERS = tuple(sorted(Path(__file__).parent.glob("strangers_*.yaml")))


@dataclass(frozen=True, slots=True)
class Known:
    """A name the codebook would have found."""

    text: str
    code: str
    person: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text. ``quotes`` are (speaker as first written, or a known code; claim)."""

    id: str
    language: str
    text: str
    people: tuple[str, ...]
    quotes: tuple[tuple[str, str], ...]
    known: tuple[Known, ...]

    @property
    def held_out(self) -> bool:
        return int(hashlib.sha256(self.text.encode()).hexdigest(), 16) % 2 == 0

    @property
    def document(self) -> Document:
        return Document(title="", text=self.text, language=self.language)

    def matches(self) -> tuple[Match, ...]:
        """The known names as the codebook's matches."""
        found = []
        for known in self.known:
            start = self.text.index(known.text)
            found.append(
                Match(
                    kind="entity",
                    code=known.code,
                    groups=frozenset(),
                    field="text",
                    comment_index=None,
                    start=start,
                    end=start + len(known.text),
                    matched_text=known.text,
                    sentence=0,
                    paragraph=0,
                    flags=frozenset(),
                    name=known.text,
                    language=self.language,
                    conditional=False,
                    ambiguous=False,
                )
            )
        return tuple(found)


def read(path: Path = FILE) -> list[Labelled]:
    """All labelled texts in the order of the file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Labelled(
            id=item["id"],
            language=item["language"],
            text=item["text"],
            people=tuple(item["people"]),
            quotes=tuple((q["speaker"], q["claim"]) for q in item["quotes"]),
            known=tuple(
                Known(k["text"], k["code"], k.get("person", False)) for k in item.get("known", ())
            ),
        )
        for item in data["items"]
    ]
