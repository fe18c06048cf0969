"""Codebooks ready to code, with what takes long to work out kept in ``SALANG_HOME/kept``."""

from analysis.codebook import Codebook, CompiledCodebook
from crawlers.kept import compiled
from models.settings import StorageSettings


def ready(codebook: Codebook) -> CompiledCodebook:
    """A codebook compiled: at once where this process has it, half a second where an earlier
    one has left its lexicon, else seconds."""
    return compiled(codebook, StorageSettings().home / "kept")
