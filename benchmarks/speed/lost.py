"""What screening loses: pages read with a screen, and with none, so that all is extracted."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select

from analysis.codebook.load import PACKAGED
from benchmarks.speed.contestants import salang
from benchmarks.speed.served import Server
from models.articles import Article
from models.session import make_engine, reading

VERDICTS = ("relevant", "borderline")


def lost(server: Server, urls: Sequence[str]) -> tuple[set[str], set[str]]:
    """Paths of articles that are relevant or borderline when all is extracted; those lost of them.

    The screen's section is taken out of a copy of the codebook, which then lets every page pass.
    """
    found = []
    for screened in (True, False):
        with tempfile.TemporaryDirectory(prefix="salang-lost-") as home:
            codebook = None
            if not screened:
                codebook = Path(home) / "codebook"
                shutil.copytree(PACKAGED, codebook)
                (codebook / "screen.yaml").unlink()
            server.begin(len(urls))
            server.write_catalogue(Path(home) / "catalog")
            salang(server, urls, Path(home), codebook)
            found.append(_wanted(Path(home)))
    with_screen, everything = found
    return everything, everything - with_screen


def _wanted(home: Path) -> set[str]:
    engine = make_engine(f"sqlite:///{home}/salang.db")
    with reading(engine) as session:
        urls = session.scalars(select(Article.url).where(Article.verdict.in_(VERDICTS))).all()
    engine.dispose()
    return {urlsplit(url).path for url in urls if url}
