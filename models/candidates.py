"""Candidates: every address ever found, its one current fate, and every sighting of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, primary_key


class Fate(StrEnum):
    """What became of a candidate. ``discovered`` and ``captured`` are still to be worked on."""

    DISCOVERED = "discovered"  # found, to be fetched
    CAPTURED = "captured"  # bytes stored, to be read
    FETCHED = "fetched"  # stored as an article
    UNDATED = "undated"  # stored as an article; no date on the page could be believed
    SCREENED_OUT = "screened_out"  # the raw page does not name the topic
    NOT_AN_ARTICLE = "not_an_article"  # listing, gallery, home page
    PAYWALLED = "paywalled"  # only a teaser before a wall
    CHALLENGE_PAGE = "challenge_page"  # a bot check instead of the page
    CONSENT_WALL = "consent_wall"  # a consent form instead of the page
    ERROR_PAGE = "error_page"  # an error message with status 200
    EMPTY = "empty"  # no text in the page
    UNSUPPORTED_TYPE = "unsupported_type"  # neither HTML nor another format that is read
    EXTRACTION_FAILED = "extraction_failed"  # the page broke its reader; bytes are kept
    DUPLICATE_URL = "duplicate_url"  # leads to an article that another address stands for
    ROBOTS_DENIED = "robots_denied"
    ADDRESS_DENIED = "address_denied"  # not a public http(s) address
    HTTP_ERROR = "http_error"
    NETWORK_ERROR = "network_error"  # DNS, refused, reset, TLS
    TIMEOUT = "timeout"
    REDIRECT_LOOP = "redirect_loop"
    TOO_LARGE = "too_large"
    MALFORMED_URL = "malformed_url"
    NOT_REQUESTED = "not_requested"  # older than the channel's limit, or not to be fetched
    REMOVED = "removed"  # a person removed it; it does not come back


PENDING = (Fate.DISCOVERED, Fate.CAPTURED)
ARTICLE = (Fate.FETCHED, Fate.UNDATED)
#: fates after which nothing was read yet: a copy from an archive or a file is welcome
UNREAD = (
    Fate.DISCOVERED,
    Fate.NOT_REQUESTED,
    Fate.HTTP_ERROR,
    Fate.NETWORK_ERROR,
    Fate.TIMEOUT,
    Fate.REDIRECT_LOOP,
    Fate.TOO_LARGE,
    Fate.CHALLENGE_PAGE,
    Fate.CONSENT_WALL,
    Fate.ERROR_PAGE,
    Fate.PAYWALLED,
    Fate.EMPTY,
    Fate.EXTRACTION_FAILED,
)


class Candidate(Base):
    """An address that may be coverage. One row per address, one current fate."""

    __tablename__ = "candidates"
    __table_args__ = (
        Index(None, "fate", "next_attempt_at"),
        Index(None, "source_id", "fate"),
        Index(None, "source_id", "fate_at"),
        Index(None, "last_seen_at"),
        {"comment": "Every address ever found; exactly one current fate each"},
    )

    id: Mapped[int] = primary_key("Key of the candidate")
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), comment="Source it came from")
    url: Mapped[str] = mapped_column(Text, comment="Address; of several forms the shortest")
    url_key: Mapped[str] = mapped_column(
        String(32),
        unique=True,
        comment="Hash of the canonical address: equal for tracking, AMP and mobile forms",
    )
    fate: Mapped[str] = mapped_column(String(24), comment="Current fate")
    reason: Mapped[str] = mapped_column(
        Text, server_default="", comment="Why this fate, in one sentence"
    )
    fate_at: Mapped[datetime] = mapped_column(comment="When the fate was set")
    first_seen_at: Mapped[datetime] = mapped_column(comment="First sighting")
    last_seen_at: Mapped[datetime] = mapped_column(comment="Latest sighting")
    title: Mapped[str | None] = mapped_column(
        Text, comment="Title as the channel or the raw page gives it"
    )
    published_hint: Mapped[str | None] = mapped_column(
        Text, comment="Date of publication as the channel writes it"
    )
    modified_hint: Mapped[str | None] = mapped_column(
        Text, comment="Date of change as the channel writes it"
    )
    author_hint: Mapped[str | None] = mapped_column(Text, comment="Byline as the channel writes it")
    hint_rule: Mapped[str | None] = mapped_column(
        String(40), comment="Where the hints stand: feed, sitemap, section"
    )
    canonical_key: Mapped[str | None] = mapped_column(
        String(32), index=True, comment="For duplicate_url: key of the address that stands for it"
    )
    attempts: Mapped[int] = mapped_column(server_default="0", comment="Times it was asked for")
    next_attempt_at: Mapped[datetime | None] = mapped_column(
        comment="A failed fetch is tried again from this time; null means not by itself"
    )


class CandidateFate(Base):
    """Append-only history of fates."""

    __tablename__ = "candidate_fates"
    __table_args__ = {"comment": "Append-only history of the fates of candidates"}

    id: Mapped[int] = primary_key("Key of the change")
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidates.id"), index=True, comment="Candidate"
    )
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"), comment="Run that set it")
    fate: Mapped[str] = mapped_column(String(24), comment="Fate that was set")
    reason: Mapped[str] = mapped_column(Text, server_default="", comment="Why, in one sentence")
    at: Mapped[datetime] = mapped_column(comment="When it was set")


class Sighting(Base):
    """One channel listed one candidate at one time."""

    __tablename__ = "sightings"
    __table_args__ = (
        Index(None, "candidate_id", "channel_id"),
        {"comment": "Every sighting of a candidate: which channel listed it, and when"},
    )

    id: Mapped[int] = primary_key("Key of the sighting")
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidates.id"), comment="Candidate that was seen"
    )
    channel_id: Mapped[int] = mapped_column(
        ForeignKey("channels.id"), index=True, comment="Channel that listed it"
    )
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("runs.id"), index=True, comment="Run that saw it"
    )
    url: Mapped[str] = mapped_column(Text, comment="Address as this channel wrote it")
    seen_at: Mapped[datetime] = mapped_column(comment="When it was seen")
