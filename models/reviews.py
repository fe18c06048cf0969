"""Reviewers, their decisions (append-only) and blind second reviews."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, primary_key


class Reviewer(Base):
    """A person who decides."""

    __tablename__ = "reviewers"
    __table_args__ = {"comment": "People who review"}

    id: Mapped[int] = primary_key("Key of the reviewer")
    name: Mapped[str] = mapped_column(String(80), unique=True, comment="Name used to sign in")
    role: Mapped[str] = mapped_column(String(12), comment="reader, reviewer, lead, admin")
    active: Mapped[bool] = mapped_column(
        server_default=true(), comment="Whether the person may sign in"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When the person was added")
    password_hash: Mapped[str | None] = mapped_column(
        Text, comment="Argon2id hash; null means the person cannot sign in"
    )


class Review(Base):
    """One decision of one person. Rows are added, never changed."""

    __tablename__ = "reviews"
    __table_args__ = (
        Index(None, "article_id", "at"),
        Index(None, "at"),
        # a browser that sends a decision twice, after a lost answer, is answered once
        Index(None, "reviewer_id", "request_key", unique=True),
        {"comment": "Decisions of reviewers; append-only"},
    )

    id: Mapped[int] = primary_key("Key of the decision")
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), comment="Article")
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("article_revisions.id"), comment="Revision the person saw"
    )
    reviewer_id: Mapped[int] = mapped_column(
        ForeignKey("reviewers.id"), index=True, comment="Who decided"
    )
    action: Mapped[str] = mapped_column(
        String(24),
        comment="verdict, confirm_tag, reject_tag, add_tag, fix_date, fix_title, link, ...",
    )
    value: Mapped[dict[str, Any]] = mapped_column(Json, comment="What was decided")
    note: Mapped[str] = mapped_column(Text, server_default="", comment="The person's remark")
    at: Mapped[datetime] = mapped_column(comment="When")
    undoes_id: Mapped[int | None] = mapped_column(
        BigInteger,
        index=True,
        # no foreign key: SQLite can only add one by copying the table
        comment="For undo: the decision that was taken back",
    )
    request_key: Mapped[str | None] = mapped_column(
        String(40), comment="Key the browser gave the request, so that repeating it adds nothing"
    )


class SecondReview(Base):
    """An article that a second person judges without seeing the first judgement."""

    __tablename__ = "second_reviews"
    __table_args__ = (
        Index(None, "state", "reviewer_id"),
        Index(None, "article_id"),
        {"comment": "Blind second reviews, and what came of them"},
    )

    id: Mapped[int] = primary_key("Key of the second review")
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), comment="Article")
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("article_revisions.id"), comment="Revision that was judged"
    )
    reason: Mapped[str] = mapped_column(
        String(16), comment="share (drawn by chance), flag (asked for), rejected (machine said no)"
    )
    first_reviewer_id: Mapped[int | None] = mapped_column(
        ForeignKey("reviewers.id"), comment="First judge; null when that was the machine"
    )
    first_verdict: Mapped[str | None] = mapped_column(String(16), comment="First verdict")
    reviewer_id: Mapped[int | None] = mapped_column(
        ForeignKey("reviewers.id"), comment="Second judge; null until somebody takes it"
    )
    verdict: Mapped[str | None] = mapped_column(String(16), comment="Second verdict")
    state: Mapped[str] = mapped_column(
        String(12), comment="open, agreed, disagreed (waits for a lead), resolved, cancelled"
    )
    resolved_by: Mapped[int | None] = mapped_column(
        ForeignKey("reviewers.id"), comment="Lead who decided"
    )
    resolution: Mapped[str | None] = mapped_column(String(16), comment="The lead's verdict")
    created_at: Mapped[datetime] = mapped_column(comment="When it was asked for")
    decided_at: Mapped[datetime | None] = mapped_column(comment="When the second judge decided")
    resolved_at: Mapped[datetime | None] = mapped_column(comment="When the lead decided")
