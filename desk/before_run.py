"""What is looked at before a run, so that it fails at once and in words."""

import tempfile
from pathlib import Path

from models.session import make_engine
from models.settings import StorageSettings


def check_before_run(codebook: Path | None = None) -> None:
    """Fail now on what a flow would only meet after Prefect's start of some ten seconds.

    Sets an empty database up.

    Raises:
        models.session.StorageError: when the database cannot be used.
        analysis.codebook.CodebookError: when the codebook has a mistake.
        OSError: when SALANG_HOME cannot be written.
    """
    from crawlers.known_codebook import known_codebook
    from flows.settings import FlowSettings
    from models.migrate import ensure_current

    home = StorageSettings().home
    try_writing(home)
    known_codebook(codebook or FlowSettings().codebook, home / "kept")
    engine = make_engine()
    try:
        ensure_current(engine)
    finally:
        engine.dispose()


def try_writing(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"salang")
