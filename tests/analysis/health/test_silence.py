"""When silence is an alarm, and when it is Friday, Nowruz, a feast, or our own not looking."""

from dataclasses import replace
from datetime import timedelta

import pytest

from analysis.health import Expected, Look, PollFact, judge, learn
from tests.analysis.health.histories import (
    HOUR,
    around_the_clock,
    at_work,
    facts,
    looks,
    silent_from,
    utc,
)

#: Tuesday 14 October 2025; eight weeks before it
NOW = utc(2025, 10, 14, 12)
BEGIN = NOW - timedelta(weeks=8)
DAY = timedelta(days=1)


def codes(health) -> set[str]:
    return {reason.code for reason in health.reasons}


def test_a_source_that_goes_on_as_ever_is_healthy() -> None:
    health = judge(facts(list(looks(BEGIN, NOW))))
    assert (health.state, health.reasons) == ("healthy", ())


def test_two_working_days_of_silence_are_named() -> None:
    history = silent_from(list(looks(BEGIN, NOW)), NOW - timedelta(days=2))
    health = judge(facts(history))
    assert health.state == "ill"
    assert "silent" in codes(health)
    assert health.numbers["chance_of_silence"] < 0.001


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_a_friday_without_news_is_no_alarm_at_any_hour(hour: int) -> None:
    # Friday 10 October 2025, in Kabul; until Saturday noon there
    begin = utc(2025, 10, 9, 20) + hour * HOUR
    history = list(looks(begin - timedelta(weeks=8), begin))
    assert judge(facts(history)).state == "healthy"


def test_the_weekend_of_the_file_counts_where_little_was_seen_yet() -> None:
    end = utc(2025, 10, 10, 18)
    short = list(looks(end - timedelta(days=18), end))
    assert judge(facts(short)).state == "healthy"


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027, 2031])
def test_a_silent_week_of_nowruz_is_no_alarm_in_any_year(year: int) -> None:
    begin = utc(year, 3, 20, 6)
    end = begin + timedelta(days=6)
    history = silent_from(list(looks(begin - timedelta(weeks=8), end)), begin)
    assert judge(facts(history)).state == "healthy"


@pytest.mark.parametrize(
    ("first", "days"),
    # Eid al-Fitr and Eid al-Adha as they were kept in Kabul
    [(utc(2025, 3, 30), 4), (utc(2025, 6, 6), 4), (utc(2024, 4, 10), 3), (utc(2026, 5, 27), 4)],
)
def test_feasts_of_the_moon_are_no_alarm(first, days: int) -> None:
    end = first + timedelta(days=days)
    history = silent_from(list(looks(first - timedelta(weeks=8), end)), first)
    assert judge(facts(history)).state == "healthy"


def test_half_the_output_in_ramadan_is_no_alarm() -> None:
    # Ramadan 1446: 1 to 29 March 2025
    begin, end = utc(2025, 1, 10), utc(2025, 3, 27)
    ramadan = utc(2025, 3, 1)
    history = list(looks(begin, ramadan)) + list(
        looks(ramadan + HOUR, end, lambda local: at_work(local) / 2)
    )
    for days in range(1, 27):
        until = ramadan + timedelta(days=days)
        seen = [look for look in history if look.at <= until]
        assert judge(facts(seen)).state == "healthy", until


def test_a_source_that_dies_at_nowruz_is_named_soon_after() -> None:
    # 2021: Ramadan began in April only
    begin = utc(2021, 3, 20, 6)
    end = begin + timedelta(days=9)
    history = silent_from(list(looks(begin - timedelta(weeks=8), end)), begin)
    assert "silent" in codes(judge(facts(history)))


def test_an_agency_is_missed_within_the_day() -> None:
    history = silent_from(list(looks(BEGIN, NOW, around_the_clock)), NOW - 14 * HOUR)
    assert "silent" in codes(judge(facts(history)))


def test_other_zones_and_weekends_are_learned() -> None:
    """A paper of the weekend elsewhere: Saturday and Sunday off, nobody told us."""

    def western(local) -> float:
        return 0.6 if local.weekday() < 5 and 9 <= local.hour < 18 else 0.0

    monday = utc(2025, 10, 13, 3)
    history = list(looks(monday - timedelta(weeks=8), monday, western))
    assert judge(facts(history, country="DE", languages=("de",))).state == "healthy"


def test_days_on_which_nobody_looked_teach_no_silence() -> None:
    """Our own outage of six days: the news after it is of unknown hours."""
    full = list(looks(BEGIN, NOW))
    outage = [look for look in full if not NOW - 20 * DAY < look.at < NOW - 14 * DAY]
    one, other = (learn(history, "Asia/Kabul", "AF", ("fa",)) for history in (full, outage))
    assert one is not None
    assert other is not None
    assert sum(map(sum, other.rates)) == pytest.approx(sum(map(sum, one.rates)), rel=0.1)
    assert judge(facts(outage)).state == "healthy"


def test_a_look_after_days_without_one_that_brings_nothing_shows_silence() -> None:
    before = list(looks(BEGIN, NOW - timedelta(days=6)))
    assert "silent" in codes(judge(facts([*before, Look(NOW, 0)])))


def test_what_could_not_be_looked_at_is_blind_and_not_silent() -> None:
    history = list(looks(BEGIN, NOW - timedelta(days=1)))
    failed = tuple(
        PollFact(NOW - n * HOUR, "feed", False, "timeout", "not complete") for n in (3, 2, 1)
    )
    health = judge(replace(facts(history), now=NOW, polls=failed))
    assert health.state == "blind"
    assert codes(health) == {"no_answer"}
    assert "timeout" in health.sentence


def test_one_dead_channel_among_others_is_a_warning() -> None:
    history = list(looks(BEGIN, NOW))
    failed = [PollFact(NOW - n * HOUR, "old feed", False, "http_error") for n in (3, 2, 1)]
    base = facts(history)
    health = judge(replace(base, polls=(*base.polls, *failed)))
    assert (health.state, codes(health)) == ("warning", {"channel_failed"})


def test_without_polls_of_late_nothing_is_said() -> None:
    history = list(looks(BEGIN, NOW))
    health = judge(replace(facts(history), now=NOW + timedelta(days=9)))
    assert (health.state, codes(health)) == ("unknown", {"not_asked"})


def test_few_weeks_teach_no_rhythm_and_the_file_speaks() -> None:
    begin = NOW - timedelta(days=12)
    history = silent_from(list(looks(begin, NOW)), NOW - timedelta(days=5))
    assert judge(facts(history)).state == "learning"
    strict = judge(facts(history, expected=Expected(max_days_silent=3)))
    assert (strict.state, codes(strict)) == ("warning", {"late"})


def test_a_slow_source_polled_often_is_left_in_peace() -> None:
    """A think tank: one paper a week or so, at any day. Ten days of nothing are usual."""
    history = list(looks(BEGIN, NOW, lambda local: 0.006, every=HOUR))
    history = silent_from(history, NOW - timedelta(days=10))
    assert "silent" not in codes(judge(facts(history, expected=Expected(max_days_silent=30))))


def test_the_gap_that_would_be_an_alarm_is_told() -> None:
    history = list(looks(BEGIN, NOW))
    rhythm = learn(history, "Asia/Kabul", "AF", ("fa",), frozenset({4}))
    assert rhythm is not None
    thursday = utc(2025, 10, 9, 16)
    gap = rhythm.gap_after(thursday)
    assert gap is not None
    # over a Friday, into Saturday
    assert timedelta(hours=30) < gap < timedelta(days=3)
