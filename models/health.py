"""Health of sources: the state of each, and every change of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, primary_key


class SourceHealth(Base):
    """What the last look at a source came to. One row per source; see ``analysis.health``."""

    __tablename__ = "source_health"
    __table_args__ = {"comment": "State of each source as source-health last found it"}

    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id"), primary_key=True, autoincrement=False, comment="Source"
    )
    state: Mapped[str] = mapped_column(
        String(12), comment="healthy, learning, warning, ill, blind or unknown"
    )
    since: Mapped[datetime] = mapped_column(comment="When it came into this state")
    checked_at: Mapped[datetime] = mapped_column(comment="When it was last judged")
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("runs.id"), comment="Run that judged it last"
    )
    reasons: Mapped[list[dict[str, str]]] = mapped_column(
        Json, comment="Reasons, the worst first: code, level, text"
    )
    reason: Mapped[str] = mapped_column(
        Text, server_default="", comment="The reasons in one line, for reports"
    )
    numbers: Mapped[dict[str, Any]] = mapped_column(
        Json, comment="All numbers behind the state, fill rates by language among them"
    )
    last_look_at: Mapped[datetime | None] = mapped_column(comment="Last poll with a usable answer")
    last_item_at: Mapped[datetime | None] = mapped_column(
        comment="Last poll that brought something new; the first poll of a channel does not count"
    )
    expected_gap_hours: Mapped[float | None] = mapped_column(
        comment="Silence after the last item that would be an alarm; null while the rhythm is "
        "not known"
    )
    chance_of_silence: Mapped[float | None] = mapped_column(
        comment="Chance of the present silence under the learned rhythm, 0 to 1"
    )
    pages: Mapped[int] = mapped_column(server_default="0", comment="Last pages that were judged")
    error_share: Mapped[float | None] = mapped_column(comment="Of these, errors; 0 to 1")
    challenge_share: Mapped[float | None] = mapped_column(comment="Of these, bot checks")
    paywall_share: Mapped[float | None] = mapped_column(comment="Of these, walls")
    failed_poll_share: Mapped[float | None] = mapped_column(
        comment="Of the polls of the last days, those without a usable answer"
    )
    title_before: Mapped[float | None] = mapped_column(comment="Share with a title, before")
    title_now: Mapped[float | None] = mapped_column(comment="Share with a title, last pages")
    date_before: Mapped[float | None] = mapped_column(comment="Share with a date, before")
    date_now: Mapped[float | None] = mapped_column(comment="Share with a date, last pages")
    author_before: Mapped[float | None] = mapped_column(comment="Share with an author, before")
    author_now: Mapped[float | None] = mapped_column(comment="Share with an author, last pages")
    text_before: Mapped[float | None] = mapped_column(comment="Share with a text, before")
    text_now: Mapped[float | None] = mapped_column(comment="Share with a text, last pages")


class SourceHealthEvent(Base):
    """A change of a source's state. Append-only."""

    __tablename__ = "source_health_events"
    __table_args__ = (
        Index(None, "source_id", "at"),
        {"comment": "Append-only log of changes of the state of sources"},
    )

    id: Mapped[int] = primary_key("Key of the change")
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), comment="Source")
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"), comment="Run that found it")
    at: Mapped[datetime] = mapped_column(comment="When it was found")
    from_state: Mapped[str | None] = mapped_column(
        String(12), comment="State before; null for the first"
    )
    to_state: Mapped[str] = mapped_column(String(12), comment="State from then on")
    reason: Mapped[str] = mapped_column(Text, server_default="", comment="Why, in one line")
    numbers: Mapped[dict[str, Any]] = mapped_column(Json, comment="The numbers behind it")
    told_at: Mapped[datetime | None] = mapped_column(
        comment="When Prefect was told of it; null means pending"
    )
