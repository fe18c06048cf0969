"""Stories keep their ids while documents come and go."""

import random

from analysis.echo.cluster import Link
from analysis.echo.storyline import Change, storyline


def event(*pairs: tuple[int, int]) -> list[Link]:
    return [Link(a, b, "same_story", 0.9) for a, b in pairs]


def test_a_new_story_takes_the_id_of_its_least_document() -> None:
    told = storyline(event((5, 9)), {})
    assert told.stories == {5: (5, 9)}
    assert told.changes == (Change(5, "began"),)


def test_a_story_that_grows_keeps_its_id_even_for_earlier_documents() -> None:
    told = storyline(event((5, 9), (2, 5), (2, 9)), {5: (5, 9)})
    assert told.stories == {5: (2, 5, 9)}
    assert told.changes == (Change(5, "grew"),)


def test_nothing_new_changes_nothing() -> None:
    assert storyline(event((5, 9)), {5: (5, 9)}).changes == ()


def test_the_larger_story_keeps_its_id_in_a_merger() -> None:
    before = {1: (1, 2), 3: (3, 4, 5)}
    everything = [(a, b) for a in range(1, 6) for b in range(a + 1, 6)]
    told = storyline(event(*everything), before)
    assert told.stories == {3: (1, 2, 3, 4, 5)}
    assert told.changes == (Change(3, "merged", 1), Change(1, "ended"))


def test_a_split_leaves_the_id_with_the_larger_part() -> None:
    before = {1: (1, 2, 3, 4, 5)}
    told = storyline(event((1, 2), (3, 4), (3, 5), (4, 5)), before)
    assert told.stories == {1: (3, 4, 5), 2: (1, 2)}
    assert set(told.changes) == {Change(1, "shrank"), Change(2, "split", 1)}


def test_a_story_that_loses_all_links_ends() -> None:
    assert storyline([], {1: (1, 2)}).changes == (Change(1, "ended"),)


def test_a_persons_merger_needs_no_links() -> None:
    told = storyline(event((1, 2), (3, 4)), {1: (1, 2), 3: (3, 4)}, pinned={1: 3, 3: 3})
    assert told.stories == {3: (1, 2, 3, 4)}


def test_a_persons_split_holds_against_links() -> None:
    told = storyline(event((1, 2), (2, 3), (1, 3)), {1: (1, 2, 3)}, pinned={1: 1, 3: 3})
    assert told.stories[3] == (3,) or told.stories[3] == (2, 3)
    assert 1 not in told.stories[3]
    assert 1 in told.stories[1]


def test_a_pin_gives_a_lone_document_its_story() -> None:
    assert storyline([], {}, pinned={8: 4}).stories == {4: (8,)}


def test_an_ended_id_is_not_used_again() -> None:
    told = storyline(event((1, 2)), {1: (7, 8), 2: (9, 10)})
    assert set(told.stories).isdisjoint({1, 2})


def test_the_order_of_links_does_not_matter() -> None:
    links = event((1, 2), (2, 3), (1, 3), (4, 5), (5, 6), (7, 8))
    before = {4: (4, 5), 9: (7, 8)}
    expected = storyline(links, before)
    for seed in range(5):
        random.Random(seed).shuffle(links)
        assert storyline(links, before) == expected


def test_a_text_printed_in_several_places_is_a_story_without_a_link() -> None:
    assert storyline([], {}, places={4: (4, 9), 5: (5,)}).stories == {4: (4, 9)}


def test_copies_come_along_with_the_text_that_is_linked() -> None:
    told = storyline(event((4, 5)), {}, places={4: (4, 9), 5: (5,)})
    assert told.stories == {4: (4, 5, 9)}


def test_a_new_story_takes_no_key_that_another_story_has() -> None:
    assert storyline(event((4, 5)), {}, taken={4}).stories == {5: (4, 5)}
