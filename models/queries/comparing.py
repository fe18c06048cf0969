"""What tags stand under which codebook version, for telling what another version changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from models.articles import Article, ArticleRevision
from models.coding import Annotation, Code, Codebook, Coding
from models.queries.tagging import PendingTagging, with_comments
from models.reviews import Review
from models.sources import Source

#: kind, code, field, place of the comment, start, end: of a tag that counts
Tag = tuple[str, str, str, int | None, int, int]

_TAG = (
    Annotation.revision_id,
    Annotation.kind,
    Annotation.code,
    Annotation.field,
    Annotation.comment_position,
    Annotation.start_offset,
    Annotation.end_offset,
)


@dataclass(frozen=True, slots=True)
class StoredCodebook:
    """A codebook version that tagged texts of this database, with its (kind, code): label."""

    id: int
    name: str
    number: int
    version: str
    first_used_at: datetime
    labels: dict[tuple[str, str], str]


def stored_codebooks(session: Session, version: str = "") -> list[StoredCodebook]:
    """Codebook versions used so far, oldest first; those that begin with ``version``."""
    found = session.scalars(
        select(Codebook)
        .where(Codebook.version.startswith(version, autoescape=True))
        .order_by(Codebook.id)
    )
    return [
        StoredCodebook(
            book.id,
            book.name,
            book.number,
            book.version,
            book.first_used_at,
            {
                (kind, code): label
                for kind, code, label in session.execute(
                    select(Code.kind, Code.code, Code.label).where(Code.codebook_id == book.id)
                )
            },
        )
        for book in found
    ]


def standing_tags(session: Session, revision_ids: Sequence[int]) -> dict[int, set[Tag]]:
    """The tags that count on each revision: of its current codebook, and those of people."""
    rows = session.execute(
        select(*_TAG)
        .join(ArticleRevision, ArticleRevision.id == Annotation.revision_id)
        .where(
            Annotation.revision_id.in_(revision_ids),
            Annotation.status != "rejected",
            or_(
                Annotation.origin == "human",
                Annotation.codebook_id == ArticleRevision.tagged_with,
            ),
        )
    )
    tags: dict[int, set[Tag]] = {key: set() for key in revision_ids}
    for key, *tag in rows:
        tags[key].add(tuple(tag))  # type: ignore[arg-type]  # the columns of _TAG
    return tags


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A revision that a codebook version has tagged anew without anybody telling the change."""

    article_id: int
    revision_id: int
    before_id: int
    verdict_before: str | None
    verdict: str


def unlisted_codings(session: Session, codebook_id: int, limit: int) -> list[Unlisted]:
    """Codings of a version whose change was not listed yet, of current revisions, by article key.

    Verdicts are the machine's.
    """
    before = aliased(Coding)
    rows = session.execute(
        select(Article.id, Coding.revision_id, Coding.replaces_id, before.verdict, Coding.verdict)
        .join(Article, Article.current_revision_id == Coding.revision_id)
        .join(ArticleRevision, ArticleRevision.id == Coding.revision_id)
        .outerjoin(
            before,
            and_(
                before.revision_id == Coding.revision_id,
                before.codebook_id == Coding.replaces_id,
            ),
        )
        .where(
            Coding.codebook_id == codebook_id,
            Coding.replaces_id.is_not(None),
            ArticleRevision.tagged_with == codebook_id,
        )
        .order_by(Article.id)
        .limit(limit)
    )
    return [
        Unlisted(article, revision, before_id, was, now)
        for article, revision, before_id, was, now in rows
        if before_id is not None
    ]


def mark_listed(session: Session, codebook_id: int, revision_ids: Sequence[int]) -> None:
    """The changes of these codings have been told."""
    session.execute(
        update(Coding)
        .where(Coding.codebook_id == codebook_id, Coding.revision_id.in_(revision_ids))
        .values(replaces_id=None)
    )


def tags_under(
    session: Session, revision_ids: Sequence[int], codebook_id: int
) -> dict[int, set[Tag]]:
    """The tags that would count if a version had tagged last: its own, and those of people."""
    rows = session.execute(
        select(*_TAG).where(
            Annotation.revision_id.in_(revision_ids),
            Annotation.status != "rejected",
            or_(Annotation.origin == "human", Annotation.codebook_id == codebook_id),
        )
    )
    tags: dict[int, set[Tag]] = {key: set() for key in revision_ids}
    for key, *tag in rows:
        tags[key].add(tuple(tag))  # type: ignore[arg-type]  # the columns of _TAG
    return tags


