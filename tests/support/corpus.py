"""Stored texts that nothing has tagged yet, through the doors that store them in runs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Engine, select

from models.articles import Article
from models.candidates import Candidate, Fate
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.decisions import Decision, decide
from models.queries.discovery import PolledDocument, SeenItem, record_poll
from models.queries.fetching import PageAnswer, record_capture
from models.queries.reading import ArticleText, finish_reading, pending_captures, store_article
from models.reviews import Reviewer
from models.session import writing
from models.sources import Channel

NOON = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)


def store_texts(engine: Engine, texts: Sequence[tuple[str, str, str]]) -> list[int]:
    """Store (title, text, language) as articles of one source; their keys in order."""
    names = [
        sha256(f"{number} {text}".encode()).hexdigest()[:32] for number, text in enumerate(texts)
    ]
    with writing(engine) as session:
        entry = SourceEntry(
            slug="herald",
            name="Herald",
            home="https://herald.example/",
            country="UZ",
            ownership="private",
            languages=("en",),
            timezone="UTC",
            channels=[("feed", "https://herald.example/feed")],
        )
        sync_sources(session, [entry], NOON)
        channel, source = session.execute(select(Channel.id, Channel.source_id)).one()
        items = [SeenItem(url=f"https://herald.example/{name}", url_key=name) for name in names]
        poll = PolledDocument(
            channel_id=channel,
            source_id=source,
            url="https://herald.example/feed",
            outcome="changed",
            polled_at=NOON,
            items=items,
        )
        record_poll(session, poll)
    keys: dict[str, int] = {}
    with writing(engine) as session:
        for candidate in session.scalars(select(Candidate).order_by(Candidate.id)):
            answer = PageAnswer(
                candidate_id=candidate.id,
                url=candidate.url,
                final_url=candidate.url,
                status=200,
                sha256="0" * 64,
                size=10,
                fetched_at=NOON,
            )
            record_capture(session, answer)
        session.flush()
        for work in pending_captures(session, len(texts)):
            name = work.candidate.url_key
            title, text, language = texts[names.index(name)]
            row = {
                "title": title,
                "text": text,
                "text_sha256": sha256(f"{title}\n{text}".encode()).hexdigest(),
                "word_count": len(text.split()),
                "authors": [],
                "agencies": [],
                "language": language,
                "language_confidence": 0.99,
                "published_at": NOON,
                "date_candidates": [],
                "flags": [],
            }
            article = ArticleText(name, work.candidate.url, "article", row)
            stored = store_article(session, work, article, name, NOON)
            finish_reading(session, work, Fate.FETCHED, "new", NOON)
            assert stored.article_id is not None
            keys[name] = stored.article_id
    return [keys[name] for name in names]


def reviewer(engine: Engine) -> int:
    """Somebody who may decide."""
    with writing(engine) as session:
        person = Reviewer(name="lola", role="reviewer", created_at=NOON)
        session.add(person)
        session.flush()
        return person.id


def say(engine: Engine, person: int, article: int, action: str, **value: object) -> None:
    """A decision, as the review desk makes it."""
    with writing(engine) as session:
        version = session.get_one(Article, article).version
        decide(session, Decision(article, person, action, value, version=version), NOON)
