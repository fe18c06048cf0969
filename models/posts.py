"""Posts of channels that number them: how far the numbers were read, and which are missing."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, primary_key


class PostSpan(Base):
    """Lowest and highest number of a post that a channel has shown us."""

    __tablename__ = "post_spans"
    __table_args__ = {"comment": "How far the numbered posts of a channel were read"}

    channel_id: Mapped[int] = mapped_column(
        ForeignKey("channels.id"), primary_key=True, autoincrement=False, comment="Channel"
    )
    first_id: Mapped[int] = mapped_column(BigInteger, comment="Lowest number seen")
    last_id: Mapped[int] = mapped_column(BigInteger, comment="Highest number seen")


class PostGap(Base):
    """A range of numbers of posts that we do not have: possible loss, told and not hidden."""

    __tablename__ = "post_gaps"
    __table_args__ = (
        Index(None, "channel_id", "kind", "closed_at"),
        {"comment": "Numbers of posts that are missing: not read yet, or not shown by the channel"},
    )

    id: Mapped[int] = primary_key("Key of the gap")
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), comment="Channel")
    first_id: Mapped[int] = mapped_column(BigInteger, comment="First missing number")
    last_id: Mapped[int] = mapped_column(BigInteger, comment="Last missing number")
    kind: Mapped[str] = mapped_column(
        String(12),
        comment="not_read: between two pages that were read; not_shown: within one, so deleted "
        "before we looked, or never shown",
    )
    noticed_at: Mapped[datetime] = mapped_column(comment="When it was noticed")
    closed_at: Mapped[datetime | None] = mapped_column(
        comment="When a gap that was not read was read after all; null while it is open"
    )
