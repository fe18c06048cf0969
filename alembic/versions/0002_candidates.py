"""Candidates, sightings and captures

Compatibility: part of the first release; there is no earlier one.

Revision: 0002
Revises: 0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.base import UtcDateTime

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "candidates",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the candidate"),
        sa.Column("source_id", KEY, nullable=False, comment="Source it came from"),
        sa.Column(
            "url",
            sa.Text(),
            nullable=False,
            comment="Address; of several forms the shortest",
        ),
        sa.Column(
            "url_key",
            sa.String(length=32),
            nullable=False,
            comment="Hash of the canonical address: equal for tracking, AMP and mobile forms",
        ),
        sa.Column("fate", sa.String(length=24), nullable=False, comment="Current fate"),
        sa.Column(
            "reason",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="Why this fate, in one sentence",
        ),
        sa.Column("fate_at", UtcDateTime(), nullable=False, comment="When the fate was set"),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False, comment="First sighting"),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False, comment="Latest sighting"),
        sa.Column(
            "title",
            sa.Text(),
            nullable=True,
            comment="Title as the channel or the raw page gives it",
        ),
        sa.Column(
            "published_hint",
            sa.Text(),
            nullable=True,
            comment="Date of publication as the channel writes it",
        ),
        sa.Column(
            "modified_hint",
            sa.Text(),
            nullable=True,
            comment="Date of change as the channel writes it",
        ),
        sa.Column(
            "author_hint", sa.Text(), nullable=True, comment="Byline as the channel writes it"
        ),
        sa.Column(
            "hint_rule",
            sa.String(length=40),
            nullable=True,
            comment="Where the hints stand: feed, sitemap, section",
        ),
        sa.Column(
            "canonical_key",
            sa.String(length=32),
            nullable=True,
            comment="For duplicate_url: key of the address that stands for it",
        ),
        sa.Column(
            "attempts",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Times it was asked for",
        ),
        sa.Column(
            "next_attempt_at",
            UtcDateTime(),
            nullable=True,
            comment="A failed fetch is tried again from this time; null means not by itself",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_candidates_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("url_key", name=op.f("uq_candidates_url_key")),
        comment="Every address ever found; exactly one current fate each",
    )
    op.create_index(
        op.f("ix_candidates_canonical_key"), "candidates", ["canonical_key"], unique=False
    )
    op.create_index(
        op.f("ix_candidates_fate_next_attempt_at"),
        "candidates",
        ["fate", "next_attempt_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_candidates_source_id_fate"), "candidates", ["source_id", "fate"], unique=False
    )

    op.create_table(
        "candidate_fates",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the change"),
        sa.Column("candidate_id", KEY, nullable=False, comment="Candidate"),
        sa.Column("run_id", KEY, nullable=True, comment="Run that set it"),
        sa.Column("fate", sa.String(length=24), nullable=False, comment="Fate that was set"),
        sa.Column(
            "reason", sa.Text(), server_default="", nullable=False, comment="Why, in one sentence"
        ),
        sa.Column("at", UtcDateTime(), nullable=False, comment="When it was set"),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("fk_candidate_fates_candidate_id_candidates"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name=op.f("fk_candidate_fates_run_id_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_fates")),
        comment="Append-only history of the fates of candidates",
    )
    op.create_index(
        op.f("ix_candidate_fates_candidate_id"), "candidate_fates", ["candidate_id"], unique=False
    )

    op.create_table(
        "captures",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the capture"),
        sa.Column("candidate_id", KEY, nullable=False, comment="Candidate it answers"),
        sa.Column("run_id", KEY, nullable=True, comment="Run that fetched it"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address asked for"),
        sa.Column("final_url", sa.Text(), nullable=False, comment="Address after redirects"),
        sa.Column(
            "status", sa.BigInteger(), nullable=False, comment="HTTP status; 200 for imported files"
        ),
        sa.Column(
            "headers",
            JSON,
            nullable=False,
            comment="Response headers in order, as [name, value] pairs",
        ),
        sa.Column("content_type", sa.Text(), nullable=True, comment="Content-Type header"),
        sa.Column(
            "sha256",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the body: its name in the page store",
        ),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="Size of the body in bytes"),
        sa.Column(
            "fetched_at", UtcDateTime(), nullable=False, comment="When the answer was complete"
        ),
        sa.Column(
            "outcome",
            sa.String(length=24),
            nullable=False,
            comment="pending until it was read, then the fate it led to",
        ),
        sa.Column("read_at", UtcDateTime(), nullable=True, comment="When it was read"),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_captures_candidate_id_candidates")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_captures_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captures")),
        comment="Answers to page requests: headers, status, hash and place of the bytes",
    )
    op.create_index(
        op.f("ix_captures_candidate_id_fetched_at"),
        "captures",
        ["candidate_id", "fetched_at"],
        unique=False,
    )
    op.create_index(op.f("ix_captures_outcome"), "captures", ["outcome"], unique=False)
    op.create_index(op.f("ix_captures_sha256"), "captures", ["sha256"], unique=False)

    op.create_table(
        "sightings",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the sighting"),
        sa.Column("candidate_id", KEY, nullable=False, comment="Candidate that was seen"),
        sa.Column("channel_id", KEY, nullable=False, comment="Channel that listed it"),
        sa.Column("run_id", KEY, nullable=True, comment="Run that saw it"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address as this channel wrote it"),
        sa.Column("seen_at", UtcDateTime(), nullable=False, comment="When it was seen"),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_sightings_candidate_id_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_sightings_channel_id_channels")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_sightings_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
        comment="Every sighting of a candidate: which channel listed it, and when",
    )
    op.create_index(
        op.f("ix_sightings_candidate_id_channel_id"),
        "sightings",
        ["candidate_id", "channel_id"],
        unique=False,
    )
    op.create_index(op.f("ix_sightings_channel_id"), "sightings", ["channel_id"], unique=False)
    op.create_index(op.f("ix_sightings_run_id"), "sightings", ["run_id"], unique=False)


def downgrade() -> None:

    op.drop_table("sightings")

    op.drop_table("captures")

    op.drop_table("candidate_fates")

    op.drop_table("candidates")
