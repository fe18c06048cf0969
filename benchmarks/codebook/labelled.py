"""The labelled texts of the codebook benchmark, and which of them are held out.

``labelled/<language>.yaml`` holds short invented texts with what they are about,
labelled by meaning before the rules that read them were written. A third,
chosen by a hash of the id, is held out: rules and weights were tuned without it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "labelled"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text. ``topics`` are labelled for relevant texts only; ``trap`` names what a
    keyword filter would fall for, None for a plain case."""

    id: str
    language: str
    title: str
    text: str
    relevant: bool
    topics: tuple[str, ...]
    trap: str | None

    @property
    def held_out(self) -> bool:
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0


def read() -> list[Labelled]:
    """All labelled texts, by language and id."""
    found: list[Labelled] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for item in data["items"]:
            found.append(
                Labelled(
                    id=item["id"],
                    language=data["language"],
                    title=item["title"],
                    text=item["text"],
                    relevant=item["relevant"],
                    topics=tuple(item["topics"]),
                    trap=item["trap"],
                )
            )
    return found
