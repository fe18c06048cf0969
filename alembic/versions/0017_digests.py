"""Digests that were made and their deliveries

Compatibility: only adds.

Revision: 0017
Revises: 0016
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.base import UtcDateTime

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the digest"),
        sa.Column("period", sa.String(8), nullable=False, comment="day or week"),
        sa.Column(
            "starts_at", UtcDateTime(), nullable=False, comment="Begin of the time it is about"
        ),
        sa.Column("ends_at", UtcDateTime(), nullable=False, comment="End of it, excluded"),
        sa.Column("made_at", UtcDateTime(), nullable=False, comment="When it was made"),
        sa.Column("run_id", KEY, nullable=True, comment="Run that made it"),
        sa.Column(
            "content",
            JSON,
            nullable=False,
            comment="What it says: stories, actors, designations, edits, sources",
        ),
        sa.Column(
            "empty", sa.Boolean(), nullable=False, comment="Whether there was nothing to say"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_digests_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("period", "starts_at", name=op.f("uq_digests_period_starts_at")),
        comment="Briefs of a day or a week, as they were made",
    )
    op.create_table(
        "digest_deliveries",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the delivery"),
        sa.Column("digest_id", KEY, nullable=False, comment="Digest"),
        sa.Column("recipient", sa.String(320), nullable=False, comment="Mail address"),
        sa.Column(
            "state", sa.String(8), nullable=False, comment="pending, sent or failed (given up)"
        ),
        sa.Column(
            "attempts",
            sa.BigInteger(),
            nullable=False,
            server_default="0",
            comment="Times it was tried",
        ),
        sa.Column(
            "next_attempt_at", UtcDateTime(), nullable=False, comment="When it is tried next"
        ),
        sa.Column("sent_at", UtcDateTime(), nullable=True, comment="When the mail server took it"),
        sa.Column(
            "error",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="Why the last try failed, in one sentence",
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_digest_deliveries_digest_id_digests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_deliveries")),
        sa.UniqueConstraint(
            "digest_id", "recipient", name=op.f("uq_digest_deliveries_digest_id_recipient")
        ),
        comment="Digests on their way by mail: each address once",
    )
    op.create_index(
        op.f("ix_digest_deliveries_state_next_attempt_at"),
        "digest_deliveries",
        ["state", "next_attempt_at"],
    )


def downgrade() -> None:
    op.drop_index(
        op.f("ix_digest_deliveries_state_next_attempt_at"), table_name="digest_deliveries"
    )
    op.drop_table("digest_deliveries")
    op.drop_table("digests")
