"""``salang sources health``: states, reasons and the exit code."""

import json

import pytest

from models.base import utc_now
from models.session import make_engine
from tests.desk.conftest import Salang
from tests.support.health import HOUR, add_pages, add_polls, add_source


@pytest.fixture
def sources(database: str) -> None:
    """A source that answers as ever and one behind a challenge, asked in the last days."""
    engine = make_engine(database)
    now = utc_now()
    for slug, fate in (("calm", "fetched"), ("walled", "challenge_page")):
        source_id, channel_id = add_source(engine, slug, now)
        add_polls(engine, channel_id, now - 48 * HOUR, now, lambda at: True)
        add_pages(engine, source_id, [fate] * 8, now)
    engine.dispose()


def test_an_ill_source_is_named_with_its_reason_and_the_exit_code_tells(
    salang: Salang, sources: None
) -> None:
    result = salang("sources", "health")
    assert result.code == 1
    first = next(line for line in result.out.splitlines() if line.startswith("walled"))
    assert "ill" in first
    assert "bot check" in first
    assert "1 learning: nothing is wrong" in result.out


def test_a_well_source_alone_is_exit_code_0(salang: Salang, sources: None) -> None:
    assert salang("sources", "health", "--source", "calm").code == 0


def test_json_carries_reasons_and_numbers(salang: Salang, sources: None) -> None:
    said = json.loads(salang("sources", "health", "--json").out)
    walled = next(row for row in said["sources"] if row["source"] == "walled")
    assert walled["state"] == "ill"
    assert [reason["code"] for reason in walled["reasons"]] == ["challenge"]
    assert walled["numbers"]["challenge_share"] == 1.0
    assert said["states"] == {"ill": 1, "learning": 1}


def test_an_unknown_source_is_wrong_usage(salang: Salang, database: str) -> None:
    result = salang("sources", "health", "--source", "nobody")
    assert result.code == 2
    assert "nobody" in result.err
