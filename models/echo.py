"""Echo: fingerprints, the index of shingles, links between articles, stories and their index."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, primary_key


class Fingerprint(Base):
    """Compact sketch of an article's current text."""

    __tablename__ = "fingerprints"
    __table_args__ = {"comment": "Compact sketches of the current texts, for finding copies"}

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id"), primary_key=True, autoincrement=False, comment="Article"
    )
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("article_revisions.id"), index=True, comment="Revision it was made from"
    )
    version: Mapped[int] = mapped_column(comment="Version of the fingerprint's method")
    normalized_sha256: Mapped[str] = mapped_column(
        String(64), index=True, comment="SHA-256 of the folded text: equal for exact copies"
    )
    shingle_count: Mapped[int] = mapped_column(comment="Distinct shingles of the text")
    sketch: Mapped[bytes] = mapped_column(
        comment="The fingerprint, packed (analysis.echo.fingerprint)"
    )
    day: Mapped[int] = mapped_column(
        comment="Day of publication or first sighting, counted from 1970-01-01"
    )


class Shingle(Base):
    """Inverted index from sampled shingles to articles.

    The key begins with hash and day, so that the window in time bounds what is read of a
    common phrase. Nothing but the key is indexed and nothing is checked against other tables:
    an article has some fifty rows here, and its fingerprint says which.
    """

    __tablename__ = "shingles"
    __table_args__ = {
        "comment": "Inverted index from sampled shingle hashes to articles",
        "sqlite_with_rowid": False,
    }

    hash: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="Hash of the shingle"
    )
    day: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Day of the article, as in fingerprints"
    )
    article_id: Mapped[int] = mapped_column(
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="Article whose current text holds it",
    )
    source_id: Mapped[int] = mapped_column(BigInteger, comment="Source of the article")


class Relation(Base):
    """A link between two articles. Echo is linked, never deleted."""

    __tablename__ = "relations"
    __table_args__ = (
        UniqueConstraint("article_id", "other_article_id", "kind"),
        Index(None, "other_article_id"),
        # the list of suggestions is read from its end, a page at a time
        Index(
            "ix_relations_suggested",
            "similarity",
            "id",
            sqlite_where=text("status = 'suggested'"),
            postgresql_where=text("status = 'suggested'"),
        ),
        {"comment": "Links between articles: copies, excerpts, quotations, stories"},
    )

    id: Mapped[int] = primary_key("Key of the link")
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id"), comment="The later or repeating article"
    )
    other_article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id"), comment="The earlier or repeated article"
    )
    kind: Mapped[str] = mapped_column(
        String(16), comment="exact, near, excerpt, quotes_from, translation, same_story"
    )
    similarity: Mapped[float] = mapped_column(
        comment="Copies: Jaccard resemblance of shingles; stories: strength of evidence; 0 to 1"
    )
    containment: Mapped[float] = mapped_column(
        comment="Copies: share of the shorter text's shingles in the longer; stories: share of "
        "entities and figures in the same order; 0 to 1"
    )
    status: Mapped[str] = mapped_column(String(12), comment="suggested, confirmed, rejected")
    origin: Mapped[str] = mapped_column(String(8), comment="machine or human")
    decided_by: Mapped[int | None] = mapped_column(
        ForeignKey("reviewers.id"), comment="Reviewer, when a person decided"
    )
    reasons: Mapped[list[str]] = mapped_column(Json, comment="Why, as sentences")
    created_at: Mapped[datetime] = mapped_column(comment="When the link was made")
    updated_at: Mapped[datetime] = mapped_column(comment="When it was last decided on")


class Story(Base):
    """One event or text and all the articles that tell it."""

    __tablename__ = "stories"
    __table_args__ = {"comment": "Stories: one event or text with all its places"}

    id: Mapped[int] = mapped_column(
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="Key: that of one of the articles the story began with",
    )
    title: Mapped[str] = mapped_column(Text, comment="Title of the original")
    original_id: Mapped[int] = mapped_column(
        BigInteger, index=True, comment="Article taken as the original"
    )
    reasons: Mapped[list[str]] = mapped_column(Json, comment="Why this one is the original")
    created_at: Mapped[datetime] = mapped_column(comment="When the story was first seen")
    updated_at: Mapped[datetime] = mapped_column(comment="When its members last changed")


