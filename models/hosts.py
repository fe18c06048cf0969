"""Who asks which host, so that a host's delay is kept over all machines; and shared crawls."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class HostLease(Base):
    """A host that was asked, and the one crawl that may ask it now."""

    __tablename__ = "host_leases"
    __table_args__ = {"comment": "Hosts: the crawl that may ask each now, and its last request"}

    host: Mapped[str] = mapped_column(
        Text, primary_key=True, comment="Host in small letters without www., with port if any"
    )
    holder: Mapped[str | None] = mapped_column(
        String(120), comment="Process that asks it: machine, number, start; null: nobody"
    )
    expires_at: Mapped[datetime | None] = mapped_column(
        comment="When the holder may ask no more, unless it renews; null: nobody holds it"
    )
    last_request_at: Mapped[datetime | None] = mapped_column(
        comment="Last request of the holders before, when the last one let go of it"
    )
    delay_seconds: Mapped[float] = mapped_column(
        comment="Least seconds between two requests, as the last holder kept them"
    )
    rests_until: Mapped[datetime | None] = mapped_column(
        comment="Until when the host asked not to be asked (Retry-After); null: it did not"
    )


class CrawlPart(Base):
    """A part of a crawl that several runs share: sources that are crawled together."""

    __tablename__ = "crawl_parts"
    __table_args__ = {"comment": "Crawls that several runs share: which parts are done"}

    crawl: Mapped[str] = mapped_column(String(80), primary_key=True, comment="Name of the crawl")
    part: Mapped[str] = mapped_column(
        String(80), primary_key=True, comment="Short name of the first source of the part"
    )
    weight: Mapped[int] = mapped_column(comment="Channels of its sources: heavy parts go first")
    added_at: Mapped[datetime] = mapped_column(comment="When the crawl was begun")
    done_at: Mapped[datetime | None] = mapped_column(comment="When it was crawled; null: not yet")
