"""``salang codebook diff``: what another codebook changes, in words and on stored texts."""

import json
from pathlib import Path

import pytest

from analysis.codebook import load
from flows.stages.retag import retag_texts
from models.session import make_engine
from tests.desk.conftest import Salang
from tests.support.corpus import store_texts

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
relevance: {weights: {base: 3.0}}
"""
NEXT = (
    CODEBOOK.replace("number: 3", "number: 4")
    .replace("names: {en: [Ceylon]}}", "names: {en: [Lanka]}}\n  - {code: kenya, kind: place, "
             "label: Kenya, names: {en: [Kenya]}}")
    .replace('"entity:ceylon"]}', '"entity:ceylon"], within: paragraph}')
    .replace("sells, sold]}}", "sells, sold]}, phrases: {en: [goes for]}}")
    .replace("    label: Sales\n", "    label: Sales\n    prominence: 2\n")
    .replace("base: 3.0", "base: -3.0")
)  # fmt: skip


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    for name, text in (("old", CODEBOOK), ("new", NEXT)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tea.yaml").write_text(text)
    return str(tmp_path / "old"), str(tmp_path / "new")


@pytest.fixture
def articles(database: str, folders: tuple[str, str]) -> list[int]:
    engine = make_engine(database)
    texts = [("", "Ceylon sold tea.", "en"), ("", "Kenya grows tea.", "en")]
    keys = store_texts(engine, texts)
    retag_texts(engine, load(Path(folders[0])))
    engine.dispose()
    return keys


def test_codes_names_rules_and_weights_are_told(salang: Salang, folders: tuple[str, str]) -> None:
    result = salang("codebook", "diff", *folders)
    assert result.code == 0
    for line in (
        "names in en: + Lanka, - Ceylon",
        "added entity kenya",
        "names in en: + goes for",
        "prominence: default -> 2",
        "rule sales.sold: within: default -> paragraph",
        "weights.base: 3.0 -> -3.0",
        "number: 3 -> 4",
    ):
        assert line in result.out


def test_equal_codebooks_have_no_difference(salang: Salang, folders: tuple[str, str]) -> None:
    assert "no difference" in salang("codebook", "diff", folders[0], folders[0]).out


def test_on_stored_texts_it_names_the_articles(
    salang: Salang, folders: tuple[str, str], articles: list[int]
) -> None:
    result = salang("codebook", "diff", *folders, "--on-corpus", "--json")
    corpus = json.loads(result.out)["corpus"]
    codes = {each["code"]: each for each in corpus["codes"]}
    assert codes["kenya"]["added_examples"] == [articles[1]]
    assert codes["ceylon"]["removed_examples"] == codes["sales"]["removed_examples"]
    assert corpus["verdicts"][0]["articles"] == 2
    shown = salang("codebook", "diff", *folders, "--on-corpus").out
    assert "2 of 2 texts change" in shown
    assert str(articles[1]) in shown


def test_a_stored_version_is_compared_with_files(
    salang: Salang, folders: tuple[str, str], articles: list[int]
) -> None:
    version = load(Path(folders[0])).version
    result = salang("codebook", "diff", version[:8], folders[1], "--on-corpus", "--json")
    said = json.loads(result.out)
    assert said["before"] == f"tea {version} (stored)"
    assert [each["code"] for each in said["differences"]] == ["kenya"]
    assert {each["code"] for each in said["corpus"]["codes"]} == {"kenya", "ceylon", "sales"}


def test_a_version_that_is_not_stored_is_refused_with_those_that_are(
    salang: Salang, folders: tuple[str, str], articles: list[int]
) -> None:
    result = salang("codebook", "diff", "9-abc", folders[1])
    assert result.code == 2
    assert load(Path(folders[0])).version in result.err


def test_without_a_database_the_corpus_is_refused_in_words(
    salang: Salang, folders: tuple[str, str]
) -> None:
    result = salang("codebook", "diff", *folders, "--on-corpus")
    assert result.code == 1
    assert "there is no database yet" in result.err
