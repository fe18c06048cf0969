"""How the time between two polls is learned, and what a publisher's own word on it counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import read_feed
from crawlers.rhythm import Bounds, Brought, Wishes, freshness, learned, pace

NOW = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAILY = Bounds(HOUR, HOUR / 2, 12 * HOUR)


def after(interval: timedelta, items: int, new: int, elapsed: timedelta | None = None) -> timedelta:
    return learned(interval, Brought(items, new, elapsed or interval), DAILY)[0]


def test_nothing_new_makes_it_longer_and_much_new_shorter() -> None:
    assert after(2 * HOUR, 20, 0) > 2 * HOUR
    assert after(2 * HOUR, 20, 3) == 2 * HOUR
    assert after(2 * HOUR, 20, 10) == HOUR
    assert after(4 * HOUR, 20, 20) == HOUR


def test_a_poll_that_came_early_or_late_is_judged_by_the_time_that_passed() -> None:
    assert after(2 * HOUR, 20, 0, elapsed=HOUR / 4) == 2 * HOUR
    # a week without a run, and everything is new: that says nothing against two hours
    assert after(2 * HOUR, 20, 20, elapsed=168 * HOUR) == 2 * HOUR


def test_the_first_look_and_a_document_cut_short_teach_nothing() -> None:
    assert learned(None, Brought(20, 20, None), DAILY)[0] == DAILY.first
    assert learned(2 * HOUR, Brought(2, 2, HOUR, complete=False), DAILY)[0] == 2 * HOUR


@given(st.floats(0.01, 1000), st.integers(0, 500), st.integers(0, 500), st.floats(0.01, 10_000))
def test_the_interval_never_leaves_the_bounds_of_its_source(
    hours: float, items: int, new: int, elapsed: float
) -> None:
    brought = Brought(max(items, new), new, elapsed * HOUR)
    interval, why = learned(hours * HOUR, brought, DAILY)
    assert DAILY.shortest <= interval <= DAILY.longest
    assert why


def test_a_publishers_wait_is_kept_and_capped_by_the_sources_longest() -> None:
    quiet = Brought(20, 1, HOUR)
    asked = pace(HOUR, quiet, DAILY, NOW, Wishes(3 * HOUR, "ttl"))
    assert asked.next_poll_at == NOW + 3 * HOUR
    assert "ttl asks for 180 min" in asked.reason
    for_ever = pace(HOUR, quiet, DAILY, NOW, Wishes(10_000 * HOUR, "ttl"))
    assert for_ever.next_poll_at == NOW + DAILY.longest


def test_a_publishers_wait_is_not_taken_where_items_would_be_lost() -> None:
    asked = pace(HOUR, Brought(20, 19, HOUR), DAILY, NOW, Wishes(12 * HOUR, "ttl"))
    assert asked.next_poll_at < NOW + HOUR
    assert "would lose items" in asked.reason


def test_hours_and_days_to_be_skipped_move_a_poll_unless_they_are_all() -> None:
    quiet = Brought(20, 1, HOUR)
    noon = pace(HOUR, quiet, DAILY, NOW, Wishes(skip_hours=frozenset(range(12, 18))))
    assert noon.next_poll_at == NOW.replace(hour=18)
    thursday = pace(HOUR, quiet, DAILY, NOW, Wishes(skip_days=frozenset({NOW.weekday()})))
    assert thursday.next_poll_at == NOW.replace(day=4, hour=0)
    never = pace(HOUR, quiet, DAILY, NOW, Wishes(skip_hours=frozenset(range(24))))
    assert never.next_poll_at < NOW + HOUR


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache_control": "public, max-age=600"}, 600),
        ({"cache_control": "max-age=600", "age": "400"}, 200),
        ({"cache_control": "max-age=600", "age": "700"}, None),
        ({"cache_control": "no-cache, max-age=600"}, None),
        ({"expires": "Thu, 03 Jul 2025 12:10:00 GMT"}, 600),
        (
            {
                "expires": "Thu, 03 Jul 2025 12:10:00 GMT",
                "date": "Thu, 03 Jul 2025 12:05:00 GMT",
            },
            300,
        ),
        ({"expires": "0"}, None),
        ({"cache_control": "max-age=60", "expires": "Thu, 03 Jul 2026 12:10:00 GMT"}, 60),
        ({"cache_control": "max-age=soon"}, None),
    ],
)
def test_freshness_by_headers(headers: dict[str, str], seconds: int | None) -> None:
    empty = dict.fromkeys(("cache_control", "expires", "age", "date"))
    found = freshness(**{**empty, **headers}, at=NOW)
    assert (found and found[0].total_seconds()) == seconds


def feed(inside: str) -> bytes:
    item = "<item><link>https://outlet.example/1</link></item>"
    return (
        '<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>'
        f"{inside}{item}</channel></rss>"
    ).encode()


def test_a_feeds_word_on_its_rhythm_is_read() -> None:
    said = read_feed(
        feed(
            "<ttl>45</ttl><skipHours><hour>0</hour><hour>24</hour><hour>x</hour></skipHours>"
            "<skipDays><day>Friday</day></skipDays>"
        ),
        "https://outlet.example/rss",
    ).wishes
    assert said is not None
    assert (said.minutes, said.rule, said.skip_hours, said.skip_days) == (
        45,
        "ttl",
        (0,),
        ("Friday",),
    )
    twice_a_day = feed(
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    )
    said = read_feed(twice_a_day, "https://outlet.example/rss").wishes
    assert said is not None
    assert said.minutes == 720


@pytest.mark.parametrize("ttl", ["-5", "soon", "99999999999999", "1e9"])
def test_nonsense_in_a_feeds_rhythm_is_left_aside(ttl: str) -> None:
    assert read_feed(feed(f"<ttl>{ttl}</ttl>"), "https://outlet.example/rss").wishes is None
