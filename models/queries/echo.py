"""Links between articles, their originals, and stories."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Session, aliased, load_only

from models.articles import Article, ArticleRevision
from models.echo import Relation, Story
from models.session import chunks
from models.sources import Source

#: kinds of link that a comparison of two texts gives
TEXT_KINDS = ("exact", "near", "excerpt", "quotes_from")


@dataclass(frozen=True, slots=True)
class PendingText:
    """An article with its current revision."""

    article: Article
    revision: ArticleRevision


def take_turn(session: Session) -> None:
    """Let one transaction at a time change links and stories; the others wait here.

    What a batch is compared with must not change under it. SQLite has one writer at a time
    anyway; on PostgreSQL a lock of the transaction, which ends with it.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))


#: any number that no other lock of the database uses
_TURN = 0x65_63_68_6F


class Origin(NamedTuple):
    """When a current text came out, as far as known, and where."""

    moment: datetime
    source_id: int


def origins(session: Session, article_ids: Iterable[int]) -> dict[int, Origin]:
    """Time and source of articles."""
    found = {}
    for part in chunks(sorted(set(article_ids))):
        for key, source_id, published_at, first_seen_at in session.execute(
            select(
                Article.id, Article.source_id, ArticleRevision.published_at, Article.first_seen_at
            )
            .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
            .where(Article.id.in_(part))
        ):
            found[key] = Origin(published_at or first_seen_at, source_id)
    return found


class StoredLink(NamedTuple):
    """What a link between two texts says."""

    id: int
    article_id: int
    other_article_id: int
    kind: str
    similarity: float
    containment: float
    status: str
    origin: str
    reasons: list[str]


def text_links(session: Session, article_ids: Iterable[int]) -> dict[int, dict[int, StoredLink]]:
    """Links that say what texts have in common, by article and the other article."""
    found: dict[int, dict[int, StoredLink]] = {}
    columns = [getattr(Relation, name) for name in StoredLink._fields]
    wanted = set(article_ids)
    for part in chunks(sorted(wanted)):
        for side in (Relation.article_id, Relation.other_article_id):
            for row in session.execute(
                select(*columns).where(side.in_(part), Relation.kind.in_(TEXT_KINDS))
            ):
                link = StoredLink._make(row)
                for one, other in (
                    (link.article_id, link.other_article_id),
                    (link.other_article_id, link.article_id),
                ):
                    known = found.setdefault(one, {})
                    # a person's word stands before what a machine linked the same pair by
                    if one in wanted and (other not in known or link.origin == "human"):
                        known[other] = link
    return found


def put_links(
    session: Session, gone: Iterable[int], rows: Sequence[Mapping[str, Any]], now: datetime
) -> None:
    """Remove the machine's links with these keys, then add new ones."""
    for part in chunks(sorted(gone)):
        session.execute(
            delete(Relation)
            .where(Relation.id.in_(part), Relation.origin == "machine")
            .execution_options(synchronize_session=False)
        )
    made = {"origin": "machine", "created_at": now, "updated_at": now}
    if rows:
        session.execute(insert(Relation), [{**row, **made} for row in rows])


@dataclass(frozen=True, slots=True)
class Link:
    """A link as clustering sees it."""

    article_id: int
    other_article_id: int
    kind: str
    similarity: float
    status: str
    origin: str


@cache
def both_present() -> ColumnElement[bool]:
    """That neither side of a link was removed by a person. Made once: two aliases of a wide
    table take longer to make than the statement to run."""
    one, other = aliased(Article), aliased(Article)
    return and_(
        exists().where(one.id == Relation.article_id, one.removed_at.is_(None)),
        exists().where(other.id == Relation.other_article_id, other.removed_at.is_(None)),
    )


def links_around(
    session: Session, article_ids: Iterable[int], kinds: Sequence[str], limit: int = 100_000
) -> list[Link]:
    """All links of the given kinds in the connected parts that hold these articles.

    Rejected ones are included: a person's word against a link counts in clustering. Links of
    articles that a person removed are kept and lead nowhere.

    Raises:
        ValueError: when the parts hold more than ``limit`` articles.
    """
    seen: set[int] = set()
    links: dict[tuple[int, int, str], Link] = {}
    frontier = set(article_ids)
    while frontier:
        seen |= frontier
        if len(seen) > limit:
            raise ValueError(f"more than {limit} articles are linked to each other")
        reached: set[int] = set()
        for part in chunks(sorted(frontier)):
            for side in (Relation.article_id, Relation.other_article_id):
                for row in session.execute(
                    select(
                        Relation.article_id,
                        Relation.other_article_id,
                        Relation.kind,
                        Relation.similarity,
                        Relation.status,
                        Relation.origin,
                    ).where(side.in_(part), Relation.kind.in_(kinds), both_present())
                ):
                    link = Link(*row)
                    links[link.article_id, link.other_article_id, link.kind] = link
                    if link.status == "confirmed":
                        reached |= {link.article_id, link.other_article_id}
        frontier = reached - seen
    return [links[key] for key in sorted(links)]


def members(session: Session, article_ids: Iterable[int]) -> list[PendingText]:
    """Articles with their current revisions, by key."""
    found: list[PendingText] = []
    for part in chunks(sorted(set(article_ids))):
        rows = session.execute(
            select(Article, ArticleRevision)
            .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
            .where(Article.id.in_(part))
            .options(*_READ)
        )
        found += [PendingText(*row) for row in rows]
    return sorted(found, key=lambda text: text.article.id)


#: what grouping reads of an article; the rest is fetched when somebody asks for it
_READ = (
    load_only(
        Article.source_id,
        Article.url,
        Article.first_seen_at,
        Article.copy_of_id,
        Article.story_id,
    ),
    load_only(
        ArticleRevision.title,
        ArticleRevision.text,
        ArticleRevision.published_at,
        ArticleRevision.published_precision,
    ),
)


def sources_of(session: Session, texts: Iterable[PendingText]) -> dict[int, Source]:
    """The sources of articles, by key."""
    keys = {item.article.source_id for item in texts}
    found: dict[int, Source] = {}
    for part in chunks(sorted(keys)):
        for source in session.scalars(select(Source).where(Source.id.in_(part))):
            found[source.id] = source
    return found


def stories_by_key(session: Session, keys: Iterable[int]) -> dict[int, Story]:
    """Those of the stories that there are."""
    found: dict[int, Story] = {}
    for part in chunks(sorted(keys)):
        for story in session.scalars(select(Story).where(Story.id.in_(part))):
            found[story.id] = story
    return found


def drop_empty_stories(session: Session, story_ids: Iterable[int]) -> None:
    """Remove stories that no article tells any more."""
    told = select(literal(1)).where(Article.story_id == Story.id).exists()
    for part in chunks(sorted(story_ids)):
        session.execute(
            delete(Story)
            .where(Story.id.in_(part), ~told)
            .execution_options(synchronize_session="fetch")
        )
