"""The screen of a codebook, kept from run to run: working out its inflections takes five seconds.

A file holds for one codebook and one state of the code and the dictionaries that made it; another
of either makes another file and the old ones go.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import analysis
from analysis.codebook import compile_codebook
from analysis.codebook.schema import Codebook
from analysis.screen import ScreenParts

_DICTIONARIES = ("pymorphy3", "pymorphy3-dicts-ru", "pymorphy3-dicts-uk")


def screen_parts(codebook: Codebook, folder: Path | None) -> ScreenParts:
    """The parts of a codebook's screen: from the file that is kept, else made and kept.

    Without a folder, or with one that cannot be written, they are made each time.
    """
    if folder is None:
        return ScreenParts.of(compile_codebook(codebook))
    file = folder / f"screen-{_state(codebook)}.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return _read(file)
    parts = ScreenParts.of(compile_codebook(codebook))
    with contextlib.suppress(OSError):
        _write(file, parts)
    return parts


def _state(codebook: Codebook) -> str:
    digest = hashlib.sha256(codebook.sha256.encode())
    root = Path(analysis.__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.read_bytes())
    for package in _DICTIONARIES:
        with contextlib.suppress(PackageNotFoundError):
            digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()[:32]


def _read(file: Path) -> ScreenParts:
    kept = json.loads(file.read_text("utf-8"))
    sets = [frozenset(map(str, names)) for names in kept["sets"]]
    patterns = tuple(map(str, kept["patterns"]))
    operands = tuple(sets[place] for place in kept["operands"])
    if len(operands) != len(patterns):
        raise ValueError(f"{file} is damaged")
    return ScreenParts(tuple(frozenset(map(str, one)) for one in kept["lists"]), patterns, operands)


def _write(file: Path, parts: ScreenParts) -> None:
    sets = sorted({tuple(sorted(names)) for names in parts.operands})
    places = {names: place for place, names in enumerate(sets)}
    kept = {
        "lists": [sorted(one) for one in parts.lists],
        "sets": sets,
        "patterns": parts.patterns,
        "operands": [places[tuple(sorted(names))] for names in parts.operands],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    # complete or absent: another process may be reading or writing it now
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(kept, out, ensure_ascii=False)
    Path(name).replace(file)
    for old in file.parent.glob("screen-*.json"):
        if old != file:
            old.unlink(missing_ok=True)
