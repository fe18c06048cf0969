"""Digests that were made, and to whom they were sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, primary_key


class Digest(Base):
    """The brief of one day or week. Made once; what it said stays as it was said."""

    __tablename__ = "digests"
    __table_args__ = (
        UniqueConstraint("period", "starts_at"),
        {"comment": "Briefs of a day or a week, as they were made"},
    )

    id: Mapped[int] = primary_key("Key of the digest")
    period: Mapped[str] = mapped_column(String(8), comment="day or week")
    starts_at: Mapped[datetime] = mapped_column(comment="Begin of the time it is about")
    ends_at: Mapped[datetime] = mapped_column(comment="End of it, excluded")
    made_at: Mapped[datetime] = mapped_column(comment="When it was made")
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"), comment="Run that made it")
    content: Mapped[dict[str, Any]] = mapped_column(
        Json, comment="What it says: stories, actors, designations, edits, sources"
    )
    empty: Mapped[bool] = mapped_column(comment="Whether there was nothing to say")


class DigestDelivery(Base):
    """A digest on its way to one address."""

    __tablename__ = "digest_deliveries"
    __table_args__ = (
        UniqueConstraint("digest_id", "recipient"),
        Index(None, "state", "next_attempt_at"),
        {"comment": "Digests on their way by mail: each address once"},
    )

    id: Mapped[int] = primary_key("Key of the delivery")
    digest_id: Mapped[int] = mapped_column(ForeignKey("digests.id"), comment="Digest")
    recipient: Mapped[str] = mapped_column(String(320), comment="Mail address")
    state: Mapped[str] = mapped_column(String(8), comment="pending, sent or failed (given up)")
    attempts: Mapped[int] = mapped_column(server_default="0", comment="Times it was tried")
    next_attempt_at: Mapped[datetime] = mapped_column(comment="When it is tried next")
    sent_at: Mapped[datetime | None] = mapped_column(comment="When the mail server took it")
    error: Mapped[str] = mapped_column(
        Text, server_default="", comment="Why the last try failed, in one sentence"
    )
