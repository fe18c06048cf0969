"""When a page or a document is asked for again, and what a failure is called."""

from datetime import UTC, datetime, timedelta

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)

from crawlers.errors import AddressDenied, RedirectLoop, RobotsDenied, RobotsUnavailable
from crawlers.policy import (
    AgeLimit,
    Outcome,
    end_of,
    failure_weight,
    next_attempt,
    next_poll,
    outcome_of_error,
    outcome_of_status,
    retry_after,
)
from models.candidates import Fate

NOW = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def of(status: int) -> Outcome:
    outcome = outcome_of_status(status)
    assert outcome is not None
    return outcome


@pytest.mark.parametrize("status", [200, 203, 206])
def test_success_is_no_failure(status: int) -> None:
    assert outcome_of_status(status) is None


@pytest.mark.parametrize(
    ("status", "passing"), [(404, False), (410, False), (403, False), (429, True), (503, True)]
)
def test_status_becomes_a_sentence(status: int, passing: bool) -> None:
    outcome = of(status)
    assert outcome.fate is Fate.HTTP_ERROR
    assert str(status) in outcome.reason
    assert outcome.passing is passing


def test_redirect_that_was_not_followed() -> None:
    leads = outcome_of_status(302, "ftp://outlet.example/x")
    assert leads is not None
    assert leads.fate is Fate.ADDRESS_DENIED
    assert of(301).fate is Fate.HTTP_ERROR


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (AddressDenied("10.0.0.1 is not public"), Fate.ADDRESS_DENIED),
        (RobotsDenied("forbidden"), Fate.ROBOTS_DENIED),
        (RobotsUnavailable("answered 503"), Fate.ROBOTS_DENIED),
        (RobotsUnavailable("x", DownloadTimeoutError("x")), Fate.TIMEOUT),
        (RobotsUnavailable("x", CannotResolveHostError("x")), Fate.NETWORK_ERROR),
        (RedirectLoop("in a circle"), Fate.REDIRECT_LOOP),
        (DownloadCancelledError("x"), Fate.TOO_LARGE),
        (DownloadTimeoutError("x"), Fate.TIMEOUT),
        (DownloadConnectionRefusedError("x"), Fate.NETWORK_ERROR),
        (DownloadFailedError("x"), Fate.NETWORK_ERROR),
        (IgnoreRequest("x"), Fate.NETWORK_ERROR),
        (UnicodeError("label too long"), Fate.MALFORMED_URL),
    ],
)
def test_every_error_has_a_fate_and_a_sentence(error: Exception, fate: Fate) -> None:
    outcome = outcome_of_error(error, 1_000)
    assert outcome.fate is fate
    assert outcome.reason


def test_passing_failures_wait_an_hour_more_each_time_up_to_a_day() -> None:
    waits = [next_attempt(of(503), attempts, NOW) for attempts in (1, 2, 9)]
    assert waits == [NOW + timedelta(hours=hours) for hours in (1, 2, 9)]
    assert next_attempt(of(503), 10, NOW) is None


def test_missing_pages_are_asked_for_three_times_a_day_apart() -> None:
    for status in (404, 410):
        assert next_attempt(of(status), 1, NOW) == NOW + DAY
        assert next_attempt(of(status), 2, NOW) == NOW + DAY
        assert next_attempt(of(status), 3, NOW) is None


def test_robots_are_asked_again_after_a_week() -> None:
    outcome = outcome_of_error(RobotsDenied("forbidden"))
    assert next_attempt(outcome, 1, NOW) == NOW + 7 * DAY
    assert next_attempt(outcome, 30, NOW) == NOW + 7 * DAY


def test_what_will_not_change_is_not_asked_for_again() -> None:
    for fate in (Fate.TOO_LARGE, Fate.MALFORMED_URL, Fate.ADDRESS_DENIED):
        assert next_attempt(Outcome(fate, "x"), 1, NOW) is None


def test_retry_after_is_honoured_and_capped() -> None:
    assert retry_after("120", NOW) == timedelta(seconds=120)
    assert retry_after("Thu, 03 Jul 2025 14:00:00 GMT", NOW) == timedelta(hours=2)
    assert retry_after("99999999999999999999", NOW) == DAY
    assert retry_after("Thu, 03 Jul 2020 14:00:00 GMT", NOW) == timedelta(0)
    assert retry_after("soon", NOW) is None
    assert retry_after(None, NOW) is None
    assert next_attempt(of(429), 1, NOW, timedelta(hours=5)) == NOW + timedelta(hours=5)


def test_polls_slow_down_with_failures_but_never_beyond_a_day() -> None:
    well = next_poll("agency", 0, NOW)
    assert NOW < well <= NOW + timedelta(minutes=15)
    assert next_poll("agency", 2, NOW) - NOW == 3 * (well - NOW)
    assert next_poll("weekly", 100, NOW) == NOW + DAY
    assert next_poll("agency", 0, NOW, timedelta(hours=3)) == NOW + timedelta(hours=3)


def test_a_gone_feed_weighs_more_than_a_busy_host_and_that_more_than_dns() -> None:
    name = outcome_of_error(CannotResolveHostError("x"))
    assert failure_weight(of(404)) > failure_weight(of(503)) > failure_weight(name) > 0


def test_age_limit_is_the_stricter_of_run_and_channel() -> None:
    limit = AgeLimit.of(NOW, NOW - 2 * DAY, 30)
    assert limit.refusal(NOW - 3 * DAY)
    assert limit.refusal(NOW - DAY) is None
    assert AgeLimit.of(NOW, None, 1).refusal(NOW - 3 * DAY)
    assert AgeLimit.of(NOW, None, None).refusal(NOW - 3000 * DAY) is None


def test_items_without_a_date_are_asked_for_unless_the_channel_is_only_watched() -> None:
    assert AgeLimit.of(NOW, NOW, 1).refusal(None) is None
    assert AgeLimit.of(NOW, None, None, fetch=False).refusal(None)


def test_a_days_date_runs_to_its_evening() -> None:
    morning = datetime(2025, 7, 3, tzinfo=UTC)
    assert AgeLimit(earliest=NOW).refusal(end_of(morning, "day")) is None
    assert AgeLimit(earliest=NOW).refusal(end_of(morning, "minute"))
