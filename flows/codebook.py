"""The codebook of the settings, compiled once in a process."""

from functools import cache
from pathlib import Path

from analysis.codebook import CompiledCodebook, compile_codebook, load
from flows.settings import FlowSettings


def compiled_codebook(path: Path | None = None) -> CompiledCodebook:
    """The compiled codebook of a folder, else of the settings, else the packaged one.

    Raises:
        analysis.codebook.CodebookError: when a file of it has a mistake.
    """
    return _compiled(path or FlowSettings().codebook)


@cache
def _compiled(path: Path | None) -> CompiledCodebook:
    return compile_codebook(load(path))
