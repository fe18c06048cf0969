"""Estimates of what was missed, and the account of a run, from sightings in a real database."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from flows.stages.recall import estimate
from models.candidates import Candidate, Fate, Sighting
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.discovery import PolledDocument, SeenItem, channels_of, record_poll
from models.queries.fetching import record_failure
from models.queries.runs import start_run
from models.queries.summary import account
from models.reporting.views import view_table
from models.session import reading, writing

#: a Thursday, and the Thursday after
NOW = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)
NEXT = NOW + timedelta(days=7)


def see(engine: Engine, kinds: dict[str, range], at: datetime = NOW) -> int:
    """One run in which each kind of channel lists pages of these numbers; returns the run."""
    entry = SourceEntry(
        slug="valley-post",
        name="Valley Post",
        home=None,
        country="AF",
        ownership="private",
        languages=("en",),
        timezone=None,
        channels=[
            (kind, f"https://valley.example/{kind}") for kind in ("feed", "sitemap", "section")
        ],
    )
    with writing(engine) as session:
        sync_sources(session, [entry], at)
        run_id = start_run(session, "ingest", {}, at)
        for place in channels_of(session, ["valley-post"]):
            items = [
                SeenItem(f"https://valley.example/{n}", f"key-{n}")
                for n in kinds.get(place.kind, range(0))
            ]
            poll = PolledDocument(
                place.id, place.source_id, place.url, "changed", at, run_id=run_id, items=items
            )
            record_poll(session, poll)
    return run_id


def recall(engine: Engine) -> list[dict]:
    view = view_table("report_discovery_recall")
    with reading(engine) as session:
        return [dict(row) for row in session.execute(select(view).order_by(view.c.week)).mappings()]


def test_two_routes_give_chapmans_estimate_with_its_interval(engine: Engine) -> None:
    run = see(engine, {"feed": range(10), "sitemap": range(5, 20)})
    assert estimate(engine, run, NOW) == 1
    [row] = recall(engine)
    assert (row["source"], row["week"], row["method"]) == ("valley-post", "2025-06-30", "chapman")
    assert (row["found"], row["by_several"], row["routes"]) == (20, 5, "sitemap 15, feed 10")
    assert row["estimated_total"] == pytest.approx(28.3)
    assert (round(row["total_low"]), round(row["total_high"])) == (22, 65)
    assert row["recall"] == pytest.approx(20 / 28.3)
    assert row["recall_low"] < row["recall"] < row["recall_high"]
    assert "first week" in row["note"]


def test_three_routes_give_a_log_linear_one(engine: Engine) -> None:
    run = see(engine, {"feed": range(60), "sitemap": range(30, 110), "section": range(0, 120, 3)})
    estimate(engine, run, NOW)
    [row] = recall(engine)
    assert row["method"] == "loglinear"
    assert row["total_low"] <= row["estimated_total"] <= row["total_high"]
    assert row["estimated_total"] >= row["found"]


def test_a_later_sighting_by_another_route_counts_for_the_week_of_the_first(engine: Engine) -> None:
    first = see(engine, {"feed": range(10)})
    estimate(engine, first, NOW)
    assert recall(engine)[0]["estimated_total"] is None
    later = see(engine, {"sitemap": range(4, 14)}, NEXT)
    estimate(engine, later, NEXT)
    before, after = recall(engine)
    assert (before["method"], before["found"], before["by_several"]) == ("chapman", 10, 6)
    assert (after["week"], after["found"], after["note"].count("first week")) == (
        "2025-07-07",
        4,
        0,
    )


def test_every_sighting_of_a_run_has_a_fate_in_its_account(engine: Engine) -> None:
    run = see(engine, {"feed": range(10), "sitemap": range(5, 20)})
    with writing(engine) as session:
        for number, fate in ((3, Fate.HTTP_ERROR), (7, Fate.SCREENED_OUT), (9, Fate.FETCHED)):
            key = session.scalars(
                select(Candidate.id).where(Candidate.url_key == f"key-{number}")
            ).one()
            record_failure(session, key, fate, "as a test has it", NOW, run)
    with reading(engine) as session:
        done = account(session, run)
        seen = session.scalar(
            select(func.count()).select_from(Sighting).where(Sighting.run_id == run)
        )
    by_fate = {row.fate: (row.sightings, row.addresses, row.pending) for row in done.seen}
    assert by_fate == {
        "discovered": (20, 17, True),
        "fetched": (2, 1, False),
        "http_error": (1, 1, False),
        "screened_out": (2, 1, False),
    }
    assert sum(row.sightings for row in done.seen) == seen == done.sightings == 25
