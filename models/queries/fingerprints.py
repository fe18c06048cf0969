"""Fingerprints of texts: which texts wait for one, and what is stored of the others."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from models.articles import Article, ArticleRevision
from models.echo import Fingerprint
from models.session import chunks, upsert


class EchoText(NamedTuple):
    """What comparing a text needs of its article and current revision."""

    article_id: int
    source_id: int
    first_seen_at: datetime
    copy_of_id: int | None
    story_id: int | None
    revision_id: int
    title: str
    text: str
    language: str
    boilerplate: list[list[int]] | None
    published_at: datetime | None

    @property
    def moment(self) -> datetime:
        """When the text came out, as far as known."""
        return self.published_at or self.first_seen_at


_TEXT = select(
    Article.id,
    Article.source_id,
    Article.first_seen_at,
    Article.copy_of_id,
    Article.story_id,
    ArticleRevision.id,
    ArticleRevision.title,
    ArticleRevision.text,
    ArticleRevision.language,
    ArticleRevision.boilerplate,
    ArticleRevision.published_at,
).join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)


_PENDING = (
    select(ArticleRevision.id)
    .join(Article, ArticleRevision.id == Article.current_revision_id)
    .where(ArticleRevision.fingerprinted_at.is_(None))
)


def _of_other_versions(version: int) -> Select[int]:
    return select(Fingerprint.article_id).where(Fingerprint.version != version)


def pending_revisions(session: Session) -> list[int]:
    """Keys of current revisions without a fingerprint, earliest published first."""
    when = func.coalesce(ArticleRevision.published_at, Article.first_seen_at)
    return list(session.scalars(_PENDING.order_by(when, Article.id)))


def any_pending(session: Session, version: int) -> bool:
    """Whether a current revision has no fingerprint, or any is of another version."""
    others = _of_other_versions(version)
    return bool(session.scalar(select(or_(_PENDING.exists(), others.exists()))))


def texts_to_compare(session: Session, revision_ids: Sequence[int]) -> list[EchoText]:
    """Those of the revisions that are still pending, by key of the article."""
    found: list[EchoText] = []
    for part in chunks(revision_ids):
        query = _TEXT.where(
            ArticleRevision.id.in_(part), ArticleRevision.fingerprinted_at.is_(None)
        )
        found += map(EchoText._make, session.execute(query))
    return sorted(found)


def still_pending(session: Session, texts: Sequence[EchoText]) -> list[EchoText]:
    """Those of the texts that nobody compared, replaced or marked since they were read."""
    known: dict[int, list[list[int]] | None] = {}
    for part in chunks([item.revision_id for item in texts]):
        rows = session.execute(
            select(ArticleRevision.id, ArticleRevision.boilerplate)
            .join(Article, ArticleRevision.id == Article.current_revision_id)
            .where(ArticleRevision.id.in_(part), ArticleRevision.fingerprinted_at.is_(None))
        )
        known |= dict(rows.all())
    return [
        item
        for item in texts
        if item.revision_id in known and known[item.revision_id] == item.boilerplate
    ]


def forget_other_versions(session: Session, version: int) -> int:
    """Drop fingerprints of another version of the method; their texts are pending again."""
    keys = list(session.scalars(_of_other_versions(version)))
    if keys:
        from models.queries.postings import forget_version  # with numpy

        forget_version(session, version)
    for part in chunks(keys):
        revisions = select(Fingerprint.revision_id).where(Fingerprint.article_id.in_(part))
        session.execute(
            update(ArticleRevision)
            .where(ArticleRevision.id.in_(revisions))
            .values(fingerprinted_at=None)
        )
        session.execute(delete(Fingerprint).where(Fingerprint.article_id.in_(part)))
    return len(keys)


class Sketch(NamedTuple):
    """A stored fingerprint, packed, and the day it counts on."""

    article_id: int
    day: int
    sketch: bytes


def sketches(session: Session, article_ids: Iterable[int]) -> dict[int, Sketch]:
    """Stored fingerprints of articles, by article; those without one are missing."""
    found = {}
    for part in chunks(sorted(set(article_ids))):
        for row in session.execute(
            select(Fingerprint.article_id, Fingerprint.day, Fingerprint.sketch).where(
                Fingerprint.article_id.in_(part)
            )
        ):
            found[row.article_id] = Sketch._make(row)
    return found


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


def put_fingerprints(session: Session, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Store fingerprints in place of earlier ones, and mark their revisions as compared."""
    upsert(
        session,
        Fingerprint,
        rows,
        key=("article_id",),
        update=[name for name in rows[0] if name != "article_id"],
    )
    for part in chunks([row["revision_id"] for row in rows]):
        session.execute(
            update(ArticleRevision)
            .where(ArticleRevision.id.in_(part))
            .values(fingerprinted_at=now)
            .execution_options(synchronize_session=False)
        )
