"""A desk to test: people with passwords, articles in several scripts, and a browser's manners."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from desk.web.app import create_app
from desk.web.passwords import hash_password
from desk.web.settings import ReviewSettings
from flows.stages.search import index_article
from models.articles import Article
from models.candidates import Fate
from models.echo import Relation
from models.pages import PageStore
from models.queries.accounts import add_reviewer
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.discovery import PolledDocument, SeenItem, record_sightings
from models.queries.fetching import PageAnswer, record_capture
from models.queries.reading import ArticleText, finish_reading, pending_captures, store_article
from models.queries.tagging import pending_taggings, register_codebook, store_tags
from models.session import writing
from models.sources import Channel, Source

NOON = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
_HASH = hash_password(PASSWORD)
CODES = [
    ("topic", "envoys", "Envoys"),
    ("topic", "trade", "Trade"),
    ("entity", "ministry", "A ministry"),
    ("designation", "movement", "movement"),
]


@dataclass
class Text:
    """An article to store. ``tags`` are (kind, code, the words that are the evidence)."""

    title: str
    text: str
    language: str = "en"
    score: float = 0.9
    source: str = "agency"
    tags: tuple[tuple[str, str, str], ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    authors: tuple[str, ...] = ("Lala Noor",)
    published: datetime | None = NOON
    extra: dict[str, Any] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),)
    url: str | None = None
    contributions: tuple[dict[str, Any], ...] = (
        {"name": "actors", "weight": 1.4, "detail": "both sides"},
        {"name": "passing_mention", "weight": -0.4, "detail": "once"},
    )


def fill(engine: Engine, texts: list[Text]) -> list[int]:
    """Store and tag articles through the stages' own doors; their keys in order."""
    keys: list[int] = []
    with writing(engine) as session:
        entries = [
            SourceEntry(
                slug=slug,
                name=name,
                home=f"https://{slug}.example/",
                country=country,
                ownership=ownership,
                languages=("en",),
                timezone="UTC",
                channels=[("feed", f"https://{slug}.example/feed")],
            )
            for slug, name, country, ownership in (
                ("agency", "Agency", "RU", "state_agency"),
                ("paper", "Paper", "AF", "private"),
                ("radio", "Radio", "TJ", "exile"),
            )
        ]
        sync_sources(session, entries, NOON)
    for number, text in enumerate(texts):
        with writing(engine) as session:
            keys.append(_store(session, number, text))
    with writing(engine) as session:
        codebook = register_codebook(session, "test", 1, "1-abc", "f" * 64, CODES, NOON)
        for work in pending_taggings(session, codebook, 10_000):
            text = texts[keys.index(work.article.id)]
            store_tags(
                session,
                work,
                codebook,
                [_tag(text, *tag) for tag in text.tags],
                {
                    "score": text.score,
                    "verdict": _verdict(text.score),
                    "contributions": list(text.contributions),
                },
                NOON,
            )
    return keys


def _store(session: Any, number: int, text: Text) -> int:
    channel, source = session.execute(
        select(Channel.id, Source.id)
        .join(Source, Source.id == Channel.source_id)
        .where(Source.slug == text.source)
    ).one()
    url = text.url or f"https://{text.source}.example/{number}"
    key = sha256(f"{number} {url}".encode()).hexdigest()[:32]
    record_sightings(
        session,
        PolledDocument(
            channel_id=channel,
            source_id=source,
            url="feed",
            outcome="changed",
            polled_at=NOON,
            items=[SeenItem(url=url, url_key=key)],
        ),
    )
    session.flush()
    from models.candidates import Candidate

    candidate = session.scalars(select(Candidate).where(Candidate.url_key == key)).one()
    record_capture(
        session,
        PageAnswer(
            candidate_id=candidate.id,
            url=url,
            final_url=url,
            status=200,
            sha256="0" * 64,
            size=10,
            fetched_at=NOON,
            headers=[list(pair) for pair in text.headers],
        ),
    )
    session.flush()
    work = next(w for w in pending_captures(session, 10_000) if w.candidate.id == candidate.id)
    published = text.published
    revision = {
        "title": text.title,
        "title_rule": "h1",
        "text": text.text,
        "text_sha256": sha256(f"{text.title}\n{text.text}".encode()).hexdigest(),
        "word_count": len(text.text.split()),
        "authors": list(text.authors),
        "byline": "; ".join(text.authors),
        "agencies": [],
        "language": text.language,
        "language_confidence": 0.99,
        "published_at": published,
        "published_rule": "jsonld" if published else None,
        "published_raw": published.isoformat() if published else None,
        "published_precision": "second" if published else None,
        "published_zone": "explicit" if published else None,
        "date_candidates": [],
        "flags": [],
        **text.extra,
    }
    comments = [
        {"author": author, "text": words, "published_raw": None, "status": "found"}
        for author, words in text.comments
    ]
    stored = store_article(
        session, work, ArticleText(key, url, "article", revision, comments), key, NOON
    )
    finish_reading(session, work, Fate.FETCHED, "new", NOON)
    assert stored.article_id is not None
    index_article(session, stored.article_id)
    return stored.article_id


