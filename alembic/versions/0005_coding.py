"""Annotations, relevance and reviews

Compatibility: part of the first release; there is no earlier one.

Revision: 0005
Revises: 0004
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.base import UtcDateTime

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "annotations",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the annotation"),
        sa.Column("revision_id", KEY, nullable=False, comment="Revision the offsets count in"),
        sa.Column(
            "codebook_id", KEY, nullable=False, comment="Codebook version that holds the code"
        ),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="entity, topic, designation, genre, person, quote",
        ),
        sa.Column("code", sa.String(length=80), nullable=False, comment="The code"),
        sa.Column("field", sa.String(length=10), nullable=False, comment="title, text or comments"),
        sa.Column(
            "comment_position",
            sa.BigInteger(),
            nullable=True,
            comment="Which comment, from 0, when the field is comments",
        ),
        sa.Column(
            "start_offset",
            sa.BigInteger(),
            nullable=False,
            comment="First character, counting from 0",
        ),
        sa.Column(
            "end_offset", sa.BigInteger(), nullable=False, comment="Character after the last"
        ),
        sa.Column("matched_text", sa.Text(), nullable=False, comment="Exactly these characters"),
        sa.Column("rule", sa.String(length=120), nullable=False, comment="Rule that fired"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="0 to 1"),
        sa.Column(
            "flags",
            JSON,
            nullable=False,
            comment="Context: negated, attributed, historical, legal_footnote, caption, ...",
        ),
        sa.Column(
            "flags_text",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="The flags joined by spaces, for reports",
        ),
        sa.Column("origin", sa.String(length=8), nullable=False, comment="machine or human"),
        sa.Column(
            "status", sa.String(length=12), nullable=False, comment="suggested, confirmed, rejected"
        ),
        sa.Column("reviewer_id", KEY, nullable=True, comment="Reviewer, when a person decided"),
        sa.Column("created_at", UtcDateTime(), nullable=False, comment="When it was made"),
        sa.ForeignKeyConstraint(
            ["codebook_id"], ["codebooks.id"], name=op.f("fk_annotations_codebook_id_codebooks")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewers.id"], name=op.f("fk_annotations_reviewer_id_reviewers")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["article_revisions.id"],
            name=op.f("fk_annotations_revision_id_article_revisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotations")),
        comment="Tags with their evidence in a stored revision",
    )
    op.create_index(op.f("ix_annotations_kind_code"), "annotations", ["kind", "code"], unique=False)
    op.create_index(
        op.f("ix_annotations_revision_id_kind"),
        "annotations",
        ["revision_id", "kind"],
        unique=False,
    )

    op.create_table(
        "codings",
        sa.Column("revision_id", KEY, autoincrement=False, nullable=False, comment="Revision"),
        sa.Column(
            "codebook_id", KEY, autoincrement=False, nullable=False, comment="Codebook version"
        ),
        sa.Column("score", sa.Double(), nullable=False, comment="Relevance, 0 to 1"),
        sa.Column(
            "verdict",
            sa.String(length=16),
            nullable=False,
            comment="relevant, borderline, not_relevant: the machine's word",
        ),
        sa.Column(
            "contributions",
            JSON,
            nullable=False,
            comment="What moved the score: name, weight, detail",
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False, comment="When it was made"),
        sa.ForeignKeyConstraint(
            ["codebook_id"], ["codebooks.id"], name=op.f("fk_codings_codebook_id_codebooks")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["article_revisions.id"],
            name=op.f("fk_codings_revision_id_article_revisions"),
        ),
        sa.PrimaryKeyConstraint("revision_id", "codebook_id", name=op.f("pk_codings")),
        comment="Relevance of a revision under a codebook version, explained",
    )
    op.create_table(
        "reviews",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the decision"),
        sa.Column("article_id", sa.BigInteger(), nullable=False, comment="Article"),
        sa.Column("revision_id", KEY, nullable=False, comment="Revision the person saw"),
        sa.Column("reviewer_id", KEY, nullable=False, comment="Who decided"),
        sa.Column(
            "action",
            sa.String(length=24),
            nullable=False,
            comment="verdict, confirm_tag, reject_tag, add_tag, fix_date, fix_title, link, ...",
        ),
        sa.Column("value", JSON, nullable=False, comment="What was decided"),
        sa.Column(
            "note", sa.Text(), server_default="", nullable=False, comment="The person's remark"
        ),
        sa.Column("at", UtcDateTime(), nullable=False, comment="When"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_reviews_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewers.id"], name=op.f("fk_reviews_reviewer_id_reviewers")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["article_revisions.id"],
            name=op.f("fk_reviews_revision_id_article_revisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        comment="Decisions of reviewers; append-only",
    )
    op.create_index(op.f("ix_reviews_article_id_at"), "reviews", ["article_id", "at"], unique=False)
    op.create_index(op.f("ix_reviews_reviewer_id"), "reviews", ["reviewer_id"], unique=False)


def downgrade() -> None:

    op.drop_table("reviews")
    op.drop_table("codings")

    op.drop_table("annotations")
