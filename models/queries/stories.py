"""Articles that tell one event: what is pending, the index, links and places in stories."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision
from models.coding import Annotation
from models.echo import Relation, Story, StoryKey, StorySketch
from models.queries.echo import Link, PendingText, both_present
from models.queries.pins import Pin, pinned_to, pins_of
from models.session import chunks, insert_new, upsert

#: kinds of link that join articles in a story beside copies
STORY_KINDS = ("same_story", "translation")
#: verdicts of articles that are compared
COMPARED = ("relevant", "borderline")


def _eligible() -> ColumnElement[bool]:
    """Only tagged originals that matter: a copy tells what its original tells."""
    return and_(
        Article.copy_of_id.is_(None),
        Article.verdict.in_(COMPARED),
        ArticleRevision.tagged_with.is_not(None),
    )


def _stale(method: int) -> ColumnElement[bool]:
    """No sketch, or one of another revision, codebook, decision or method."""
    return or_(
        StorySketch.article_id.is_(None),
        StorySketch.revision_id != Article.current_revision_id,
        StorySketch.codebook_id != ArticleRevision.tagged_with,
        StorySketch.decisions != Article.version,
        StorySketch.method != method,
    )


def _pending(method: int) -> Select[int]:
    return (
        select(Article.id)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .outerjoin(StorySketch, StorySketch.article_id == Article.id)
        .where(_eligible(), _stale(method))
    )


def _outdated() -> Select[int]:
    """What was compared and is now a copy, or not relevant any more."""
    return (
        select(StorySketch.article_id)
        .join(Article, Article.id == StorySketch.article_id)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .where(
            or_(
                Article.copy_of_id.is_not(None),
                Article.verdict.is_(None),
                Article.verdict.not_in(COMPARED),
            )
        )
    )


def pending_stories(session: Session, method: int) -> list[int]:
    """Keys of articles to be compared, earliest first."""
    when = func.coalesce(Article.moment, Article.first_seen_at)
    return list(session.scalars(_pending(method).order_by(when, Article.id)))


def any_pending(session: Session, method: int) -> bool:
    """Whether `pending_stories` or `outdated_stories` would give any."""
    return bool(session.scalar(select(or_(_pending(method).exists(), _outdated().exists()))))


def compare_again(session: Session, article_ids: Sequence[int]) -> None:
    """Make articles pending whose tags changed under the same codebook version."""
    session.execute(
        update(StorySketch).where(StorySketch.article_id.in_(article_ids)).values(method=0)
    )


def outdated_stories(session: Session) -> list[int]:
    """Keys of articles that were compared and are now copies, or not relevant any more."""
    return list(session.scalars(_outdated().order_by(StorySketch.article_id)))


def texts_to_compare(
    session: Session, article_ids: Sequence[int], method: int
) -> list[PendingText]:
    """Those of the articles that are still pending, in the order given."""
    rows = session.execute(
        select(Article, ArticleRevision)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .outerjoin(StorySketch, StorySketch.article_id == Article.id)
        .where(Article.id.in_(article_ids), _eligible(), _stale(method))
    )
    place = {article_id: at for at, article_id in enumerate(article_ids)}
    return sorted((PendingText(*row) for row in rows), key=lambda text: place[text.article.id])


@dataclass(frozen=True, slots=True)
class Tag:
    """An entity or topic in title or text of a revision."""

    kind: str
    code: str
    field: str
    start: int
    flags: Sequence[str]


def tags_of(session: Session, revisions: Mapping[int, int]) -> dict[int, list[Tag]]:
    """Entities and topics by revision; ``revisions`` says with which codebook each is tagged.

    What people added counts whatever the codebook, what they rejected does not.
    """
    found: dict[int, list[Tag]] = {}
    for row in session.execute(
        select(
            Annotation.revision_id,
            Annotation.codebook_id,
            Annotation.origin,
            Annotation.kind,
            Annotation.code,
            Annotation.field,
            Annotation.start_offset,
            Annotation.flags,
        )
        .where(
            Annotation.revision_id.in_(revisions),
            Annotation.kind.in_(("entity", "topic")),
            Annotation.field.in_(("title", "text")),
            Annotation.status != "rejected",
        )
        .order_by(Annotation.revision_id, Annotation.start_offset, Annotation.id)
    ):
        if row.origin == "human" or row.codebook_id == revisions[row.revision_id]:
            found.setdefault(row.revision_id, []).append(
                Tag(row.kind, row.code, row.field, row.start_offset, row.flags)
            )
    return found


def put_sketches(
    session: Session, rows: Sequence[Mapping[str, Any]], keys: Mapping[int, Collection[str]]
) -> None:
    """Store sketches and index them by ``keys``, in place of earlier ones."""
    articles = [row["article_id"] for row in rows]
    session.execute(delete(StoryKey).where(StoryKey.article_id.in_(articles)))
    columns = [name for name in rows[0] if name != "article_id"]
    upsert(session, StorySketch, rows, key=("article_id",), update=columns)
    postings = [
        {"key": key, "day": row["day"], "article_id": row["article_id"]}
        for row in rows
        for key in sorted(keys[row["article_id"]])
    ]
    if postings:
        insert_new(session, StoryKey, postings, key=("key", "day", "article_id"))


def forget_sketches(session: Session, article_ids: Sequence[int]) -> set[int]:
    """Drop sketches, keys and the machine's story links. Returns the articles concerned."""
    touched = set(article_ids)
    for part in chunks(article_ids):
        session.execute(delete(StoryKey).where(StoryKey.article_id.in_(part)))
        session.execute(delete(StorySketch).where(StorySketch.article_id.in_(part)))
        for link in session.scalars(
            select(Relation).where(
                or_(Relation.article_id.in_(part), Relation.other_article_id.in_(part)),
                Relation.kind.in_(STORY_KINDS),
                Relation.origin == "machine",
            )
        ):
            touched |= {link.article_id, link.other_article_id}
            session.delete(link)
        session.flush()
    return touched