def machine_tags(
    session: Session, revision_ids: Sequence[int], codebook_id: int
) -> dict[int, set[Tag]]:
    """What a codebook version by itself found in each revision."""
    rows = session.execute(
        select(*_TAG).where(
            Annotation.revision_id.in_(revision_ids),
            Annotation.codebook_id == codebook_id,
            Annotation.origin == "machine",
        )
    )
    tags: dict[int, set[Tag]] = {key: set() for key in revision_ids}
    for key, *tag in rows:
        tags[key].add(tuple(tag))  # type: ignore[arg-type]  # the columns of _TAG
    return tags


def peoples_tags(
    session: Session, revision_ids: Sequence[int]
) -> dict[int, tuple[set[Tag], set[Tag]]]:
    """The tags people confirmed or added on each revision, and those they rejected."""
    rows = session.execute(
        select(*_TAG, Annotation.status).where(
            Annotation.revision_id.in_(revision_ids), Annotation.origin == "human"
        )
    )
    tags: dict[int, tuple[set[Tag], set[Tag]]] = {key: (set(), set()) for key in revision_ids}
    for key, *tag, status in rows:
        tags[key][status == "rejected"].add(tuple(tag))  # type: ignore[arg-type]  # see above
    return tags


def machine_verdicts(
    session: Session, revision_ids: Sequence[int], codebook_id: int
) -> dict[int, str]:
    """The verdict a codebook version gave each revision; those it never saw are left out."""
    rows = session.execute(
        select(Coding.revision_id, Coding.verdict).where(
            Coding.revision_id.in_(revision_ids), Coding.codebook_id == codebook_id
        )
    )
    return dict(rows.all())


def corpus_texts(
    session: Session, codebook_ids: Sequence[int], limit: int, after: int | None = None
) -> list[PendingTagging]:
    """Current revisions that all of the codebook versions have tagged, by article key.

    Keys are hashes, so the first so many are a sample drawn by chance, the same every time.
    """
    query = (
        select(Article, ArticleRevision, Source)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Source, Source.id == Article.source_id)
        .order_by(Article.id)
        .limit(limit)
    )
    for codebook_id in codebook_ids:
        coding = aliased(Coding)
        query = query.where(
            exists().where(
                and_(coding.revision_id == ArticleRevision.id, coding.codebook_id == codebook_id)
            )
        )
    if after is not None:
        query = query.where(Article.id > after)
    return with_comments(session, query)


@dataclass(frozen=True, slots=True)
class JudgedText:
    """A revision with the verdict people left it with, and the story it belongs to."""

    work: PendingTagging
    verdict: str
    story: int


def judged_texts(session: Session) -> list[JudgedText]:
    """Every article a person gave a verdict, as the revision that person saw, by article key.

    The last verdict that was not taken back counts; a lead's word on a disagreement is one.
    """
    undo = aliased(Review)
    last: dict[int, Review] = {}
    for review in session.scalars(
        select(Review)
        .where(
            Review.action.in_(("verdict", "resolve")),
            ~exists().where(undo.undoes_id == Review.id),
        )
        .order_by(Review.id)
    ):
        last[review.article_id] = review
    by_revision = {review.revision_id: review for review in last.values()}
    keys = sorted(by_revision)
    found: list[JudgedText] = []
    for start in range(0, len(keys), _CHUNK):
        query = (
            select(Article, ArticleRevision, Source)
            .join(ArticleRevision, ArticleRevision.article_id == Article.id)
            .join(Source, Source.id == Article.source_id)
            .where(ArticleRevision.id.in_(keys[start : start + _CHUNK]))
        )
        for work in with_comments(session, query):
            verdict = by_revision[work.revision.id].value.get("verdict")
            article = work.article
            story = article.story_id or article.copy_of_id or article.id
            if verdict in ("relevant", "borderline", "not_relevant"):
                found.append(JudgedText(work, str(verdict), story))
    return sorted(found, key=lambda each: each.work.article.id)


#: revisions asked for in one statement
_CHUNK = 500
