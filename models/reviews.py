"""Reviewers and their decisions: append-only."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, true
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


class Review(Base):
    """One decision of one person. Rows are added, never changed."""

    __tablename__ = "reviews"
    __table_args__ = (
        Index(None, "article_id", "at"),
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
