"""``salang codebook calibrate``: weights fitted to reviewers' verdicts, written when agreed."""

import io
import json
from pathlib import Path

import pytest

from analysis.codebook import load
from models.session import make_engine
from tests.desk.conftest import Salang
from tests.support.corpus import reviewer, say, store_texts

#: scores everything 0.5 or so: it knows the features but not what they are worth
CODEBOOK = """\
codebook: {id: tea, number: 3, title: Tea trade, languages: [en]}
entities:
  - {code: ceylon, kind: place, label: Ceylon, groups: [grower], names: {en: [Ceylon]}}
  - {code: hull, kind: place, label: Hull, groups: [buyer], names: {en: [Hull]}}
concepts:
  - {code: sell, groups: [trade], names: {en: [sell, sells, sold]}}
relevance:
  groups: {first_side: [grower], second_side: [buyer], relation: [trade]}
  # fitted by hand
  weights:
    base: 0.0  # before anything is read
    lead_tie: 0.1
    no_first_side: 0.1
    no_second_side: -0.1
"""
RELEVANT = "Ceylon sold tea to Hull in lot {}."
OTHER = "Hull built ship {} for a widow."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "tea.yaml").write_text(CODEBOOK)
    return tmp_path / "mine"


def judge(database: str, each: int) -> None:
    """Store ``each`` relevant texts and as many others, judged rightly."""
    engine = make_engine(database)
    texts = [("", text.format(n), "en") for n in range(each) for text in (RELEVANT, OTHER)]
    person = reviewer(engine)
    for place, key in enumerate(store_texts(engine, texts)):
        say(engine, person, key, "verdict", verdict=("relevant", "not_relevant")[place % 2])
    engine.dispose()


def test_too_few_verdicts_are_refused_in_a_sentence(
    salang: Salang, database: str, folder: Path
) -> None:
    judge(database, 3)
    result = salang("codebook", "calibrate", str(folder))
    assert result.code == 1
    assert "6 articles have a verdict of a person; calibrating takes at least 50" in result.err


def test_it_learns_what_reviewers_mean_and_says_how_well(
    salang: Salang, database: str, folder: Path
) -> None:
    judge(database, 30)
    said = json.loads(salang("codebook", "calibrate", str(folder), "--json").out)
    assert said["texts"] == 60
    assert said["brier_before"] == pytest.approx(0.25, abs=0.02)
    assert said["brier_after"] < 0.1
    assert said["weights"]["lead_tie"] > 1
    assert said["weights"]["no_first_side"] < -1
    shown = salang("codebook", "calibrate", str(folder)).out
    assert "Brier score 0.2" in shown
    assert "0.8-1.0" in shown


def test_the_next_version_is_written_only_when_agreed(
    salang: Salang, database: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge(database, 30)
    target = folder.parent / "next"
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    refused = salang("codebook", "calibrate", str(folder), "--write", str(target))
    assert refused.code == 1
    assert "Write version 4" in refused.err
    assert not target.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert salang("codebook", "calibrate", str(folder), "--write", str(target)).code == 0
    written = load(target)
    assert written.codebook.number == 4
    assert written.relevance.weights["lead_tie"] > 1
    assert "# before anything is read" in (target / "tea.yaml").read_text()
    assert load(folder).codebook.number == 3


def test_the_codebooks_own_folder_can_be_written(
    salang: Salang, database: str, folder: Path
) -> None:
    judge(database, 30)
    result = salang("codebook", "calibrate", str(folder), "--write", str(folder), "--yes")
    assert result.code == 0
    assert load(folder).codebook.number == 4


def test_a_folder_with_other_files_is_not_written_into(
    salang: Salang, database: str, folder: Path
) -> None:
    (folder.parent / "letters").mkdir()
    (folder.parent / "letters" / "one.txt").write_text("Dear Lola")
    result = salang("codebook", "calibrate", str(folder), "--write", str(folder.parent / "letters"))
    assert result.code == 2
    assert "holds other files" in result.err
