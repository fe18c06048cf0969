"""The reporting views: what they count, and that both databases count the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update

from models.articles import Article, ArticleRevision
from models.coding import Annotation
from models.queries.tagging import register_codebook
from models.reporting.views import VIEWS, view_table
from models.session import make_engine, reading, writing
from tests.support.corpus import reviewer, store_texts
from tests.support.stored import populate

NOW = datetime(2025, 7, 3, tzinfo=UTC)


def rows(engine: Engine, name: str) -> list[dict[str, Any]]:
    with reading(engine) as session:
        return [dict(row) for row in session.execute(select(view_table(name))).mappings()]


@pytest.fixture
def stored(engine: Engine) -> dict[str, int]:
    return populate(engine)


# what the small stored world has none of: the tests of these views fill them, on both databases
EMPTY = {
    "report_codebook_precision",
    "report_coverage_daily_kept",
    "report_designations_kept",
    "report_discovery_recall",
    "report_post_gaps",
    "report_quotes",
    "report_run_fates",
    "report_run_fates_kept",
    "report_topics_daily_kept",
}
FILLED = [view.name for view in VIEWS if view.name not in EMPTY]


@pytest.mark.parametrize("name", FILLED)
def test_both_databases_give_the_same_rows(name: str, sqlite_url: str, postgres_url: str) -> None:
    found = []
    for url in (sqlite_url, postgres_url):
        engine = make_engine(url)
        populate(engine)
        found.append(sorted(map(repr, (sorted(row.items()) for row in rows(engine, name)))))
    assert found[0]
    assert found[0] == found[1]


def test_every_column_of_every_view_is_documented() -> None:
    for view in VIEWS:
        assert all(meaning.strip() for meaning in view.columns.values()), view.name


def test_views_answer_in_plain_sql(engine: Engine, stored: dict[str, int]) -> None:
    with engine.connect() as connection:
        total = connection.execute(text("SELECT count(*) FROM report_articles")).scalar()
    assert total == len(stored)


def test_a_copy_points_at_its_original(engine: Engine, stored: dict[str, int]) -> None:
    found = {row["article_id"]: row["copy_of"] for row in rows(engine, "report_articles")}
    assert found[stored["copy"]] == stored["original"]
    assert found[stored["original"]] is None


def test_counts_exist_with_and_without_the_echo(engine: Engine, stored: dict[str, int]) -> None:
    found = rows(engine, "report_coverage_daily")
    relevant = [row for row in found if row["verdict"] == "relevant"]
    assert sum(row["items"] for row in relevant) == 3
    assert sum(row["independent_items"] for row in relevant) == 2


def test_topics_count_relevant_articles_only(engine: Engine, stored: dict[str, int]) -> None:
    assert sum(row["items"] for row in rows(engine, "report_topics_daily")) == 3


def test_every_candidate_has_its_fate_reason_and_sightings(
    engine: Engine, stored: dict[str, int]
) -> None:
    found = {row["url"].rsplit("/", 1)[-1]: row for row in rows(engine, "report_candidates")}
    assert found["gone"]["fate"] == "http_error"
    assert found["gone"]["reason"] == "the server answered 404"
    assert (found["gone"]["sightings"], found["gone"]["channels"]) == (2, 2)
    assert found["original-again"]["fate"] == "duplicate_url"
    assert found["original-again"]["article_id"] is None


def test_an_address_that_leads_to_a_known_article_makes_no_second_one(
    engine: Engine, stored: dict[str, int]
) -> None:
    urls = [row["url"] for row in rows(engine, "report_articles")]
    assert "https://x.example/original-again" not in urls


def test_a_source_says_what_came_of_it(engine: Engine, stored: dict[str, int]) -> None:
    found = {row["source"]: row for row in rows(engine, "report_sources")}
    assert found["agency"]["candidates"] == 3
    assert found["agency"]["articles"] == 2
    assert found["agency"]["relevant_articles"] == 1
    assert found["paper"]["independent_articles"] == 0


def test_a_story_counts_its_places(engine: Engine, stored: dict[str, int]) -> None:
    (story,) = rows(engine, "report_stories")
    assert (story["items"], story["independent_items"], story["sources"]) == (2, 1, 2)


def test_an_undated_article_is_counted_on_the_day_it_was_first_seen(
    engine: Engine, stored: dict[str, int]
) -> None:
    days = {row["day"] for row in rows(engine, "report_coverage_daily") if row["language"] == "tg"}
    assert days == {"2025-07-03"}


def test_tags_carry_their_evidence_and_the_label_of_their_code(
    engine: Engine, stored: dict[str, int]
) -> None:
    tag = next(row for row in rows(engine, "report_tags") if row["code"] == "envoys")
    assert tag["label"] == "Envoys"
    assert (tag["codebook_version"], tag["origin"], tag["flags"]) == ("1-abc", "machine", "negated")


def test_a_date_without_a_time_counts_on_the_day_that_was_printed(
    engine: Engine, stored: dict[str, int]
) -> None:
    # 4 July in Kabul begins at 19:30 UTC on the third
    with writing(engine) as session:
        session.execute(
            update(ArticleRevision)
            .where(ArticleRevision.article_id == stored["copy"])
            .values(
                published_at=datetime(2025, 7, 3, 19, 30, tzinfo=UTC),
                published_precision="day",
                published_day="2025-07-04",
            )
        )
    days = {row["day"] for row in rows(engine, "report_coverage_daily") if row["source"] == "paper"}
    assert days == {"2025-07-04"}


def test_precision_of_a_rule_counts_what_people_judged_with_wilsons_interval(
    engine: Engine,
) -> None:
    store_judged(engine, confirmed=8, rejected=2)
    (row,) = rows(engine, "report_codebook_precision")
    assert (row["rule"], row["judged"], row["confirmed"]) == ("sales.sold", 10, 8)
    assert row["precision"] == pytest.approx(0.8)
    # the textbook's interval of 8 in 10
    assert row["low"] == pytest.approx(0.4901625, abs=1e-6)
    assert row["high"] == pytest.approx(0.9433178, abs=1e-6)


def test_precision_reaches_the_ends_of_the_scale_and_no_further(engine: Engine) -> None:
    store_judged(engine, confirmed=3, rejected=0)
    (row,) = rows(engine, "report_codebook_precision")
    assert (row["precision"], row["high"]) == (1.0, 1.0)
    assert row["low"] == pytest.approx(0.4385030, abs=1e-6)


def store_judged(engine: Engine, confirmed: int, rejected: int) -> None:
    """Tags of one rule that a person judged, one that nobody did, and one a person added."""
    (key,) = store_texts(engine, [("", "Ceylon sold tea.", "en")])
    person = reviewer(engine)
    judged = ["confirmed"] * confirmed + ["rejected"] * rejected
    tags = [("sales.sold", person, status) for status in judged]
    tags += [("sales.sold", None, "confirmed"), ("person", person, "confirmed")]
    with writing(engine) as session:
        codebook = register_codebook(session, "tea", 1, "1-tea", "a" * 64, [], NOW)
        revision = session.get_one(Article, key).current_revision_id
        for at, (rule, reviewer_id, status) in enumerate(tags):
            session.add(
                Annotation(
                    revision_id=revision,
                    codebook_id=codebook,
                    kind="topic",
                    code="sales",
                    field="text",
                    start_offset=at,
                    end_offset=at + 1,
                    matched_text="C",
                    rule=rule,
                    confidence=1.0,
                    flags=[],
                    flags_text="",
                    origin="human" if reviewer_id else "machine",
                    status=status,
                    reviewer_id=reviewer_id,
                    created_at=NOW,
                )
            )
