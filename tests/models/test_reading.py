"""Storing what was read: one article an address, revisions of it, forms of one address."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import Article, ArticleRevision, Candidate, Capture
from models.candidates import Fate
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.discovery import PolledDocument, SeenItem, record_poll, set_fate
from models.queries.fetching import PageAnswer, record_capture
from models.queries.reading import (
    ArticleText,
    PendingCapture,
    Stored,
    article_key,
    finish_reading,
    pending_captures,
    revive_duplicates,
    store_article,
)
from models.session import reading, writing
from models.sources import Channel

NOON = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)
HASH = "00ff" * 8


@pytest.fixture
def session(engine: Engine) -> Any:
    """A write transaction on a database with two candidates: an article and its print form."""
    with writing(engine) as session:
        sync_sources(
            session,
            [
                SourceEntry(
                    slug="valley-post",
                    name="Valley Post",
                    home=None,
                    country="AF",
                    ownership="private",
                    languages=("en",),
                    timezone=None,
                    channels=[("feed", "https://valley.example/feed")],
                )
            ],
            NOON,
        )
        channel = session.scalars(select(Channel)).one()
        record_poll(
            session,
            PolledDocument(
                channel_id=channel.id,
                source_id=channel.source_id,
                url=channel.url,
                outcome="changed",
                polled_at=NOON,
                items=[
                    SeenItem(url="https://valley.example/1", url_key="main"),
                    SeenItem(url="https://valley.example/print/1", url_key="print"),
                ],
            ),
        )
        yield session


def capture(session: Session, key: str) -> PendingCapture:
    candidate = session.scalars(select(Candidate).where(Candidate.url_key == key)).one()
    capture_id = record_capture(
        session,
        PageAnswer(
            candidate_id=candidate.id,
            url=candidate.url,
            final_url=candidate.url,
            status=200,
            sha256="0" * 64,
            size=1,
            fetched_at=NOON,
        ),
    )
    return next(w for w in pending_captures(session, 10) if w.capture.id == capture_id)


def text(body: str = "The envoy arrived.") -> ArticleText:
    revision = {
        "title": "Envoy",
        "text": body,
        "text_sha256": body.encode().hex()[:64],
        "word_count": 3,
        "authors": [],
        "agencies": [],
        "language": "en",
        "language_confidence": 1.0,
        "date_candidates": [],
        "flags": [],
    }
    return ArticleText("main", "https://valley.example/1", "article", revision)


def read(session: Session, work: PendingCapture, body: str = "The envoy arrived.") -> Stored:
    stored = store_article(session, work, text(body), HASH, NOON)
    duplicate = stored.outcome == "duplicate"
    finish_reading(
        session,
        work,
        Fate.DUPLICATE_URL if duplicate else Fate.FETCHED,
        stored.outcome,
        NOON,
        canonical_key="main" if duplicate else None,
    )
    return stored


def fates(session: Session) -> dict[str, str]:
    return dict(session.execute(select(Candidate.url_key, Candidate.fate)).all())


def test_the_same_text_again_adds_no_revision(session: Session) -> None:
    assert read(session, capture(session, "main")).outcome == "new"
    assert read(session, capture(session, "main")).outcome == "unchanged"
    assert session.scalar(select(func.count()).select_from(ArticleRevision)) == 1


def test_a_changed_text_is_a_further_revision_and_the_first_one_stays(session: Session) -> None:
    read(session, capture(session, "main"))
    assert read(session, capture(session, "main"), "The envoy left.").outcome == "revised"
    revisions = session.execute(
        select(ArticleRevision.number, ArticleRevision.text).order_by(ArticleRevision.number)
    ).all()
    assert revisions == [(1, "The envoy arrived."), (2, "The envoy left.")]
    article = session.scalars(select(Article)).one()
    current = session.get_one(ArticleRevision, article.current_revision_id)
    assert current.number == 2


@pytest.mark.parametrize("order", [("main", "print"), ("print", "main")])
def test_the_canonical_address_stands_for_its_other_forms(
    session: Session, order: tuple[str, str]
) -> None:
    works = [capture(session, key) for key in order]
    for work in works:
        read(session, work)
    article = session.scalars(select(Article)).one()
    owner = session.get_one(Candidate, article.candidate_id)
    assert owner.url_key == "main"
    assert fates(session) == {"main": "fetched", "print": "duplicate_url"}


def test_a_form_whose_canonical_address_failed_is_stored_itself(session: Session) -> None:
    main = session.scalars(select(Candidate).where(Candidate.url_key == "main")).one()
    set_fate(session, main, Fate.HTTP_ERROR, "404", NOON)
    assert read(session, capture(session, "print")).outcome == "new"


def test_a_form_is_read_again_when_its_canonical_address_comes_to_nothing(
    session: Session,
) -> None:
    read(session, capture(session, "print"))
    main = session.scalars(select(Candidate).where(Candidate.url_key == "main")).one()
    assert revive_duplicates(session) == 0
    set_fate(session, main, Fate.HTTP_ERROR, "404", NOON)
    session.flush()
    assert revive_duplicates(session) == 1
    (work,) = pending_captures(session, 10)
    assert read(session, work).outcome == "new"
    assert fates(session) == {"main": "http_error", "print": "fetched"}


def test_a_canonical_address_fetched_later_takes_the_article_over(session: Session) -> None:
    main = session.scalars(select(Candidate).where(Candidate.url_key == "main")).one()
    set_fate(session, main, Fate.HTTP_ERROR, "503", NOON)
    read(session, capture(session, "print"))
    read(session, capture(session, "main"))
    assert fates(session) == {"main": "fetched", "print": "duplicate_url"}
    assert session.scalar(select(func.count()).select_from(Article)) == 1


def test_an_article_keeps_its_key_and_a_collision_takes_the_next(session: Session) -> None:
    read(session, capture(session, "main"))
    key = int(HASH[:16], 16) >> 1
    assert article_key(session, HASH, "main") == key
    assert article_key(session, HASH, "another identity") == key + 1


def test_what_is_read_is_no_longer_pending(engine: Engine, session: Session) -> None:
    read(session, capture(session, "main"))
    session.commit()
    with reading(engine) as other:
        assert pending_captures(other, 10) == []
        assert other.scalars(select(Capture.outcome)).one() == "fetched"