class ArticlePlace(Base):
    """History of where an article stands in the echo: a row whenever that changes."""

    __tablename__ = "article_places"
    __table_args__ = (
        Index(None, "article_id", "id"),
        {"comment": "History of what articles repeat and which story they tell"},
    )

    id: Mapped[int] = primary_key("Key of the change")
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), comment="Article")
    copy_of_id: Mapped[int | None] = mapped_column(
        # no foreign keys: the history outlives what it points at
        BigInteger,
        comment="Article whose text it repeated from then on",
    )
    story_id: Mapped[int | None] = mapped_column(BigInteger, comment="Story it told from then on")
    at: Mapped[datetime] = mapped_column(comment="When")


class StoryChange(Base):
    """History of stories: one line for each thing that happened to one."""

    __tablename__ = "story_changes"
    __table_args__ = {"comment": "History of stories: began, grew, merged, split, ended"}

    id: Mapped[int] = primary_key("Key of the change")
    story_id: Mapped[int] = mapped_column(
        BigInteger,
        index=True,
        # no foreign key: the history outlives the story
        comment="Story it happened to, which may have ended since",
    )
    what: Mapped[str] = mapped_column(
        String(8), comment="began, grew, shrank, merged, split, ended"
    )
    other_story_id: Mapped[int | None] = mapped_column(
        BigInteger, comment="Story it was merged with or split from"
    )
    at: Mapped[datetime] = mapped_column(comment="When")
    review_id: Mapped[int | None] = mapped_column(
        BigInteger,
        # no foreign key: SQLite can only add one by copying the table
        comment="Decision of a person that it came from; null for the machine's",
    )


class StoryPin(Base):
    """A person's word that an article belongs to a story.

    The latest row of an article holds; one without a story says that it is free again. Only
    taking back a decision removes its rows; the history of decisions is in ``reviews``.
    """

    __tablename__ = "story_pins"
    __table_args__ = (
        Index(None, "article_id", "id"),
        {"comment": "What people pinned to which story; the latest row of an article holds"},
    )

    id: Mapped[int] = primary_key("Key of the pin; later ones are greater")
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), comment="Article")
    story_id: Mapped[int | None] = mapped_column(
        BigInteger,
        index=True,
        # no foreign key: a pin outlives a story that is empty for a while
        comment="Story it is pinned to; null when the pin was taken away",
    )
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("reviewers.id"), comment="Who said so")
    at: Mapped[datetime] = mapped_column(comment="When")


class StorySketch(Base):
    """What of an article is independent of its language, for finding reports of one event.

    It is also the mark that the article was compared: at which revision, tagged with which
    codebook, after how many decisions of people.
    """

    __tablename__ = "story_sketches"
    __table_args__ = {
        "comment": "Features of relevant originals for finding reports of one event; the mark "
        "that they were compared"
    }

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id"), primary_key=True, autoincrement=False, comment="Article"
    )
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("article_revisions.id"), index=True, comment="Revision it was made from"
    )
    codebook_id: Mapped[int] = mapped_column(
        ForeignKey("codebooks.id"), comment="Codebook version whose tags it was made from"
    )
    method: Mapped[int] = mapped_column(comment="Version of the method")
    decisions: Mapped[int] = mapped_column(
        comment="articles.version it was made at: a person's decision makes it pending"
    )
    told_at: Mapped[datetime] = mapped_column(
        comment="When the article was out: published, else first seen; end of the day when only "
        "the day is known"
    )
    day: Mapped[int] = mapped_column(index=True, comment="Day of told_at, counted from 1970-01-01")
    features: Mapped[dict[str, Any]] = mapped_column(
        Json, comment="Language, entities, figures, days, topics and their order"
    )


class StoryKey(Base):
    """Inverted index from what can name an event to articles.

    The key begins with key and day, so that the window in time bounds what is read of a pair of
    entities that everybody names.
    """

    __tablename__ = "story_keys"
    __table_args__ = {
        "comment": "Inverted index from pairs of entities, figures and entities to articles",
        "sqlite_with_rowid": False,
    }

    key: Mapped[str] = mapped_column(
        String(170),
        primary_key=True,
        comment="code+code of two entities, #figure, or =code of one entity, for counting",
    )
    day: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Day of the article, as in story_sketches"
    )
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
        comment="Article that holds it",
    )
