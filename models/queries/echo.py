"""The index of shingles in the database, links between articles, and stories."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from models.articles import Article, ArticleRevision
from models.echo import ArticlePlace, Fingerprint, Relation, Shingle, Story
from models.session import chunks, insert_new, upsert

#: kinds of link that a comparison of two texts gives
TEXT_KINDS = ("exact", "near", "excerpt", "quotes_from")


@dataclass(frozen=True, slots=True)
class PendingText:
    """A current revision whose echo was not looked for yet."""

    article: Article
    revision: ArticleRevision


def pending_texts(session: Session, limit: int) -> list[PendingText]:
    """Current revisions without a fingerprint, earliest published first."""
    rows = session.execute(
        select(Article, ArticleRevision)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .where(ArticleRevision.fingerprinted_at.is_(None))
        .order_by(func.coalesce(ArticleRevision.published_at, Article.first_seen_at), Article.id)
        .limit(limit)
    )
    return [PendingText(*row) for row in rows]


def forget_other_versions(session: Session, version: int) -> int:
    """Drop fingerprints of another version of the method; their texts are pending again."""
    others = select(Fingerprint.article_id).where(Fingerprint.version != version)
    keys = list(session.scalars(others))
    for part in chunks(keys):
        session.execute(delete(Shingle).where(Shingle.article_id.in_(part)))
        revisions = select(Fingerprint.revision_id).where(Fingerprint.article_id.in_(part))
        session.execute(
            update(ArticleRevision)
            .where(ArticleRevision.id.in_(revisions))
            .values(fingerprinted_at=None)
        )
        session.execute(delete(Fingerprint).where(Fingerprint.article_id.in_(part)))
    return len(keys)


def sketches(session: Session, article_ids: Sequence[int]) -> dict[int, bytes]:
    """Packed fingerprints of articles."""
    rows = session.execute(
        select(Fingerprint.article_id, Fingerprint.sketch).where(
            Fingerprint.article_id.in_(article_ids)
        )
    )
    return dict(rows.all())


def same_text(
    session: Session, normalized_sha256: str, besides: int, days: tuple[int, int], limit: int
) -> list[int]:
    """Articles whose folded text is the same, within the window, earliest first."""
    return list(
        session.scalars(
            select(Fingerprint.article_id)
            .where(
                Fingerprint.normalized_sha256 == normalized_sha256,
                Fingerprint.article_id != besides,
                Fingerprint.day.between(*days),
            )
            .order_by(Fingerprint.day, Fingerprint.article_id)
            .limit(limit)
        )
    )


def put_fingerprint(
    session: Session, row: Mapping[str, Any], hashes: Sequence[int], source_id: int
) -> None:
    """Store an article's fingerprint and index it, in place of an earlier one."""
    article_id = row["article_id"]
    session.execute(delete(Shingle).where(Shingle.article_id == article_id))
    upsert(
        session,
        Fingerprint,
        [row],
        key=("article_id",),
        update=[name for name in row if name != "article_id"],
    )
    insert_new(
        session,
        Shingle,
        [
            {"hash": value, "day": row["day"], "article_id": article_id, "source_id": source_id}
            for value in hashes
        ],
        key=("hash", "day", "article_id"),
    )


def text_links(session: Session, article_id: int) -> dict[int, Relation]:
    """Links that say what an article's text has in common with others, by the other article."""
    found: dict[int, Relation] = {}
    for relation in session.scalars(
        select(Relation).where(
            or_(Relation.article_id == article_id, Relation.other_article_id == article_id),
            Relation.kind.in_(TEXT_KINDS),
        )
    ):
        ours = relation.article_id == article_id
        other = relation.other_article_id if ours else relation.article_id
        # a person's word stands before what a machine linked the same pair by
        if other not in found or relation.origin == "human":
            found[other] = relation
    return found


@dataclass(frozen=True, slots=True)
class Link:
    """A link as clustering sees it."""

    article_id: int
    other_article_id: int
    kind: str
    similarity: float
    status: str
    origin: str


def both_present() -> ColumnElement[bool]:
    """That neither side of a link was removed by a person."""
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
        )
        found += [PendingText(*row) for row in rows]
    return sorted(found, key=lambda text: text.article.id)


def stories_of(session: Session, article_ids: Sequence[int]) -> dict[int, Story]:
    """Stories by key, of those that hold any of these articles."""
    stories: dict[int, Story] = {}
    for part in chunks(list(article_ids)):
        for story in session.scalars(
            select(Story).join(Article, Article.story_id == Story.id).where(Article.id.in_(part))
        ):
            stories[story.id] = story
    return stories


def drop_empty_stories(session: Session, story_ids: Iterable[int]) -> None:
    """Remove stories that no article tells any more."""
    for story_id in story_ids:
        told = session.scalar(select(literal(1)).where(Article.story_id == story_id).limit(1))
        if told is None:
            session.execute(delete(Story).where(Story.id == story_id))


def remember_places(session: Session, article_ids: Sequence[int], now: datetime) -> None:
    """Append what the articles repeat and tell now, where that is not what was written last."""
    for part in chunks(article_ids):
        last = (
            select(func.max(ArticlePlace.id).label("id"))
            .where(ArticlePlace.article_id.in_(part))
            .group_by(ArticlePlace.article_id)
            .subquery()
        )
        written = {
            key: (copy_of, story)
            for key, copy_of, story in session.execute(
                select(
                    ArticlePlace.article_id, ArticlePlace.copy_of_id, ArticlePlace.story_id
                ).join(last, last.c.id == ArticlePlace.id)
            )
        }
        rows = [
            {"article_id": key, "copy_of_id": copy_of, "story_id": story, "at": now}
            for key, copy_of, story in session.execute(
                select(Article.id, Article.copy_of_id, Article.story_id)
                .where(Article.id.in_(part))
                .order_by(Article.id)
            )
            if written.get(key, (None, None)) != (copy_of, story)
        ]
        if rows:
            session.execute(insert(ArticlePlace), rows)
