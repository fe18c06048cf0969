"""A screen that is kept: the same one, made anew for another codebook or a damaged file."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.screen import Screen, ScreenParts
from crawlers.extraction.kept_screen import screen_parts
from tests.analysis.mini_codebook import PATH, mini

PAGE = b"<p>Taliban guests in Moscow</p>"


MAKE = """
import sys
from pathlib import Path
from crawlers.extraction.screening import CodebookScreen
print(CodebookScreen(Path(sys.argv[1]), Path(sys.argv[2]))().check(b"Taliban").found)
print("analysis.codebook" in sys.modules)
"""


@pytest.fixture
def codebook(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PATH, tmp_path / "codebook"))


def make(codebook: Path, kept: Path) -> list[str]:
    """In a process of its own: what its screen finds, and whether the codebook was read for it."""
    command = [sys.executable, "-c", MAKE, codebook, kept]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_second_process_reads_no_codebook_and_screens_alike(
    codebook: Path, tmp_path: Path
) -> None:
    found = str(Screen(mini()).check(b"Taliban").found)
    assert make(codebook, tmp_path / "kept") == [found, "True"]
    assert make(codebook, tmp_path / "kept") == [found, "False"]


def test_the_kept_screen_finds_what_a_new_one_does(codebook: Path, tmp_path: Path) -> None:
    made, kept = screen_parts(codebook, tmp_path), screen_parts(codebook, tmp_path)
    assert kept == made == ScreenParts.of(mini())
    assert Screen(kept).check(PAGE).found == Screen(mini()).check(PAGE).found


def test_another_codebook_has_another_file_and_the_old_one_goes(
    codebook: Path, tmp_path: Path
) -> None:
    screen_parts(codebook, tmp_path)
    (first,) = tmp_path.glob("screen-*.json")
    file = next(codebook.rglob("*.yaml"))
    file.write_text(file.read_text("utf-8") + "\n# another\n", "utf-8")
    screen_parts(codebook, tmp_path)
    (second,) = tmp_path.glob("screen-*.json")
    assert second != first


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"sets": [], "patterns": ["a"]}'])
def test_a_damaged_file_is_made_anew(codebook: Path, tmp_path: Path, damage: str) -> None:
    made = screen_parts(codebook, tmp_path)
    (file,) = tmp_path.glob("screen-*.json")
    file.write_text(damage, encoding="utf-8")
    assert screen_parts(codebook, tmp_path) == made


def test_a_folder_that_cannot_be_written_costs_time_only(codebook: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert screen_parts(codebook, tmp_path / "file" / "kept") == ScreenParts.of(mini())
