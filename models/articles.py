"""Articles, their revisions and the readers' comments under them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, primary_key

_WAITING = ("review_status", "verdict", "priority", "copy_of_id", "moment", "id")


class Article(Base):
    """A piece of coverage. What it said at a time is in its revisions."""

    __tablename__ = "articles"
    __table_args__ = (
        Index(None, "verdict", "review_status"),
        # the queue reads each of these from its end and stops after a page
        Index("ix_articles_queue", *_WAITING[:3], "id", "copy_of_id", "moment"),
        Index("ix_articles_newest", "review_status", "verdict", "moment", "id"),
        # with what counting them asks for, so that it reads no rows
        Index("ix_articles_language_queue", "language", *_WAITING),
        Index("ix_articles_source_queue", "source_id", *_WAITING),
        # what is tagged with little confidence is a small part, wherever it stands in the queue
        Index(None, "tag_confidence"),
        # all that counts by day, source, language and verdict needs: the rows are not read
        Index("ix_articles_counted", "day", "source_id", "language", "verdict", "copy_of_id", "id"),
        Index(
            "ix_articles_told",
            *("story_id", "source_id", "language", "published_at", "copy_of_id"),
            sqlite_where=text("story_id IS NOT NULL"),
            postgresql_where=text("story_id IS NOT NULL"),
        ),
        # so few that reports leave them out without looking at every article
        Index(
            "ix_articles_removed",
            "id",
            sqlite_where=text("removed_at IS NOT NULL"),
            postgresql_where=text("removed_at IS NOT NULL"),
        ),
        {"comment": "Pieces of coverage; what each said at a time is in its revisions"},
    )

    id: Mapped[int] = mapped_column(
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="Key derived from the canonical address (or text): the same everywhere",
    )
    identity: Mapped[str] = mapped_column(
        String(40), unique=True, comment="Hash of the canonical address, or of the text without one"
    )
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidates.id"), index=True, comment="Candidate it came from"
    )
    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id"), index=True, comment="Source that published it"
    )
    url: Mapped[str | None] = mapped_column(
        Text, comment="Canonical address; null for documents without one"
    )
    kind: Mapped[str] = mapped_column(String(20), comment="article, live_blog, document")
    first_seen_at: Mapped[datetime] = mapped_column(
        index=True, comment="First sighting of its candidate"
    )
    current_revision_id: Mapped[int | None] = mapped_column(
        # no foreign key: the two tables point at each other, which SQLite cannot alter
        comment="Latest revision; null when a person removed the article",
    )
    tagged_with: Mapped[int | None] = mapped_column(
        BigInteger,
        # no foreign key: SQLite can only add one by copying the table
        comment="Codebook version that its current revision was last tagged with",
    )
    copy_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id"), index=True, comment="Article whose text it repeats"
    )
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id"), comment="Story it tells")
    relevance: Mapped[float | None] = mapped_column(
        comment="0 to 1, of the current revision; null until tagged"
    )
    verdict: Mapped[str | None] = mapped_column(
        String(16), comment="relevant, borderline, not_relevant; a reviewer's word wins"
    )
    review_status: Mapped[str] = mapped_column(
        String(16),
        server_default="unreviewed",
        comment="unreviewed, reviewed, flagged, skipped; removed by a person",
    )
    version: Mapped[int] = mapped_column(
        server_default="0", comment="Counts people's decisions: who decides on an old one is told"
    )
    language: Mapped[str | None] = mapped_column(
        String(8), comment="Language of the current revision, or a reviewer's correction of it"
    )
    moment: Mapped[datetime | None] = mapped_column(
        index=True,
        comment="Corrected or read date of publication, else first sighting: orders the queue",
    )
    published_at: Mapped[datetime | None] = mapped_column(
        comment="Date of publication: a reviewer's correction, else that of the current revision"
    )
    day: Mapped[str | None] = mapped_column(
        String(10), comment="Day it counts on, YYYY-MM-DD: of publication, else of first sighting"
    )
    priority: Mapped[float] = mapped_column(
        server_default="0", comment="Place in the queue (models.queries.indexing); higher is sooner"
    )
    tag_confidence: Mapped[float | None] = mapped_column(
        comment="Confidence of its least certain topic; null without topics"
    )
    assignee_id: Mapped[int | None] = mapped_column(
        BigInteger,
        index=True,
        # no foreign key: SQLite can only add one by copying the table
        comment="Reviewer it is assigned to",
    )
    corrected_title: Mapped[str | None] = mapped_column(
        Text, comment="Title as a reviewer corrected it"
    )
    corrected_published_at: Mapped[datetime | None] = mapped_column(
        comment="Date of publication as a reviewer corrected it"
    )
    corrected_language: Mapped[str | None] = mapped_column(
        String(8), comment="Language as a reviewer corrected it"
    )
    removed_at: Mapped[datetime | None] = mapped_column(
        comment="When a person removed it: hidden everywhere, kept here; null otherwise"
    )
    gone_at: Mapped[datetime | None] = mapped_column(
        comment="Since when its page is known to be gone; null while it is there or unknown"
    )
    indexed_revision_id: Mapped[int | None] = mapped_column(
        index=True, comment="Revision that full-text search holds; other than current: pending"
    )


# tags that count are found by it without reading revisions
Index("ix_articles_current", Article.current_revision_id, Article.tagged_with)
# reports read newest first and stop after a screenful, with the undated at the end
Index("ix_articles_published", Article.published_at.desc().nulls_last(), Article.id)


class ArticleRevision(Base):
    """What an article said in one capture. Never changed once written."""

    __tablename__ = "article_revisions"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index(None, "text_sha256"),
        Index(None, "created_at"),
        # only what is pending stands in it, so marking a text as done costs no other index
        Index(
            "ix_article_revisions_uncompared",
            "id",
            sqlite_where=text("fingerprinted_at IS NULL"),
            postgresql_where=text("fingerprinted_at IS NULL"),
        ),
        Index(None, "tagged_with", "id"),
        {"comment": "What an article said in one capture: text, title, authors, date"},
    )

    id: Mapped[int] = primary_key("Key of the revision")
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), comment="Article")
    number: Mapped[int] = mapped_column(comment="1 for the first text seen, counting up")
    capture_id: Mapped[int] = mapped_column(
        ForeignKey("captures.id"), index=True, comment="Capture it was read from"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When it was read")
    title: Mapped[str] = mapped_column(Text, comment="Title")
    title_rule: Mapped[str] = mapped_column(
        String(60), server_default="", comment="Rule that read the title"
    )
    text: Mapped[str] = mapped_column(Text, comment="Body text; offsets of tags count in it")
    text_sha256: Mapped[str] = mapped_column(
        String(64), comment="SHA-256 of title and text as stored"
    )
    word_count: Mapped[int] = mapped_column(comment="Words of the text; characters for Chinese")
    authors: Mapped[list[str]] = mapped_column(Json, comment="People named as authors")
    byline: Mapped[str] = mapped_column(
        Text, server_default="", comment="Authors joined by semicolons, for reports"
    )
    agencies: Mapped[list[str]] = mapped_column(
        Json, comment="Wire agencies credited in the byline or dateline"
    )
    site_name: Mapped[str | None] = mapped_column(Text, comment="The site's name for itself")
    section: Mapped[str | None] = mapped_column(Text, comment="Section of the site")
    language: Mapped[str] = mapped_column(
        String(8), comment="Language of the body, ISO 639-1; und when it cannot be told"
    )
    language_confidence: Mapped[float] = mapped_column(comment="0 to 1")
    published_at: Mapped[datetime | None] = mapped_column(
        index=True, comment="When it was published, UTC; null when no date could be believed"
    )
    published_rule: Mapped[str | None] = mapped_column(
        String(60), comment="Rule that read the date: jsonld, meta, time, byline, url, feed, ..."
    )
    published_raw: Mapped[str | None] = mapped_column(
        Text, comment="The raw string the date was read from"
    )
    published_precision: Mapped[str | None] = mapped_column(
        String(10), comment="second, minute, day, month or year"
    )
    published_day: Mapped[str | None] = mapped_column(
        String(10),
        comment="Day it counts on, YYYY-MM-DD: in UTC, or as printed without a time",
    )
    published_zone: Mapped[str | None] = mapped_column(
        String(64), comment="How the zone was known: explicit, a zone name, assumed-utc"
    )
    date_candidates: Mapped[list[dict[str, Any]]] = mapped_column(
        Json, comment="Dates that lost or were refused: value, rule, raw, precision, reason"
    )
    extractor: Mapped[str] = mapped_column(
        String(60), server_default="", comment="Engine and setting that gave the text"
    )
    flags: Mapped[list[str]] = mapped_column(Json, comment="Remarks of the reader of the page")
    boilerplate: Mapped[list[list[int]] | None] = mapped_column(
        Json, comment="Ranges of the text that its source repeats: [start, end), left out of tags"
    )
    entries: Mapped[list[dict[str, Any]] | None] = mapped_column(
        Json, comment="Entries of a live blog: title, time, and their range of the text"
    )
    fingerprinted_at: Mapped[datetime | None] = mapped_column(
        comment="When echo detection was done; null means pending"
    )
    tagged_with: Mapped[int | None] = mapped_column(
        ForeignKey("codebooks.id"), comment="Codebook version it was last tagged with"
    )


class Comment(Base):
    """A reader's comment under an article: kept apart, never part of the text."""

    __tablename__ = "comments"
    __table_args__ = (
        UniqueConstraint("revision_id", "position"),
        {"comment": "Readers' comments, apart from the text"},
    )

    id: Mapped[int] = primary_key("Key of the comment")
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("article_revisions.id"), comment="Revision it stood under"
    )
    position: Mapped[int] = mapped_column(comment="Place among the comments, from 0")
    author: Mapped[str | None] = mapped_column(Text, comment="Name it was signed with")
    text: Mapped[str] = mapped_column(Text, comment="The comment")
    published_raw: Mapped[str | None] = mapped_column(Text, comment="Its date as written")
    status: Mapped[str] = mapped_column(
        String(12),
        comment="found (marked up) or suggested (guessed in the text, still in it)",
    )
