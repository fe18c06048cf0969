"""Stored histories of sources: polls and pages of weeks, written in bulk."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, select

from models import Article, ArticleRevision, Candidate, Capture, Poll
from models.queries.catalogue import SourceEntry, sync_sources
from models.session import reading, writing
from models.sources import Channel

HOUR = timedelta(hours=1)


def add_source(engine: Engine, slug: str, now: datetime, **specification: Any) -> tuple[int, int]:
    """A Kabul paper with a feed and Fridays off; returns keys of source and channel."""
    entry = SourceEntry(
        slug=slug,
        name=slug.title(),
        home=f"https://{slug}.example/",
        country="AF",
        ownership="private",
        languages=("fa",),
        timezone="Asia/Kabul",
        channels=[("feed", f"https://{slug}.example/feed")],
        specification={"weekend": ["fri"], **specification},
    )
    with writing(engine) as session:
        source_id = sync_sources(session, [entry], now)[slug]
        channel_id = session.scalars(select(Channel.id).where(Channel.source_id == source_id)).one()
    return source_id, channel_id


def add_polls(
    engine: Engine,
    channel_id: int,
    begin: datetime,
    end: datetime,
    news: Callable[[datetime], bool],
    outcome: Callable[[datetime], str | None] = lambda at: None,
    every: timedelta = 3 * HOUR,
) -> None:
    """Polls at regular times: with news where ``news`` says so, or with a bad outcome."""
    with reading(engine) as session:
        url = session.get_one(Channel, channel_id).url
    rows = []
    at = begin
    while at <= end:
        bad = outcome(at)
        new = 0 if bad else int(news(at)) * 2
        rows.append(
            {
                "channel_id": channel_id,
                "url": url,
                "polled_at": at,
                "outcome": bad or ("changed" if new else "unchanged"),
                "reason": "",
                "items": 20 if new else 0,
                "new_items": new,
                "conditional": True,
            }
        )
        at += every
    with writing(engine) as session:
        session.execute(insert(Poll), rows)


def working_hours(seed: int = 3) -> Callable[[datetime], bool]:
    """News in three of four polls of a Kabul working day, none at night and on Fridays."""
    drawn = random.Random(seed)

    def news(at: datetime) -> bool:
        local = at + timedelta(hours=4, minutes=30)
        return drawn.random() < 0.75 and local.weekday() != 4 and 8 <= local.hour < 21

    return news


def add_pages(
    engine: Engine,
    source_id: int,
    fates: Sequence[str],
    end: datetime,
    dated: Callable[[int], bool] = lambda number: True,
) -> None:
    """Pages that were asked for, two an hour up to ``end``; those fetched are articles."""
    candidates, captures, articles, revisions = [], [], [], []
    for number, fate in enumerate(fates):
        at = end - (len(fates) - number) * HOUR / 2
        key = source_id * 100_000 + number
        candidates.append(
            {
                "id": key,
                "source_id": source_id,
                "url": f"https://paper.example/{key}",
                "url_key": f"{key}",
                "fate": fate,
                "fate_at": at,
                "first_seen_at": at,
                "last_seen_at": at,
                "hint_rule": "feed",
            }
        )
        if fate not in ("fetched", "undated"):
            continue
        captures.append(
            {
                "id": key,
                "candidate_id": key,
                "url": f"https://paper.example/{key}",
                "final_url": f"https://paper.example/{key}",
                "status": 200,
                "headers": [],
                "sha256": "0" * 64,
                "size": 1,
                "fetched_at": at,
                "outcome": fate,
            }
        )
        articles.append(
            {
                "id": key,
                "identity": f"{key}",
                "candidate_id": key,
                "source_id": source_id,
                "kind": "article",
                "first_seen_at": at,
                "current_revision_id": key,
            }
        )
        revisions.append(
            {
                "id": key,
                "article_id": key,
                "number": 1,
                "capture_id": key,
                "created_at": at,
                "title": "کابل",
                "text": "متن",
                "text_sha256": "0" * 64,
                "word_count": 1,
                "authors": [],
                "agencies": [],
                "language": "fa",
                "language_confidence": 1.0,
                "published_at": at if dated(number) else None,
                "date_candidates": [],
                "flags": [],
            }
        )
    with writing(engine) as session:
        for model, rows in (
            (Candidate, candidates),
            (Capture, captures),
            (Article, articles),
            (ArticleRevision, revisions),
        ):
            if rows:
                session.execute(insert(model), rows)
