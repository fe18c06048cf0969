"""300 channels on loopback: one round asks for nothing in vain, and the log explains each."""

from collections.abc import Iterator

import pytest

from benchmarks.polling.rounds import Round, Rounds, rounds
from benchmarks.polling.world import DELAY, unchanged

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    with rounds(tmp_path_factory.mktemp("world")) as made:
        for _ in range(3):
            # far more than a round takes; what does not end is cut off and found below
            made.poll(limit=400)
        yield made


def of(world: Rounds, done: Round, *names: str) -> list[tuple[str, float | None]]:
    """Outcome and interval of the channels that behave so, in a round."""
    return [
        (poll.outcome, poll.interval_seconds)
        for (host, _), poll in done.polls.items()
        if world.world.behaviours[host].name in names
    ]


def test_every_round_ends_and_the_log_explains_each_of_300_channels(world: Rounds) -> None:
    for done in world.done:
        assert done.result.finish_reason == "finished"
        assert len(done.polls) == 300
        for poll in done.polls.values():
            assert poll.outcome
            assert poll.interval_reason
            assert poll.next_poll_at is not None
            assert poll.reason or poll.items


def test_a_second_round_asks_for_no_page_of_an_unchanged_channel(world: Rounds) -> None:
    quiet = {
        host for host, behaviour in world.world.behaviours.items() if behaviour.name in unchanged()
    }
    assert len(quiet) == 50
    for done in world.done[1:]:
        assert {outcome for outcome, _ in of(world, done, *unchanged())} == {"unchanged"}
        assert [one for one in done.pages if one.host in quiet] == []


def test_a_host_is_asked_one_thing_at_a_time_and_not_faster_than_its_delay(world: Rounds) -> None:
    first = world.done[0]
    stuck = {host for host, kind in world.world.behaviours.items() if kind.name == "stuck"}
    assert {n for host, n in first.most_at_once.items() if host not in stuck} == {1}
    # the server sees a request late on a busy machine, so over many requests
    asked = [one.host for one in first.asked]
    often = {host: pace for host, pace in first.pace().items() if asked.count(host) > 20}
    assert len(often) > 50
    assert min(often.values()) > DELAY * 0.9


def test_dead_slow_and_throttling_channels_cost_only_themselves(world: Rounds) -> None:
    last = world.done[2]
    assert {outcome for outcome, _ in of(world, last, "gone", "refusing")} == {"http_error"}
    assert {outcome for outcome, _ in of(world, last, "stuck")} == {"timeout"}
    assert {outcome for outcome, _ in of(world, last, "slow", "steady")} == {"changed"}
    for (host, _), poll in last.polls.items():
        if world.world.behaviours[host].name == "throttling":
            assert poll.next_poll_at is not None
            assert (poll.next_poll_at - poll.polled_at).total_seconds() >= 90 * 60


def test_two_rounds_later_the_intervals_have_moved_the_right_way(world: Rounds) -> None:
    first, _, last = world.done
    assert {interval for _, interval in of(world, first, "etag", "busy", "steady")} == {3600}
    assert all(interval > 3600 for _, interval in of(world, last, *unchanged()) if interval)
    assert all(interval < 3600 for _, interval in of(world, last, "busy", "lively") if interval)
    assert {interval for _, interval in of(world, last, "steady")} == {3600}
