"""Captures taken from elsewhere, numbered posts and their gaps

Compatibility: only adds.

Revision: 0011
Revises: 0010
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "captures",
        sa.Column(
            "origin_url",
            sa.Text(),
            nullable=True,
            comment="Where the bytes were taken from, when not from the address itself: an "
            "archive's copy, the preview of a channel",
        ),
    )
    op.add_column(
        "captures",
        sa.Column(
            "part_sha256",
            sa.String(64),
            nullable=True,
            comment="For a part of a larger body, as a post of a preview: SHA-256 of its own text",
        ),
    )
    if op.get_context().dialect.name == "postgresql":
        op.alter_column(
            "captures",
            "fetched_at",
            comment="When the answer was complete; for an archive's copy, when the archive took it",
        )
    op.create_table(
        "post_spans",
        sa.Column("channel_id", KEY, autoincrement=False, nullable=False, comment="Channel"),
        sa.Column("first_id", sa.BigInteger(), nullable=False, comment="Lowest number seen"),
        sa.Column("last_id", sa.BigInteger(), nullable=False, comment="Highest number seen"),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_post_spans_channel_id_channels")
        ),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_post_spans")),
        comment="How far the numbered posts of a channel were read",
    )
    op.create_table(
        "post_gaps",
        sa.Column("id", KEY, nullable=False, comment="Key of the gap"),
        sa.Column("channel_id", KEY, nullable=False, comment="Channel"),
        sa.Column("first_id", sa.BigInteger(), nullable=False, comment="First missing number"),
        sa.Column("last_id", sa.BigInteger(), nullable=False, comment="Last missing number"),
        sa.Column(
            "kind",
            sa.String(12),
            nullable=False,
            comment="not_read: between two pages that were read; not_shown: within one, so "
            "deleted before we looked, or never shown",
        ),
        sa.Column("noticed_at", UtcDateTime(), nullable=False, comment="When it was noticed"),
        sa.Column(
            "closed_at",
            UtcDateTime(),
            nullable=True,
            comment="When a gap that was not read was read after all; null while it is open",
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_post_gaps_channel_id_channels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_gaps")),
        comment="Numbers of posts that are missing: not read yet, or not shown by the channel",
    )
    op.create_index(
        op.f("ix_post_gaps_channel_id_kind_closed_at"),
        "post_gaps",
        ["channel_id", "kind", "closed_at"],
    )


def downgrade() -> None:
    op.drop_table("post_gaps")
    op.drop_table("post_spans")
    op.drop_column("captures", "part_sha256")
    op.drop_column("captures", "origin_url")
