"""Runs and what each stage of them did."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json, primary_key


class Run(Base):
    """One run of a flow."""

    __tablename__ = "runs"
    __table_args__ = {"comment": "Runs of flows"}

    id: Mapped[int] = primary_key("Key of the run")
    flow: Mapped[str] = mapped_column(String(40), comment="Flow: ingest, dedupe, tag, ...")
    parameters: Mapped[dict[str, Any]] = mapped_column(Json, comment="Parameters it ran with")
    prefect_run: Mapped[str | None] = mapped_column(String(40), comment="Prefect's flow run id")
    started_at: Mapped[datetime] = mapped_column(index=True, comment="When it began")
    finished_at: Mapped[datetime | None] = mapped_column(
        comment="When it ended; null while it runs, or when it was killed"
    )
    state: Mapped[str] = mapped_column(
        String(16), comment="running, completed, completed_with_failures, failed, interrupted"
    )
    message: Mapped[str] = mapped_column(
        Text, server_default="", comment="How it ended, in one sentence"
    )


class StageCount(Base):
    """How many items of a source a stage of a run brought to an outcome."""

    __tablename__ = "stage_counts"
    __table_args__ = (
        UniqueConstraint("run_id", "stage", "source_id", "outcome"),
        {"comment": "Counts per run, stage, source and outcome"},
    )

    id: Mapped[int] = primary_key("Key of the count")
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), comment="Run")
    stage: Mapped[str] = mapped_column(
        String(16), comment="poll, fetch, read, dedupe, tag, stories, import"
    )
    source_id: Mapped[int | None] = mapped_column(
        ForeignKey("sources.id"), comment="Source; null when it is not about one"
    )
    outcome: Mapped[str] = mapped_column(String(24), comment="Fate or result")
    items: Mapped[int] = mapped_column(comment="How many")
