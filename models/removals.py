"""Removals: what people took out, who, why and when. Tombstones: it does not come back."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, primary_key


class Removal(Base):
    """One decision of a person to remove a candidate, or to restore it. Never changed."""

    __tablename__ = "removals"
    __table_args__ = (
        Index(None, "candidate_id", "id"),
        {"comment": "Append-only log of what people removed and restored; the latest row holds"},
    )

    id: Mapped[int] = primary_key("Key of the decision")
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidates.id"), comment="Candidate that was removed or restored"
    )
    article_id: Mapped[int | None] = mapped_column(
        BigInteger, comment="Article it was then, if any"
    )
    action: Mapped[str] = mapped_column(String(10), comment="removed or restored")
    author: Mapped[str] = mapped_column(String(80), comment="Who decided, by name")
    reason: Mapped[str] = mapped_column(Text, comment="Why, in that person's words")
    at: Mapped[datetime] = mapped_column(comment="When")
    fate_before: Mapped[str] = mapped_column(
        String(24), comment="Fate of the candidate before the decision"
    )
    status_before: Mapped[str | None] = mapped_column(
        String(16), comment="Review status of the article before the decision"
    )
