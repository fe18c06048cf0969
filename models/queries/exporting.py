"""What is handed out as evidence: the captures behind a selection of articles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.article_codes import ArticleCode
from models.articles import Article, ArticleRevision
from models.candidates import Candidate
from models.captures import Capture
from models.sources import Source

#: articles whose captures are asked for at once
BATCH = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles; empty tuples and None mean any.

    ``since`` and ``until`` bound the date of publication (first sighting where there is none),
    half-open.
    """

    article_ids: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaptureBehind:
    """A capture that a revision was read from, with what was known of it beside its bytes."""

    capture: Capture
    candidate: Candidate
    source: Source
    title_rule: str
    article_id: int


def captures_behind(session: Session, chosen: Selection) -> Iterator[CaptureBehind]:
    """The captures behind all revisions of the articles chosen, by article and revision."""
    after: int | None = None
    while keys := _articles(session, chosen, after):
        yield from _captures(session, keys)
        after = keys[-1]


def _articles(session: Session, chosen: Selection, after: int | None) -> list[int]:
    query = select(Article.id).order_by(Article.id).limit(BATCH)
    if after is not None:
        query = query.where(Article.id > after)
    if chosen.article_ids:
        query = query.where(Article.id.in_(chosen.article_ids))
    if chosen.sources:
        named = select(Source.id).where(Source.slug.in_(chosen.sources))
        query = query.where(Article.source_id.in_(named))
    if chosen.verdicts:
        query = query.where(Article.verdict.in_(chosen.verdicts))
    if chosen.topics:
        query = query.where(
            exists().where(
                ArticleCode.article_id == Article.id,
                ArticleCode.kind == "topic",
                ArticleCode.code.in_(chosen.topics),
            )
        )
    if chosen.since is not None:
        query = query.where(Article.moment >= chosen.since)
    if chosen.until is not None:
        query = query.where(Article.moment < chosen.until)
    return list(session.scalars(query))


def _captures(session: Session, keys: Sequence[int]) -> Iterator[CaptureBehind]:
    rows = session.execute(
        select(Capture, Candidate, Source, ArticleRevision.title_rule, ArticleRevision.article_id)
        .join(ArticleRevision, ArticleRevision.capture_id == Capture.id)
        .join(Candidate, Candidate.id == Capture.candidate_id)
        .join(Source, Source.id == Candidate.source_id)
        .where(ArticleRevision.article_id.in_(keys))
        .order_by(ArticleRevision.article_id, ArticleRevision.number)
    ).all()
    for row in rows:
        yield CaptureBehind(*row)
    session.expunge_all()
