"""Removals: hidden everywhere, kept in the tables, and never back by themselves."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from flows.stages import removals as doors
from models.articles import Article, ArticleRevision
from models.candidates import Candidate, CandidateFate, Fate
from models.captures import Capture
from models.queries import removals
from models.queries.discovery import PolledDocument, SeenItem, record_poll
from models.queries.fetching import PageAnswer, due_candidates, record_capture
from models.queries.queue import top_of_queue
from models.queries.reading import (
    ArticleText,
    finish_reading,
    pending_captures,
    revive_duplicates,
    store_article,
)
from models.queries.removals import NotRemoved
from models.removals import Removal
from models.reporting.views import view_table
from models.session import reading, writing
from models.sources import Channel
from tests.support.stored import DAY, NOON, populate, revision

LATER = NOON + 2 * DAY


@pytest.fixture
def articles(engine: Engine) -> dict[str, int]:
    return populate(engine)


def rows(engine: Engine, view: str, **where: object) -> list[dict]:
    table = view_table(view)
    query = select(table)
    for name, value in where.items():
        query = query.where(table.c[name] == value)
    with reading(engine) as session:
        return [dict(row) for row in session.execute(query).mappings()]


def remove(engine: Engine, article: int) -> removals.Removed:
    return doors.remove(engine, str(article), "zarina", "a private person asked", LATER)


def test_the_text_is_hidden_and_the_row_says_who_why_and_when(
    engine: Engine, articles: dict[str, int]
) -> None:
    remove(engine, articles["original"])
    for view in ("report_articles", "report_tags", "report_revisions"):
        assert rows(engine, view, article_id=articles["original"]) == []
    [told] = rows(engine, "report_candidates", article_id=articles["original"])
    assert (told["fate"], told["title"]) == ("removed", None)
    assert "zarina" in told["reason"]
    assert "a private person asked" in told["reason"]
    with reading(engine) as session:
        assert articles["original"] not in {row.article_id for row in top_of_queue(session)}
        [kept] = session.scalars(select(Removal))
        assert (kept.action, kept.author, kept.at, kept.fate_before) == (
            "removed",
            "zarina",
            LATER,
            "fetched",
        )
        texts = select(ArticleRevision).where(ArticleRevision.article_id == articles["original"])
        assert session.scalars(texts).first() is not None


def test_what_repeats_it_stands_for_itself_then(engine: Engine, articles: dict[str, int]) -> None:
    assert rows(engine, "report_articles", article_id=articles["copy"])[0]["copy_of"] is not None
    remove(engine, articles["original"])
    [copy] = rows(engine, "report_articles", article_id=articles["copy"])
    assert (copy["copy_of"], copy["story_id"]) == (None, None)


def see_again(engine: Engine, key: str) -> None:
    with writing(engine) as session:
        channel = session.scalars(select(Channel).order_by(Channel.id)).first()
        assert channel is not None
        item = SeenItem(f"https://x.example/{key}", key, modified="2025-07-09T00:00:00Z")
        record_poll(
            session,
            PolledDocument(channel.id, channel.source_id, "feed", "changed", LATER, items=[item]),
        )


def answer(candidate_id: int, key: str) -> PageAnswer:
    url = f"https://x.example/{key}"
    return PageAnswer(candidate_id, url, url, 200, "1" * 64, 10, LATER)


def test_another_sighting_and_a_page_on_its_way_do_not_bring_it_back(
    engine: Engine, articles: dict[str, int]
) -> None:
    remove(engine, articles["original"])
    see_again(engine, "original")
    with writing(engine) as session:
        candidate = session.scalars(select(Candidate).where(Candidate.url_key == "original")).one()
        assert due_candidates(session, candidate.source_id, LATER + 30 * DAY, 100) == []
        record_capture(session, answer(candidate.id, "original"))
    with writing(engine) as session:
        for work in pending_captures(session, 10):
            text = ArticleText("original", None, "article", revision("New", "A new text.", NOON))
            assert store_article(session, work, text, "0" * 16, LATER).outcome == "removed"
            finish_reading(session, work, Fate.FETCHED, "", LATER)
    with reading(engine) as session:
        candidate = session.scalars(select(Candidate).where(Candidate.url_key == "original")).one()
        assert candidate.fate == "removed"
        assert session.scalars(select(Capture).where(Capture.outcome == "pending")).all() == []
    assert rows(engine, "report_articles", article_id=articles["original"]) == []


def test_another_address_that_leads_to_it_is_a_duplicate_of_what_is_gone(
    engine: Engine, articles: dict[str, int]
) -> None:
    remove(engine, articles["original"])
    see_again(engine, "mirror")
    with writing(engine) as session:
        mirror = session.scalars(select(Candidate).where(Candidate.url_key == "mirror")).one()
        record_capture(session, answer(mirror.id, "mirror"))
        session.flush()
        [work] = pending_captures(session, 10)
        text = ArticleText("original", None, "article", revision("New", "A new text.", NOON))
        assert store_article(session, work, text, "0" * 16, LATER).outcome == "removed"
        finish_reading(
            session, work, Fate.DUPLICATE_URL, "another form", LATER, canonical_key="original"
        )
        session.flush()
        assert revive_duplicates(session) == 0


def test_restoring_brings_back_text_status_and_fate(
    engine: Engine, articles: dict[str, int]
) -> None:
    [before] = rows(engine, "report_articles", article_id=articles["original"])
    remove(engine, articles["original"])
    later = LATER + timedelta(hours=1)
    doors.restore(engine, str(articles["original"]), "zarina", "the wrong one", later)
    [after] = rows(engine, "report_articles", article_id=articles["original"])
    assert after | {"story_id": before["story_id"]} == before
    with reading(engine) as session:
        history = session.scalars(
            select(CandidateFate.fate)
            .join(Candidate, Candidate.id == CandidateFate.candidate_id)
            .where(Candidate.url_key == "original")
            .order_by(CandidateFate.id)
        ).all()
        pending = session.scalars(
            select(ArticleRevision.fingerprinted_at)
            .join(Article, Article.current_revision_id == ArticleRevision.id)
            .where(Article.id == articles["original"])
        ).one()
    assert list(history[-2:]) == ["removed", "fetched"]
    assert pending is None


def test_an_address_without_an_article_is_removed_too_and_fetched_again_when_restored(
    engine: Engine, articles: dict[str, int]
) -> None:
    see_again(engine, "waiting")
    with writing(engine) as session:
        found = removals.candidate_of(session, url_key="waiting")
        assert found is not None
        removals.remove(session, found, "zarina", "not coverage", LATER)
        assert due_candidates(session, found.source_id, LATER, 10) == []
        removals.restore(session, found, "zarina", "it is", LATER)
        assert found.fate == "discovered"


def test_what_cannot_be_is_refused(engine: Engine, articles: dict[str, int]) -> None:
    key = str(articles["cricket"])
    for what, author, reason in (
        ("17", "zarina", "why"),
        ("https://nowhere.example/x", "zarina", "why"),
        ("no address", "zarina", "why"),
        (key, " ", "why"),
        (key, "zarina", " "),
    ):
        with pytest.raises(NotRemoved):
            doors.remove(engine, what, author, reason, NOON)
    with pytest.raises(NotRemoved, match="not removed"):
        doors.restore(engine, key, "zarina", "why", NOON)
    doors.remove(engine, key, "zarina", "why", datetime(2025, 7, 9, tzinfo=UTC))
    with pytest.raises(NotRemoved, match="already"):
        doors.remove(engine, key, "zarina", "why", NOON)
