"""Files handed out: whole, in every form, with a manifest that holds them to their word."""

import csv
import json
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desk.cli.exports import ROWS
from desk.exports import write_export
from models.reporting.asking import Parameters
from models.reporting.exports import EXPORTS
from tests.desk.conftest import Salang
from tests.desk.test_report import rename
from tests.support.stored import populate


def manifest(file: Path) -> dict:
    return json.loads(file.with_name(f"{file.name}.manifest.json").read_text("utf-8"))


def test_every_export_has_its_command() -> None:
    assert list(ROWS) == list(EXPORTS)


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("name", ["articles", "tags", "candidates"])
def test_a_file_holds_as_many_rows_as_it_says(
    salang: Salang, stored: dict[str, int], tmp_path: Path, name: str, form: str
) -> None:
    file = tmp_path / f"{name}.{form}"
    result = salang("export", name, "--output", str(file))
    assert result.code == 0
    said = manifest(file)
    assert result.out.startswith(f"{said['rows']} rows")
    assert said["rows"] == {"articles": 4, "tags": 8, "candidates": 6}[name]
    assert said["form"] == form
    checked = salang("export", "verify", str(file))
    assert checked.code == 0
    assert f"{said['rows']} rows" in checked.out


def test_the_manifest_says_how_to_make_the_file_again(
    salang: Salang, stored: dict[str, int], database: str, tmp_path: Path
) -> None:
    file = tmp_path / "relevant.jsonl"
    salang(
        "export", "articles", "--verdict", "relevant", "--topic", "envoys", "--since",
        "2025-07-03", "--output", str(file),
    )  # fmt: skip
    said = manifest(file)
    assert said["parameters"] == {
        "since": "2025-07-03",
        "topics": ["envoys"],
        "verdicts": ["relevant"],
    }
    assert said["codebooks"] == {"1-abc": said["rows"]}
    assert said["reporting_version"] and said["migration"] and said["salang_version"]
    again = sqlite3.connect(database.removeprefix("sqlite:///"))
    keys = [row[0] for row in again.execute(said["sql"])]
    again.close()
    assert keys == [json.loads(line)["article_id"] for line in file.open(encoding="utf-8")]
    assert len(keys) == said["rows"] == 3


def test_the_same_question_gives_the_same_file(
    salang: Salang, stored: dict[str, int], tmp_path: Path
) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    for file in (first, second):
        salang("export", "tags", "--output", str(file))
    assert manifest(first)["sha256"] == manifest(second)["sha256"]


def test_both_databases_give_the_same_file(engine: Engine, tmp_path: Path) -> None:
    populate(engine)
    found = write_export(
        engine, "articles", Parameters(verdicts=()), "csv", tmp_path / "articles.csv", True
    )
    rows = list(csv.DictReader((tmp_path / "articles.csv").open(encoding="utf-8")))
    assert found.rows == len(rows) == 4
    assert {row["published_at"] for row in rows} == {
        "",
        "2025-07-03T12:00:00+00:00",
        "2025-07-04T12:00:00+00:00",
    }
    with engine.connect() as connection:
        assert len(connection.exec_driver_sql(found.sql.replace("%", "%%")).all()) == 4


def test_a_file_that_was_cut_short_is_found_out(
    salang: Salang, stored: dict[str, int], tmp_path: Path
) -> None:
    file = tmp_path / "tags.jsonl"
    salang("export", "tags", "--output", str(file))
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), "utf-8")
    result = salang("export", "verify", str(file))
    assert result.code == 1
    assert "holds 7 rows; 8 rows were written" in result.out


def test_a_file_that_was_changed_is_found_out(
    salang: Salang, stored: dict[str, int], tmp_path: Path
) -> None:
    file = tmp_path / "articles.csv"
    salang("export", "articles", "--output", str(file))
    file.write_text(file.read_text("utf-8").replace("Envoy", "Envoi"), "utf-8")
    result = salang("export", "verify", str(file))
    assert result.code == 1
    assert "SHA-256" in result.out


def test_without_a_manifest_nothing_is_vouched_for(salang: Salang, tmp_path: Path) -> None:
    (tmp_path / "bare.csv").write_text("a\n1\n")
    assert salang("export", "verify", str(tmp_path / "bare.csv")).code == 1


def test_full_text_only_when_asked_for_with_a_word_on_whose_it_is(
    salang: Salang, stored: dict[str, int], tmp_path: Path
) -> None:
    plain, full = tmp_path / "plain.jsonl", tmp_path / "full.jsonl"
    salang("export", "articles", "--output", str(plain))
    said = salang("export", "articles", "--with-text", "--output", str(full))
    assert "The envoy met the minister." not in plain.read_text("utf-8")
    assert "The envoy met the minister." in full.read_text("utf-8")
    assert "publishers" in said.err
    assert manifest(full)["with_text"] is True
    assert salang("export", "tags", "--with-text", "--output", str(full)).code == 2


def test_a_spreadsheet_runs_nothing_that_a_headline_says(
    salang: Salang, stored: dict[str, int], database: str, tmp_path: Path
) -> None:
    rename(database, stored["original"], '=HYPERLINK("http://x.example")')
    file = tmp_path / "articles.csv"
    salang("export", "articles", "--source", "agency", "--output", str(file))
    titles = [row["title"] for row in csv.DictReader(file.open(encoding="utf-8"))]
    assert '\'=HYPERLINK("http://x.example")' in titles


def test_an_export_as_of_an_earlier_day_says_so(
    salang: Salang, stored: dict[str, int], tmp_path: Path
) -> None:
    file = tmp_path / "then.csv"
    salang("export", "articles", "--as-of", "2025-07-02", "--output", str(file))
    assert manifest(file)["rows"] == 0
    assert manifest(file)["as_of"].startswith("2025-07-02T23:59:59")


def test_a_failed_export_leaves_the_older_file_whole(
    salang: Salang, stored: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "articles.csv"
    salang("export", "articles", "--output", str(file))
    before = file.read_bytes()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device", str(file))

    monkeypatch.setitem(__import__("desk.forms", fromlist=["x"]).TEXT_FORMS, "csv", full)
    assert salang("export", "articles", "--verdict", "relevant", "--output", str(file)).code == 1
    assert file.read_bytes() == before
    assert sorted(each.name for each in tmp_path.glob("articles*")) == [
        "articles.csv",
        "articles.csv.manifest.json",
    ]
    assert salang("export", "verify", str(file)).code == 0
