"""Accounts, second reviews and the columns of the review queue

Compatibility: only adds; an older Salang goes on writing to this database, and what it wrote is
indexed for the desk afterwards.

Revision: 0006
Revises: 0006a
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0006"
down_revision: str | None = "0006a"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "article_codes",
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="entity, topic, designation, genre",
        ),
        sa.Column("code", sa.String(length=80), nullable=False, comment="The code"),
        sa.Column(
            "article_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Article whose current revision carries it",
        ),
        sa.Column(
            "confidence",
            sa.Double(),
            nullable=False,
            comment="Highest confidence of its annotations",
        ),
        sa.Column(
            "review_status",
            sa.String(length=16),
            nullable=False,
            comment="That of the article: the queue of one code reads one index",
        ),
        sa.Column("verdict", sa.String(length=16), nullable=True, comment="That of the article"),
        sa.Column("priority", sa.Double(), nullable=False, comment="That of the article"),
        sa.Column("moment", UtcDateTime(), nullable=True, comment="That of the article"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_codes_article_id_articles")
        ),
        sa.PrimaryKeyConstraint("kind", "code", "article_id", name=op.f("pk_article_codes")),
        comment="Codes that articles carry now, a projection of annotations for filters",
        sqlite_with_rowid=False,
    )
    for name, last in (("queue", "priority"), ("newest", "moment")):
        op.create_index(
            f"ix_article_codes_{name}",
            "article_codes",
            ["kind", "code", "review_status", "verdict", last, "article_id"],
        )
    op.create_index(
        op.f("ix_article_codes_article_id"), "article_codes", ["article_id"], unique=False
    )
    op.create_table(
        "presences",
        sa.Column(
            "article_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Article"
        ),
        sa.Column("reviewer_id", KEY, autoincrement=False, nullable=False, comment="Reviewer"),
        sa.Column("seen_at", UtcDateTime(), nullable=False, comment="Last sign of life"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_presences_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewers.id"], name=op.f("fk_presences_reviewer_id_reviewers")
        ),
        sa.PrimaryKeyConstraint("article_id", "reviewer_id", name=op.f("pk_presences")),
        comment="Who has which article open in the review desk",
    )
    op.create_table(
        "second_reviews",
        sa.Column(
            "id", KEY, autoincrement=True, nullable=False, comment="Key of the second review"
        ),
        sa.Column("article_id", sa.BigInteger(), nullable=False, comment="Article"),
        sa.Column("revision_id", KEY, nullable=False, comment="Revision that was judged"),
        sa.Column(
            "reason",
            sa.String(length=16),
            nullable=False,
            comment="share (drawn by chance), flag (asked for), rejected (machine said no)",
        ),
        sa.Column(
            "first_reviewer_id",
            KEY,
            nullable=True,
            comment="First judge; null when that was the machine",
        ),
        sa.Column("first_verdict", sa.String(length=16), nullable=True, comment="First verdict"),
        sa.Column(
            "reviewer_id", KEY, nullable=True, comment="Second judge; null until somebody takes it"
        ),
        sa.Column("verdict", sa.String(length=16), nullable=True, comment="Second verdict"),
        sa.Column(
            "state",
            sa.String(length=12),
            nullable=False,
            comment="open, agreed, disagreed (waits for a lead), resolved, cancelled",
        ),
        sa.Column("resolved_by", KEY, nullable=True, comment="Lead who decided"),
        sa.Column("resolution", sa.String(length=16), nullable=True, comment="The lead's verdict"),
        sa.Column("created_at", UtcDateTime(), nullable=False, comment="When it was asked for"),
        sa.Column(
            "decided_at", UtcDateTime(), nullable=True, comment="When the second judge decided"
        ),
        sa.Column("resolved_at", UtcDateTime(), nullable=True, comment="When the lead decided"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_second_reviews_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["first_reviewer_id"],
            ["reviewers.id"],
            name=op.f("fk_second_reviews_first_reviewer_id_reviewers"),
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["reviewers.id"], name=op.f("fk_second_reviews_resolved_by_reviewers")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewers.id"], name=op.f("fk_second_reviews_reviewer_id_reviewers")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["article_revisions.id"],
            name=op.f("fk_second_reviews_revision_id_article_revisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_reviews")),
        comment="Blind second reviews, and what came of them",
    )
    op.create_index(
        op.f("ix_second_reviews_article_id"), "second_reviews", ["article_id"], unique=False
    )
    op.create_index(
        op.f("ix_second_reviews_state_reviewer_id"),
        "second_reviews",
        ["state", "reviewer_id"],
        unique=False,
    )
    op.add_column(
        "articles",
        sa.Column(
            "version",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Counts people's decisions: who decides on an old one is told",
        ),
    )
    op.add_column(
        "articles",
        sa.Column(
            "language",
            sa.String(length=8),
            nullable=True,
            comment="Language of the current revision, or a reviewer's correction of it",
        ),
    )
    op.add_column(
        "articles",
        sa.Column(
            "moment",
            UtcDateTime(),
            nullable=True,
            comment="Corrected or read date of publication, else first sighting: orders the queue",
        ),
    )
    op.add_column(
        "articles",
        sa.Column(
            "priority",
            sa.Double(),
            server_default="0",
            nullable=False,
            comment="Place in the queue (models.queries.indexing); higher is sooner",
        ),
    )
    op.add_column(
        "articles",
        sa.Column(
            "tag_confidence",
            sa.Double(),
            nullable=True,
            comment="Confidence of its least certain topic; null without topics",
        ),
    )
    op.add_column(
        "articles",
        sa.Column(
            "assignee_id", sa.BigInteger(), nullable=True, comment="Reviewer it is assigned to"
        ),
    )
    op.add_column(
        "articles",
        sa.Column(
            "corrected_title", sa.Text(), nullable=True, comment="Title as a reviewer corrected it"
        ),
    )
    op.add_column(
        "articles",
        sa.Column(
            "corrected_published_at",
            UtcDateTime(),
            nullable=True,
            comment="Date of publication as a reviewer corrected it",
        ),
    )
    op.add_column(
        "articles",
        sa.Column(
            "corrected_language",
            sa.String(length=8),
            nullable=True,
            comment="Language as a reviewer corrected it",
        ),
    )
    op.add_column(
        "articles",
        sa.Column(
            "indexed_revision_id",
            sa.BigInteger(),
            nullable=True,
            comment="Revision that full-text search holds; other than current: pending",
        ),
    )
    op.create_index(op.f("ix_articles_assignee_id"), "articles", ["assignee_id"], unique=False)
    op.create_index(
        op.f("ix_articles_indexed_revision_id"), "articles", ["indexed_revision_id"], unique=False
    )
    op.create_index(
        "ix_articles_language_queue",
        "articles",
        ["language", "review_status", "verdict", "priority"],
        unique=False,
    )
    op.create_index(op.f("ix_articles_moment"), "articles", ["moment"], unique=False)
    op.create_index(
        "ix_articles_newest", "articles", ["review_status", "verdict", "moment", "id"], unique=False
    )
    op.create_index(
        "ix_articles_queue",
        "articles",
        ["review_status", "verdict", "priority", "id"],
        unique=False,
    )
    op.create_index(
        "ix_articles_source_queue",
        "articles",
        ["source_id", "review_status", "verdict", "priority"],
        unique=False,
    )
    op.add_column(
        "reviewers",
        sa.Column(
            "password_hash",
            sa.Text(),
            nullable=True,
            comment="Argon2id hash; null means the person cannot sign in",
        ),
    )
    op.add_column(
        "reviews",
        sa.Column(
            "undoes_id",
            sa.BigInteger(),
            nullable=True,
            comment="For undo: the decision that was taken back",
        ),
    )
    op.add_column(
        "reviews",
        sa.Column(
            "request_key",
            sa.String(length=40),
            nullable=True,
            comment="Key the browser gave the request, so that repeating it adds nothing",
        ),
    )
    op.create_index(
        op.f("ix_reviews_reviewer_id_request_key"),
        "reviews",
        ["reviewer_id", "request_key"],
        unique=True,
    )
    op.create_index(op.f("ix_reviews_undoes_id"), "reviews", ["undoes_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_reviews_undoes_id"), table_name="reviews")
    op.drop_index(op.f("ix_reviews_reviewer_id_request_key"), table_name="reviews")
    op.drop_column("reviews", "request_key")
    op.drop_column("reviews", "undoes_id")
    op.drop_column("reviewers", "password_hash")
    op.drop_index("ix_articles_source_queue", table_name="articles")
    op.drop_index("ix_articles_queue", table_name="articles")
    op.drop_index("ix_articles_newest", table_name="articles")
    op.drop_index(op.f("ix_articles_moment"), table_name="articles")
    op.drop_index("ix_articles_language_queue", table_name="articles")
    op.drop_index(op.f("ix_articles_indexed_revision_id"), table_name="articles")
    op.drop_index(op.f("ix_articles_assignee_id"), table_name="articles")
    op.drop_column("articles", "indexed_revision_id")
    op.drop_column("articles", "corrected_language")
    op.drop_column("articles", "corrected_published_at")
    op.drop_column("articles", "corrected_title")
    op.drop_column("articles", "assignee_id")
    op.drop_column("articles", "tag_confidence")
    op.drop_column("articles", "priority")
    op.drop_column("articles", "moment")
    op.drop_column("articles", "language")
    op.drop_column("articles", "version")
    op.drop_index(op.f("ix_second_reviews_state_reviewer_id"), table_name="second_reviews")
    op.drop_index(op.f("ix_second_reviews_article_id"), table_name="second_reviews")
    op.drop_table("second_reviews")
    op.drop_table("presences")
    op.drop_index(op.f("ix_article_codes_article_id"), table_name="article_codes")
    op.drop_table("article_codes")
