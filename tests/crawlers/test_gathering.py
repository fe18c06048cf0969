"""Things that gather for a moment are worked on together, and fail by themselves."""

import asyncio

from crawlers.gathering import Gathering


def settled(
    numbers: list[int], bad: dict[int, Exception], most: int = 10
) -> tuple[list[list[int]], list[BaseException | None]]:
    """What the work was called with, and what came of each number: None, or its error."""
    calls: list[list[int]] = []

    async def work(batch: list[int]) -> None:
        calls.append(batch)
        for number in batch:
            if number in bad:
                raise bad[number]

    async def all_of_them() -> list[BaseException | None]:
        together = Gathering(work, most, 0.01, (OSError,))
        return await asyncio.gather(*map(together.add, numbers), return_exceptions=True)

    return calls, asyncio.run(all_of_them())


def test_what_comes_at_once_is_worked_on_together() -> None:
    assert settled([1, 2, 3], {}) == ([[1, 2, 3]], [None, None, None])


def test_no_more_are_worked_on_together_than_may_be() -> None:
    assert settled([1, 2, 3, 4, 5], {}, most=2)[0] == [[1, 2], [3, 4], [5]]


def test_what_fails_does_not_take_its_neighbours_with_it() -> None:
    error = ValueError("no such row")
    calls, came = settled([1, 2, 3], {2: error})
    assert calls == [[1, 2, 3], [1], [2], [3]]
    assert came == [None, error, None]


def test_a_full_disk_is_not_tried_again_for_each() -> None:
    error = OSError("no space")
    calls, came = settled([1, 2, 3], {2: error})
    assert calls == [[1, 2, 3]]
    assert came == [error, error, error]
