"""Boilerplate learned per source, entries of live blogs

Compatibility: only adds. Articles stored earlier are counted from their next revision on.

Revision: 0009
Revises: 0008
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.base import UtcDateTime

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "boilerplate_paragraphs",
        sa.Column("source_id", KEY, autoincrement=False, nullable=False, comment="Source"),
        sa.Column(
            "hash",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Hash of the folded paragraph",
        ),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="The paragraph as it stood when it was learned",
        ),
        sa.Column("articles", sa.BigInteger(), nullable=False, comment="Articles that had it then"),
        sa.Column(
            "of_articles",
            sa.BigInteger(),
            nullable=False,
            comment="Of how many last articles of the source",
        ),
        sa.Column("learned_at", UtcDateTime(), nullable=False, comment="When it was learned"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_boilerplate_paragraphs_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("source_id", "hash", name=op.f("pk_boilerplate_paragraphs")),
        comment="Paragraphs learned as boilerplate of a source: left out of tags and echo",
    )
    op.create_table(
        "source_paragraphs",
        sa.Column(
            "article_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Article"
        ),
        sa.Column(
            "start_offset",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="First character in the revision's text",
        ),
        sa.Column(
            "end_offset", sa.BigInteger(), nullable=False, comment="Behind its last character"
        ),
        sa.Column("revision_id", KEY, nullable=False, comment="Revision it stands in"),
        sa.Column("source_id", KEY, nullable=False, comment="Source"),
        sa.Column("hash", sa.BigInteger(), nullable=False, comment="Hash of the folded paragraph"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_source_paragraphs_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["article_revisions.id"],
            name=op.f("fk_source_paragraphs_revision_id_article_revisions"),
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_source_paragraphs_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("article_id", "start_offset", name=op.f("pk_source_paragraphs")),
        comment="Paragraphs of each source's last articles, to count which repeat",
    )
    op.create_index(
        op.f("ix_source_paragraphs_revision_id"), "source_paragraphs", ["revision_id"], unique=False
    )
    op.create_index(
        op.f("ix_source_paragraphs_source_id_hash"),
        "source_paragraphs",
        ["source_id", "hash"],
        unique=False,
    )
    op.add_column(
        "article_revisions",
        sa.Column(
            "boilerplate",
            JSON,
            nullable=True,
            comment="Ranges of the text that its source repeats: [start, end), left out of tags",
        ),
    )
    op.add_column(
        "article_revisions",
        sa.Column(
            "entries",
            JSON,
            nullable=True,
            comment="Entries of a live blog: title, time, and their range of the text",
        ),
    )


def downgrade() -> None:
    op.drop_column("article_revisions", "entries")
    op.drop_column("article_revisions", "boilerplate")
    op.drop_index(op.f("ix_source_paragraphs_source_id_hash"), table_name="source_paragraphs")
    op.drop_index(op.f("ix_source_paragraphs_revision_id"), table_name="source_paragraphs")
    op.drop_table("source_paragraphs")
    op.drop_table("boilerplate_paragraphs")
