"""A small stored world for tests of queries, views and commands: three sources, six articles."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from models import Annotation, Article, Candidate, Relation, Review, Reviewer, Sighting, Story
from models.candidates import Fate
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.discovery import PolledDocument, SeenItem, record_poll
from models.queries.fetching import PageAnswer, record_capture, record_failure
from models.queries.indexing import refresh
from models.queries.reading import ArticleText, finish_reading, pending_captures, store_article
from models.queries.tagging import pending_taggings, register_codebook, store_tags
from models.session import writing
from models.sources import Channel

NOON = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def _entry(slug: str, country: str, ownership: str) -> SourceEntry:
    return SourceEntry(
        slug=slug,
        name=slug.title(),
        home=f"https://{slug}.example/",
        country=country,
        ownership=ownership,
        languages=("en",),
        timezone="UTC",
        channels=[("feed", f"https://{slug}.example/feed")],
    )


def revision(title: str, text: str, published: datetime | None, language: str = "en") -> dict:
    """The columns of a revision."""
    return {
        "title": title,
        "title_rule": "h1",
        "text": text,
        "text_sha256": f"{abs(hash((title, text))):064x}"[:64],
        "word_count": len(text.split()),
        "authors": ["Lala Noor"],
        "byline": "Lala Noor",
        "agencies": [],
        "language": language,
        "language_confidence": 0.99,
        "published_at": published,
        "published_rule": "jsonld" if published else None,
        "published_raw": published.isoformat() if published else None,
        "published_precision": "second" if published else None,
        "published_day": published.date().isoformat() if published else None,
        "published_zone": "explicit" if published else None,
        "date_candidates": [],
        "flags": [],
    }


def populate(engine: Engine) -> dict[str, int]:
    """Fill a database; returns article keys by name."""
    articles: dict[str, int] = {}
    with writing(engine) as session:
        sync_sources(
            session,
            [
                _entry("agency", "RU", "state_agency"),
                _entry("paper", "AF", "private"),
                _entry("radio", "TJ", "exile"),
            ],
            NOON,
        )
        rows = session.execute(select(Channel.id, Channel.source_id).order_by(Channel.id)).all()
        listed = {
            0: ["original", "cricket", "gone"],
            1: ["copy", "original-again"],
            2: ["undated"],
        }
        for place, names in listed.items():
            channel_id, source_id = rows[place]
            record_poll(
                session,
                PolledDocument(
                    channel_id=channel_id,
                    source_id=source_id,
                    url=f"feed {place}",
                    outcome="changed",
                    polled_at=NOON,
                    items=[
                        SeenItem(url=f"https://x.example/{name}", url_key=name) for name in names
                    ],
                ),
            )
        gone = session.scalars(select(Candidate).where(Candidate.url_key == "gone")).one()
        record_failure(session, gone.id, Fate.HTTP_ERROR, "the server answered 404", NOON)
        session.add(
            Sighting(candidate_id=gone.id, channel_id=rows[1][0], url=gone.url, seen_at=NOON + DAY)
        )
    texts = {
        "original": revision("Envoy named", "The envoy met the minister.", NOON),
        "copy": revision("Envoy is named", "The envoy met the minister .", NOON + DAY),
        "cricket": revision("Cricket", "They won by an innings.", NOON + DAY),
        "undated": revision("Сафир", "Сафир бо вазир мулоқот кард.", None, "tg"),
    }
    verdicts = {"original": 0.9, "copy": 0.8, "cricket": 0.05, "undated": 0.7}
    with writing(engine) as session:
        for candidate in session.scalars(
            select(Candidate).where(Candidate.fate == "discovered").order_by(Candidate.id)
        ):
            record_capture(
                session,
                PageAnswer(
                    candidate_id=candidate.id,
                    url=candidate.url,
                    final_url=candidate.url,
                    status=200,
                    sha256="0" * 64,
                    size=10,
                    fetched_at=NOON,
                ),
            )
        session.flush()
        for work in pending_captures(session, 100):
            name = work.candidate.url_key
            same = {"original-again": "original"}.get(name, name)
            stored = store_article(
                session,
                work,
                ArticleText(same, work.candidate.url, "article", texts[same]),
                f"{sum(map(ord, same)):016x}",
                NOON,
            )
            duplicate = stored.outcome == "duplicate"
            fate = Fate.DUPLICATE_URL if duplicate else Fate.FETCHED
            finish_reading(session, work, fate, stored.outcome, NOON)
            articles.setdefault(same, stored.article_id)
        codebook = register_codebook(
            session, "test", 1, "1-abc", "f" * 64, [("topic", "envoys", "Envoys")], NOON
        )
        for tagging in pending_taggings(session, codebook, 100):
            score = verdicts[tagging.article.identity]
            _tag(session, tagging, codebook, score)
        session.flush()
        _link(session, articles)
    return articles


def _tag(session, tagging, codebook: int, score: float) -> None:
    text = tagging.revision.text
    store_tags(
        session,
        tagging,
        codebook,
        [
            {
                "kind": kind,
                "code": code,
                "field": "text",
                "comment_position": None,
                "start_offset": 4,
                "end_offset": 9,
                "matched_text": text[4:9],
                "rule": "test.rule",
                "confidence": 0.9,
                "flags": ["negated"],
                "flags_text": "negated",
                "status": "confirmed",
            }
            for kind, code in (("topic", "envoys"), ("designation", "movement"))
        ],
        {
            "score": score,
            "verdict": "relevant" if score > 0.6 else "not_relevant",
            "contributions": [{"name": "actors", "weight": score, "detail": "both"}],
        },
        NOON,
    )


def _link(session, articles: dict[str, int]) -> None:
    reviewer = Reviewer(name="lead", role="lead", created_at=NOON)
    session.add(reviewer)
    session.add(
        Story(
            id=articles["original"],
            title="Envoy named",
            original_id=articles["original"],
            reasons=["earliest"],
            created_at=NOON,
            updated_at=NOON,
        )
    )
    session.flush()
    for name in ("original", "copy"):
        session.get_one(Article, articles[name]).story_id = articles["original"]
    session.get_one(Article, articles["copy"]).copy_of_id = articles["original"]
    refresh(session, articles.values())
    session.add(
        Relation(
            article_id=articles["copy"],
            other_article_id=articles["original"],
            kind="near",
            similarity=0.9,
            containment=1.0,
            status="confirmed",
            origin="machine",
            reasons=[],
            created_at=NOON,
            updated_at=NOON,
        )
    )
    original = session.get_one(Article, articles["original"])
    session.add(
        Review(
            article_id=original.id,
            revision_id=original.current_revision_id,
            reviewer_id=reviewer.id,
            action="verdict",
            value={"verdict": "relevant"},
            at=NOON,
        )
    )
    assert session.scalars(select(Annotation)).first() is not None
