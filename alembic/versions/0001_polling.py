"""Runs, sources, channels and polls

Compatibility: part of the first release; there is no earlier one.

Revision: 0001
Revises:
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.base import UtcDateTime

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the run"),
        sa.Column(
            "flow", sa.String(length=40), nullable=False, comment="Flow: ingest, dedupe, tag, ..."
        ),
        sa.Column("parameters", JSON, nullable=False, comment="Parameters it ran with"),
        sa.Column(
            "prefect_run", sa.String(length=40), nullable=True, comment="Prefect's flow run id"
        ),
        sa.Column("started_at", UtcDateTime(), nullable=False, comment="When it began"),
        sa.Column(
            "finished_at",
            UtcDateTime(),
            nullable=True,
            comment="When it ended; null while it runs, or when it was killed",
        ),
        sa.Column(
            "state",
            sa.String(length=16),
            nullable=False,
            comment="running, completed, completed_with_failures, failed, interrupted",
        ),
        sa.Column(
            "message",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="How it ended, in one sentence",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        comment="Runs of flows",
    )
    op.create_index(op.f("ix_runs_started_at"), "runs", ["started_at"], unique=False)

    op.create_table(
        "sources",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the source"),
        sa.Column(
            "slug",
            sa.String(length=80),
            nullable=False,
            comment="Short name: the catalogue's file name without ending",
        ),
        sa.Column("name", sa.String(length=200), nullable=False, comment="The outlet's own name"),
        sa.Column("home", sa.Text(), nullable=True, comment="Home page"),
        sa.Column(
            "country",
            sa.String(length=2),
            nullable=True,
            comment="Country of the newsroom, ISO 3166-1 alpha-2",
        ),
        sa.Column(
            "ownership",
            sa.String(length=40),
            nullable=False,
            comment="Who owns it: state_agency, private, exile, public_broadcaster, ...",
        ),
        sa.Column(
            "languages", JSON, nullable=False, comment="Languages it publishes in, ISO 639-1"
        ),
        sa.Column(
            "timezone",
            sa.String(length=64),
            nullable=True,
            comment="IANA zone of times printed without one",
        ),
        sa.Column(
            "specification",
            JSON,
            nullable=False,
            comment="The catalogue entry as last loaded: politeness, expectations, selectors",
        ),
        sa.Column(
            "active",
            sa.Boolean(),
            server_default=sa.true(),
            nullable=False,
            comment="Whether the source is polled",
        ),
        sa.Column(
            "created_at", UtcDateTime(), nullable=False, comment="When the source was first loaded"
        ),
        sa.Column(
            "updated_at",
            UtcDateTime(),
            nullable=False,
            comment="When the catalogue entry last changed",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("slug", name=op.f("uq_sources_slug")),
        comment="Outlets and bodies whose coverage is watched, from the catalogue",
    )
    op.create_table(
        "channels",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the channel"),
        sa.Column("source_id", KEY, nullable=False, comment="Source it belongs to"),
        sa.Column(
            "kind",
            sa.String(length=20),
            nullable=False,
            comment="feed, sitemap, section, import, ... : the spider that reads it",
        ),
        sa.Column(
            "url", sa.Text(), nullable=False, comment="Address that is polled; for imports, a label"
        ),
        sa.Column(
            "active",
            sa.Boolean(),
            server_default=sa.true(),
            nullable=False,
            comment="Whether it is still in the catalogue and polled",
        ),
        sa.Column(
            "created_at", UtcDateTime(), nullable=False, comment="When the channel was first loaded"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_channels_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint(
            "source_id", "kind", "url", name=op.f("uq_channels_source_id_kind_url")
        ),
        comment="Ways in to a source: feeds, sitemaps, section pages, imports",
    )
    op.create_table(
        "channel_documents",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the document"),
        sa.Column("channel_id", KEY, nullable=False, comment="Channel it belongs to"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address of the document"),
        sa.Column(
            "etag",
            sa.Text(),
            nullable=True,
            comment="ETag of the last full answer, sent back as If-None-Match",
        ),
        sa.Column(
            "last_modified",
            sa.Text(),
            nullable=True,
            comment="Last-Modified of the last full answer, sent back as If-Modified-Since",
        ),
        sa.Column(
            "body_sha256",
            sa.String(length=64),
            nullable=True,
            comment="SHA-256 of the last body: equal bodies are not read again",
        ),
        sa.Column("polled_at", UtcDateTime(), nullable=True, comment="When it was last asked for"),
        sa.Column("changed_at", UtcDateTime(), nullable=True, comment="When its body last changed"),
        sa.Column(
            "next_poll_at",
            UtcDateTime(),
            nullable=True,
            comment="Not asked for again before this time, unless a run says so",
        ),
        sa.Column(
            "failures",
            sa.Double(),
            server_default="0",
            nullable=False,
            comment="Weight of failures in a row; 0 after a good answer",
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_channel_documents_channel_id_channels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_documents")),
        sa.UniqueConstraint("channel_id", "url", name=op.f("uq_channel_documents_channel_id_url")),
        comment="Polling state of each document of a channel (a sitemap index has several)",
    )
    op.create_table(
        "polls",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the poll"),
        sa.Column("channel_id", KEY, nullable=False, comment="Channel polled"),
        sa.Column("run_id", KEY, nullable=True, comment="Run that polled"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address asked for"),
        sa.Column("polled_at", UtcDateTime(), nullable=False, comment="When the answer came"),
        sa.Column(
            "outcome",
            sa.String(length=20),
            nullable=False,
            comment="changed, unchanged, empty, not_readable, http_error, network_error, ...",
        ),
        sa.Column(
            "status",
            sa.BigInteger(),
            nullable=True,
            comment="HTTP status, when there was an answer",
        ),
        sa.Column(
            "reason",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="The outcome in one sentence",
        ),
        sa.Column(
            "items",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Items the document listed",
        ),
        sa.Column(
            "new_items",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Items not known as candidates before",
        ),
        sa.Column(
            "conditional",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Whether the request carried an ETag or a date",
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_polls_channel_id_channels")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_polls_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        comment="Append-only log of every poll of a channel document",
    )
    op.create_index(
        op.f("ix_polls_channel_id_polled_at"), "polls", ["channel_id", "polled_at"], unique=False
    )
    op.create_index(op.f("ix_polls_run_id"), "polls", ["run_id"], unique=False)


def downgrade() -> None:

    op.drop_table("polls")
    op.drop_table("channel_documents")
    op.drop_table("channels")
    op.drop_table("sources")

    op.drop_table("runs")
