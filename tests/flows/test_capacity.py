"""The simulated day behind docs/capacity.md keeps to what Salang keeps to."""

from dataclasses import replace

from benchmarks.capacity.simulate import DAY, World, simulate

SMALL = World(sources=300, pages=60_000, workers=2, concurrency=8)


def test_what_is_published_is_fetched_when_there_are_workers_enough() -> None:
    told = simulate(replace(SMALL, workers=8))
    assert 0.9 * SMALL.pages < told.fetched < 1.1 * SMALL.pages
    assert told.wait(0.5) < 2 * SMALL.round_seconds


def test_no_number_of_workers_asks_a_host_faster_than_its_delay() -> None:
    world = World(sources=1, pages=500_000, workers=8, most=100_000, delay=2.0)
    told = simulate(world)
    assert 0.5 * DAY / world.delay < told.fetched <= DAY / world.delay
    assert told.left > 100_000


def test_more_workers_end_their_rounds_earlier() -> None:
    few, many = simulate(SMALL), simulate(replace(SMALL, workers=6))
    assert sum(many.rounds) / len(many.rounds) < 0.6 * sum(few.rounds) / len(few.rounds)


def test_the_same_world_has_the_same_day() -> None:
    assert simulate(SMALL) == simulate(SMALL)
