"""What rows repeat of each other for reports equals what it is made from, whatever happens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from flows.stages.dedupe import regroup
from flows.stages.removals import remove, restore
from models.articles import Article, ArticleRevision
from models.base import utc_now
from models.coding import Annotation
from models.queries.actions import Decision
from models.queries.decisions import decide, undo
from models.queries.indexing import refresh
from models.queries.places import remember_places
from models.queries.tagging import pending_taggings, register_codebook, store_tags
from models.reporting.as_of import as_of
from models.reporting.views import view_table
from models.session import reading, writing
from tests.support.corpus import reviewer
from tests.support.stored import NOON, populate

COUNTED = (
    "report_articles",
    "report_tags",
    "report_coverage_daily",
    "report_topics_daily",
    "report_designations",
    "report_stories",
    "report_sources",
)


def decision(engine: Engine, article: int, action: str, **value: Any) -> None:
    person = reviewer(engine)
    with writing(engine) as session:
        version = session.get_one(Article, article).version
        outcome = decide(session, Decision(article, person, action, value, version), utc_now())
        refresh(session, [article, *outcome.regroup])


def correct(engine: Engine, keys: dict[str, int]) -> None:
    decision(engine, keys["original"], "fix_date", date="2025-06-01")


def correct_and_undo(engine: Engine, keys: dict[str, int]) -> None:
    person = reviewer(engine)
    with writing(engine) as session:
        key = keys["original"]
        version = session.get_one(Article, key).version
        decide(session, Decision(key, person, "fix_language", {"language": "uk"}, version), NOON)
    with writing(engine) as session:
        undo(session, person, utc_now())


def judge(engine: Engine, keys: dict[str, int]) -> None:
    with reading(engine) as session:
        tag = session.scalars(
            select(Annotation.id)
            .join(ArticleRevision, ArticleRevision.id == Annotation.revision_id)
            .where(ArticleRevision.article_id == keys["copy"], Annotation.kind == "topic")
        ).one()
    decision(engine, keys["copy"], "reject_tag", annotation=tag)


def part(engine: Engine, keys: dict[str, int]) -> None:
    """The copy stands for itself from now on."""
    decision(engine, keys["copy"], "link", other=keys["original"], kind="near", status="rejected")
    with writing(engine) as session:
        regroup(session, [keys["copy"], keys["original"]], utc_now())


def take_away(engine: Engine, keys: dict[str, int]) -> None:
    remove(engine, str(keys["undated"]), "lola", "asked for by its author", utc_now())


def take_away_and_bring_back(engine: Engine, keys: dict[str, int]) -> None:
    take_away(engine, keys)
    restore(engine, str(keys["undated"]), "lola", "a mistake", utc_now())


def tag_again(engine: Engine, keys: dict[str, int]) -> None:
    """A later codebook finds nothing; what a person confirmed under the first one stays."""
    with reading(engine) as session:
        tag = session.scalars(
            select(Annotation.id)
            .join(ArticleRevision, ArticleRevision.id == Annotation.revision_id)
            .where(ArticleRevision.article_id == keys["original"], Annotation.kind == "topic")
        ).one()
    decision(engine, keys["original"], "confirm_tag", annotation=tag)
    with writing(engine) as session:
        codebook = register_codebook(session, "test", 2, "2-def", "e" * 64, [], NOON)
        for work in pending_taggings(session, codebook, 100):
            coding = {"score": 0.9, "verdict": "relevant", "contributions": []}
            store_tags(session, work, codebook, [], coding, utc_now())


@pytest.mark.parametrize(
    "happens",
    [correct, correct_and_undo, judge, part, take_away, take_away_and_bring_back, tag_again],
)
def test_what_is_repeated_for_reports_equals_what_it_is_made_from(
    engine: Engine, happens: Callable[[Engine, dict[str, int]], None]
) -> None:
    keys = populate(engine)
    with writing(engine) as session:
        remember_places(session, list(keys.values()), NOON)
    happens(engine, keys)
    later = utc_now() + timedelta(hours=1)
    with reading(engine) as session:
        for name in COUNTED:
            columns = view_table(name).c
            if name == "report_articles":
                columns = [
                    columns[each] for each in ("article_id", "language", "published_at", "day")
                ]
            live = select(*columns)
            # made from the tables below, whatever rows repeat of each other
            made = as_of(live, later, engine.dialect.name)
            found, expected = (
                sorted(repr(tuple(row)) for row in session.execute(query)) for query in (live, made)
            )
            assert found == expected, name


def test_a_topic_that_a_person_confirmed_counts_under_a_later_codebook_too(engine: Engine) -> None:
    tag_again(engine, populate(engine))
    topics = view_table("report_topics_daily")
    with reading(engine) as session:
        assert session.scalars(select(topics.c["items"])).all() == [1]


def test_quotations_of_an_earlier_codebook_version_are_not_counted_beside_the_later_ones(
    engine: Engine,
) -> None:
    keys = populate(engine)
    quote = {
        "kind": "quote",
        "code": "envoy",
        "field": "text",
        "comment_position": None,
        "start_offset": 0,
        "end_offset": 9,
        "matched_text": "The envoy",
        "rule": "quote.verb",
        "confidence": 0.9,
        "flags": [],
        "flags_text": "",
        "status": "suggested",
    }
    for number in (2, 3):
        with writing(engine) as session:
            codebook = register_codebook(
                session, "test", number, f"{number}-def", f"{number}" * 64, [], NOON
            )
            for work in pending_taggings(session, codebook, 100):
                found = [quote] if work.article.id == keys["original"] else []
                coding = {"score": 0.9, "verdict": "relevant", "contributions": []}
                store_tags(session, work, codebook, found, coding, utc_now())
    quotes = view_table("report_quotes")
    with reading(engine) as session:
        assert session.scalars(select(quotes.c.codebook_version)).all() == ["3-def"]
