"""Sources, their channels, the state of polling and the append-only poll log."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Json, primary_key


class Source(Base):
    """An outlet or body whose coverage is watched."""

    __tablename__ = "sources"
    __table_args__ = {"comment": "Outlets and bodies whose coverage is watched, from the catalogue"}

    id: Mapped[int] = primary_key("Key of the source")
    slug: Mapped[str] = mapped_column(
        String(80), unique=True, comment="Short name: the catalogue's file name without ending"
    )
    name: Mapped[str] = mapped_column(String(200), comment="The outlet's own name")
    home: Mapped[str | None] = mapped_column(Text, comment="Home page")
    country: Mapped[str | None] = mapped_column(
        String(2), comment="Country of the newsroom, ISO 3166-1 alpha-2"
    )
    ownership: Mapped[str] = mapped_column(
        String(40), comment="Who owns it: state_agency, private, exile, public_broadcaster, ..."
    )
    languages: Mapped[list[str]] = mapped_column(
        Json, comment="Languages it publishes in, ISO 639-1"
    )
    timezone: Mapped[str | None] = mapped_column(
        String(64), comment="IANA zone of times printed without one"
    )
    specification: Mapped[dict[str, Any]] = mapped_column(
        Json, comment="The catalogue entry as last loaded: politeness, expectations, selectors"
    )
    active: Mapped[bool] = mapped_column(
        server_default=true(), comment="Whether the source is polled"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When the source was first loaded")
    updated_at: Mapped[datetime] = mapped_column(comment="When the catalogue entry last changed")

    channels: Mapped[list["Channel"]] = relationship(back_populates="source")


class Channel(Base):
    """One way in to a source: a feed, a sitemap, a section page, imported files."""

    __tablename__ = "channels"
    __table_args__ = (
        UniqueConstraint("source_id", "kind", "url"),
        {"comment": "Ways in to a source: feeds, sitemaps, section pages, imports"},
    )

    id: Mapped[int] = primary_key("Key of the channel")
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), comment="Source it belongs to")
    kind: Mapped[str] = mapped_column(
        String(20), comment="feed, sitemap, section, import, ... : the spider that reads it"
    )
    url: Mapped[str] = mapped_column(Text, comment="Address that is polled; for imports, a label")
    active: Mapped[bool] = mapped_column(
        server_default=true(), comment="Whether it is still in the catalogue and polled"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When the channel was first loaded")

    source: Mapped[Source] = relationship(back_populates="channels")


class ChannelDocument(Base):
    """Polling state of one document of a channel.

    A feed has one document; a sitemap channel has one for the index and one for each child.
    """

    __tablename__ = "channel_documents"
    __table_args__ = (
        UniqueConstraint("channel_id", "url"),
        {"comment": "Polling state of each document of a channel (a sitemap index has several)"},
    )

    id: Mapped[int] = primary_key("Key of the document")
    channel_id: Mapped[int] = mapped_column(
        ForeignKey("channels.id"), comment="Channel it belongs to"
    )
    url: Mapped[str] = mapped_column(Text, comment="Address of the document")
    etag: Mapped[str | None] = mapped_column(
        Text, comment="ETag of the last full answer, sent back as If-None-Match"
    )
    last_modified: Mapped[str | None] = mapped_column(
        Text, comment="Last-Modified of the last full answer, sent back as If-Modified-Since"
    )
    body_sha256: Mapped[str | None] = mapped_column(
        String(64), comment="SHA-256 of the last body: equal bodies are not read again"
    )
    polled_at: Mapped[datetime | None] = mapped_column(comment="When it was last asked for")
    changed_at: Mapped[datetime | None] = mapped_column(comment="When its body last changed")
    next_poll_at: Mapped[datetime | None] = mapped_column(
        comment="Not asked for again before this time, unless a run says so"
    )
    failures: Mapped[float] = mapped_column(
        server_default="0", comment="Weight of failures in a row; 0 after a good answer"
    )
    interval_seconds: Mapped[float | None] = mapped_column(
        comment="Time between two polls as learned from its new items; null before a first answer"
    )
    wishes: Mapped[dict[str, Any] | None] = mapped_column(
        Json, comment="What it says of its own rhythm: ttl or updatePeriod, hours and days to skip"
    )
    not_modified: Mapped[int] = mapped_column(
        server_default="0", comment="Answers 'not modified' (304) since the last full answer"
    )
    validators: Mapped[str] = mapped_column(
        String(12),
        server_default="trusted",
        comment="trusted; probing: those kept are of an older body on purpose; distrusted: the "
        "server said 304 though it had changed, so none are sent",
    )


class Poll(Base):
    """Append-only log of polls: what was asked for and what came of it."""

    __tablename__ = "polls"
    __table_args__ = (
        Index(None, "channel_id", "polled_at"),
        {"comment": "Append-only log of every poll of a channel document"},
    )

    id: Mapped[int] = primary_key("Key of the poll")
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), comment="Channel polled")
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("runs.id"), index=True, comment="Run that polled"
    )
    url: Mapped[str] = mapped_column(Text, comment="Address asked for")
    polled_at: Mapped[datetime] = mapped_column(comment="When the answer came")
    outcome: Mapped[str] = mapped_column(
        String(20),
        comment="changed, unchanged, empty, not_readable, untrue, postponed, http_error, ...",
    )
    status: Mapped[int | None] = mapped_column(comment="HTTP status, when there was an answer")
    reason: Mapped[str] = mapped_column(
        Text, server_default="", comment="The outcome in one sentence"
    )
    items: Mapped[int] = mapped_column(server_default="0", comment="Items the document listed")
    new_items: Mapped[int] = mapped_column(
        server_default="0", comment="Items not known as candidates before"
    )
    conditional: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether the request carried an ETag or a date"
    )
    interval_seconds: Mapped[float | None] = mapped_column(
        comment="Time between two polls that was chosen; null where nothing was learned"
    )
    interval_reason: Mapped[str] = mapped_column(
        Text, server_default="", comment="Why the next poll comes when it does"
    )
    next_poll_at: Mapped[datetime | None] = mapped_column(
        comment="Time chosen for the next poll of the document"
    )
