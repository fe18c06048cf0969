"""What waits, and whether people keep up: the numbers behind metrics and the queue's alarm."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from models import Article, ArticleRevision, Candidate, Capture
from models.base import utc_now
from models.queries.backlog import LEAST, ReviewQueue, review_queue_week, waiting
from models.session import reading, writing
from tests.support.corpus import reviewer, say
from tests.support.stored import populate

NOW = utc_now()


def counted(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        return waiting(session, NOW)


def test_nothing_waits_after_a_run_but_what_people_look_at(engine: Engine) -> None:
    populate(engine)
    found = counted(engine)
    assert (found["fetch"], found["read"], found["tag"]) == (0, 0, 0)
    assert found["review"] == 2


@pytest.mark.parametrize(
    ("stage", "change"),
    [
        ("fetch", update(Candidate).where(Candidate.id == 1).values(fate="discovered")),
        (
            "fetch",
            update(Candidate).where(Candidate.id == 1).values(next_attempt_at=NOW),
        ),
        ("read", update(Capture).where(Capture.id == 1).values(outcome="pending")),
        ("tag", update(ArticleRevision).where(ArticleRevision.id == 1).values(tagged_with=None)),
    ],
)
def test_what_a_stage_left_waits_for_it(engine: Engine, stage: str, change: object) -> None:
    populate(engine)
    before = counted(engine)[stage]
    with writing(engine) as session:
        session.execute(change)  # type: ignore[call-overload]  # an update
    assert counted(engine)[stage] == before + 1


def test_a_failure_that_is_due_later_does_not_wait_now(engine: Engine) -> None:
    populate(engine)
    with writing(engine) as session:
        session.execute(
            update(Candidate)
            .where(Candidate.id == 1)
            .values(fate="http_error", next_attempt_at=NOW + timedelta(hours=1))
        )
    assert counted(engine)["fetch"] == 0


def test_the_week_of_the_queue_counts_what_came_and_what_was_decided(engine: Engine) -> None:
    keys = populate(engine)
    with writing(engine) as session:
        session.execute(update(Article).values(first_seen_at=NOW - timedelta(days=3)))
    person = reviewer(engine)
    say(engine, person, keys["undated"], "verdict", verdict="relevant")
    with reading(engine) as session:
        queue = review_queue_week(session, NOW)
    assert queue.came == 2
    assert queue.waiting == 1


@pytest.mark.parametrize(
    ("change", "growing"),
    [
        ({}, True),
        ({"waiting": LEAST - 1}, False),
        ({"decided": 200}, False),
        ({"came": 30, "decided": 40}, False),
        ({"waiting": 60, "decided": 90}, False),
    ],
)
def test_a_queue_grows_when_people_fall_behind_by_more_than_a_weeks_work(
    change: dict[str, int], growing: bool
) -> None:
    assert replace(ReviewQueue(waiting=200, came=100, decided=50), **change).growing is growing
