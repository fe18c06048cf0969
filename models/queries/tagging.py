"""Revisions that are to be tagged with a codebook version, and storing the tags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from models.articles import Article, ArticleRevision, Comment
from models.coding import Annotation, Code, Codebook, Coding
from models.queries.indexing import refresh
from models.reviews import Review
from models.session import insert_new, insert_rows
from models.sources import Source

#: where a tag stands: what makes two tags of a revision the same
_PLACE = (
    Annotation.kind,
    Annotation.code,
    Annotation.field,
    Annotation.comment_position,
    Annotation.start_offset,
    Annotation.end_offset,
)
_place_of = itemgetter(*(column.key for column in _PLACE))
Place = tuple[str, str, str, int | None, int, int]


@dataclass(frozen=True, slots=True)
class PendingTagging:
    """A current revision to be tagged, with its source and its readers' comments."""

    article: Article
    revision: ArticleRevision
    source: Source
    comments: Sequence[str]


def register_codebook(
    session: Session,
    name: str,
    number: int,
    version: str,
    sha256: str,
    codes: Sequence[tuple[str, str, str]],
    now: datetime,
) -> int:
    """The key of a codebook version; written with its (kind, code, label) rows at first use."""
    row = {
        "name": name,
        "number": number,
        "version": version,
        "sha256": sha256,
        "first_used_at": now,
    }
    insert_new(session, Codebook, [row], key=("name", "sha256"))
    key = session.scalars(
        select(Codebook.id).where(Codebook.name == name, Codebook.sha256 == sha256)
    ).one()
    rows = [
        {"codebook_id": key, "kind": kind, "code": code, "label": label}
        for kind, code, label in codes
    ]
    if rows:
        insert_new(session, Code, rows, key=("codebook_id", "kind", "code"))
    return key


def codebook_key(session: Session, name: str, sha256: str) -> int | None:
    """The key of a codebook version; None for one that was never used."""
    return session.scalar(
        select(Codebook.id).where(Codebook.name == name, Codebook.sha256 == sha256)
    )


def any_untagged(session: Session, codebook_id: int) -> bool:
    """Whether `pending_taggings` would give any."""
    pending = (
        select(Article.id)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .where(_untagged(codebook_id, None))
    )
    return bool(session.scalar(select(pending.exists())))


def pending_taggings(
    session: Session,
    codebook_id: int,
    limit: int,
    after: int | None = None,
    everything: bool = False,
    engine: int | None = None,
    claim: bool = False,
) -> list[PendingTagging]:
    """Current revisions that this codebook version has not tagged, by article key.

    ``after`` is the article key to go on behind; ``everything`` takes those it has tagged too,
    ``engine`` those that an engine before this one has tagged. ``claim``: on PostgreSQL, leave out
    what another transaction has in hand, and have these in hand until the end of this one.
    """
    query = _current().order_by(Article.id).limit(limit)
    if claim:
        # rows that point at these may be written meanwhile
        query = query.with_for_update(of=ArticleRevision, skip_locked=True, key_share=True)
    if not everything:
        query = query.where(_untagged(codebook_id, engine))
    if after is not None:
        query = query.where(Article.id > after)
    return with_comments(session, query)


def count_taggings(
    session: Session, codebook_id: int, everything: bool = False, engine: int | None = None
) -> int:
    """How many current revisions `pending_taggings` would give in all."""
    query = (
        select(func.count())
        .select_from(Article)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
    )
    if not everything:
        query = query.where(_untagged(codebook_id, engine))
    return session.scalar(query) or 0


def _untagged(codebook_id: int, engine: int | None) -> ColumnElement[bool]:
    missing = [ArticleRevision.tagged_with.is_(None), ArticleRevision.tagged_with != codebook_id]
    if engine is not None:
        missing.append(
            exists().where(
                Coding.revision_id == ArticleRevision.id,
                Coding.codebook_id == codebook_id,
                Coding.engine < engine,
            )
        )
    return or_(*missing)


def _current() -> Select[Article, ArticleRevision, Source]:
    return (
        select(Article, ArticleRevision, Source)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Source, Source.id == Article.source_id)
    )


def with_comments(
    session: Session, query: Select[Article, ArticleRevision, Source]
) -> list[PendingTagging]:
    """The (article, revision, source) rows of a query, with their readers' comments."""
    found = list(session.execute(query))
    comments: dict[int, list[str]] = {}
    for revision_id, text in session.execute(
        select(Comment.revision_id, Comment.text)
        .where(
            Comment.revision_id.in_([revision.id for _, revision, _ in found]),
            # suggested comments are still in the text and would count twice
            Comment.status == "found",
        )
        .order_by(Comment.revision_id, Comment.position)
    ):
        comments.setdefault(revision_id, []).append(text)
    return [
        PendingTagging(article, revision, source, comments.get(revision.id, ()))
        for article, revision, source in found
    ]


