"""Stories across wording and language: sketches, their index, history

Compatibility: only adds. Articles that were tagged before are compared by the next run.

Revision: 0008
Revises: 0007
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.base import UtcDateTime

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

#: (table, column, comment before, comment now)
COMMENTS = (
    (
        "relations",
        "similarity",
        "Jaccard resemblance of shingles, 0 to 1",
        "Copies: Jaccard resemblance of shingles; stories: strength of evidence; 0 to 1",
    ),
    (
        "relations",
        "containment",
        "Share of the shorter text's shingles found in the longer, 0 to 1",
        "Copies: share of the shorter text's shingles in the longer; stories: share of "
        "entities and figures in the same order; 0 to 1",
    ),
    (
        "stories",
        "id",
        "Key: that of the article the story began with",
        "Key: that of one of the articles the story began with",
    ),
    (
        "stage_counts",
        "stage",
        "poll, fetch, read, dedupe, tag, import",
        "poll, fetch, read, dedupe, tag, stories, import",
    ),
)


def upgrade() -> None:
    op.create_table(
        "story_changes",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the change"),
        sa.Column(
            "story_id",
            sa.BigInteger(),
            nullable=False,
            comment="Story it happened to, which may have ended since",
        ),
        sa.Column(
            "what",
            sa.String(length=8),
            nullable=False,
            comment="began, grew, shrank, merged, split, ended",
        ),
        sa.Column(
            "other_story_id",
            sa.BigInteger(),
            nullable=True,
            comment="Story it was merged with or split from",
        ),
        sa.Column("at", UtcDateTime(), nullable=False, comment="When"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_changes")),
        comment="History of stories: began, grew, merged, split, ended",
    )
    op.create_index(op.f("ix_story_changes_story_id"), "story_changes", ["story_id"])
    op.create_table(
        "story_keys",
        sa.Column(
            "key",
            sa.String(length=170),
            nullable=False,
            comment="code+code of two entities, #figure, or =code of one entity, for counting",
        ),
        sa.Column(
            "day",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Day of the article, as in story_sketches",
        ),
        sa.Column(
            "article_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Article that holds it",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_story_keys_article_id_articles")
        ),
        sa.PrimaryKeyConstraint("key", "day", "article_id", name=op.f("pk_story_keys")),
        comment="Inverted index from pairs of entities, figures and entities to articles",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_story_keys_article_id"), "story_keys", ["article_id"])
    op.create_table(
        "story_sketches",
        sa.Column(
            "article_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Article"
        ),
        sa.Column("revision_id", KEY, nullable=False, comment="Revision it was made from"),
        sa.Column(
            "codebook_id",
            KEY,
            nullable=False,
            comment="Codebook version whose tags it was made from",
        ),
        sa.Column("method", sa.BigInteger(), nullable=False, comment="Version of the method"),
        sa.Column(
            "decisions",
            sa.BigInteger(),
            nullable=False,
            comment="articles.version it was made at: a person's decision makes it pending",
        ),
        sa.Column(
            "told_at",
            UtcDateTime(),
            nullable=False,
            comment="When the article was out: published, else first seen; end of the day when "
            "only the day is known",
        ),
        sa.Column(
            "day",
            sa.BigInteger(),
            nullable=False,
            comment="Day of told_at, counted from 1970-01-01",
        ),
        sa.Column(
            "features",
            JSON,
            nullable=False,
            comment="Language, entities, figures, days, topics and their order",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_story_sketches_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["codebook_id"], ["codebooks.id"], name=op.f("fk_story_sketches_codebook_id_codebooks")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["article_revisions.id"],
            name=op.f("fk_story_sketches_revision_id_article_revisions"),
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_story_sketches")),
        comment="Features of relevant originals for finding reports of one event; the mark that "
        "they were compared",
    )
    op.create_index(op.f("ix_story_sketches_day"), "story_sketches", ["day"])
    op.create_index(op.f("ix_story_sketches_revision_id"), "story_sketches", ["revision_id"])
    _comment({(table, column): now for table, column, _, now in COMMENTS})


def downgrade() -> None:
    _comment({(table, column): before for table, column, before, _ in COMMENTS})
    op.drop_table("story_sketches")
    op.drop_table("story_keys")
    op.drop_table("story_changes")


def _comment(comments: dict[tuple[str, str], str]) -> None:
    """SQLite keeps no comments and would copy the whole table for one."""
    if op.get_bind().dialect.name == "postgresql":
        for (table, column), comment in comments.items():
            op.alter_column(table, column, comment=comment)
