"""What is known of a codebook without reading it, and when it is read again."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.codebook import CodebookError, load
from crawlers.known_codebook import known_codebook
from tests.analysis.mini_codebook import PATH

KNOW = """
import sys
from pathlib import Path
from crawlers.known_codebook import known_codebook
print(*known_codebook(Path(sys.argv[1]), Path(sys.argv[2])))
print("analysis.codebook" in sys.modules)
"""


@pytest.fixture
def codebook(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PATH, tmp_path / "codebook"))


def know(codebook: Path, kept: Path) -> list[str]:
    """In a process of its own: name and hash, and whether the codebook was read for them."""
    command = [sys.executable, "-c", KNOW, codebook, kept]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_second_process_reads_no_codebook_and_knows_the_same(
    codebook: Path, tmp_path: Path
) -> None:
    read = load(codebook)
    known = [read.codebook.id, read.sha256]
    assert know(codebook, tmp_path / "kept") == [*known, "True"]
    assert know(codebook, tmp_path / "kept") == [*known, "False"]


def test_a_change_of_any_file_is_seen(codebook: Path, tmp_path: Path) -> None:
    before = known_codebook(codebook, tmp_path / "kept")
    file = next(codebook.rglob("*.yaml"))
    file.write_text(file.read_text("utf-8") + "\nnonsense: 1\n", "utf-8")
    with pytest.raises(CodebookError, match="nonsense"):
        known_codebook(codebook, tmp_path / "kept")
    file.write_text(file.read_text("utf-8").replace("\nnonsense: 1\n", ""), "utf-8")
    assert known_codebook(codebook, tmp_path / "kept") == before


def test_a_file_more_is_seen(codebook: Path, tmp_path: Path) -> None:
    known_codebook(codebook, tmp_path / "kept")
    (codebook / "more.yml").write_text("nonsense: 1\n", "utf-8")
    with pytest.raises(CodebookError, match="nonsense"):
        known_codebook(codebook, tmp_path / "kept")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CodebookError):
        known_codebook(tmp_path / "none", tmp_path / "kept")


def test_a_codebook_that_cannot_be_read_is_told_as_one(codebook: Path, tmp_path: Path) -> None:
    (codebook / "broken.yaml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(CodebookError, match=r"broken\.yaml"):
        known_codebook(codebook, tmp_path / "kept")
    with pytest.raises(CodebookError, match="no such file"):
        known_codebook(tmp_path / "nowhere", tmp_path / "kept")
