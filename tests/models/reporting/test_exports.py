"""What an export holds: the narrowed rows, alike on both databases and at an earlier time."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from models.reporting.as_of import as_of
from models.reporting.asking import Parameters
from models.reporting.exports import EXPORTS, export_query
from models.session import reading
from tests.support.stored import NOON, populate

EVERYTHING = Parameters(verdicts=())


def rows(engine: Engine, name: str, asked: Parameters = EVERYTHING, **more: Any) -> list[Any]:
    with reading(engine) as session:
        return list(session.execute(export_query(name, asked, **more)))


@pytest.fixture
def stored(engine: Engine) -> dict[str, int]:
    return populate(engine)


def test_without_parameters_every_row_of_the_view_is_in_it(
    engine: Engine, stored: dict[str, int]
) -> None:
    counts = {name: len(rows(engine, name)) for name in EXPORTS}
    assert counts == {
        "articles": 4,
        "tags": 8,
        "relations": 1,
        "revisions": 4,
        "quotes": 0,
        "candidates": 6,
        "reviews": 1,
    }


def test_what_is_about_an_article_goes_with_it(engine: Engine, stored: dict[str, int]) -> None:
    asked = Parameters(sources=("agency",), verdicts=("relevant",))
    assert [row.article_id for row in rows(engine, "articles", asked)] == [stored["original"]]
    assert {row.article_id for row in rows(engine, "tags", asked)} == {stored["original"]}
    # the link leads from the paper's copy to the agency's piece
    assert [row.article_id for row in rows(engine, "relations", asked)] == [stored["copy"]]
    assert len(rows(engine, "reviews", asked)) == 1
    assert rows(engine, "reviews", Parameters(sources=("radio",), verdicts=())) == []


def test_candidates_are_narrowed_by_their_source_and_by_what_they_became(
    engine: Engine, stored: dict[str, int]
) -> None:
    of_russia = rows(engine, "candidates", Parameters(countries=("RU",), verdicts=()))
    assert {row.source for row in of_russia} == {"agency"}
    assert "http_error" in {row.fate for row in of_russia}
    tajik = rows(engine, "candidates", Parameters(languages=("tg",), verdicts=()))
    assert [row.article_id for row in tajik] == [stored["undated"]]
    assert rows(engine, "candidates", Parameters(until="2025-07-02", verdicts=())) == []


def test_text_is_there_only_when_asked_for(engine: Engine, stored: dict[str, int]) -> None:
    assert "text" not in rows(engine, "articles")[0]._fields
    texts = {row.article_id: row.text for row in rows(engine, "articles", with_text=True)}
    assert texts[stored["original"]] == "The envoy met the minister."
    with pytest.raises(ValueError, match="no text"):
        export_query("tags", EVERYTHING, with_text=True)


def test_an_export_can_be_asked_as_of_an_earlier_time(
    engine: Engine, stored: dict[str, int]
) -> None:
    for name, export in EXPORTS.items():
        query = export_query(name, EVERYTHING, export.has_text)
        with reading(engine) as session:
            then = as_of(query, NOON, engine.dialect.name)
            assert len(list(session.execute(then))) == len(rows(engine, name)), name
            before = as_of(query, NOON - timedelta(seconds=1), engine.dialect.name)
            assert list(session.execute(before)) == [], name
