"""Everything the review desk shows of one article."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, union
from sqlalchemy.orm import Session, aliased

from models.accounts import Presence
from models.articles import Article, ArticleRevision, Comment
from models.candidates import Candidate
from models.captures import Capture
from models.coding import Annotation, Code, Codebook, Coding
from models.echo import Relation, Story
from models.reviews import Review, Reviewer, SecondReview
from models.sources import Source

#: links and places shown
MOST_LINKS = 60


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag with its label, the codebook that made it, and who decided on it."""

    tag: Annotation
    label: str | None
    codebook: str
    reviewer: str | None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link to another article. ``ours_is_later`` says which of the two repeats."""

    relation: Relation
    other_id: int
    title: str
    source: str
    language: str
    moment: datetime | None
    ours_is_later: bool
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A decision on the article."""

    review: Review
    reviewer: str
    revision: int


@dataclass(frozen=True, slots=True)
class Place:
    """An article that tells the same story."""

    article_id: int
    title: str
    source: str
    country: str | None
    language: str | None
    moment: datetime | None


@dataclass(frozen=True, slots=True)
class Around:
    """Which of the rarer things there are: each is a question of its own to the database."""

    revisions: bool
    comments: bool
    links: bool
    history: bool
    seconds: bool
    present: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article as one revision shows it."""

    article: Article
    revision: ArticleRevision
    source: Source
    candidate: Candidate
    capture: Capture
    revisions: Sequence[tuple[int, datetime, int]]
    comments: Sequence[Comment]
    tags: Sequence[TagRow]
    coding: Coding | None
    links: Sequence[LinkRow]
    story: Story | None
    places: Sequence[Place]
    history: Sequence[HistoryRow]
    assignee: str | None
    around: Around


def article_page(
    session: Session, article_id: int, number: int | None = None
) -> ArticlePage | None:
    """An article with everything around it; ``number`` asks for an older revision."""
    which = (
        ArticleRevision.id == Article.current_revision_id
        if number is None
        else and_(ArticleRevision.article_id == Article.id, ArticleRevision.number == number)
    )
    row = session.execute(
        select(
            Article,
            ArticleRevision,
            Capture,
            Source,
            Candidate,
            Coding,
            Story,
            Reviewer.name,
            *(exists().where(condition).label(name) for name, condition in _AROUND.items()),
        )
        .join(ArticleRevision, which)
        .join(Capture, Capture.id == ArticleRevision.capture_id)
        .join(Source, Source.id == Article.source_id)
        .join(Candidate, Candidate.id == Article.candidate_id)
        .outerjoin(
            Coding,
            and_(
                Coding.revision_id == ArticleRevision.id,
                Coding.codebook_id == ArticleRevision.tagged_with,
            ),
        )
        .outerjoin(Story, Story.id == Article.story_id)
        .outerjoin(Reviewer, Reviewer.id == Article.assignee_id)
        .where(Article.id == article_id)
    ).first()
    if row is None:
        return None
    article, revision, capture, source, candidate, coding, story, assignee = row[:8]
    around = Around(*map(bool, row[8:]))
    return ArticlePage(
        article=article,
        revision=revision,
        source=source,
        candidate=candidate,
        capture=capture,
        revisions=_revisions(session, article)
        if around.revisions
        else [(revision.number, revision.created_at, revision.word_count)],
        comments=_comments(session, revision) if around.comments else [],
        tags=_tags(session, revision),
        coding=coding,
        links=_links(session, article.id) if around.links else [],
        story=story,
        places=_places(session, article) if story is not None else (),
        history=_history(session, article.id) if around.history else [],
        assignee=assignee,
        around=around,
    )


_earlier = aliased(ArticleRevision)
#: what most articles do not have is asked for only where it is, in the order of ``Around``
_AROUND: dict[str, ColumnElement[bool]] = {
    "revisions": and_(_earlier.article_id == Article.id, _earlier.id != ArticleRevision.id),
    "comments": Comment.revision_id == ArticleRevision.id,
    "links": or_(Relation.article_id == Article.id, Relation.other_article_id == Article.id),
    "history": Review.article_id == Article.id,
    "seconds": and_(SecondReview.article_id == Article.id, SecondReview.state == "open"),
    "present": Presence.article_id == Article.id,
}


def _revisions(session: Session, article: Article) -> list[tuple[int, datetime, int]]:
    rows = session.execute(
        select(ArticleRevision.number, ArticleRevision.created_at, ArticleRevision.word_count)
        .where(ArticleRevision.article_id == article.id)
        .order_by(ArticleRevision.number)
    )
    return [(row.number, row.created_at, row.word_count) for row in rows]


def _comments(session: Session, revision: ArticleRevision) -> list[Comment]:
    return list(
        session.scalars(
            select(Comment).where(Comment.revision_id == revision.id).order_by(Comment.position)
        )
    )


def revision_text(session: Session, article_id: int, number: int) -> tuple[str, str] | None:
    """Title and text of a revision."""
    row = session.execute(
        select(ArticleRevision.title, ArticleRevision.text).where(
            ArticleRevision.article_id == article_id, ArticleRevision.number == number
        )
    ).first()
    return (row.title, row.text) if row else None


def others_present(
    session: Session, article_id: int, reviewer_id: int, since: datetime
) -> list[str]:
    """Who else has the article open."""
    return list(
        session.scalars(
            select(Reviewer.name)
            .join(Presence, Presence.reviewer_id == Reviewer.id)
            .where(
                Presence.article_id == article_id,
                Presence.reviewer_id != reviewer_id,
                Presence.seen_at > since,
            )
            .order_by(Reviewer.name)
        )
    )


def _tags(session: Session, revision: ArticleRevision) -> list[TagRow]:
    rows = session.execute(
        select(Annotation, Code.label, Codebook.version, Reviewer.name)
        .join(Codebook, Codebook.id == Annotation.codebook_id)
        .outerjoin(
            Code,
            and_(
                Code.codebook_id == Annotation.codebook_id,
                Code.kind == Annotation.kind,
                Code.code == Annotation.code,
            ),
        )
        .outerjoin(Reviewer, Reviewer.id == Annotation.reviewer_id)
        .where(
            Annotation.revision_id == revision.id,
            or_(
                Annotation.origin == "human",
                Annotation.codebook_id == revision.tagged_with,
            ),
        )
        .order_by(Annotation.kind, Annotation.code, Annotation.start_offset, Annotation.id)
    )
    return [TagRow(*row) for row in rows]


def _links(session: Session, article_id: int) -> list[LinkRow]:
    other = case(
        (Relation.article_id == article_id, Relation.other_article_id),
        else_=Relation.article_id,
    )
    # two lookups in two indexes instead of one OR that uses neither
    keys = union(
        *(
            select(Relation.id)
            .where(side == article_id)
            .order_by(Relation.id)
            .limit(MOST_LINKS)
            .subquery()
            .select()
            for side in (Relation.article_id, Relation.other_article_id)
        )
    )
    rows = session.execute(
        select(
            Relation,
            other,
            ArticleRevision.title,
            Source.name,
            ArticleRevision.language,
            Article.moment,
            Reviewer.name,
        )
        .join(Article, Article.id == other)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Source, Source.id == Article.source_id)
        .outerjoin(Reviewer, Reviewer.id == Relation.decided_by)
        .where(Relation.id.in_(keys))
        .order_by(Relation.similarity.desc(), Relation.id)
        .limit(MOST_LINKS)
    )
    return [
        LinkRow(link, key, title, source, language, moment, link.article_id == article_id, person)
        for link, key, title, source, language, moment, person in rows
    ]


def _places(session: Session, article: Article) -> list[Place]:
    rows = session.execute(
        select(
            Article.id,
            ArticleRevision.title,
            Source.name,
            Source.country,
            Article.language,
            Article.moment,
        )
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Source, Source.id == Article.source_id)
        .where(Article.story_id == article.story_id)
        .order_by(Article.moment, Article.id)
        .limit(MOST_LINKS)
    )
    return [Place(*row) for row in rows]


def _history(session: Session, article_id: int) -> list[HistoryRow]:
    rows = session.execute(
        select(Review, Reviewer.name, ArticleRevision.number)
        .join(Reviewer, Reviewer.id == Review.reviewer_id)
        .join(ArticleRevision, ArticleRevision.id == Review.revision_id)
        .where(Review.article_id == article_id)
        .order_by(Review.id.desc())
        .limit(200)
    )
    return [HistoryRow(*row) for row in rows]
