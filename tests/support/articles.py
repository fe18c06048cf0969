"""Putting articles into a database the way reading a page does, in one call."""

import hashlib
from datetime import UTC, datetime

from sqlalchemy import Engine, select

from analysis.urls import url_key
from analysis.words import count_words
from models import Candidate, Source
from models.candidates import Fate
from models.pages import PageStore
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.discovery import PolledDocument, SeenItem, record_sightings
from models.queries.fetching import PageAnswer, record_capture
from models.queries.reading import ArticleText, finish_reading, pending_captures, store_article
from models.session import writing
from models.sources import Channel

NOON = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)


def put_article(
    engine: Engine,
    url: str,
    text: str,
    title: str = "A title",
    *,
    source: str = "valley-post",
    language: str = "en",
    published: datetime | None = NOON,
    seen: datetime | None = None,
) -> int:
    """Store an article, or a further revision of it, and return its key.

    It is first seen when it is published, unless ``seen`` says otherwise.
    """
    seen = seen or published or NOON
    with writing(engine) as session:
        source_id, channel_id = _source(session, source)
        key = url_key(url)
        record_sightings(
            session,
            PolledDocument(
                channel_id=channel_id,
                source_id=source_id,
                url="feed",
                outcome="changed",
                polled_at=seen,
                items=[SeenItem(url=url, url_key=key)],
            ),
        )
        candidate = session.scalars(select(Candidate).where(Candidate.url_key == key)).one()
        body = hashlib.sha256(f"{title}{text}".encode()).hexdigest()
        record_capture(
            session,
            PageAnswer(
                candidate_id=candidate.id,
                url=url,
                final_url=url,
                status=200,
                sha256=body,
                size=len(text),
                fetched_at=seen,
            ),
        )
        session.flush()
        (work,) = pending_captures(session, 10)
        revision = {
            "title": title,
            "text": text,
            "text_sha256": body,
            "word_count": count_words(text),
            "authors": [],
            "agencies": [],
            "language": language,
            "language_confidence": 1.0,
            "published_at": published,
            "published_rule": "jsonld:datePublished" if published else None,
            "published_raw": published.isoformat() if published else None,
            "published_precision": "minute" if published else None,
            "published_day": published.date().isoformat() if published else None,
            "date_candidates": [],
            "flags": [],
        }
        stored = store_article(session, work, ArticleText(key, url, "article", revision), key, seen)
        finish_reading(session, work, Fate.FETCHED, stored.outcome, seen)
        assert stored.article_id is not None
        return stored.article_id


def put_page(
    engine: Engine,
    store: PageStore,
    url: str,
    body: str,
    *,
    source: str = "valley-post",
    fetched: datetime = NOON,
) -> int:
    """Store a fetched page that is to be read, and return its candidate's key."""
    sha256 = store.put(body.encode())
    with writing(engine) as session:
        source_id, channel_id = _source(session, source)
        key = url_key(url)
        record_sightings(
            session,
            PolledDocument(
                channel_id=channel_id,
                source_id=source_id,
                url="feed",
                outcome="changed",
                polled_at=fetched,
                items=[SeenItem(url=url, url_key=key)],
            ),
        )
        candidate = session.scalars(select(Candidate).where(Candidate.url_key == key)).one()
        record_capture(
            session,
            PageAnswer(
                candidate_id=candidate.id,
                url=url,
                final_url=url,
                status=200,
                sha256=sha256,
                size=len(body),
                fetched_at=fetched,
                content_type="text/html",
            ),
        )
        return candidate.id


def _source(session, slug: str) -> tuple[int, int]:
    sync_sources(
        session,
        [
            SourceEntry(
                slug=slug,
                name=slug.replace("-", " ").title(),
                home=f"https://{slug}.example/",
                country="AF",
                ownership="private",
                languages=("en",),
                timezone="UTC",
                channels=[("feed", f"https://{slug}.example/feed")],
            )
        ],
        NOON,
    )
    return tuple(
        session.execute(
            select(Source.id, Channel.id)
            .join(Channel, Channel.source_id == Source.id)
            .where(Source.slug == slug)
        ).one()
    )
