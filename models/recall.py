"""Estimates of how much of a source's coverage its routes found (capture-recapture)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, primary_key


class DiscoveryRecall(Base):
    """One estimate for a source and a week; computed anew when the week gets new sightings."""

    __tablename__ = "discovery_recall"
    __table_args__ = (
        UniqueConstraint("source_id", "week"),
        {"comment": "Estimates of how many addresses of a week were not found, per source"},
    )

    id: Mapped[int] = primary_key("Key of the estimate")
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), comment="Source")
    week: Mapped[str] = mapped_column(
        String(10), comment="Monday (UTC) of the week in which the addresses were first seen"
    )
    routes: Mapped[str] = mapped_column(
        Text, comment="Routes with the addresses that each listed: feed 12, sitemap 30"
    )
    found: Mapped[int] = mapped_column(comment="Different addresses found by any route")
    by_several: Mapped[int] = mapped_column(comment="Of these, found by more than one route")
    method: Mapped[str] = mapped_column(
        String(12), comment="chapman (two routes), loglinear (three or more), none"
    )
    model: Mapped[str] = mapped_column(
        Text, comment="Log-linear: pairs of routes taken as dependent; empty means independent"
    )
    total: Mapped[float | None] = mapped_column(comment="Estimated addresses, found or not")
    low: Mapped[float | None] = mapped_column(comment="Lower end of the 95 % interval")
    high: Mapped[float | None] = mapped_column(comment="Upper end of the 95 % interval")
    note: Mapped[str] = mapped_column(Text, comment="What to beware of in this estimate")
    computed_at: Mapped[datetime] = mapped_column(comment="When it was computed")
