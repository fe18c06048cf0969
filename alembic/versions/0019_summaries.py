"""Summaries of counting views, written by the flow maintain

Compatibility: only adds. They are empty until the flow ran.

Revision: 0019
Revises: 0018
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "summary_coverage_daily",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the row"),
        sa.Column(
            "day", sa.String(10), nullable=False, comment="Day of publication or first sighting"
        ),
        sa.Column("source", sa.String(80), nullable=False, comment="Short name of the source"),
        sa.Column("country", sa.String(2), nullable=True, comment="Country of the newsroom"),
        sa.Column("ownership", sa.String(40), nullable=False, comment="Who owns the source"),
        sa.Column("language", sa.String(8), nullable=False, comment="Language of the body"),
        sa.Column(
            "verdict", sa.String(16), nullable=True, comment="relevant, borderline or not_relevant"
        ),
        sa.Column("items", sa.BigInteger(), nullable=False, comment="Articles, all places"),
        sa.Column(
            "independent_items",
            sa.BigInteger(),
            nullable=False,
            comment="Articles that repeat no other",
        ),
        sa.Column("refreshed_at", UtcDateTime(), nullable=False, comment="When they were counted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_coverage_daily")),
        comment="Articles per day, source, language and verdict, as last counted",
    )
    op.create_index(op.f("ix_summary_coverage_daily_day"), "summary_coverage_daily", ["day"])
    op.create_table(
        "summary_topics_daily",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the row"),
        sa.Column(
            "day", sa.String(10), nullable=False, comment="Day of publication or first sighting"
        ),
        sa.Column("topic", sa.String(80), nullable=False, comment="Topic code"),
        sa.Column("language", sa.String(8), nullable=False, comment="Language of the body"),
        sa.Column("items", sa.BigInteger(), nullable=False, comment="Articles, all places"),
        sa.Column(
            "independent_items",
            sa.BigInteger(),
            nullable=False,
            comment="Articles that repeat no other",
        ),
        sa.Column("refreshed_at", UtcDateTime(), nullable=False, comment="When they were counted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_topics_daily")),
        comment="Relevant articles per day, topic and language, as last counted",
    )
    op.create_index(
        op.f("ix_summary_topics_daily_topic_day"), "summary_topics_daily", ["topic", "day"]
    )
    op.create_table(
        "summary_designations",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the row"),
        sa.Column(
            "day", sa.String(10), nullable=False, comment="Day of publication or first sighting"
        ),
        sa.Column("source", sa.String(80), nullable=False, comment="Short name of the source"),
        sa.Column("country", sa.String(2), nullable=True, comment="Country of the newsroom"),
        sa.Column("ownership", sa.String(40), nullable=False, comment="Who owns the source"),
        sa.Column("language", sa.String(8), nullable=False, comment="Language of the body"),
        sa.Column("designation", sa.String(80), nullable=False, comment="Designation code"),
        sa.Column("items", sa.BigInteger(), nullable=False, comment="Articles, all places"),
        sa.Column(
            "independent_items",
            sa.BigInteger(),
            nullable=False,
            comment="Articles that repeat no other",
        ),
        sa.Column("mentions", sa.BigInteger(), nullable=False, comment="Times it stands in them"),
        sa.Column("refreshed_at", UtcDateTime(), nullable=False, comment="When they were counted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_designations")),
        comment="How sources name the Taliban per day, as last counted",
    )
    op.create_index(
        op.f("ix_summary_designations_designation_day"),
        "summary_designations",
        ["designation", "day"],
    )


def downgrade() -> None:
    for table in ("summary_designations", "summary_topics_daily", "summary_coverage_daily"):
        op.drop_table(table)
