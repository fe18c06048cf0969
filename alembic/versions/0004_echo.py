"""Reviewers, fingerprints, links and stage counts

Compatibility: part of the first release; there is no earlier one.

Revision: 0004
Revises: 0003
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.base import UtcDateTime

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "reviewers",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the reviewer"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="Name used to sign in"),
        sa.Column(
            "role", sa.String(length=12), nullable=False, comment="reader, reviewer, lead, admin"
        ),
        sa.Column(
            "active",
            sa.Boolean(),
            server_default=sa.true(),
            nullable=False,
            comment="Whether the person may sign in",
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False, comment="When the person was added"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewers")),
        sa.UniqueConstraint("name", name=op.f("uq_reviewers_name")),
        comment="People who review",
    )
    op.create_table(
        "stage_counts",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the count"),
        sa.Column("run_id", KEY, nullable=False, comment="Run"),
        sa.Column(
            "stage",
            sa.String(length=16),
            nullable=False,
            comment="poll, fetch, read, dedupe, tag, import",
        ),
        sa.Column("source_id", KEY, nullable=True, comment="Source; null when it is not about one"),
        sa.Column("outcome", sa.String(length=24), nullable=False, comment="Fate or result"),
        sa.Column("items", sa.BigInteger(), nullable=False, comment="How many"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_stage_counts_run_id_runs")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_stage_counts_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_counts")),
        sa.UniqueConstraint(
            "run_id",
            "stage",
            "source_id",
            "outcome",
            name=op.f("uq_stage_counts_run_id_stage_source_id_outcome"),
        ),
        comment="Counts per run, stage, source and outcome",
    )
    op.create_table(
        "relations",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the link"),
        sa.Column(
            "article_id", sa.BigInteger(), nullable=False, comment="The later or repeating article"
        ),
        sa.Column(
            "other_article_id",
            sa.BigInteger(),
            nullable=False,
            comment="The earlier or repeated article",
        ),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="exact, near, excerpt, quotes_from, translation, same_story",
        ),
        sa.Column(
            "similarity",
            sa.Double(),
            nullable=False,
            comment="Jaccard resemblance of shingles, 0 to 1",
        ),
        sa.Column(
            "containment",
            sa.Double(),
            nullable=False,
            comment="Share of the shorter text's shingles found in the longer, 0 to 1",
        ),
        sa.Column(
            "status", sa.String(length=12), nullable=False, comment="suggested, confirmed, rejected"
        ),
        sa.Column("origin", sa.String(length=8), nullable=False, comment="machine or human"),
        sa.Column("decided_by", KEY, nullable=True, comment="Reviewer, when a person decided"),
        sa.Column("reasons", JSON, nullable=False, comment="Why, as sentences"),
        sa.Column("created_at", UtcDateTime(), nullable=False, comment="When the link was made"),
        sa.Column(
            "updated_at", UtcDateTime(), nullable=False, comment="When it was last decided on"
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_relations_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["reviewers.id"], name=op.f("fk_relations_decided_by_reviewers")
        ),
        sa.ForeignKeyConstraint(
            ["other_article_id"],
            ["articles.id"],
            name=op.f("fk_relations_other_article_id_articles"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relations")),
        sa.UniqueConstraint(
            "article_id",
            "other_article_id",
            "kind",
            name=op.f("uq_relations_article_id_other_article_id_kind"),
        ),
        comment="Links between articles: copies, excerpts, quotations, stories",
    )
    op.create_index(
        op.f("ix_relations_other_article_id"), "relations", ["other_article_id"], unique=False
    )

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
        sa.Column("source_id", KEY, nullable=False, comment="Source of the article"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_shingles_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_shingles_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("hash", "day", "article_id", name=op.f("pk_shingles")),
        comment="Inverted index from sampled shingle hashes to articles",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_shingles_article_id"), "shingles", ["article_id"], unique=False)

    op.create_table(
        "fingerprints",
        sa.Column(
            "article_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Article"
        ),
        sa.Column("revision_id", KEY, nullable=False, comment="Revision it was made from"),
        sa.Column(
            "version",
            sa.BigInteger(),
            nullable=False,
            comment="Version of the fingerprint's method",
        ),
        sa.Column(
            "normalized_sha256",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the folded text: equal for exact copies",
        ),
        sa.Column(
            "shingle_count",
            sa.BigInteger(),
            nullable=False,
            comment="Distinct shingles of the text",
        ),
        sa.Column(
            "sketch",
            sa.LargeBinary(),
            nullable=False,
            comment="The fingerprint, packed (analysis.echo.fingerprint)",
        ),
        sa.Column(
            "day",
            sa.BigInteger(),
            nullable=False,
            comment="Day of publication or first sighting, counted from 1970-01-01",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_fingerprints_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["article_revisions.id"],
            name=op.f("fk_fingerprints_revision_id_article_revisions"),
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_fingerprints")),
        comment="Compact sketches of the current texts, for finding copies",
    )
    op.create_index(
        op.f("ix_fingerprints_normalized_sha256"),
        "fingerprints",
        ["normalized_sha256"],
        unique=False,
    )
    op.create_index(
        op.f("ix_fingerprints_revision_id"), "fingerprints", ["revision_id"], unique=False
    )


def downgrade() -> None:

    op.drop_table("fingerprints")

    op.drop_table("shingles")

    op.drop_table("relations")
    op.drop_table("stage_counts")
    op.drop_table("reviewers")
