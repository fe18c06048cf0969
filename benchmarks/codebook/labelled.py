"""The labelled texts of the codebook benchmark, and which of them are held out.

Nineteen sets, all invented and labelled by meaning. ``labelled/<language>.yaml`` holds
short texts written by the authors of the codebook, before the rules that read them;
a third of it is held out. ``independent/<language>.yaml`` was written by someone who
had not read the rules, in longer and more varied forms; half of it is held out. Texts
added to it later, with the rules known (ids with a ``t``), all fall into the tuned half.
``fresh/<language>.yaml`` was written by whoever mended the rules next, before looking at
scores; its errors were read afterwards, in both halves. ``blind2026``, ``blind2026b`` and
``blind2026c`` were written in the same way a week later, one after the other; the figures of
their first measurement stand in docs/quality.md. ``strangers_a`` to ``strangers_m`` were each
written by somebody who had read no rule and no other set, after a list of what the topics are;
whoever mended the rules afterwards read the errors of all but ``strangers_l``.
Which half (or third) a text is in follows from a hash of its id: rules and weights were tuned
without the held-out texts. Their errors were read on 2026-11-30, so they are held out no more.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

FOLDER = Path(__file__).parent
SetName = Literal[
    "labelled",
    "independent",
    "fresh",
    "blind2026",
    "blind2026b",
    "blind2026c",
    "strangers_a",
    "strangers_b",
    "strangers_c",
    "strangers_d",
    "strangers_e",
    "strangers_f",
    "strangers_g",
    "strangers_h",
    "strangers_i",
    "strangers_j",
    "strangers_k",
    "strangers_l",
    "strangers_m",
]

SETS: tuple[SetName, ...] = get_args(SetName)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text. ``topics`` are labelled for relevant texts only; ``trap`` names what a
    keyword filter would fall for, None for a plain case; ``published_at`` is given where
    the date decides the meaning."""

    set_name: SetName
    id: str
    language: str
    title: str
    text: str
    relevant: bool
    topics: tuple[str, ...]
    trap: str | None
    published_at: datetime | None

    @property
    def held_out(self) -> bool:
        number = int(hashlib.sha256(self.id.encode()).hexdigest(), 16)
        return number % (3 if self.set_name == "labelled" else 2) == 0


def read(set_name: SetName = "labelled") -> list[Labelled]:
    """The labelled texts of one set, by language and id."""
    found: list[Labelled] = []
    for path in sorted((FOLDER / set_name).glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for item in data["items"]:
            found.append(
                Labelled(
                    set_name=set_name,
                    id=item["id"],
                    language=data["language"],
                    title=item["title"],
                    text=item["text"],
                    relevant=item["relevant"],
                    topics=tuple(item["topics"]),
                    trap=item["trap"],
                    published_at=_published(item),
                )
            )
    return found


def _published(item: dict[str, Any]) -> datetime | None:
    day = item.get("published")
    return datetime.combine(day, time(), UTC) if isinstance(day, date) else None
