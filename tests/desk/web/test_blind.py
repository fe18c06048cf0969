"""A second opinion is blind on every page, until it is given."""

import pytest

from tests.support.desk import article, fill, many, value_of

TRACES = ("vera", "my reason", "Better title", "reviewed", ">not relevant</span>", "machine says")


@pytest.fixture
def judged(database, browser):
    """An article that vera judged, corrected and tagged, waiting for somebody's second opinion."""
    keys = fill(database, many(2))
    vera = browser("vera", review_second_share=1.0)
    vera.decide(keys[0], "fix_title", title="Better title")
    vera.decide(keys[0], "fix_language", version=1, language="tg")
    vera.decide(keys[0], "verdict", version=2, verdict="not_relevant", note="my reason")
    return keys, vera


def test_the_queue_its_counts_and_exports_leave_it_out(judged, browser) -> None:
    (key, other), vera = judged
    karim = browser("karim")
    for path in ("/", "/queue.csv", "/queue/next"):
        for query in (
            {"status": "any", "verdict": "any"},
            {"status": "reviewed", "verdict": "any"},
        ):
            assert str(key) not in karim.get(path, **query).text
            assert str(key) in vera.get(path, **query).text
    query = {"status": "any", "verdict": "any"}
    assert karim.get("/queue/counts", **query).json()["matched"] == 1
    assert str(other) in karim.get("/", **query).text


def test_search_finds_it_with_nothing_that_was_decided(judged, browser) -> None:
    (key, _), vera = judged
    page = browser("karim").get("/search", q="envoy").text
    row = page.split(f"/articles/{key}")[1].split("</li>")[0]
    assert "Report 0" in row and "waits for your second opinion" in row
    assert not [trace for trace in TRACES if trace in row]
    row = vera.get("/search", q="envoy").text.split(f"/articles/{key}")[1].split("</li>")[0]
    assert "Better title" in row and ">not relevant</span>" in row


def test_the_article_shows_it_as_the_page_printed_it(judged, browser) -> None:
    (key, _), _ = judged
    karim = browser("karim")
    for path in (f"/articles/{key}", f"/articles/{key}/panel"):
        page = karim.get(path).text
        assert not [trace for trace in TRACES if trace in page.split("<main")[-1]]
        assert "Tajik" not in page.split("<main")[-1]
    told = karim.send(f"/articles/{key}/presence").json()
    assert told["others"] == []


def test_a_decision_past_the_form_is_refused(database, judged, browser) -> None:
    (key, _), _ = judged
    karim = browser("karim")
    answer = karim.decide(key, "verdict", version=3, verdict="relevant")
    assert answer.status_code == 400
    assert "second opinion" in answer.json()["error"] and "vera" not in answer.text
    assert article(database, key).verdict == "not_relevant"


def test_with_the_second_opinion_everything_is_to_be_seen(judged, browser) -> None:
    (key, _), _ = judged
    karim = browser("karim")
    form = value_of(karim.get(f"/articles/{key}").text, "second")
    karim.post(f"/articles/{key}/second", second=form, verdict="not_relevant")
    assert "vera" in karim.get(f"/articles/{key}").text
    assert str(key) in karim.get("/", status="any", verdict="any").text


def test_readers_are_never_asked_and_see_everything(judged, browser) -> None:
    (key, _), _ = judged
    assert str(key) in browser("rita").get("/", status="any", verdict="any").text
