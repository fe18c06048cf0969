"""Ready questions: right numbers on both databases, now and as of an earlier day."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from models import Annotation, ArticleRevision, Reviewer
from models.reporting.as_of import as_of
from models.reporting.asking import Parameters
from models.reporting.questions import QUESTIONS
from models.session import reading, writing
from models.visits import RevisionChange
from tests.support.stored import NOON, populate


def answers(engine: Engine, name: str, **given: Any) -> list[tuple[Any, ...]]:
    question = next(each for each in QUESTIONS if each.name == name)
    with reading(engine) as session:
        rows = session.execute(question.build(Parameters(**given)))
        return sorted((tuple(row) for row in rows), key=repr)


@pytest.fixture
def stored(engine: Engine) -> dict[str, int]:
    return populate(engine)


def test_coverage_counts_by_what_one_asks_for(engine: Engine, stored: dict[str, int]) -> None:
    assert answers(engine, "coverage", by=("ownership", "month")) == [
        ("exile", "2025-07", 1, 1),
        ("private", "2025-07", 1, 0),
        ("state_agency", "2025-07", 1, 1),
    ]


def test_coverage_by_topic_counts_an_article_once_per_topic(
    engine: Engine, stored: dict[str, int]
) -> None:
    assert answers(engine, "coverage", by=("topic",)) == [("envoys", 3, 2)]
    assert answers(engine, "coverage", by=("topic",), topics=("trade",)) == []


def test_days_are_included_at_both_ends(engine: Engine, stored: dict[str, int]) -> None:
    day = {"since": "2025-07-04", "until": "2025-07-04"}
    assert answers(engine, "coverage", by=("source",), **day) == [("paper", 1, 0)]


def test_what_was_judged_irrelevant_counts_when_asked_for(
    engine: Engine, stored: dict[str, int]
) -> None:
    every = answers(engine, "coverage", by=("verdict",), verdicts=())
    assert [row[:2] for row in every] == [("not_relevant", 1), ("relevant", 3)]


def test_the_first_to_tell_a_story_is_named_with_its_spread(
    engine: Engine, stored: dict[str, int]
) -> None:
    (story,) = answers(engine, "first")
    assert story[2] == "agency"
    assert story[5:8] == (2, 2, 1)
    assert story[8] == stored["original"]


def test_a_designation_is_a_share_of_the_outlets_articles(
    engine: Engine, stored: dict[str, int]
) -> None:
    rows = answers(engine, "designation_months", verdicts=(), sources=("agency",))
    assert rows == [("2025-07", "agency", "state_agency", "movement", 2, 2, 1.0)]


def test_decisions_are_counted_per_person_and_day(engine: Engine, stored: dict[str, int]) -> None:
    (row,) = answers(engine, "throughput")
    assert row[2:] == (1, 1, 0, 1)


@pytest.mark.parametrize("name", [each.name for each in QUESTIONS])
def test_every_question_can_be_asked_of_an_earlier_state(
    engine: Engine, stored: dict[str, int], name: str
) -> None:
    question = next(each for each in QUESTIONS if each.name == name)
    query = as_of(
        question.build(Parameters()), datetime(2025, 1, 1, tzinfo=UTC), engine.dialect.name
    )
    with reading(engine) as session:
        assert session.execute(query).all() == []


def test_every_column_of_every_question_is_explained() -> None:
    for question in QUESTIONS:
        found = [c.name for c in question.build(Parameters(by=question.by)).selected_columns]
        assert set(found) <= set(question.columns), question.name
        assert {name.removeprefix("-") for name in question.order} <= set(found)


def test_an_edit_without_a_word_is_told_and_a_declared_one_is_not(
    engine: Engine, stored: dict[str, int]
) -> None:
    with writing(engine) as session:
        for name, silent in (("original", True), ("undated", False)):
            revision = session.scalars(
                select(ArticleRevision).where(ArticleRevision.article_id == stored[name])
            ).one()
            session.add(
                RevisionChange(
                    revision_id=revision.id,
                    kinds="wording",
                    silent=silent,
                    sentences_added=0,
                    sentences_removed=0,
                    sentences_reworded=1,
                    numbers_changed=0,
                    quotes_changed=0,
                    designations_changed=0,
                    detail={},
                    classified_at=NOON,
                )
            )
    (edit,) = answers(engine, "silent_edits")
    assert edit[1:3] == ("agency", "en")
    assert edit[8] == stored["original"]
    assert answers(engine, "silent_edits", sources=("radio",)) == []


def test_agreement_is_the_share_of_judged_tags_that_were_confirmed(
    engine: Engine, stored: dict[str, int]
) -> None:
    assert answers(engine, "agreement") == []
    with writing(engine) as session:
        reviewer = session.scalars(select(Reviewer.id)).one()
        tags = session.scalars(
            select(Annotation).where(Annotation.code == "envoys").order_by(Annotation.id)
        ).all()
        for tag, status in zip(tags, ("confirmed", "rejected"), strict=False):
            tag.reviewer_id, tag.status = reviewer, status
    assert answers(engine, "agreement") == [("topic", "envoys", "1-abc", 2, 1, 0.5)]
