"""Counting paragraphs over a source's last articles, and marking the learned ones in texts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision
from models.boilerplate import BoilerplateParagraph, SourceParagraph
from models.session import chunks, insert_new


def put_paragraphs(
    session: Session,
    article_id: int,
    source_id: int,
    revision_id: int,
    paragraphs: Sequence[Mapping[str, int]],
    *,
    revised: bool,
) -> None:
    """Store a revision's paragraphs (start_offset, end_offset, hash); of a ``revised`` article in
    place of the earlier ones."""
    if revised:
        session.execute(delete(SourceParagraph).where(SourceParagraph.article_id == article_id))
    place = {"article_id": article_id, "source_id": source_id, "revision_id": revision_id}
    rows = [{**place, **paragraph} for paragraph in paragraphs]
    insert_new(session, SourceParagraph, rows, key=("article_id", "start_offset"))


def shrink_window(session: Session, source_id: int, size: int) -> int:
    """Drop the paragraphs of all but the source's last ``size`` articles; how many are left."""
    articles = list(
        session.scalars(
            select(SourceParagraph.article_id)
            .where(SourceParagraph.source_id == source_id)
            .group_by(SourceParagraph.article_id)
            .order_by(func.max(SourceParagraph.revision_id).desc())
        )
    )
    for part in chunks(articles[size:]):
        session.execute(delete(SourceParagraph).where(SourceParagraph.article_id.in_(part)))
    return min(size, len(articles))


class Standing(NamedTuple):
    """In how many of a source's last articles a paragraph stands, and whether it is known as
    boilerplate."""

    articles: int
    known: bool


def standings(session: Session, source_id: int, hashes: Iterable[int]) -> dict[int, Standing]:
    """What is known of each of these paragraphs, by hash."""
    found: dict[int, Standing] = {}
    known = (
        exists()
        .where(
            BoilerplateParagraph.source_id == source_id,
            BoilerplateParagraph.hash == SourceParagraph.hash,
        )
        .correlate(SourceParagraph)
    )
    for part in chunks(sorted(set(hashes))):
        rows = session.execute(
            select(SourceParagraph.hash, func.count(SourceParagraph.article_id.distinct()), known)
            .where(SourceParagraph.source_id == source_id, SourceParagraph.hash.in_(part))
            .group_by(SourceParagraph.hash)
        )
        found.update((key, Standing(count, bool(stands))) for key, count, stands in rows)
    return found


def learn(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add boilerplate paragraphs; known ones stay as they are."""
    insert_new(session, BoilerplateParagraph, rows, key=("source_id", "hash"))


def articles_with(session: Session, source_id: int, hashes: Iterable[int]) -> list[int]:
    """The source's last articles that hold any of these paragraphs."""
    found: set[int] = set()
    for part in chunks(sorted(set(hashes))):
        found.update(
            session.scalars(
                select(SourceParagraph.article_id)
                .where(SourceParagraph.source_id == source_id, SourceParagraph.hash.in_(part))
                .distinct()
            )
        )
    return sorted(found)


def marked_places(session: Session, article_id: int) -> list[tuple[int, int]]:
    """Where learned paragraphs stand in the text of one of the last articles."""
    rows = session.execute(
        select(SourceParagraph.start_offset, SourceParagraph.end_offset)
        .join(
            BoilerplateParagraph,
            (BoilerplateParagraph.source_id == SourceParagraph.source_id)
            & (BoilerplateParagraph.hash == SourceParagraph.hash),
        )
        .where(SourceParagraph.article_id == article_id)
        .order_by(SourceParagraph.start_offset)
    )
    return [(start, end) for start, end in rows]


def current_revision(session: Session, article_id: int) -> ArticleRevision | None:
    """The revision that an article's paragraphs are of."""
    return session.scalar(
        select(ArticleRevision)
        .join(Article, Article.current_revision_id == ArticleRevision.id)
        .where(Article.id == article_id)
    )


def mark(session: Session, revision: ArticleRevision, places: Sequence[tuple[int, int]]) -> bool:
    """Set a current revision's boilerplate; a changed one is to be compared and tagged again."""
    wanted = [list(place) for place in places] or None
    if revision.boilerplate == wanted:
        return False
    revision.boilerplate = wanted
    revision.fingerprinted_at = None
    revision.tagged_with = None
    article = update(Article).where(Article.id == revision.article_id)
    session.execute(article.values(tagged_with=None))
    return True


def learned_rows(
    source_id: int, counts: Mapping[int, int], texts: Mapping[int, str], window: int, now: datetime
) -> list[dict[str, Any]]:
    """Rows for `learn` of paragraphs with their counts."""
    return [
        {
            "source_id": source_id,
            "hash": key,
            "text": texts[key],
            "articles": count,
            "of_articles": window,
            "learned_at": now,
        }
        for key, count in sorted(counts.items())
    ]
