"""Counts by day as flow ``maintain`` last wrote them, for databases in which counting takes long.

Each table holds the rows of one reporting view (`models.queries.summaries`) and when they were
counted.
"""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, primary_key


class CoverageSummary(Base):
    """The rows of ``report_coverage_daily``."""

    __tablename__ = "summary_coverage_daily"
    __table_args__ = (
        Index(None, "day"),
        {"comment": "Articles per day, source, language and verdict, as last counted"},
    )

    id: Mapped[int] = primary_key("Key of the row")
    day: Mapped[str] = mapped_column(String(10), comment="Day of publication or first sighting")
    source: Mapped[str] = mapped_column(String(80), comment="Short name of the source")
    country: Mapped[str | None] = mapped_column(String(2), comment="Country of the newsroom")
    ownership: Mapped[str] = mapped_column(String(40), comment="Who owns the source")
    language: Mapped[str] = mapped_column(String(8), comment="Language of the body")
    verdict: Mapped[str | None] = mapped_column(
        String(16), comment="relevant, borderline or not_relevant"
    )
    items: Mapped[int] = mapped_column(comment="Articles, all places")
    independent_items: Mapped[int] = mapped_column(comment="Articles that repeat no other")
    refreshed_at: Mapped[datetime] = mapped_column(comment="When they were counted")


class TopicSummary(Base):
    """The rows of ``report_topics_daily``."""

    __tablename__ = "summary_topics_daily"
    __table_args__ = (
        Index(None, "topic", "day"),
        {"comment": "Relevant articles per day, topic and language, as last counted"},
    )

    id: Mapped[int] = primary_key("Key of the row")
    day: Mapped[str] = mapped_column(String(10), comment="Day of publication or first sighting")
    topic: Mapped[str] = mapped_column(String(80), comment="Topic code")
    language: Mapped[str] = mapped_column(String(8), comment="Language of the body")
    items: Mapped[int] = mapped_column(comment="Articles, all places")
    independent_items: Mapped[int] = mapped_column(comment="Articles that repeat no other")
    refreshed_at: Mapped[datetime] = mapped_column(comment="When they were counted")


class DesignationSummary(Base):
    """The rows of ``report_designations``."""

    __tablename__ = "summary_designations"
    __table_args__ = (
        Index(None, "designation", "day"),
        {"comment": "How sources name the Taliban per day, as last counted"},
    )

    id: Mapped[int] = primary_key("Key of the row")
    day: Mapped[str] = mapped_column(String(10), comment="Day of publication or first sighting")
    source: Mapped[str] = mapped_column(String(80), comment="Short name of the source")
    country: Mapped[str | None] = mapped_column(String(2), comment="Country of the newsroom")
    ownership: Mapped[str] = mapped_column(String(40), comment="Who owns the source")
    language: Mapped[str] = mapped_column(String(8), comment="Language of the body")
    designation: Mapped[str] = mapped_column(String(80), comment="Designation code")
    items: Mapped[int] = mapped_column(comment="Articles, all places")
    independent_items: Mapped[int] = mapped_column(comment="Articles that repeat no other")
    mentions: Mapped[int] = mapped_column(comment="Times it stands in them")
    refreshed_at: Mapped[datetime] = mapped_column(comment="When they were counted")


class RunFateSummary(Base):
    """The rows of ``report_run_fates``."""

    __tablename__ = "summary_run_fates"
    __table_args__ = (
        Index(None, "run_id", "source", "fate"),
        {"comment": "What became of everything that runs saw, as last counted"},
    )

    id: Mapped[int] = primary_key("Key of the row")
    run_id: Mapped[int] = mapped_column(comment="Run")
    flow: Mapped[str] = mapped_column(String(40), comment="Flow that ran")
    started_at: Mapped[datetime] = mapped_column(comment="When it began")
    source: Mapped[str] = mapped_column(String(80), comment="Short name of the source")
    fate: Mapped[str] = mapped_column(String(24), comment="What had become of them")
    pending: Mapped[int] = mapped_column(comment="1 when still to be fetched or read, else 0")
    sightings: Mapped[int] = mapped_column(comment="Times a channel listed one of them")
    addresses: Mapped[int] = mapped_column(comment="How many different addresses that are")
    refreshed_at: Mapped[datetime] = mapped_column(comment="When they were counted")
