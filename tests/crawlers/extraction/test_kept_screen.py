"""A screen that is kept: the same one, made anew for another codebook or a damaged file."""

from pathlib import Path

import pytest

from analysis.codebook.schema import Codebook
from analysis.screen import Screen, ScreenParts
from crawlers.extraction.kept_screen import screen_parts
from tests.analysis.mini_codebook import mini

PAGE = b"<p>Taliban guests in Moscow</p>"


@pytest.fixture
def codebook() -> Codebook:
    return mini().codebook


def test_the_kept_screen_finds_what_a_new_one_does(codebook: Codebook, tmp_path: Path) -> None:
    made, kept = screen_parts(codebook, tmp_path), screen_parts(codebook, tmp_path)
    assert kept == made == ScreenParts.of(mini())
    assert Screen(kept).check(PAGE).found == Screen(mini()).check(PAGE).found


def test_another_codebook_has_another_file_and_the_old_one_goes(
    codebook: Codebook, tmp_path: Path
) -> None:
    screen_parts(codebook, tmp_path)
    (first,) = tmp_path.glob("screen-*.json")
    data = codebook.model_dump(exclude_unset=True, by_alias=True)
    data["codebook"]["number"] += 1
    screen_parts(Codebook.model_validate(data), tmp_path)
    (second,) = tmp_path.glob("screen-*.json")
    assert second != first


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"sets": [], "patterns": ["a"]}'])
def test_a_damaged_file_is_made_anew(codebook: Codebook, tmp_path: Path, damage: str) -> None:
    made = screen_parts(codebook, tmp_path)
    (file,) = tmp_path.glob("screen-*.json")
    file.write_text(damage, encoding="utf-8")
    assert screen_parts(codebook, tmp_path) == made


def test_a_folder_that_cannot_be_written_costs_time_only(
    codebook: Codebook, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert screen_parts(codebook, tmp_path / "file" / "kept") == ScreenParts.of(mini())
