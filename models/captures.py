"""Captures: one answer to one request, with headers, and where its bytes are kept."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, primary_key


class Capture(Base):
    """The evidence an article stands on: what was asked for and what came back.

    The body is kept content-addressed under ``SALANG_HOME/pages`` (see ``models.pages``); a
    row exists only after its bytes are on disk, and stays when the policy of retention lets
    them go (``models.queries.retention``).
    """

    __tablename__ = "captures"
    __table_args__ = (
        Index(None, "candidate_id", "fetched_at"),
        Index(None, "outcome"),
        {"comment": "Answers to page requests: headers, status, hash and place of the bytes"},
    )

    id: Mapped[int] = primary_key("Key of the capture")
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidates.id"), comment="Candidate it answers"
    )
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"), comment="Run that fetched it")
    url: Mapped[str] = mapped_column(Text, comment="Address asked for")
    final_url: Mapped[str] = mapped_column(Text, comment="Address after redirects")
    origin_url: Mapped[str | None] = mapped_column(
        Text,
        comment="Where the bytes were taken from, when not from the address itself: an archive's "
        "copy, the preview of a channel",
    )
    part_sha256: Mapped[str | None] = mapped_column(
        String(64),
        comment="For a part of a larger body, as a post of a preview: SHA-256 of its own text",
    )
    status: Mapped[int] = mapped_column(comment="HTTP status; 200 for imported files")
    headers: Mapped[list[list[str]]] = mapped_column(
        Json, comment="Response headers in order, as [name, value] pairs"
    )
    content_type: Mapped[str | None] = mapped_column(Text, comment="Content-Type header")
    sha256: Mapped[str] = mapped_column(
        String(64), index=True, comment="SHA-256 of the body: its name in the page store"
    )
    size: Mapped[int] = mapped_column(comment="Size of the body in bytes")
    fetched_at: Mapped[datetime] = mapped_column(
        comment="When the answer was complete; for an archive's copy, when the archive took it"
    )
    outcome: Mapped[str] = mapped_column(
        String(24), comment="pending until it was read, then the fate it led to"
    )
    read_at: Mapped[datetime | None] = mapped_column(comment="When it was read")
    pruned_at: Mapped[datetime | None] = mapped_column(
        comment="When its bytes were let go by the retention policy; null while they are kept"
    )


def bytes_gone(capture: Capture) -> str:
    """Why the bytes of a capture cannot be had, in a clause; empty while they are kept."""
    if capture.pruned_at is None:
        return ""
    return f"its bytes were let go on {capture.pruned_at:%Y-%m-%d} by the policy of retention"
