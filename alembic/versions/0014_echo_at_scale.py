"""A lighter index of shingles, pins of stories, and lists of what is pending

Compatibility: reads and writes go on with older code until it is restarted, except that it
cannot forget the shingles of a replaced text. The shingles are copied once: about a minute for
100,000 articles.

Revision: 0014
Revises: 0013
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = "hash, day, article_id, source_id"


def _shingles(*constraints: sa.Constraint, source: sa.types.TypeEngine[int]) -> None:
    """Make the table of shingles anew with the rows of the old one."""
    op.rename_table("shingles", "shingles_before")
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_shingles RENAME TO pk_shingles_before")
    op.create_table(
        "shingles",
        sa.Column(
            "hash",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Hash of the shingle",
        ),
        sa.Column(
            "day",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Day of the article, as in fingerprints",
        ),
        sa.Column(
            "article_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Article whose current text holds it",
        ),
        sa.Column("source_id", source, nullable=False, comment="Source of the article"),
        sa.PrimaryKeyConstraint("hash", "day", "article_id", name=op.f("pk_shingles")),
        *constraints,
        comment="Inverted index from sampled shingle hashes to articles",
        sqlite_with_rowid=False,
    )
    op.execute(
        f"INSERT INTO shingles ({COLUMNS}) "  # noqa: S608  # fixed names
        f"SELECT {COLUMNS} FROM shingles_before ORDER BY hash, day, article_id"
    )
    op.drop_table("shingles_before")


def upgrade() -> None:
    op.drop_index(op.f("ix_shingles_article_id"), table_name="shingles")
    _shingles(source=sa.BigInteger())
    op.drop_index(op.f("ix_article_revisions_fingerprinted_at"), table_name="article_revisions")
    pending = sa.text("fingerprinted_at IS NULL")
    op.create_index(
        "ix_article_revisions_uncompared",
        "article_revisions",
        ["id"],
        unique=False,
        sqlite_where=pending,
        postgresql_where=pending,
    )
    suggested = sa.text("status = 'suggested'")
    op.create_index(
        "ix_relations_suggested",
        "relations",
        ["similarity", "id"],
        unique=False,
        sqlite_where=suggested,
        postgresql_where=suggested,
    )
    op.create_table(
        "story_pins",
        sa.Column(
            "id",
            KEY,
            autoincrement=True,
            nullable=False,
            comment="Key of the pin; later ones are greater",
        ),
        sa.Column("article_id", sa.BigInteger(), nullable=False, comment="Article"),
        sa.Column(
            "story_id",
            sa.BigInteger(),
            nullable=True,
            comment="Story it is pinned to; null when the pin was taken away",
        ),
        sa.Column("reviewer_id", KEY, nullable=False, comment="Who said so"),
        sa.Column("at", UtcDateTime(), nullable=False, comment="When"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_story_pins_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewers.id"], name=op.f("fk_story_pins_reviewer_id_reviewers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_pins")),
        comment="What people pinned to which story; the latest row of an article holds",
    )
    op.create_index(
        op.f("ix_story_pins_article_id_id"), "story_pins", ["article_id", "id"], unique=False
    )
    op.create_index(op.f("ix_story_pins_story_id"), "story_pins", ["story_id"], unique=False)
    op.add_column(
        "story_changes",
        sa.Column(
            "review_id",
            sa.BigInteger(),
            nullable=True,
            comment="Decision of a person that it came from; null for the machine's",
        ),
    )


def downgrade() -> None:
    op.drop_column("story_changes", "review_id")
    op.drop_index(op.f("ix_story_pins_story_id"), table_name="story_pins")
    op.drop_index(op.f("ix_story_pins_article_id_id"), table_name="story_pins")
    op.drop_table("story_pins")
    op.drop_index("ix_relations_suggested", table_name="relations")
    op.drop_index("ix_article_revisions_uncompared", table_name="article_revisions")
    op.create_index(
        op.f("ix_article_revisions_fingerprinted_at"),
        "article_revisions",
        ["fingerprinted_at"],
        unique=False,
    )
    _shingles(
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_shingles_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_shingles_source_id_sources")
        ),
        source=KEY,
    )
    op.create_index(op.f("ix_shingles_article_id"), "shingles", ["article_id"], unique=False)
