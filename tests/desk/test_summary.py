"""The end of a run in words."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from desk.cli.summary import all_failed, details_of, dropped_rows, headline, per_source, show
from models.base import utc_now
from models.candidates import Candidate, Fate
from models.queries.discovery import PolledDocument, SeenItem, record_poll
from models.queries.fetching import record_failure
from models.queries.runs import start_run
from models.session import make_engine, writing
from models.sources import Channel


def summary(**changed: Any) -> dict[str, Any]:
    return {
        "run_id": 1,
        "message": "4 new addresses, 3 pages fetched, 2 new articles, 0 changed, 1 dropped",
        "new_candidates": 4,
        "pages_fetched": 3,
        "pending": 0,
        "polls": {"agency": {"changed": 2}},
        "fates": {"agency": {"fetched": 2, "screened_out": 1}},
        "articles": 9,
        "stages": {"exact": 1, "relevant": 2},
        "queue": [],
        "queue_sizes": {},
        "problems": [],
    } | changed


def quiet(**changed: Any) -> dict[str, Any]:
    return summary(new_candidates=0, pages_fetched=0, fates={}, stages={}) | changed


def shown(capsys: pytest.CaptureFixture[str], said: Mapping[str, Any], **details: Any) -> str:
    show(said, {"reasons": [], "failed_polls": []} | details)
    return capsys.readouterr().out


def test_it_says_what_came_in_what_was_linked_and_tagged() -> None:
    text = "\n".join(headline(summary()))
    assert "2 new articles" in text
    assert "9 articles stored in all" in text
    assert "Echo linked: 1 exact" in text
    assert "Tagged: 2 relevant" in text


def test_nothing_new_is_said_in_a_plain_sentence() -> None:
    (line,) = headline(quiet())
    assert line.startswith("nothing new: 2 polls brought nothing unknown")
    assert "no article page fetched" in line
    assert "9 articles stored before" in line


def test_not_able_to_look_is_not_called_nothing_new() -> None:
    (line,) = headline(quiet(polls={"agency": {"network_error": 2}}))
    assert line.startswith("could not look: all 2 polls failed")
    assert all_failed({"agency": {"network_error": 2}})
    assert not all_failed({"agency": {"network_error": 2}, "paper": {"unchanged": 1}})
    assert not all_failed({})


def test_documents_that_were_known_are_not_called_polls() -> None:
    (line,) = headline(quiet(polls={}, stages={"found": 2, "new": 0, "known": 2}))
    assert line.startswith("nothing new: of 2 documents found all were known")


def test_each_source_has_its_polls_articles_and_what_was_dropped() -> None:
    polls = {"agency": {"changed": 2, "http_error": 1}, "paper": {"unchanged": 1}}
    fates = {"agency": {"fetched": 2, "undated": 1, "screened_out": 4}}
    assert per_source(polls, fates) == [("agency", 3, 1, 3, 4), ("paper", 1, 0, 0, 0)]


def test_what_was_dropped_is_told_with_its_reasons_the_most_frequent_first() -> None:
    reasons = [
        {"fate": "fetched", "reason": "new", "candidates": 50},
        {"fate": "screened_out", "reason": "names nothing of the topic", "candidates": 7},
        *({"fate": "http_error", "reason": f"reason {n}", "candidates": 2} for n in range(5)),
    ]
    assert dropped_rows(reasons) == [
        ("http_error", 2, "reason 0"),
        ("http_error", 2, "reason 1"),
        ("http_error", 2, "reason 2"),
        ("http_error", 4, "2 other reasons"),
        ("screened_out", 7, "names nothing of the topic"),
    ]


def test_the_queue_shows_titles_from_right_to_left_in_isolation(
    capsys: pytest.CaptureFixture[str],
) -> None:
    item = {
        "title": "سفیر تازه در مسکو\x1b[2J",
        "opening": "",
        "source": "radio",
        "language": "fa",
        "published_day": "2025-07-03",
        "relevance": 0.93,
        "copies": 2,
        "url": "https://radio.example/1",
    }
    text = shown(capsys, summary(queue=[item], queue_sizes={"relevant": 3}))
    assert "Top of the review queue (1 of 3)" in text
    assert "\u2068سفیر تازه در مسکو[2J\u2069" in text
    assert "radio · fa · 2025-07-03 · 2 copies · https://radio.example/1" in text


def test_an_untitled_document_is_shown_by_its_opening(capsys: pytest.CaptureFixture[str]) -> None:
    item = {
        "title": "",
        "opening": "Talks were held",
        "source": "imports",
        "language": "en",
        "published_day": None,
        "relevance": 0.9,
        "copies": 0,
        "url": None,
    }
    text = shown(capsys, summary(queue=[item], queue_sizes={"relevant": 1}))
    assert "Talks were held…" in text
    assert "imports · en · undated" in text


def test_problems_and_failed_polls_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    poll = {"source": "agency", "url": "x", "outcome": "http_error", "reason": "answered 404"}
    text = shown(capsys, summary(problems=["paper.yaml:4: no such key"]), failed_polls=[poll])
    assert "paper.yaml:4: no such key" in text
    assert "answered 404" in text


def test_it_ends_with_what_to_type_next(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, summary())
    assert "salang report articles" in text.partition("\nNext\n")[2]


def test_details_come_from_what_the_run_wrote(database: str, stored: dict[str, int]) -> None:
    engine = make_engine(database)
    with writing(engine) as session:
        run = start_run(session, "ingest", {}, utc_now())
        channel = session.scalars(select(Channel).order_by(Channel.id)).first()
        assert channel is not None
        for outcome in ("changed", "http_error"):
            record_poll(
                session,
                PolledDocument(
                    channel_id=channel.id,
                    source_id=channel.source_id,
                    url=f"https://agency.example/{outcome}",
                    outcome=outcome,
                    reason="answered 503" if outcome == "http_error" else "",
                    polled_at=utc_now(),
                    run_id=run,
                    items=[SeenItem(url="https://x.example/n", url_key="n")]
                    if outcome == "changed"
                    else [],
                ),
            )
        new = session.scalars(select(Candidate).where(Candidate.url_key == "n")).one()
        record_failure(session, new.id, Fate.TIMEOUT, "too slow", utc_now(), run_id=run)
    engine.dispose()
    details = details_of(run)
    assert details["reasons"] == [{"fate": "timeout", "reason": "too slow", "candidates": 1}]
    assert [(row["source"], row["reason"]) for row in details["failed_polls"]] == [
        ("agency", "answered 503")
    ]
