"""Windows of a search: which days are read, which again, and what becomes of a full one."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crawlers.catalog.channels import GdeltChannel
from crawlers.watched import DocumentState
from crawlers.windows import (
    SHORTEST,
    Window,
    day_window,
    halves_to_read,
    window_of,
    window_url,
    windows_to_read,
)

NOW = datetime(2026, 3, 10, 9, 20, tzinfo=UTC)
CHANNEL = GdeltChannel(kind="gdelt", query="taliban russia", attested="documented", max_age_days=3)
DAY = timedelta(days=1)


def day(number: int) -> str:
    return window_url(CHANNEL, day_window(datetime(2026, 3, number, tzinfo=UTC)))


def read(at: datetime, *, full: bool = False, failures: float = 0.0) -> DocumentState:
    return DocumentState(body_sha256=None if full else "0" * 64, polled_at=at, failures=failures)


def days(documents: dict[str, DocumentState], now: datetime = NOW) -> list[str]:
    return windows_to_read(CHANNEL, documents, now, None, 100)


def test_a_first_run_looks_back_as_far_as_the_channel_says() -> None:
    assert days({}) == [day(10), day(9), day(8), day(7)]


def test_since_looks_back_further() -> None:
    since = datetime(2026, 2, 1, tzinfo=UTC)
    assert len(windows_to_read(CHANNEL, {}, NOW, since, 100)) == 38
    assert len(windows_to_read(CHANNEL, {}, NOW, since, 10)) == 10


def test_a_day_read_long_after_its_end_rests_for_good() -> None:
    documents = {day(n): read(NOW - timedelta(minutes=5)) for n in (7, 8, 9, 10)}
    assert days(documents) == [day(10)]
    assert day(7) not in days(documents, NOW + DAY)


def test_a_day_read_shortly_after_its_end_is_read_again_for_what_comes_late() -> None:
    documents = {day(n): read(NOW - timedelta(minutes=5)) for n in (7, 8, 9, 10)}
    assert days(documents, NOW + timedelta(hours=7)) == [day(10), day(9), day(8)]


def test_a_day_that_failed_is_read_again_however_old() -> None:
    late = NOW + 30 * DAY
    documents = {day(n): read(NOW + 20 * DAY) for n in (8, 9, 10)}
    documents[day(7)] = read(NOW + 20 * DAY, failures=1.0)
    assert days(documents, late)[-1] == day(7)
    assert not {day(8), day(9), day(10)} & set(days(documents, late))


def test_days_without_a_run_are_read_later() -> None:
    documents = {day(1): read(datetime(2026, 3, 1, 9, tzinfo=UTC))}
    assert days(documents) == [day(n) for n in range(10, 0, -1)]


def test_a_full_day_rests_when_both_its_halves_do() -> None:
    documents = {day(n): read(NOW) for n in (7, 8)} | {day(7): read(NOW, full=True)}
    assert day(7) in days(documents)
    later, earlier = halves_to_read(CHANNEL, day(7), documents, NOW)
    documents[later] = read(NOW)
    assert day(7) in days(documents)
    assert halves_to_read(CHANNEL, day(7), documents, NOW) == [earlier]
    documents[earlier] = read(NOW)
    assert day(7) not in days(documents)


@given(st.integers(0, 95), st.integers(1, 96))
def test_halves_cover_a_window_without_gap_or_overlap(start: int, quarters: int) -> None:
    begin = datetime(2026, 3, 1, tzinfo=UTC) + start * SHORTEST
    window = Window(begin, begin + quarters * SHORTEST)
    parts, leaves = [window], []
    while parts:
        part = parts.pop()
        if part.shortest:
            leaves.append(part)
        else:
            parts += part.halves()
    leaves.sort()
    assert [leaf.end - leaf.start for leaf in leaves] == [SHORTEST] * quarters
    assert (leaves[0].start, leaves[-1].end) == (window.start, window.end)
    assert all(one.end == two.start for one, two in pairwise(leaves))


def test_the_address_of_a_window_tells_the_window() -> None:
    window = day_window(NOW)
    url = window_url(CHANNEL, window)
    assert window_of(url) == window
    assert "startdatetime=20260310000000&enddatetime=20260310235959" in url
    assert window_of("https://outlet.example/feed") is None
    assert halves_to_read(CHANNEL, "https://outlet.example/feed", {}, NOW) == []
