"""The codebook on the command line."""

import json
from pathlib import Path

import pytest

from tests.desk.conftest import Salang

CODEBOOK = """\
codebook: {id: tea, number: 3, title: Tea trade, languages: [en]}
entities:
  - {code: ceylon, kind: place, label: Ceylon, names: {en: [Ceylon]}}
concepts:
  - {code: sell, names: {en: [sell, sells, sold]}}
topics:
  - code: sales
    label: Sales
    rules:
      - {id: sales.sold, all: ["concept:sell", "entity:ceylon"]}
    examples:
      positive: [{lang: en, text: "Ceylon sells more tea."}]
      negative: [{lang: en, text: "Ceylon is an island."}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "codebook"
    path.mkdir()
    (path / "tea.yaml").write_text(CODEBOOK)
    return path


def test_a_sound_codebook_is_checked(salang: Salang, folder: Path) -> None:
    result = salang("codebook", "check", str(folder))
    assert result.code == 0
    assert "Tea trade (tea, version 3-" in result.out
    assert "no mistakes" in result.out


def test_mistakes_are_told_with_file_line_and_key(salang: Salang, folder: Path) -> None:
    (folder / "tea.yaml").write_text(CODEBOOK.replace("concept:sell", "concept:buy"))
    result = salang("codebook", "check", str(folder))
    assert result.code == 1
    assert "tea.yaml:10" in result.out
    assert "concept:buy" in result.out


def test_mistakes_as_json(salang: Salang, folder: Path) -> None:
    (folder / "tea.yaml").write_text(CODEBOOK.replace("label: Sales", "lable: Sales"))
    result = salang("codebook", "check", str(folder), "--json")
    assert result.code == 1
    errors = json.loads(result.out)["errors"]
    assert any("lable" in error["key"] for error in errors)


def test_the_packaged_codebook_is_checked_by_default(salang: Salang) -> None:
    result = salang("codebook", "check")
    assert result.code == 0
    assert "russia_taliban" in result.out


def test_examples_that_are_coded_as_they_should_be(salang: Salang, folder: Path) -> None:
    result = salang("codebook", "test", str(folder))
    assert result.code == 0
    assert "2 of 2 examples" in result.out


def test_an_example_that_fails_is_shown(salang: Salang, folder: Path) -> None:
    wrong = CODEBOOK.replace("Ceylon sells more tea", "Ceylon drinks more tea")
    (folder / "tea.yaml").write_text(wrong)
    result = salang("codebook", "test", str(folder))
    assert result.code == 1
    assert "topic:sales: must get it: [en] 'Ceylon drinks more tea.'" in result.out
    assert "1 of 2 examples" in result.out


def test_a_codebook_with_a_mistake_stops_a_run_before_prefect_starts(
    salang: Salang, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "tea.yaml").write_text(CODEBOOK.replace("concept:sell", "concept:buy"))
    monkeypatch.setenv("SALANG_CODEBOOK", str(folder))
    result = salang("tag")
    assert result.code == 1
    assert "tea.yaml:10" in result.err
    assert "Prefect" not in result.out
