"""The echo folded into one row, and counts that are those of the rows, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests.support.desk import NOON, Browser, Text, add_people, fill

ONE = (("topic", "envoys", "one"),)


@pytest.fixture
def desk(engine: Engine):
    """A text of a paper in AF that two outlets in RU and TJ repeat, and one of TJ alone."""
    add_people(engine)
    keys = fill(
        engine,
        [
            Text(
                *("First", "one two three"),
                source="paper",
                published=NOON - timedelta(hours=9),
                tags=ONE,
            ),
            Text("Again", "one two three four", source="agency", tags=ONE),
            Text("Once more", "one two three five", source="agency", tags=ONE),
            Text("And there", "one two three six", source="radio", tags=ONE),
            Text("Alone", "seven eight", source="radio", score=0.5),
        ],
    )
    lena = Browser(engine)
    lena.log_in("lena")
    for copy in keys[1:4]:
        link = {"other": str(keys[0]), "kind": "near", "status": "confirmed"}
        assert lena.decide(copy, "link", **link).status_code == 200
    return lena, keys


def titles(desk: Browser, **query: str) -> list[str]:
    page = desk.get("/", **query).text
    return [part.split(">")[1].split("<")[0] for part in page.split('<a class="title"')[1:]]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, ["First", "Alone"]),
        ({"country": "RU"}, ["Again"]),
        ({"country": "TJ"}, ["And there", "Alone"]),
        ({"source": ["paper", "radio"]}, ["First", "Alone"]),
        ({"ownership": "exile", "verdict": "relevant"}, ["And there"]),
        ({"language": "en"}, ["First", "Alone"]),
        ({"language": "fa"}, []),
        ({"country": "RU", "echo": "all"}, ["Again", "Once more"]),
        ({"topic": "envoys"}, ["First"]),
        ({"topic": "envoys", "echo": "all"}, ["First", "Again", "Once more", "And there"]),
        ({"topic": "envoys", "country": "RU"}, ["Again"]),
        ({"topic": "envoys", "since": "2025-01-01", "until": "2025-12-31"}, ["First"]),
        ({"topic": "envoys", "assignee": "0"}, ["First"]),
        ({"topic": "trade"}, []),
    ],
)
def test_copies_stand_in_one_row_wherever_the_filter_looks(desk, query, shown) -> None:
    lena, _ = desk
    assert sorted(titles(lena, **query)) == sorted(shown)
    assert lena.get("/queue/counts", **query).json()["matched"] == len(shown)


def test_a_row_names_all_other_places_also_when_a_copy_stands_for_them(desk) -> None:
    lena, _ = desk
    for query in ({}, {"country": "RU"}):
        assert "3 copies: Agency ×2, Radio" in lena.get("/", **query).text


def test_a_group_that_was_judged_where_the_filter_looks_does_not_come_again(desk) -> None:
    lena, keys = desk
    lena.decide(keys[1], "verdict", version=1, verdict="relevant")
    assert titles(lena, country="RU") == []
    assert titles(lena, country="RU", status="reviewed") == ["Again"]


def test_beside_each_verdict_and_status_stands_what_its_link_shows(desk) -> None:
    lena, keys = desk
    lena.decide(keys[4], "verdict", verdict="not_relevant")
    for query in ({}, {"verdict": "relevant"}, {"country": "TJ"}, {"status": "any"}):
        told = lena.get("/queue/counts", **query).json()
        for name in ("verdicts", "statuses"):
            for value, number in told[name].items():
                link = {**query, {"verdicts": "verdict", "statuses": "status"}[name]: value}
                assert number == len(titles(lena, **link)), link