def sketches_of(session: Session, article_ids: Iterable[int]) -> dict[int, StorySketch]:
    """Sketches by article."""
    found: dict[int, StorySketch] = {}
    for part in chunks(sorted(set(article_ids))):
        query = select(StorySketch).where(StorySketch.article_id.in_(part))
        # they are written beside the session's identity map
        for row in session.scalars(query.execution_options(populate_existing=True)):
            found[row.article_id] = row
    return found


def holders(
    session: Session, keys: Sequence[str], days: tuple[int, int], besides: int, limit: int
) -> list[int]:
    """Articles that hold some of the keys within the days, those with most keys first."""
    return list(
        session.scalars(
            select(StoryKey.article_id)
            .where(
                StoryKey.key.in_(keys),
                StoryKey.day.between(*days),
                StoryKey.article_id != besides,
            )
            .group_by(StoryKey.article_id)
            .order_by(func.count().desc(), StoryKey.article_id)
            .limit(limit)
        )
    )


def holding(session: Session, keys: Sequence[str], days: tuple[int, int]) -> set[int]:
    """All articles that hold one of the keys within the days."""
    return set(
        session.scalars(
            select(StoryKey.article_id)
            .where(StoryKey.key.in_(keys), StoryKey.day.between(*days))
            .distinct()
        )
    )


def counted(
    session: Session, keys: Sequence[str], days: tuple[int, int]
) -> tuple[int, dict[str, int]]:
    """How many sketches there are within the days, and how many of them hold each key."""
    total = session.scalar(
        select(func.count()).select_from(StorySketch).where(StorySketch.day.between(*days))
    )
    rows = session.execute(
        select(StoryKey.key, func.count())
        .where(StoryKey.key.in_(keys), StoryKey.day.between(*days))
        .group_by(StoryKey.key)
    )
    return total or 0, dict(rows.all())


def story_links(session: Session, article_id: int) -> dict[int, Relation]:
    """Links of an article to others that tell the same, by the other; a person's word first."""
    found: dict[int, Relation] = {}
    for link in session.scalars(
        select(Relation).where(
            or_(Relation.article_id == article_id, Relation.other_article_id == article_id),
            Relation.kind.in_(STORY_KINDS),
        )
    ):
        other = link.other_article_id if link.article_id == article_id else link.article_id
        if other not in found or link.origin == "human":
            found[other] = link
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article stands: what it copies and the story it tells."""

    article_id: int
    copy_of_id: int | None
    story_id: int | None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Articles that may share a story with each other, the links between them, and the pins of
    people, the latest last."""

    articles: Mapping[int, Placed]
    links: Sequence[Link]
    pins: Sequence[Pin] = ()


def neighbourhood(
    session: Session, article_ids: Iterable[int], limit: int = 100_000
) -> Neighbourhood:
    """Everything that copies, stories and confirmed story links connect with these articles.

    Raises:
        ValueError: when that is more than ``limit`` articles.
    """
    articles: dict[int, Placed] = {}
    pins: dict[int, Pin] = {}
    links: dict[tuple[int, int, str], Link] = {}
    done: set[int] = set()
    frontier = set(article_ids)
    while frontier:
        done |= frontier
        if len(done) > limit:
            raise ValueError(f"more than {limit} articles are linked to each other")
        reached: set[int] = set()
        for part in chunks(sorted(frontier)):
            for row in session.execute(_PLACED.where(Article.id.in_(part))):
                articles[row.id] = Placed(*row)
                reached |= {row.copy_of_id} - {None}
            held = pins_of(session, part)
            pins |= held
            told = {articles[key].story_id for key in part if key in articles} - {None}
            told |= {pin.story_id for pin in held.values()}
            reached |= pinned_to(session, {key for key in told if key is not None}).keys()
            reached |= set(session.scalars(select(Article.id).where(Article.story_id.in_(told))))
            reached |= set(session.scalars(select(Article.id).where(Article.copy_of_id.in_(part))))
            for link in _links(session, part):
                links[link.article_id, link.other_article_id, link.kind] = link
                if link.status == "confirmed":
                    reached |= {link.article_id, link.other_article_id}
        frontier = reached - done
    return Neighbourhood(articles, [links[key] for key in sorted(links)], sorted(pins.values()))


_PLACED = select(Article.id, Article.copy_of_id, Article.story_id)


def _links(session: Session, article_ids: Sequence[int]) -> list[Link]:
    """Story links of articles that were confirmed, or rejected by a person."""
    rows = session.execute(
        select(
            Relation.article_id,
            Relation.other_article_id,
            Relation.kind,
            Relation.similarity,
            Relation.status,
            Relation.origin,
        ).where(
            or_(Relation.article_id.in_(article_ids), Relation.other_article_id.in_(article_ids)),
            Relation.kind.in_(STORY_KINDS),
            Relation.status.in_(("confirmed", "rejected")),
            both_present(),
        )
    )
    return [Link(*row) for row in rows]


def names_taken(session: Session, article_ids: Iterable[int]) -> set[int]:
    """Which of these keys are keys of stories."""
    found: set[int] = set()
    for part in chunks(sorted(article_ids)):
        found |= set(session.scalars(select(Story.id).where(Story.id.in_(part))))
    return found