def _tag(text: Text, kind: str, code: str, words: str) -> dict[str, Any]:
    field_, body = ("title", text.title) if words in text.title else ("text", text.text)
    start = body.index(words)
    return {
        "kind": kind,
        "code": code,
        "field": field_,
        "comment_position": None,
        "start_offset": start,
        "end_offset": start + len(words),
        "matched_text": words,
        "rule": f"{code}.rule",
        "confidence": 0.9,
        "flags": [],
        "flags_text": "",
        "status": "confirmed",
    }


def _verdict(score: float) -> str:
    return "relevant" if score >= 0.6 else "borderline" if score >= 0.35 else "not_relevant"


def many(number: int) -> list[Text]:
    """Plain articles, each an hour older than the one before."""
    return [
        Text(
            f"Report {each}",
            f"The envoy met the minister, report {each}.",
            published=NOON - timedelta(hours=each),
            tags=(("topic", "envoys", "envoy"),),
        )
        for each in range(number)
    ]


def suggest(engine: Engine, keys: list[int], similarity: float = 0.5) -> None:
    """Have the machine suggest that each article tells the same as the one after it."""
    with writing(engine) as session:
        for place, (later, earlier) in enumerate(pairwise(keys)):
            session.add(
                Relation(
                    article_id=later, other_article_id=earlier, kind="same_story",
                    similarity=similarity - place / 1000, containment=0.4, status="suggested",
                    origin="machine", reasons=["two names in common"], created_at=NOON,
                    updated_at=NOON,
                )
            )  # fmt: skip


def add_people(engine: Engine) -> dict[str, int]:
    """One account of each role, and a second reviewer; all with the same password."""
    with writing(engine) as session:
        return {
            name: add_reviewer(session, name, role, _HASH, NOON).id
            for name, role in (
                ("rita", "reader"),
                ("vera", "reviewer"),
                ("karim", "reviewer"),
                ("lena", "lead"),
                ("adam", "admin"),
            )
        }


def settings(**values: Any) -> ReviewSettings:
    """Settings that no environment changes; nobody is drawn for a second opinion."""
    return ReviewSettings(_env_file=None, **{"review_second_share": 0.0, **values})


class Browser:
    """A person's browser without a script: cookies, forms and their hidden fields."""

    def __init__(
        self,
        engine: Engine,
        pages: PageStore | None = None,
        address: str = "203.0.113.1",
        **values: Any,
    ) -> None:
        self.app = create_app(engine, settings(**values), pages)
        self.client = TestClient(
            self.app, base_url="http://desk.example", follow_redirects=False,
            raise_server_exceptions=False, client=(address, 50000),
        )  # fmt: skip
        self.prefix = values.get("review_prefix", "")

    def log_in(self, name: str, password: str = PASSWORD, target: str = "/") -> Any:
        """Log in by the form."""
        page = self.get("/login")
        return self.client.post(
            f"{self.prefix}/login",
            data={
                "nonce": value_of(page.text, "nonce"),
                "next": target,
                "name": name,
                "password": password,
            },
        )

    @property
    def csrf(self) -> str:
        """The token of this login, from a page."""
        return value_of(self.get("/account").text, "csrf")

    def get(self, path: str, **query: Any) -> Any:
        """Load a page."""
        return self.client.get(f"{self.prefix}{path}", params=query or None)

    def post(self, path: str, **form: Any) -> Any:
        """Send a form with its token."""
        return self.client.post(f"{self.prefix}{path}", data={"csrf": self.csrf, **form})

    def send(self, path: str, **values: Any) -> Any:
        """Send as the page's script does."""
        return self.client.post(
            f"{self.prefix}{path}", json=values, headers={"x-csrf-token": self.csrf}
        )

    def decide(self, article: int, action: str, version: int = 0, **values: Any) -> Any:
        """Decide on an article as the page's script does."""
        return self.send(f"/articles/{article}/decide", action=action, version=version, **values)


def value_of(page: str, name: str) -> str:
    """The value of a hidden field."""
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def article(engine: Engine, key: int) -> Article:
    """An article as it is stored now."""
    from models.session import reading

    with reading(engine) as session:
        return session.get_one(Article, key)
