"""Indexes from which ready questions are answered, and a summary of what became of what runs saw

Compatibility: adds, and puts wider indexes in the place of six. The summary is empty until the
flow maintain ran.

Revision: 0023
Revises: 0022
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PLACED = ["review_status", "verdict", "priority"]
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: (name, table, columns before, columns now, condition)
WIDENED = (
    (
        "ix_article_codes_designations",
        "article_codes",
        ["day", "source_id", "language", "code", "copy_of_id", "mentions"],
        ["day", "source_id", "language", "code", "copy_of_id", "mentions", "verdict"],
        "kind = 'designation'",
    ),
    (
        "ix_annotations_quotes",
        "annotations",
        ["revision_id", "codebook_id", "origin"],
        ["revision_id", "codebook_id", "origin", "status", "code"],
        "kind = 'quote'",
    ),
    *(
        (
            f"ix_articles_{name}_queue",
            "articles",
            [column, *PLACED],
            [column, *PLACED, "copy_of_id", "moment", "id"],
            None,
        )
        for name, column in (("language", "language"), ("source", "source_id"))
    ),
    (
        "ix_articles_queue",
        "articles",
        [*PLACED, "id"],
        [*PLACED, "id", "copy_of_id", "moment"],
        None,
    ),
    (
        "ix_article_codes_queue",
        "article_codes",
        ["kind", "code", *PLACED, "article_id"],
        ["kind", "code", *PLACED, "article_id", "copy_of_id", "moment"],
        None,
    ),
)


def upgrade() -> None:
    op.create_table(
        "summary_run_fates",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the row"),
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run"),
        sa.Column("flow", sa.String(40), nullable=False, comment="Flow that ran"),
        sa.Column("started_at", UtcDateTime(), nullable=False, comment="When it began"),
        sa.Column("source", sa.String(80), nullable=False, comment="Short name of the source"),
        sa.Column("fate", sa.String(24), nullable=False, comment="What had become of them"),
        sa.Column(
            "pending",
            sa.BigInteger(),
            nullable=False,
            comment="1 when still to be fetched or read, else 0",
        ),
        sa.Column(
            "sightings",
            sa.BigInteger(),
            nullable=False,
            comment="Times a channel listed one of them",
        ),
        sa.Column(
            "addresses",
            sa.BigInteger(),
            nullable=False,
            comment="How many different addresses that are",
        ),
        sa.Column("refreshed_at", UtcDateTime(), nullable=False, comment="When they were counted"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_run_fates")),
        comment="What became of everything that runs saw, as last counted",
    )
    op.create_index(
        op.f("ix_summary_run_fates_run_id_source_fate"),
        "summary_run_fates",
        ["run_id", "source", "fate"],
    )
    op.create_index(op.f("ix_articles_tag_confidence"), "articles", ["tag_confidence"])
    for name, table, _, columns, condition in WIDENED:
        _again(name, table, columns, condition)


def _again(name: str, table: str, columns: Sequence[str], condition: str | None) -> None:
    op.drop_index(name, table_name=table)
    where = sa.text(condition) if condition else None
    op.create_index(name, table, list(columns), sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, columns, _, condition in WIDENED:
        _again(name, table, columns, condition)
    op.drop_index(op.f("ix_articles_tag_confidence"), table_name="articles")
    op.drop_table("summary_run_fates")
