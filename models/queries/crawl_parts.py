"""Crawls that several runs share: which parts there are, and which are done."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.hosts import CrawlPart
from models.session import insert_new

#: how long it is known what was done of a crawl
KEPT = timedelta(days=30)


def add_parts(session: Session, crawl: str, weights: Mapping[str, int], now: datetime) -> None:
    """Add the parts that a crawl does not have yet; forget crawls of long ago."""
    session.execute(delete(CrawlPart).where(CrawlPart.added_at < now - KEPT))
    rows = [
        {"crawl": crawl, "part": part, "weight": weight, "added_at": now}
        for part, weight in sorted(weights.items())
    ]
    insert_new(session, CrawlPart, rows, key=("crawl", "part"))


def open_parts(session: Session, crawl: str) -> list[str]:
    """Names of the parts of a crawl that are not done, heavy ones first."""
    return list(
        session.scalars(
            select(CrawlPart.part)
            .where(CrawlPart.crawl == crawl, CrawlPart.done_at.is_(None))
            .order_by(CrawlPart.weight.desc(), CrawlPart.part)
        )
    )


def mark_done(session: Session, crawl: str, parts: Sequence[str], now: datetime) -> None:
    """Note that parts were crawled."""
    session.execute(
        update(CrawlPart)
        .where(CrawlPart.crawl == crawl, CrawlPart.part.in_(parts))
        .values(done_at=now)
    )
