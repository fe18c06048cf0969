"""Silent, redesigned, challenged and unreachable sources are named in one check; Fridays are not.

Histories are stored, the clock is passed in.
"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from flows.stages.health import check_sources, look_at_sources
from models import SourceHealth, SourceHealthEvent
from models.queries.health import untold_events
from models.session import reading
from tests.support.health import HOUR, add_pages, add_polls, add_source, working_hours
from tests.support.sample import stored_rows

#: Wednesday 15 October 2025, half past four in the afternoon in Kabul
NOW = datetime(2025, 10, 15, 12, tzinfo=UTC)
WEEKS = timedelta(weeks=8)


@pytest.fixture
def sources(engine: Engine) -> dict[str, tuple[int, int]]:
    """Five papers, four of which something happened to in the last days."""
    slugs = ("challenged", "redesigned", "silent", "unreachable", "well")
    keys = {slug: add_source(engine, slug, NOW - WEEKS) for slug in slugs}
    for slug, (source_id, channel_id) in keys.items():
        last_news = NOW - timedelta(days=3) if slug == "silent" else NOW
        usual = working_hours()
        add_polls(
            engine,
            channel_id,
            NOW - WEEKS,
            NOW,
            lambda at, usual=usual, last=last_news: usual(at) and at < last,
            lambda at, slug=slug: (
                "timeout" if slug == "unreachable" and at > NOW - 12 * HOUR else None
            ),
        )
        fates = ["fetched"] * 40 + (
            ["challenge_page"] * 5 if slug == "challenged" else ["fetched"] * 10
        )
        if slug == "redesigned":
            fates[40:] = ["undated"] * 10
        add_pages(
            engine,
            source_id,
            fates,
            NOW,
            lambda number, slug=slug: slug != "redesigned" or number < 40,
        )
    return keys


def test_each_ill_source_is_named_within_one_check(
    engine: Engine, sources: dict[str, tuple[int, int]]
) -> None:
    check_sources(engine, NOW)
    rows = {row["source"]: row for row in stored_rows(engine, "report_source_health")}
    assert {slug: row["state"] for slug, row in rows.items()} == {
        "challenged": "ill",
        "redesigned": "ill",
        "silent": "ill",
        "unreachable": "blind",
        "well": "healthy",
    }
    assert "bot check" in rows["challenged"]["reasons"]
    assert rows["redesigned"]["reasons"].startswith("date in ")
    assert "nothing new for" in rows["silent"]["reasons"]
    assert "could not be looked at" in rows["unreachable"]["reasons"]
    assert "nothing new" not in rows["unreachable"]["reasons"]
    assert rows["redesigned"]["date_now"] < rows["redesigned"]["date_before"] == 1.0
    assert rows["silent"]["chance_of_silence"] < 0.001
    assert rows["well"]["expected_gap_hours"] > 0


@pytest.mark.parametrize(
    ("begin", "days"),
    [
        # Thursday evening to Saturday morning, and the week of Nowruz 1405, in Kabul
        (datetime(2025, 10, 9, 17, tzinfo=UTC), 1.4),
        (datetime(2026, 3, 20, 3, tzinfo=UTC), 6),
    ],
    ids=["friday", "nowruz"],
)
def test_a_friday_and_a_week_of_nowruz_are_no_alarm(
    engine: Engine, begin: datetime, days: float
) -> None:
    now = begin + timedelta(days=days)
    _, channel_id = add_source(engine, "paper", begin - WEEKS)
    usual = working_hours()
    add_polls(
        engine, channel_id, begin - WEEKS, now, lambda at: usual(at) and at < begin, every=2 * HOUR
    )
    (judged,) = check_sources(engine, now).judged
    assert judged.health.state == "healthy", judged.health.sentence
    assert judged.health.numbers["chance_of_silence"] > 0.001


def test_a_change_of_state_is_one_event_and_staying_ill_is_none(
    engine: Engine, sources: dict[str, tuple[int, int]]
) -> None:
    before = check_sources(engine, NOW - timedelta(days=3, hours=1), ["silent"])
    first = check_sources(engine, NOW, ["silent"])
    again = check_sources(engine, NOW + HOUR, ["silent"])
    assert [len(done.changes) for done in (before, first, again)] == [1, 1, 0]
    with reading(engine) as session:
        events = session.scalars(select(SourceHealthEvent).order_by(SourceHealthEvent.id)).all()
        row = session.scalars(select(SourceHealth)).one()
    assert [(event.from_state, event.to_state) for event in events][1][1] == "ill"
    assert events[1].numbers["chance_of_silence"] < 0.001
    assert (row.since, row.checked_at) == (NOW, NOW + HOUR)


def test_events_wait_until_prefect_was_told(
    engine: Engine, sources: dict[str, tuple[int, int]]
) -> None:
    check_sources(engine, NOW)
    with reading(engine) as session:
        waiting = untold_events(session, 100)
    assert {event.slug for event in waiting} == set(sources)


def test_looking_writes_nothing(engine: Engine, sources: dict[str, tuple[int, int]]) -> None:
    done = look_at_sources(engine, NOW, ["silent"])
    assert [one.health.state for one in done.judged] == ["ill"]
    assert all(row["state"] is None for row in stored_rows(engine, "report_source_health"))


def test_minima_of_the_file_keep_a_source_from_being_healthy(engine: Engine) -> None:
    _, channel_id = add_source(
        engine, "thin", NOW - WEEKS, expectations={"min_items_per_poll": 30, "max_days_silent": 7}
    )
    add_polls(engine, channel_id, NOW - WEEKS, NOW, working_hours())
    (judged,) = check_sources(engine, NOW).judged
    assert judged.health.state == "ill"
    assert [reason.code for reason in judged.health.reasons] == ["few_items"]
