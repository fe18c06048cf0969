"""Codebook versions, their codes, and what they found: annotations and relevance."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, primary_key


class Codebook(Base):
    """A version of a codebook that was used at least once."""

    __tablename__ = "codebooks"
    __table_args__ = (
        UniqueConstraint("name", "sha256"),
        {"comment": "Versions of codebooks that were used to tag"},
    )

    id: Mapped[int] = primary_key("Key of the codebook version")
    name: Mapped[str] = mapped_column(String(80), comment="Name of the codebook")
    number: Mapped[int] = mapped_column(comment="Number its authors gave this version")
    version: Mapped[str] = mapped_column(String(40), comment="Number and start of the content hash")
    sha256: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the content")
    first_used_at: Mapped[datetime] = mapped_column(comment="When it first tagged a text")


class Code(Base):
    """A code of a codebook version."""

    __tablename__ = "codes"
    __table_args__ = (
        UniqueConstraint("codebook_id", "kind", "code"),
        {"comment": "Codes of a codebook version, with the label people see"},
    )

    id: Mapped[int] = primary_key("Key of the code")
    codebook_id: Mapped[int] = mapped_column(ForeignKey("codebooks.id"), comment="Codebook version")
    kind: Mapped[str] = mapped_column(
        String(16), comment="entity, topic, designation, genre, person, quote"
    )
    code: Mapped[str] = mapped_column(String(80), comment="The code")
    label: Mapped[str] = mapped_column(Text, comment="Its label")


class Annotation(Base):
    """A tag with its evidence: these characters of this revision, by this rule."""

    __tablename__ = "annotations"
    __table_args__ = (
        # with what says whether a tag counts, so that counting reads no rows
        Index("ix_annotations_revision", "revision_id", "kind", "codebook_id", "origin"),
        Index(None, "kind", "code"),
        # all that counting speakers asks for
        Index(
            "ix_annotations_quotes",
            *("revision_id", "codebook_id", "origin", "status", "code"),
            sqlite_where=text("kind = 'quote'"),
            postgresql_where=text("kind = 'quote'"),
        ),
        # what people judged is a small part, and all that precision asks for
        Index(
            "ix_annotations_judged",
            "codebook_id",
            "kind",
            "code",
            "rule",
            "status",
            sqlite_where=text("reviewer_id IS NOT NULL"),
            postgresql_where=text("reviewer_id IS NOT NULL"),
        ),
        {"comment": "Tags with their evidence in a stored revision"},
    )

    id: Mapped[int] = primary_key("Key of the annotation")
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("article_revisions.id"), comment="Revision the offsets count in"
    )
    codebook_id: Mapped[int] = mapped_column(
        ForeignKey("codebooks.id"), comment="Codebook version that holds the code"
    )
    kind: Mapped[str] = mapped_column(
        String(16), comment="entity, topic, designation, genre, person, quote"
    )
    code: Mapped[str] = mapped_column(String(80), comment="The code")
    field: Mapped[str] = mapped_column(String(10), comment="title, text or comments")
    comment_position: Mapped[int | None] = mapped_column(
        comment="Which comment, from 0, when the field is comments"
    )
    start_offset: Mapped[int] = mapped_column(comment="First character, counting from 0")
    end_offset: Mapped[int] = mapped_column(comment="Character after the last")
    matched_text: Mapped[str] = mapped_column(Text, comment="Exactly these characters")
    rule: Mapped[str] = mapped_column(String(120), comment="Rule that fired")
    confidence: Mapped[float] = mapped_column(comment="0 to 1")
    flags: Mapped[list[str]] = mapped_column(
        Json, comment="Context: negated, attributed, historical, legal_footnote, caption, ..."
    )
    flags_text: Mapped[str] = mapped_column(
        Text, server_default="", comment="The flags joined by spaces, for reports"
    )
    attributed_to: Mapped[str | None] = mapped_column(
        String(80),
        comment="Code of the person or body whose words it stands in, where that can be told",
    )
    origin: Mapped[str] = mapped_column(String(8), comment="machine or human")
    status: Mapped[str] = mapped_column(String(12), comment="suggested, confirmed, rejected")
    reviewer_id: Mapped[int | None] = mapped_column(
        ForeignKey("reviewers.id"), comment="Reviewer, when a person decided"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When it was made")


class Coding(Base):
    """The relevance of a revision under a codebook version, with what contributed to it."""

    __tablename__ = "codings"
    __table_args__ = {"comment": "Relevance of a revision under a codebook version, explained"}

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("article_revisions.id"),
        primary_key=True,
        autoincrement=False,
        comment="Revision",
    )
    codebook_id: Mapped[int] = mapped_column(
        ForeignKey("codebooks.id"),
        primary_key=True,
        autoincrement=False,
        comment="Codebook version",
    )
    score: Mapped[float] = mapped_column(comment="Relevance, 0 to 1")
    verdict: Mapped[str] = mapped_column(
        String(16), comment="relevant, borderline, not_relevant: the machine's word"
    )
    contributions: Mapped[list[dict[str, Any]]] = mapped_column(
        Json, comment="What moved the score: name, weight, detail"
    )
    engine: Mapped[int] = mapped_column(
        server_default="1",
        comment="Version of the tagging engine that made it: rules of reading, not the "
        "codebook's content",
    )
    replaces_id: Mapped[int | None] = mapped_column(
        index=True,
        # no foreign key: SQLite can only add one by copying the table
        comment="Codebook version whose tags counted before, until retag has listed the change",
    )
    created_at: Mapped[datetime] = mapped_column(comment="When it was made")
