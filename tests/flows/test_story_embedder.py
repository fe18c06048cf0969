"""A user's own function that turns texts into vectors, asked about suggested pairs only."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, select

from analysis.echo.embedding import cosine
from flows.stages.embedding import load_embedder
from flows.stages.stories import Storyteller
from models import Relation
from models.session import StorageError, reading
from tests.flows.test_stories_stage import KINDS, put, put_event, tag

#: names the same persons and place as the report in English, without a figure or a day
VAGUE = (
    "Talk of the pass",
    "Dana Orsolan and Temir Merubai spoke of the Low Pass, said the Toll Union of Varnia.",
)
asked: list[int] = []


def by_name(texts: Sequence[str]) -> list[list[float]]:
    """A vector that tells whether a text is about the envoy."""
    asked.append(len(texts))
    return [[1.0, float("Orsolan" in text)] for text in texts]


def statuses(engine: Engine, **options: object) -> list[str]:
    tag(engine)
    teller = Storyteller(engine, KINDS, **options)  # type: ignore[arg-type]  # as given
    while teller.batch():
        pass
    with reading(engine) as session:
        return list(session.scalars(select(Relation.status)))


def two_reports(engine: Engine) -> None:
    put_event(engine, ("en",))
    put(engine, "hill-radio", VAGUE, hours=3)


def test_without_a_function_a_doubtful_pair_is_suggested(engine: Engine) -> None:
    two_reports(engine)
    assert statuses(engine) == ["suggested"]


def test_a_pair_whose_vectors_are_alike_is_confirmed(engine: Engine) -> None:
    two_reports(engine)
    asked.clear()
    assert statuses(engine, embedder=by_name, alike=0.9) == ["confirmed"]
    assert sum(asked) == 2


def test_a_shorter_window_takes_pairs_apart_that_lie_further_apart(engine: Engine) -> None:
    two_reports(engine)
    assert statuses(engine, window_hours=1) == []


def test_the_function_is_found_by_its_name() -> None:
    assert load_embedder("") is None
    assert load_embedder("math:hypot") is not None
    with pytest.raises(StorageError, match="module:function"):
        load_embedder("no.such.module:embed")


def test_vectors_of_different_length_are_refused() -> None:
    assert cosine([1.0, 0.0], [1.0, 0.0]) == 1.0
    with pytest.raises(ValueError, match="zip"):
        cosine([1.0], [1.0, 2.0])
