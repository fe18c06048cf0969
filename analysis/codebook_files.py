"""Where codebooks lie, for whoever needs no more of them than their files."""

from __future__ import annotations

from pathlib import Path

PACKAGED = Path(__file__).resolve().parent / "codebooks" / "russia_taliban"


def files_of(root: Path) -> list[Path]:
    """The YAML files of a codebook, a file or a folder, in the order in which they are read."""
    if root.is_file():
        return [root]
    return sorted(path for path in root.rglob("*") if path.suffix in {".yaml", ".yml"})
