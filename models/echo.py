"""Echo: fingerprints, the index of shingles, links between articles, stories."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
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
    common phrase.
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
        ForeignKey("articles.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
        comment="Article whose current text holds it",
    )
    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id"), comment="Source of the article"
    )


class Relation(Base):
    """A link between two articles. Echo is linked, never deleted."""

    __tablename__ = "relations"
    __table_args__ = (
        UniqueConstraint("article_id", "other_article_id", "kind"),
        Index(None, "other_article_id"),
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
    similarity: Mapped[float] = mapped_column(comment="Jaccard resemblance of shingles, 0 to 1")
    containment: Mapped[float] = mapped_column(
        comment="Share of the shorter text's shingles found in the longer, 0 to 1"
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
        comment="Key: that of the article the story began with",
    )
    title: Mapped[str] = mapped_column(Text, comment="Title of the original")
    original_id: Mapped[int] = mapped_column(
        BigInteger, index=True, comment="Article taken as the original"
    )
    reasons: Mapped[list[str]] = mapped_column(Json, comment="Why this one is the original")
    created_at: Mapped[datetime] = mapped_column(comment="When the story was first seen")
    updated_at: Mapped[datetime] = mapped_column(comment="When its members last changed")
