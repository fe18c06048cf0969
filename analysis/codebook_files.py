"""Where codebooks lie, for whoever needs no more of them than their files."""

from __future__ import annotations

import hashlib
from pathlib import Path

PACKAGED = Path(__file__).resolve().parent / "codebooks" / "russia_taliban"


def files_of(root: Path) -> list[Path]:
    """The YAML files of a codebook, a file or a folder, in the order in which they are read."""
    if root.is_file():
        return [root]
    return sorted(path for path in root.rglob("*") if path.suffix in {".yaml", ".yml"})


def digest_of(root: Path) -> str:
    """A hash of the files that `analysis.codebook.load` reads, with their names.

    Raises:
        OSError: when one cannot be read.
    """
    digest = hashlib.sha256()
    for file in files_of(root):
        body = file.read_bytes()
        digest.update(f"{file.relative_to(root.parent)}\n{len(body)}\n".encode())
        digest.update(body)
    return digest.hexdigest()
