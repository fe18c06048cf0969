"""The screen of a codebook, kept from run to run: working out its forms takes seconds.

It is known by the bytes of the codebook's files, so that whoever finds it kept need not read these:
that and what is imported for it take half of the time in which a pool starts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.codebook_files import PACKAGED, digest_of
from analysis.screen import ScreenParts
from crawlers.kept import compiled, kept


def screen_parts(path: Path | None, folder: Path | None) -> ScreenParts:
    """The parts of the screen of the codebook at ``path`` (None: packaged): from the file that is
    kept, else made and kept.

    Without a folder, or with one that cannot be written, they are made each time.

    Raises:
        analysis.codebook.CodebookError: when the codebook has a mistake.
    """

    def make() -> ScreenParts:
        from analysis.codebook import load

        return ScreenParts.of(compiled(load(path), folder))

    try:
        digest = digest_of(path or PACKAGED)
    except OSError:
        return make()  # which says what cannot be read
    return kept(folder, "screen", digest, make, _read, _values)


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
