"""The order in which documents arrive, and in which batches, changes nothing."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.echo.cluster import Link, cluster
from analysis.echo.fingerprint import Fingerprint, fingerprint
from benchmarks.echo.memory import Desk
from tests.analysis.echo.texts import articles, invented, sentences

FOOTER = " Write to our newsroom when you see smoke, snow or a stranger on the upper road."


def newsroom() -> dict[int, tuple[Fingerprint, int]]:
    """Reprints, cut texts, footers and a filled-in column: {document: (print, source)}."""
    pick = random.Random(5)
    texts: list[tuple[str, int]] = []
    for story in range(12):
        wire = invented(story, 18)
        for place in range(pick.randint(1, 6)):
            parts = sentences(wire)[: pick.randint(5, 18)]
            texts.append((" ".join(parts) + (FOOTER if place % 2 else ""), place))
    texts += [(invented(500 + at, 3) + FOOTER * 2, 9) for at in range(25)]
    texts += [(f"{invented(900, 12)} {invented(600 + at, 5)}", 8) for at in range(25)]
    texts += [(text, 7) for given in articles().values() for text in given]
    return {at: (fingerprint(text), source) for at, (text, source) in enumerate(texts)}


def links(order: list[int], size: int, documents: dict[int, tuple[Fingerprint, int]]) -> list[Link]:
    desk = Desk()
    for start in range(0, len(order), size):
        desk.add({at: documents[at] for at in order[start : start + size]})
    return [
        Link(*pair, verdict.kind, verdict.similarity)
        for pair, verdict in sorted(desk.verdicts.items())
        if verdict.kind in ("exact", "near", "excerpt")
    ]


DOCUMENTS = newsroom()
AT_ONCE = links(sorted(DOCUMENTS), len(DOCUMENTS), DOCUMENTS)


@pytest.mark.parametrize("seed", range(6))
def test_arrival_in_any_order_and_batch_gives_the_same_links(seed: int) -> None:
    order = sorted(DOCUMENTS)
    random.Random(seed).shuffle(order)
    size = (1, 1, 3, 10, 40, 70)[seed]
    assert links(order, size, DOCUMENTS) == AT_ONCE


def test_the_sample_is_worth_the_test() -> None:
    assert len(cluster(AT_ONCE)) >= 8
    assert any(link.kind == "excerpt" for link in AT_ONCE)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_clusters_do_not_depend_on_the_order_of_links(data: st.DataObject) -> None:
    pairs = st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(
        lambda pair: pair[0] != pair[1]
    )
    drawn = data.draw(
        st.lists(
            st.builds(
                lambda pair, kind, similarity: Link(pair[0], pair[1], kind, similarity),
                pairs,
                st.sampled_from(["exact", "near", "excerpt"]),
                st.floats(0, 1),
            ),
            max_size=25,
        )
    )
    rejected = data.draw(st.lists(pairs, max_size=4))
    shuffled = data.draw(st.permutations(drawn))
    turned = [Link(link.b, link.a, link.kind, link.similarity) for link in shuffled]
    expected = cluster(drawn, rejected)
    assert cluster(shuffled, rejected) == expected
    assert cluster(turned, [(b, a) for a, b in rejected]) == expected
    for a, b in rejected:
        assert not any(a in group and b in group for group in expected)
