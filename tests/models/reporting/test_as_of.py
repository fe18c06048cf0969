"""Reports as the database stood earlier, on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.sql.visitors import iterate

from models.articles import Article, ArticleRevision
from models.base import Base
from models.candidates import Candidate, Fate
from models.coding import Annotation
from models.queries.actions import Decision
from models.queries.decisions import decide, undo
from models.queries.fetching import record_failure
from models.queries.places import remember_places
from models.queries.tagging import pending_taggings, register_codebook, store_tags
from models.reporting.as_of import REBUILT, TIMELESS, WRITTEN_ONCE, as_of
from models.reporting.kept import SUMMARIES
from models.reporting.views import VIEWS, view_table
from models.reviews import Reviewer
from models.session import reading, writing
from tests.support.stored import DAY, NOON, populate

BEFORE, LATER = NOON + timedelta(hours=6), NOON + 3 * DAY


def at(engine: Engine, name: str, instant: datetime) -> list[dict[str, Any]]:
    query = as_of(select(view_table(name)), instant, engine.dialect.name)
    with reading(engine) as session:
        return [dict(row) for row in session.execute(query).mappings()]


def article_at(engine: Engine, key: int, instant: datetime) -> dict[str, Any]:
    return next(row for row in at(engine, "report_articles", instant) if row["article_id"] == key)


@pytest.fixture
def stored(engine: Engine) -> dict[str, int]:
    return populate(engine)


@pytest.fixture
def reviewer(engine: Engine, stored: dict[str, int]) -> int:
    with writing(engine) as session:
        person = Reviewer(name="asof", role="reviewer", created_at=NOON)
        session.add(person)
        session.flush()
        return person.id


def say(engine: Engine, reviewer: int, key: int, action: str, when: datetime, **value: Any) -> None:
    with writing(engine) as session:
        version = session.get_one(Article, key).version
        decide(session, Decision(key, reviewer, action, value, version), when)


def test_nothing_had_been_found_before_the_first_poll(
    engine: Engine, stored: dict[str, int]
) -> None:
    for view in VIEWS:
        if view.name not in ("report_sources", "report_source_health", "report_version"):
            assert at(engine, view.name, NOON - DAY) == [], view.name
    assert {row["articles"] for row in at(engine, "report_sources", NOON - DAY)} == {0}


def test_a_verdict_counts_from_when_it_was_given_until_it_was_taken_back(
    engine: Engine, stored: dict[str, int], reviewer: int
) -> None:
    key = stored["copy"]
    say(engine, reviewer, key, "verdict", NOON + DAY, verdict="not_relevant")
    with writing(engine) as session:
        undo(session, reviewer, NOON + 2 * DAY)
    found = [
        (row["verdict"], row["review_status"])
        for row in (article_at(engine, key, when) for when in (BEFORE, NOON + 1.5 * DAY, LATER))
    ]
    assert found == [
        ("relevant", "unreviewed"), ("not_relevant", "reviewed"), ("relevant", "unreviewed"),
    ]  # fmt: skip


def test_a_title_counts_corrected_from_when_it_was(
    engine: Engine, stored: dict[str, int], reviewer: int
) -> None:
    key = stored["original"]
    say(engine, reviewer, key, "fix_title", NOON + DAY, title="The envoy is named")
    assert article_at(engine, key, BEFORE)["title"] == "Envoy named"
    assert article_at(engine, key, LATER)["title"] == "The envoy is named"


def test_a_revision_counts_from_when_it_was_read(engine: Engine, stored: dict[str, int]) -> None:
    key = stored["original"]
    with writing(engine) as session:
        first = session.scalars(
            select(ArticleRevision).where(ArticleRevision.article_id == key)
        ).one()
        names = [c.name for c in ArticleRevision.__table__.columns if c.name != "id"]
        values = {name: getattr(first, name) for name in names}
        second = ArticleRevision(
            **{**values, "number": 2, "title": "Envoy arrives", "created_at": NOON + DAY}
        )
        session.add(second)
        session.flush()
        session.get_one(Article, key).current_revision_id = second.id
    assert [article_at(engine, key, when)["title"] for when in (BEFORE, LATER)] == [
        "Envoy named", "Envoy arrives",
    ]  # fmt: skip
    assert len(at(engine, "report_revisions", LATER)) == 1 + len(
        at(engine, "report_revisions", BEFORE)
    )


def test_tags_are_those_of_the_codebook_that_was_in_use(
    engine: Engine, stored: dict[str, int]
) -> None:
    key = stored["copy"]
    with writing(engine) as session:
        newer = register_codebook(
            session, "test", 2, "2-def", "e" * 64, [("topic", "envoys", "Envoys")], NOON + DAY
        )
        for work in pending_taggings(session, newer, 100):
            coding = {"score": 0.2, "verdict": "not_relevant", "contributions": []}
            store_tags(session, work, newer, [], coding, NOON + DAY)
    before, later = (article_at(engine, key, when) for when in (BEFORE, LATER))
    assert (before["codebook_version"], before["verdict"]) == ("1-abc", "relevant")
    assert (later["codebook_version"], later["verdict"]) == ("2-def", "not_relevant")
    assert [row["article_id"] for row in at(engine, "report_tags", BEFORE)].count(key) == 2
    assert at(engine, "report_tags", LATER) == []


def test_a_rejected_tag_stood_until_it_was_rejected(
    engine: Engine, stored: dict[str, int], reviewer: int
) -> None:
    key = stored["original"]
    with reading(engine) as session:
        tag = session.scalars(
            select(Annotation.id)
            .join(Article, Article.current_revision_id == Annotation.revision_id)
            .where(Article.id == key, Annotation.code == "envoys")
        ).one()
    say(engine, reviewer, key, "reject_tag", NOON + DAY, annotation=str(tag), scope="code")

    def status(when: datetime) -> list[tuple[str, str]]:
        return [
            (row["status"], row["origin"])
            for row in at(engine, "report_tags", when)
            if row["article_id"] == key and row["code"] == "envoys"
        ]

    assert status(BEFORE) == [("confirmed", "machine")]
    assert status(LATER) == [("rejected", "human")]


def test_a_copy_was_none_before_it_was_found_out(engine: Engine, stored: dict[str, int]) -> None:
    key = stored["copy"]
    with writing(engine) as session:
        remember_places(session, [key], NOON + DAY)
        session.execute(update(Article).where(Article.id == key).values(copy_of_id=None))
        remember_places(session, [key], NOON + 2 * DAY)
    found = [article_at(engine, key, when)["copy_of"] for when in (BEFORE, NOON + 1.5 * DAY, LATER)]
    assert found == [None, stored["original"], None]


def test_a_link_waited_for_the_person_who_confirmed_it(
    engine: Engine, stored: dict[str, int], reviewer: int
) -> None:
    other = str(stored["undated"])
    key = stored["original"]
    say(engine, reviewer, key, "link", LATER, other=other, kind="same_story", status="confirmed")
    assert all(row["kind"] != "same_story" for row in at(engine, "report_relations", BEFORE))


def test_a_candidate_had_the_fate_of_that_time(engine: Engine, stored: dict[str, int]) -> None:
    with writing(engine) as session:
        gone = session.scalars(select(Candidate.id).where(Candidate.url_key == "gone")).one()
        record_failure(session, gone, Fate.TIMEOUT, "not complete in time", NOON + 2 * DAY)

    def seen(when: datetime) -> tuple[str, int]:
        row = next(r for r in at(engine, "report_candidates", when) if r["url"].endswith("gone"))
        return row["fate"], row["sightings"]

    assert seen(BEFORE) == ("http_error", 1)
    assert seen(LATER) == ("timeout", 2)


def test_every_table_below_the_views_is_accounted_for() -> None:
    below = {
        element.name
        for view in VIEWS
        for element in iterate(view.select)
        if getattr(element, "__visit_name__", "") == "table"
    }
    known = {*REBUILT, *WRITTEN_ONCE, *TIMELESS, *(table.name for table in SUMMARIES.values())}
    assert below <= known, f"say in models/reporting/as_of.py how these stood: {below - known}"
    assert set(WRITTEN_ONCE) <= set(Base.metadata.tables)
