"""The source catalogue on the command line."""

import json
from pathlib import Path

import pytest

from tests.desk.conftest import Salang

SOURCE = """\
slug: courier
name: Courier
home: https://courier.example/
country: AF
languages: [fa, en]
ownership: private
timezone: Asia/Kabul
channels:
  - kind: feed
    url: https://courier.example/rss.xml
    attested: linked from the home page
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "courier.yaml").write_text(SOURCE)
    return folder


def spoil(catalog: Path) -> None:
    text = SOURCE.replace("slug: courier", "slug: bulletin").replace("courier", "bulletin")
    text = text.replace("country: AF", "country: UK").replace("timezone:", "timezoen:")
    (catalog / "bulletin.yaml").write_text(text)


def test_a_sound_catalogue_is_checked(salang: Salang, catalog: Path) -> None:
    result = salang("sources", "check", str(catalog))
    assert result.code == 0
    assert result.out == "1 sources, 1 channels: no mistakes\n"


def test_every_mistake_is_told_with_file_line_and_key(salang: Salang, catalog: Path) -> None:
    spoil(catalog)
    result = salang("sources", "check", str(catalog))
    assert result.code == 1
    assert "bulletin.yaml:4: country: 'UK'" in result.out
    assert "timezoen: no such key; did you mean 'timezone'?" in result.out


def test_mistakes_as_json(salang: Salang, catalog: Path) -> None:
    spoil(catalog)
    result = salang("sources", "check", str(catalog), "--json")
    said = json.loads(result.out)
    assert result.code == 1
    assert said["sources"] == 1
    assert {"country", "timezone", "timezoen"} == {each["key"] for each in said["problems"]}


def test_a_catalogue_that_is_not_there_is_told(salang: Salang) -> None:
    result = salang("sources", "check", "nowhere")
    assert result.code == 1
    assert "nowhere: there is no such folder or file" in result.out


def test_the_setting_names_the_catalogue(
    salang: Salang, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALANG_CATALOG", str(catalog))
    rows = json.loads(salang("sources", "list", "--json").out)["sources"]
    assert [row["slug"] for row in rows] == ["courier"]


def test_the_list_leaves_out_and_names_files_with_mistakes(salang: Salang, catalog: Path) -> None:
    spoil(catalog)
    result = salang("sources", "list", "--catalog", str(catalog))
    assert result.code == 1
    assert "1 sources, 1 channels" in result.out
    assert "bulletin.yaml:4" in result.out


def test_the_list_can_be_of_one_language_or_country(salang: Salang) -> None:
    def slugs(*arguments: str) -> set[str]:
        said = json.loads(salang("sources", "list", "--json", *arguments).out)
        return {row["slug"] for row in said["sources"]}

    pashto, afghan = slugs("--language", "ps"), slugs("--country", "af")
    assert "pajhwok" in pashto & afghan
    assert pashto < slugs()
    assert pashto != afghan


def test_a_source_is_shown_with_all_that_is_known(salang: Salang, catalog: Path) -> None:
    text = salang("sources", "show", "courier", "--catalog", str(catalog)).out
    assert "timezone: Asia/Kabul" in text
    assert "attested: linked from the home page" in text
    said = json.loads(salang("sources", "show", "courier", "--catalog", str(catalog), "--json").out)
    assert said["channels"][0]["url"] == "https://courier.example/rss.xml"
    assert said["file"].endswith("courier.yaml")