@dataclass(frozen=True, slots=True)
class Coded:
    """What a codebook version found in a revision: rows of annotations and of the coding."""

    work: PendingTagging
    annotations: Sequence[Mapping[str, Any]]
    coding: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is there after storing: decisions of people that stood against the machine (tags, and
    articles' verdicts), and the tags that count now on each revision."""

    tags: int
    verdicts: int
    standing: dict[int, set[Place]]


def store_tags(
    session: Session,
    work: PendingTagging,
    codebook_id: int,
    annotations: Sequence[Mapping[str, Any]],
    coding: Mapping[str, Any],
    now: datetime,
) -> None:
    """`store_coded` for one revision."""
    store_coded(session, [Coded(work, annotations, coding)], codebook_id, now)


def store_coded(
    session: Session,
    coded: Sequence[Coded],
    codebook_id: int,
    now: datetime,
    *,
    unlisted: bool = False,
) -> Kept:
    """Store what a codebook version found in revisions, in place of an earlier try of it.

    ``unlisted``: nobody tells what this changes; codings that take the place of another
    version's keep which one, so that `retag` can tell later. What people added, confirmed or
    rejected stays; their verdict on the article wins over the machine's. An article that has got
    a newer revision meanwhile keeps its own verdict.
    """
    revisions = [item.work.revision.id for item in coded]
    session.execute(
        delete(Annotation).where(
            Annotation.revision_id.in_(revisions),
            Annotation.codebook_id == codebook_id,
            Annotation.origin == "machine",
            Annotation.reviewer_id.is_(None),
        )
    )
    decided, standing = _left(session, revisions, codebook_id)
    rows: list[dict[str, Any]] = []
    for item in coded:
        key = item.work.revision.id
        shared = {
            "revision_id": key,
            "codebook_id": codebook_id,
            "origin": "machine",
            "created_at": now,
        }
        for row in item.annotations:
            place = _place_of(row)
            if (key, place) not in decided:
                standing[key].add(place)
                rows.append({**shared, **row})
    insert_rows(session, Annotation, rows)
    session.execute(
        delete(Coding).where(Coding.revision_id.in_(revisions), Coding.codebook_id == codebook_id)
    )
    insert_rows(
        session,
        Coding,
        [
            {
                "revision_id": item.work.revision.id,
                "codebook_id": codebook_id,
                "created_at": now,
                "replaces_id": _replaced(item, codebook_id) if unlisted else None,
                **item.coding,
            }
            for item in coded
        ],
    )
    session.execute(
        update(ArticleRevision)
        .where(ArticleRevision.id.in_(revisions))
        .values(tagged_with=codebook_id)
    )
    return Kept(len(decided), _set_verdicts(session, coded), standing)


def _left(
    session: Session, revision_ids: Sequence[int], codebook_id: int
) -> tuple[set[tuple[int, Place]], dict[int, set[Place]]]:
    """Of the tags that a codebook version does not store anew: (revision, place) of those that
    stand in its way, and the places that count on each revision."""
    decided: set[tuple[int, Place]] = set()
    standing: dict[int, set[Place]] = {key: set() for key in revision_ids}
    for key, own, judged, origin, status, *rest in session.execute(
        select(
            Annotation.revision_id,
            Annotation.codebook_id == codebook_id,
            Annotation.reviewer_id.is_not(None),
            Annotation.origin,
            Annotation.status,
            *_PLACE,
        ).where(
            Annotation.revision_id.in_(revision_ids),
            or_(
                Annotation.codebook_id == codebook_id,
                Annotation.reviewer_id.is_not(None),
                Annotation.origin == "human",
            ),
        )
    ):
        place = cast(Place, tuple(rest))
        if own or judged:
            # a person's word on these characters holds for every later codebook
            decided.add((key, place))
        if status != "rejected" and (own or origin == "human"):
            standing[key].add(place)
    return decided, standing


def _replaced(item: Coded, codebook_id: int) -> int | None:
    before = item.work.revision.tagged_with
    return before if before != codebook_id else None


def _set_verdicts(session: Session, coded: Sequence[Coded]) -> int:
    """Give articles their relevance and verdict; returns how many a person had decided on."""
    articles = [item.work.article.id for item in coded]
    current = dict(
        session.execute(
            select(Article.id, Article.current_revision_id)
            .where(Article.id.in_(articles))
            .with_for_update()
        ).all()
    )
    persons = decided_by_persons(session, articles)
    machine: list[dict[str, Any]] = []
    person: list[dict[str, Any]] = []
    for item in coded:
        key = item.work.article.id
        if current.get(key) != item.work.revision.id:
            continue
        values = {"id": key, "relevance": item.coding["score"]}
        if key in persons:
            person.append(values)
        else:
            machine.append({**values, "verdict": item.coding["verdict"]})
    for updates in (machine, person):
        if updates:
            session.execute(update(Article), updates)
    refresh(session, articles)
    return len(person)


def decided_by_persons(session: Session, article_ids: Sequence[int]) -> set[int]:
    """Which of the articles have a verdict of a person that was not taken back."""
    undo = aliased(Review)
    return set(
        session.scalars(
            select(Review.article_id).where(
                Review.article_id.in_(article_ids),
                Review.action.in_(("verdict", "resolve")),
                ~exists().where(undo.undoes_id == Review.id),
            )
        )
    )
