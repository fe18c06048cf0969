"""Polling that learns, removals, estimates of what was missed

Compatibility: only adds. Documents polled earlier learn their interval from the next poll on.

Revision: 0013
Revises: 0012
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.base import UtcDateTime

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column(
        "channel_documents",
        sa.Column(
            "interval_seconds",
            sa.Double(),
            nullable=True,
            comment="Time between two polls as learned from its new items; null before a first "
            "answer",
        ),
    )
    op.add_column(
        "channel_documents",
        sa.Column(
            "wishes",
            JSON,
            nullable=True,
            comment="What it says of its own rhythm: ttl or updatePeriod, hours and days to skip",
        ),
    )
    op.add_column(
        "channel_documents",
        sa.Column(
            "not_modified",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Answers 'not modified' (304) since the last full answer",
        ),
    )
    op.add_column(
        "channel_documents",
        sa.Column(
            "validators",
            sa.String(12),
            server_default="trusted",
            nullable=False,
            comment="trusted; probing: those kept are of an older body on purpose; distrusted: the "
            "server said 304 though it had changed, so none are sent",
        ),
    )
    op.add_column(
        "polls",
        sa.Column(
            "interval_seconds",
            sa.Double(),
            nullable=True,
            comment="Time between two polls that was chosen; null where nothing was learned",
        ),
    )
    op.add_column(
        "polls",
        sa.Column(
            "interval_reason",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="Why the next poll comes when it does",
        ),
    )
    op.add_column(
        "polls",
        sa.Column(
            "next_poll_at",
            UtcDateTime(),
            nullable=True,
            comment="Time chosen for the next poll of the document",
        ),
    )
    op.add_column(
        "articles",
        sa.Column(
            "removed_at",
            UtcDateTime(),
            nullable=True,
            comment="When a person removed it: hidden everywhere, kept here; null otherwise",
        ),
    )
    _comment(
        "polls",
        "outcome",
        sa.String(20),
        "changed, unchanged, empty, not_readable, untrue, postponed, http_error, ...",
    )
    _comment(
        "articles",
        "review_status",
        sa.String(16),
        "unreviewed, reviewed, flagged, skipped; removed by a person",
    )
    _comment(
        "articles",
        "current_revision_id",
        sa.BigInteger(),
        "Latest revision; null when a person removed the article",
        nullable=True,
    )
    op.create_table(
        "removals",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the decision"),
        sa.Column(
            "candidate_id", KEY, nullable=False, comment="Candidate that was removed or restored"
        ),
        sa.Column(
            "article_id", sa.BigInteger(), nullable=True, comment="Article it was then, if any"
        ),
        sa.Column("action", sa.String(10), nullable=False, comment="removed or restored"),
        sa.Column("author", sa.String(80), nullable=False, comment="Who decided, by name"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, in that person's words"),
        sa.Column("at", UtcDateTime(), nullable=False, comment="When"),
        sa.Column(
            "fate_before",
            sa.String(24),
            nullable=False,
            comment="Fate of the candidate before the decision",
        ),
        sa.Column(
            "status_before",
            sa.String(16),
            nullable=True,
            comment="Review status of the article before the decision",
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_removals_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
        comment="Append-only log of what people removed and restored; the latest row holds",
    )
    op.create_index(
        op.f("ix_removals_candidate_id_id"), "removals", ["candidate_id", "id"], unique=False
    )
    op.create_table(
        "discovery_recall",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the estimate"),
        sa.Column("source_id", KEY, nullable=False, comment="Source"),
        sa.Column(
            "week",
            sa.String(10),
            nullable=False,
            comment="Monday (UTC) of the week in which the addresses were first seen",
        ),
        sa.Column(
            "routes",
            sa.Text(),
            nullable=False,
            comment="Routes with the addresses that each listed: feed 12, sitemap 30",
        ),
        sa.Column(
            "found",
            sa.BigInteger(),
            nullable=False,
            comment="Different addresses found by any route",
        ),
        sa.Column(
            "by_several",
            sa.BigInteger(),
            nullable=False,
            comment="Of these, found by more than one route",
        ),
        sa.Column(
            "method",
            sa.String(12),
            nullable=False,
            comment="chapman (two routes), loglinear (three or more), none",
        ),
        sa.Column(
            "model",
            sa.Text(),
            nullable=False,
            comment="Log-linear: pairs of routes taken as dependent; empty means independent",
        ),
        sa.Column(
            "total",
            sa.Double(),
            nullable=True,
            comment="Estimated addresses, found or not",
        ),
        sa.Column(
            "low",
            sa.Double(),
            nullable=True,
            comment="Lower end of the 95 % interval",
        ),
        sa.Column(
            "high",
            sa.Double(),
            nullable=True,
            comment="Upper end of the 95 % interval",
        ),
        sa.Column(
            "note",
            sa.Text(),
            nullable=False,
            comment="What to beware of in this estimate",
        ),
        sa.Column(
            "computed_at",
            UtcDateTime(),
            nullable=False,
            comment="When it was computed",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_discovery_recall_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discovery_recall")),
        sa.UniqueConstraint("source_id", "week", name=op.f("uq_discovery_recall_source_id_week")),
        comment="Estimates of how many addresses of a week were not found, per source",
    )


def downgrade() -> None:
    op.drop_table("discovery_recall")
    op.drop_index(op.f("ix_removals_candidate_id_id"), table_name="removals")
    op.drop_table("removals")
    op.drop_column("articles", "removed_at")
    op.drop_column("polls", "next_poll_at")
    op.drop_column("polls", "interval_reason")
    op.drop_column("polls", "interval_seconds")
    op.drop_column("channel_documents", "validators")
    op.drop_column("channel_documents", "not_modified")
    op.drop_column("channel_documents", "wishes")
    op.drop_column("channel_documents", "interval_seconds")
    _comment(
        "polls",
        "outcome",
        sa.String(20),
        "changed, unchanged, empty, not_readable, http_error, network_error, ...",
    )
    _comment("articles", "review_status", sa.String(16), "unreviewed, reviewed, flagged, skipped")
    _comment("articles", "current_revision_id", sa.BigInteger(), "Latest revision", nullable=True)


def _comment(
    table: str, column: str, kind: sa.types.TypeEngine[Any], comment: str, nullable: bool = False
) -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column(
            table, column, existing_type=kind, existing_nullable=nullable, comment=comment
        )
