"""From links to texts with their places."""

import pytest

from analysis.echo.cluster import Conflict, Link, cluster, echoes


def near(a: int, b: int, similarity: float = 0.9) -> Link:
    return Link(a, b, "near", similarity)


def test_near_copies_chain() -> None:
    assert cluster([near(3, 2), near(1, 2), near(7, 9)]) == [(1, 2, 3), (7, 9)]


def test_nothing_linked_is_no_group() -> None:
    assert cluster([]) == []


def test_a_digest_does_not_join_the_briefs_it_reprints() -> None:
    digest, briefs = 1, (2, 3, 4)
    links = [Link(digest, brief, "excerpt", 0.3 - brief / 100) for brief in briefs]
    assert cluster(links) == [(1, 2)]


def test_cut_copies_of_one_article_stay_together() -> None:
    links = [Link(1, other, "excerpt", 0.3) for other in (2, 3, 4)]
    links += [near(2, 3, 0.8), near(3, 4, 0.8)]
    assert cluster(links) == [(1, 2, 3, 4)]


def test_a_persons_rejection_holds_through_other_links() -> None:
    links = [near(1, 2, 0.9), near(2, 3, 0.8), near(1, 3, 0.7)]
    assert cluster(links, [(3, 1)]) == [(1, 2)]


def test_a_persons_confirmation_goes_before_the_machines_links() -> None:
    links = [near(1, 2, 0.99), Link(2, 3, "excerpt", 0.1, by_person=True)]
    assert cluster(links, [(1, 3)]) == [(2, 3)]


def test_a_persons_confirmation_needs_no_support() -> None:
    links = [near(1, 2), near(3, 4), Link(2, 3, "excerpt", 0.2, by_person=True)]
    assert cluster(links) == [(1, 2, 3, 4)]


def test_people_who_contradict_each_other_are_told() -> None:
    said = [Link(1, 2, "near", 0.9, by_person=True), Link(2, 3, "near", 0.9, by_person=True)]
    with pytest.raises(Conflict, match=r"\(2, 3\)|\(1, 2\)"):
        cluster(said, [(1, 3)])
    with pytest.raises(Conflict, match="both confirmed and rejected"):
        cluster(said, [(2, 1)])


def test_an_echo_names_its_original_and_places() -> None:
    (echo,) = echoes([(1, 2, 3)], {(1, 2, 3): (2, ["published first"])})
    assert (echo.original, echo.places) == (2, (1, 3))
    assert [echo.copy_of(document) for document in (1, 2, 3, 4)] == [2, None, 2, None]
