"""Links that the machine suggests and a person decides: a list in pages.

A decision on one is the action ``link`` (`models.queries.actions`) on the later article, with the
version told here: who decides on an article that somebody decided on meanwhile is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.articles import Article, ArticleRevision
from models.echo import Relation
from models.queries.stories import STORY_KINDS
from models.sources import Source

#: suggestions are counted up to this many
MOST = 1000


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two articles; ``version`` is what a decision on it has to name."""

    article_id: int
    version: int
    title: str
    source: str
    language: str | None
    moment: datetime | None
    url: str | None
    story_id: int | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested link from the later article to the earlier one; ``page``: where it stands in
    the list, for the page after it."""

    relation_id: int
    kind: str
    similarity: float
    reasons: Sequence[str]
    later: Side
    earlier: Side

    @property
    def page(self) -> tuple[float, int]:
        return self.similarity, self.relation_id


def suggested_links(
    session: Session,
    kinds: Sequence[str] = STORY_KINDS,
    after: tuple[float, int] | None = None,
    limit: int = 25,
) -> list[Suggestion]:
    """Suggested links of these kinds, the strongest first; ``after``: `page` of the last one."""
    later, earlier = aliased(Article), aliased(Article)
    revisions = aliased(ArticleRevision), aliased(ArticleRevision)
    sources = aliased(Source), aliased(Source)
    query = (
        select(Relation, later, revisions[0].title, sources[0].name)
        .add_columns(earlier, revisions[1].title, sources[1].name)
        .join(later, later.id == Relation.article_id)
        .join(earlier, earlier.id == Relation.other_article_id)
        .join(revisions[0], revisions[0].id == later.current_revision_id)
        .join(revisions[1], revisions[1].id == earlier.current_revision_id)
        .join(sources[0], sources[0].id == later.source_id)
        .join(sources[1], sources[1].id == earlier.source_id)
        .where(Relation.status == "suggested", Relation.kind.in_(kinds))
        .order_by(Relation.similarity.desc(), Relation.id.desc())
        .limit(limit)
    )
    if after is not None:
        similarity, key = after
        query = query.where(
            or_(
                Relation.similarity < similarity,
                and_(Relation.similarity == similarity, Relation.id < key),
            )
        )
    return [
        Suggestion(
            link.id,
            link.kind,
            link.similarity,
            link.reasons,
            _side(one, one_title, one_source),
            _side(two, two_title, two_source),
        )
        for link, one, one_title, one_source, two, two_title, two_source in session.execute(query)
    ]


def count_suggested(session: Session, kinds: Sequence[str] = STORY_KINDS) -> int:
    """How many links wait for a person, counted up to `MOST`."""
    waiting = (
        select(Relation.id)
        .where(Relation.status == "suggested", Relation.kind.in_(kinds))
        .limit(MOST)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(waiting)) or 0


def _side(article: Article, title: str, source: str) -> Side:
    return Side(
        article.id,
        article.version,
        article.corrected_title or title,
        source,
        article.language,
        article.moment,
        article.url,
        article.story_id,
    )
