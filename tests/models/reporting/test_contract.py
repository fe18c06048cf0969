"""The promise about the reporting views: nothing changes in silence."""

import copy
from pathlib import Path

from sqlalchemy import Engine, select

from models.migrate import head
from models.reporting.contract import contract, refusal, written
from models.reporting.version import REPORTING_VERSION
from models.reporting.views import view_table
from models.session import reading

CHANGELOG = Path(__file__).resolve().parents[3] / "CHANGELOG.md"


def test_the_views_are_as_was_promised() -> None:
    assert contract() == written(), (
        "the reporting views changed; run: python -m models.reporting.contract, and do what it says"
    )


def test_the_changelog_tells_of_the_version() -> None:
    assert f"Reporting views {REPORTING_VERSION}" in CHANGELOG.read_text("utf-8")


def test_the_version_is_a_row_that_can_be_asked_for(engine: Engine) -> None:
    with reading(engine) as session:
        (row,) = session.execute(select(view_table("report_version"))).all()
    assert tuple(row) == (REPORTING_VERSION, head())


def promised(version: str) -> dict:
    known = copy.deepcopy(written())
    known.update(version=version, released=True)
    return known


def test_a_renamed_column_needs_a_new_major_version() -> None:
    old, new = promised("1.4"), promised("1.5")
    columns = new["views"]["report_articles"]["columns"]
    columns["headline"] = columns.pop("title")
    assert "report_articles.title is gone" in (refusal(old, new) or "")
    assert refusal(old, {**new, "version": "2.0"}) is None


def test_a_column_of_another_type_needs_a_new_major_version() -> None:
    old, new = promised("1.4"), promised("1.5")
    new["views"]["report_articles"]["columns"]["title"]["postgresql"] = "BIGINT"
    assert "report_articles.title has another type" in (refusal(old, new) or "")


def test_a_new_column_needs_a_new_minor_version() -> None:
    old, new = promised("1.4"), promised("1.4")
    meant = {"meaning": "x", "postgresql": "TEXT", "sqlite": "TEXT"}
    new["views"]["report_articles"]["columns"]["mood"] = meant
    assert "report_articles.mood" in (refusal(old, new) or "")
    assert refusal(old, {**new, "version": "1.5"}) is None


def test_a_meaning_in_other_words_needs_a_new_version() -> None:
    old, new = promised("1.4"), promised("1.4")
    new["views"]["report_articles"]["columns"]["title"]["meaning"] = "Something else"
    assert "the meaning of report_articles.title" in (refusal(old, new) or "")


def test_before_the_first_release_nothing_was_promised() -> None:
    old, new = {**promised("1.0"), "released": False}, promised("1.0")
    del new["views"]["report_articles"]["columns"]["title"]
    assert refusal(old, new) is None
