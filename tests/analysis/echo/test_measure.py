"""The scores of the benchmark, on cases worked out by hand."""

import pytest

from benchmarks.echo.measure import (
    b_cubed,
    closure,
    group_numbers,
    pairs_of,
    score_pairs,
    true_pairs,
)


def test_pairs_are_scored() -> None:
    true = true_pairs(["x", "x", "x", "y", "y"])
    assert len(true) == 4
    score = score_pairs({(0, 1), (3, 4), (1, 3)}, true, lambda _: True)
    assert (score.precision, score.recall, score.false) == (2 / 3, 0.5, 1)
    assert score.f1 == pytest.approx(4 / 7)
    assert score_pairs({(0, 1), (1, 3)}, true, lambda pair: 3 not in pair).precision == 1


def test_closure_joins_chains() -> None:
    assert pairs_of(closure([(0, 1), (1, 2)], 4)) == {(0, 1), (0, 2), (1, 2)}


def test_b_cubed_is_the_mean_over_documents() -> None:
    numbers = group_numbers([(0, 1, 2)], 4)
    score = b_cubed(numbers, ["x", "x", "y", "y"])
    assert score.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert score.recall == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
