"""Codebooks ready to code, with what takes long to work out kept in ``SALANG_HOME/kept``."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from analysis.codebook import Codebook, CompiledCodebook
from crawlers.kept import compiled, file_of
from models.settings import StorageSettings


def ready(codebook: Codebook) -> CompiledCodebook:
    """A codebook compiled: at once where this process has it, half a second where an earlier
    one has left its lexicon, else seconds."""
    return compiled(codebook, StorageSettings().home / "kept")


def keep(codebook: Codebook) -> None:
    """Have the lexicon of a codebook kept before several processes want it.

    Where it is not yet, a process of its own works it out and ends: inflecting names takes some
    150 MB more than what comes of it, in each process that does it.
    """
    if not file_of(StorageSettings().home / "kept", "lexicon", codebook.sha256).exists():
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            pool.submit(_work_out, codebook).result()


def _work_out(codebook: Codebook) -> None:
    ready(codebook)
