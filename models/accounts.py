"""Accounts of the review desk: login sessions, the audit of logins, saved filters, presence."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, primary_key


class LoginSession(Base):
    """A login that is open. The browser holds the token, the database only its hash."""

    __tablename__ = "login_sessions"
    __table_args__ = {"comment": "Open logins of the review desk"}

    token_sha256: Mapped[str] = mapped_column(
        String(64), primary_key=True, comment="SHA-256 of the token in the cookie"
    )
    reviewer_id: Mapped[int] = mapped_column(
        ForeignKey("reviewers.id"), index=True, comment="Who is logged in"
    )
    csrf_token: Mapped[str] = mapped_column(
        String(64), comment="What every changing request of this login must carry"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When it began")
    seen_at: Mapped[datetime] = mapped_column(comment="Last request, to the minute")
    expires_at: Mapped[datetime] = mapped_column(comment="Ends at this time at the latest")


class LoginEvent(Base):
    """Append-only audit of logins; tries in it are what throttling counts.

    The name as typed is not kept: people type passwords into the wrong field.
    """

    __tablename__ = "login_events"
    __table_args__ = (
        Index(None, "name_key", "at"),
        Index(None, "address", "at"),
        {"comment": "Append-only audit of logins of the review desk"},
    )

    id: Mapped[int] = primary_key("Key of the event")
    at: Mapped[datetime] = mapped_column(comment="When")
    name_key: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the folded name typed")
    reviewer_id: Mapped[int | None] = mapped_column(
        ForeignKey("reviewers.id"), comment="The account, where there is one of that name"
    )
    address: Mapped[str] = mapped_column(String(64), comment="Network address it came from")
    outcome: Mapped[str] = mapped_column(
        String(16), comment="tried, ok, throttled, logout, password_changed"
    )


class SavedFilter(Base):
    """A queue filter that was given a name and an address of its own."""

    __tablename__ = "saved_filters"
    __table_args__ = (
        UniqueConstraint("reviewer_id", "name"),
        {"comment": "Queue filters that were given a name and an address"},
    )

    id: Mapped[int] = primary_key("Key of the filter")
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("reviewers.id"), comment="Whose it is")
    slug: Mapped[str] = mapped_column(String(32), unique=True, comment="Last part of its address")
    name: Mapped[str] = mapped_column(String(80), comment="Name people see")
    query: Mapped[str] = mapped_column(Text, comment="The filter as a query string")
    shared: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether others see it in their list"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When it was saved")


class Presence(Base):
    """Who has which article open, so that two people on one see each other."""

    __tablename__ = "presences"
    __table_args__ = {"comment": "Who has which article open in the review desk"}

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id"), primary_key=True, autoincrement=False, comment="Article"
    )
    reviewer_id: Mapped[int] = mapped_column(
        ForeignKey("reviewers.id"), primary_key=True, autoincrement=False, comment="Reviewer"
    )
    seen_at: Mapped[datetime] = mapped_column(comment="Last sign of life")
