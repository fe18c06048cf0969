"""The screen of a codebook, kept from run to run: working out its forms takes seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.codebook.schema import Codebook
from analysis.screen import ScreenParts
from crawlers.kept import compiled, kept


def screen_parts(codebook: Codebook, folder: Path | None) -> ScreenParts:
    """The parts of a codebook's screen: from the file that is kept, else made and kept.

    Without a folder, or with one that cannot be written, they are made each time.
    """

    def make() -> ScreenParts:
        return ScreenParts.of(compiled(codebook, folder))

    return kept(folder, "screen", codebook.sha256, make, _read, _values)


def _read(values: Any) -> ScreenParts:
    sets = [frozenset(map(str, names)) for names in values["sets"]]
    patterns = tuple(map(str, values["patterns"]))
    operands = tuple(sets[place] for place in values["operands"])
    if len(operands) != len(patterns):
        raise ValueError("the file of a screen is damaged")
    lists = tuple(frozenset(map(str, one)) for one in values["lists"])
    return ScreenParts(lists, patterns, operands)


def _values(parts: ScreenParts) -> dict[str, Any]:
    sets = sorted({tuple(sorted(names)) for names in parts.operands})
    places = {names: place for place, names in enumerate(sets)}
    return {
        "lists": [sorted(one) for one in parts.lists],
        "sets": sets,
        "patterns": parts.patterns,
        "operands": [places[tuple(sorted(names))] for names in parts.operands],
    }
