"""Capture-recapture against published numbers, and its answers to awkward ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.recapture import chapman, loglinear, recall

#: hepatitis A in a college in Taiwan, three lists: Chao et al. (2001), Statistics in Medicine
#: 20:3123. A later test of everybody's blood gave about 545 cases
HEPATITIS = {
    (True, True, True): 28,
    (True, True, False): 21,
    (True, False, True): 17,
    (True, False, False): 69,
    (False, True, True): 18,
    (False, True, False): 55,
    (False, False, True): 63,
}


def test_chapman_on_the_textbook_example() -> None:
    # ten marked, fifteen caught, five of them marked; the interval as Sadinle (2009) defines it
    found = chapman(10, 15, 5)
    assert found.total == pytest.approx(28.33, abs=0.01)
    assert (round(found.low), round(found.high)) == (22, 65)


def test_log_linear_model_on_published_lists() -> None:
    found = loglinear(HEPATITIS)
    assert found.low < 545 < found.high
    assert found.total == pytest.approx(527, abs=1)
    assert found.pairs == ((0, 1), (1, 2))


def test_independent_lists_need_no_pair() -> None:
    # chances of one half, two fifths and three tenths, 1,000 items
    chances = (0.5, 0.4, 0.3)
    caught = {}
    for place in range(1, 8):
        cell = tuple(bool(place & bit) for bit in (1, 2, 4))
        share = 1.0
        for inside, chance in zip(cell, chances, strict=True):
            share *= chance if inside else 1 - chance
        caught[cell] = round(1000 * share)
    found = loglinear(caught)
    assert found.pairs == ()
    assert found.total == pytest.approx(1000, rel=0.01)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_never_fewer_than_were_found(only_one: int, only_other: int, both: int) -> None:
    one, other = only_one + both, only_other + both
    found = chapman(one, other, both)
    assert found.low <= found.high
    assert found.total >= only_one + only_other + both - 1e-6


@given(st.lists(st.sampled_from(["f", "s", "p", "fs", "fp", "sp", "fsp"]), min_size=1, max_size=60))
def test_any_sightings_give_an_estimate_or_say_why_not(listed: list[str]) -> None:
    found = recall(frozenset(routes) for routes in listed)
    assert found.found == len(listed)
    if found.estimate is None:
        assert found.note
    else:
        assert found.estimate.total >= found.found - 1e-6
        assert found.estimate.low - 1e-6 <= found.estimate.total <= found.estimate.high + 1e-6


def test_one_route_has_nothing_to_be_compared_with() -> None:
    found = recall([frozenset({"feed"})] * 5)
    assert (found.method, found.estimate) == ("none", None)
    assert "one route" in found.note


def test_routes_that_list_the_same_are_compared_two_by_two() -> None:
    found = recall([frozenset({"feed", "sitemap", "section"})] * 8 + [frozenset({"feed"})] * 2)
    assert found.method == "chapman"
    assert "largest" in found.note


def test_numbers_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        chapman(3, 4, 5)
    with pytest.raises(ValueError, match="three to"):
        loglinear({(True, False): 3})
