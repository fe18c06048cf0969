"""What is worked out of a codebook and kept from run to run, as JSON in a folder.

A file holds for one codebook and one state of the code and the dictionaries that made it; another
of either makes another file and the old ones go.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import analysis

if TYPE_CHECKING:
    from analysis.codebook import Codebook, CompiledCodebook, LexiconParts

Kept = TypeVar("Kept")
_DICTIONARIES = ("pymorphy3", "pymorphy3-dicts-ru", "pymorphy3-dicts-uk")


def compiled(codebook: Codebook, folder: Path | None) -> CompiledCodebook:
    """A compiled codebook, whose lexicon is kept in a folder: inflecting takes five seconds.

    Without a folder, or with one that cannot be written, it is made each time.
    """

    from analysis.codebook import LexiconParts, compile_codebook

    def keeper(wanted: Codebook, make: Callable[[], LexiconParts]) -> LexiconParts:
        return kept(folder, "lexicon", wanted.sha256, make, parts_of, LexiconParts._asdict)

    return compile_codebook(codebook, keeper)


def kept(
    folder: Path | None,
    name: str,
    codebook: str,
    make: Callable[[], Kept],
    read: Callable[[Any], Kept],
    write: Callable[[Kept], Any],
) -> Kept:
    """What ``make`` gives for a codebook: from the file that is kept, else made and kept.

    ``codebook`` is a hash of it.

    ``write`` turns it into JSON values and ``read`` these back; ``read`` raises ValueError,
    KeyError, IndexError or TypeError for a damaged file, which is then made anew.
    """
    if folder is None:
        return make()
    file = file_of(folder, name, codebook)
    with contextlib.suppress(OSError, ValueError, KeyError, IndexError, TypeError):
        return read(json.loads(file.read_text("utf-8")))
    made = make()
    with contextlib.suppress(OSError):
        _write(file, write(made))
        for old in folder.glob(f"{name}-*.json"):
            if old != file:
                old.unlink(missing_ok=True)
    return made


def file_of(folder: Path, name: str, codebook: str) -> Path:
    """Where something of a codebook, given by its hash, is kept or would be."""
    return folder / f"{name}-{_state(codebook)}.json"


def parts_of(values: Any) -> LexiconParts:
    """The parts of a lexicon out of JSON values, checked.

    Raises:
        ValueError: when they do not fit together.
        KeyError, TypeError: when they are something else.
    """
    from analysis.codebook import LexiconParts

    kinds = [(number, mask, joiner) for number, mask, joiner in values["kinds"]]
    targets = values["targets"]
    parts = LexiconParts(targets, values["patterns"], values["hooks"], kinds)
    whole = (
        len(parts.patterns) == len(parts.hooks)
        and all(type(pattern) is str and pattern.strip() for pattern in parts.patterns)
        and {len(kinds) > place >= 0 for places in parts.hooks for place in places} == {True}
        and all(0 <= n < targets and (m is None or type(m) is str) for n, m, _ in kinds)
    )
    if not whole:
        raise ValueError("the parts of a lexicon do not fit together")
    return parts


@cache
def _state(codebook: str) -> str:
    digest = hashlib.sha256(codebook.encode())
    root = Path(analysis.__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.read_bytes())
    for package in _DICTIONARIES:
        with contextlib.suppress(PackageNotFoundError):
            digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()[:32]


def _write(file: Path, values: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    # complete or absent: another process may be reading or writing it now
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(values, out, ensure_ascii=False, separators=(",", ":"))
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
