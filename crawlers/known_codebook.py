"""What is known of a codebook without reading it: that it has no mistake, and what it is called.

Reading and checking the packaged one takes half a second and the imports for it as much; a run
that finds nothing to code needs neither. What is known holds for the same bytes of all its files
and the same code (`crawlers.kept`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from analysis.codebook_files import PACKAGED, digest_of
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

    try:
        digest = digest_of(path or PACKAGED)
    except OSError:
        return make()  # which says what cannot be read
    return kept(folder, "known", digest, make, _read, KnownCodebook._asdict)


def _read(values: Any) -> KnownCodebook:
    return KnownCodebook(str(values["name"]), str(values["sha256"]))
