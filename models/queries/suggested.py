"""Links between stories that the machine is not sure of: what waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from models.articles import Article, ArticleRevision
from models.echo import Relation
from models.queries.blind import blinded
from models.queries.stories import STORY_KINDS
from models.sources import Source


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two articles of a link; ``opening`` are its first 400 characters."""

    article_id: int
    version: int
    title: str
    opening: str
    source: str
    country: str | None
    language: str
    moment: datetime | None
    story_id: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two articles that may tell the same; ``later`` is the one that may repeat."""

    id: int
    kind: str
    similarity: float
    reasons: Sequence[str]
    later: Side
    earlier: Side


def suggested_links(
    session: Session,
    after: tuple[float, int] | None = None,
    limit: int = 30,
    reader: int | None = None,
) -> list[Suggestion]:
    """Suggested links between stories, strongest first.

    ``after`` is (similarity, id) of the last of the page before. Left out is what ``reader`` is
    to judge blind: titles there may be corrected, and decisions wait for the second opinion.
    """
    one, two = aliased(Article), aliased(Article)
    query = (
        select(Relation, *_side(one, "one"), *_side(two, "two"))
        .join(one, one.id == Relation.article_id)
        .join(two, two.id == Relation.other_article_id)
        .where(*_waiting())
        .order_by(Relation.similarity.desc(), Relation.id.desc())
        .limit(limit)
    )
    for article, name in ((one, "one"), (two, "two")):
        revision, source = _REVISIONS[name], _SOURCES[name]
        query = query.join(revision, revision.id == article.current_revision_id)
        query = query.join(source, source.id == article.source_id)
    if after is not None:
        query = query.where(tuple_(Relation.similarity, Relation.id) < after)
    rows: Sequence[Any] = session.execute(query).all()
    width = len(Side.__dataclass_fields__)
    found = [
        Suggestion(
            row[0].id,
            row[0].kind,
            row[0].similarity,
            row[0].reasons,
            Side(*row[1 : width + 1]),
            Side(*row[width + 1 :]),
        )
        for row in rows
    ]
    keys = {side.article_id for each in found for side in (each.later, each.earlier)}
    hidden = blinded(session, keys, reader)
    return [each for each in found if not hidden & {each.later.article_id, each.earlier.article_id}]


def suggestions_waiting(session: Session) -> int:
    """How many links wait for a person."""
    return session.scalar(select(func.count()).select_from(Relation).where(*_waiting())) or 0


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return (Relation.status == "suggested", Relation.kind.in_(STORY_KINDS))


_REVISIONS = {name: aliased(ArticleRevision) for name in ("one", "two")}
_SOURCES = {name: aliased(Source) for name in ("one", "two")}


def _side(article: type[Article], name: str) -> tuple[Any, ...]:
    """The columns of ``Side``, in its order."""
    revision, source = _REVISIONS[name], _SOURCES[name]
    return (
        article.id,
        article.version,
        func.coalesce(article.corrected_title, revision.title),
        func.substr(revision.text, 1, 400),
        source.name,
        source.country,
        func.coalesce(article.corrected_language, revision.language),
        article.moment,
        article.story_id,
        article.url,
    )
