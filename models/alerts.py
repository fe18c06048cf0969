"""Alerts: filters that are watched, what they told, and every try of telling it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, primary_key


class Alert(Base):
    """A queue filter that somebody wants to hear of when something new matches."""

    __tablename__ = "alerts"
    __table_args__ = {"comment": "Queue filters that tell by webhook or mail what newly matches"}

    id: Mapped[int] = primary_key("Key of the alert")
    name: Mapped[str] = mapped_column(String(80), unique=True, comment="Name people give it")
    query: Mapped[str] = mapped_column(Text, comment="The filter as a query string")
    channel: Mapped[str] = mapped_column(String(8), comment="webhook or mail")
    target: Mapped[str] = mapped_column(
        Text, comment="Address told: of a webhook (it may hold a token) or a mailbox"
    )
    secret: Mapped[str | None] = mapped_column(
        Text, comment="Key that webhooks are signed with; null for mail"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When it was added")
    tells_from: Mapped[datetime | None] = mapped_column(
        comment="Articles read before, or published a day or more before, are not told; "
        "null: all are"
    )


class AlertNotice(Base):
    """One message of an alert. What it tells never changes, however often it is tried."""

    __tablename__ = "alert_notices"
    __table_args__ = (
        Index(None, "state", "next_attempt_at"),
        {"comment": "Messages of alerts: each is told at least once"},
    )

    id: Mapped[int] = primary_key("Key of the message")
    alert_id: Mapped[int] = mapped_column(
        ForeignKey("alerts.id"), index=True, comment="Alert it is from"
    )
    key: Mapped[str] = mapped_column(
        String(32), unique=True, comment="Idempotency key: the same for every try"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When the articles were found")
    state: Mapped[str] = mapped_column(String(8), comment="pending, sent or failed (given up)")
    attempts: Mapped[int] = mapped_column(server_default="0", comment="Times it was tried")
    next_attempt_at: Mapped[datetime] = mapped_column(comment="When it is tried next")
    sent_at: Mapped[datetime | None] = mapped_column(comment="When the other side took it")


class AlertArticle(Base):
    """An article that an alert found: once, so that nothing is told twice."""

    __tablename__ = "alert_articles"
    __table_args__ = (
        UniqueConstraint("alert_id", "article_id"),
        {"comment": "Articles that alerts found, each once per alert"},
    )

    id: Mapped[int] = primary_key("Key of the find")
    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id"), comment="Alert")
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id"), index=True, comment="Article"
    )
    notice_id: Mapped[int] = mapped_column(
        ForeignKey("alert_notices.id"), index=True, comment="Message that tells it"
    )


class AlertAttempt(Base):
    """Append-only log of tries to deliver a message."""

    __tablename__ = "alert_attempts"
    __table_args__ = {"comment": "Append-only log of tries to deliver messages of alerts"}

    id: Mapped[int] = primary_key("Key of the try")
    notice_id: Mapped[int] = mapped_column(
        ForeignKey("alert_notices.id"), index=True, comment="Message"
    )
    at: Mapped[datetime] = mapped_column(comment="When")
    error: Mapped[str] = mapped_column(
        Text, comment="Why it failed, in one sentence without address or secret; empty: taken"
    )
