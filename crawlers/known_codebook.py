"""What is known of a codebook without reading it: that it has no mistake, and what it is called.

Reading and checking the packaged one takes half a second and the imports for it as much; a run
that finds nothing to code needs neither. What is known holds for the same bytes of all its files
and the same code (`crawlers.kept`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import analysis
from crawlers.kept import kept


class KnownCodebook(NamedTuple):
    """A codebook's identity: the name and hash by which the database knows it."""

    name: str
    sha256: str


def known_codebook(path: Path | None, folder: Path | None) -> KnownCodebook:
    """The identity of the codebook at ``path`` (None: packaged); read once, then kept in a folder.

    Raises:
        analysis.codebook.CodebookError: when the codebook has a mistake.
    """

    def make() -> KnownCodebook:
        from analysis.codebook import load

        codebook = load(path)
        return KnownCodebook(codebook.codebook.id, codebook.sha256)

    return kept(folder, "known", _digest(path), make, _read, KnownCodebook._asdict)


def _digest(path: Path | None) -> str:
    """A hash of the files that `analysis.codebook.load` reads, with their names."""
    root = path or Path(analysis.__file__).parent / "codebooks" / "russia_taliban"
    files = [root] if root.is_file() else sorted(root.rglob("*.y*ml"))
    digest = hashlib.sha256()
    for file in files:
        body = file.read_bytes()
        digest.update(f"{file.relative_to(root.parent)}\n{len(body)}\n".encode())
        digest.update(body)
    return digest.hexdigest()


def _read(values: Any) -> KnownCodebook:
    return KnownCodebook(str(values["name"]), str(values["sha256"]))
