"""Articles asked for again: each visit, when the next is due, and what a new revision changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, primary_key


class ArticleWatch(Base):
    """When an article is asked for again: a row for every article that is, or was, watched."""

    __tablename__ = "article_watch"
    __table_args__ = {"comment": "When each watched article is asked for again"}

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id"), primary_key=True, autoincrement=False, comment="Article"
    )
    visits: Mapped[int] = mapped_column(server_default="0", comment="Times it was asked for again")
    edits: Mapped[int] = mapped_column(
        server_default="0", comment="Visits in a row, up to the last, that found it changed"
    )
    failures: Mapped[int] = mapped_column(
        server_default="0", comment="Visits in a row that could not look"
    )
    gone: Mapped[int] = mapped_column(
        server_default="0", comment="Visits in a row that found no page any more"
    )
    visited_at: Mapped[datetime] = mapped_column(comment="Last visit; before the first, the fetch")
    next_visit_at: Mapped[datetime | None] = mapped_column(
        index=True, comment="When it is asked for next; null: not by itself"
    )


class ArticleVisit(Base):
    """One visit to an article and what it came to. Append-only but for ``pending``."""

    __tablename__ = "article_visits"
    __table_args__ = (
        Index(None, "article_id", "visited_at"),
        {"comment": "Log of every time an article was asked for again"},
    )

    id: Mapped[int] = primary_key("Key of the visit")
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), comment="Article")
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"), comment="Run that asked")
    capture_id: Mapped[int | None] = mapped_column(
        ForeignKey("captures.id"), index=True, comment="Capture, where other bytes came back"
    )
    visited_at: Mapped[datetime] = mapped_column(comment="When the answer came")
    outcome: Mapped[str] = mapped_column(
        String(12),
        comment="unchanged, changed, gone, returned, not_seen; pending until it was read",
    )
    status: Mapped[int | None] = mapped_column(comment="HTTP status, when there was an answer")
    reason: Mapped[str] = mapped_column(
        Text, server_default="", comment="The outcome in one sentence"
    )
    revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("article_revisions.id"), comment="Revision it brought"
    )


class RevisionChange(Base):
    """What a revision changed in the one before it; see ``analysis.revisions``."""

    __tablename__ = "revision_changes"
    __table_args__ = {"comment": "What each revision changed in the one before it"}

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("article_revisions.id"),
        primary_key=True,
        autoincrement=False,
        comment="The later revision",
    )
    kinds: Mapped[str] = mapped_column(
        String(120),
        comment="Kinds of change joined by spaces: headline, designation, number, quote, "
        "wording, addition, removal, trivial",
    )
    silent: Mapped[bool] = mapped_column(
        server_default=false(),
        comment="Whether the text changed while the page's own time of change did not",
    )
    modified_before: Mapped[datetime | None] = mapped_column(
        comment="Time of change that the page stated before"
    )
    modified_after: Mapped[datetime | None] = mapped_column(
        comment="Time of change that the page states now"
    )
    sentences_added: Mapped[int] = mapped_column(comment="Sentences that are new")
    sentences_removed: Mapped[int] = mapped_column(comment="Sentences that are gone")
    sentences_reworded: Mapped[int] = mapped_column(comment="Sentences that read differently")
    numbers_changed: Mapped[int] = mapped_column(comment="Sentences whose figures differ")
    quotes_changed: Mapped[int] = mapped_column(comment="Quotations altered, put in or taken out")
    designations_changed: Mapped[int] = mapped_column(
        comment="Designations put in or taken out, in the headline and sentences that stayed"
    )
    detail: Mapped[dict[str, Any]] = mapped_column(
        Json, comment="The first passages that differ, before and after, with their kinds"
    )
    classified_at: Mapped[datetime] = mapped_column(comment="When it was classified")
