"""Accounts, second reviews and the columns of the review queue

Compatibility: only adds; an older Salang goes on writing to this database, and what it wrote is
indexed for the desk afterwards.

Revision: 0006
Revises: 0005
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "login_events",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the event"),
        sa.Column("at", UtcDateTime(), nullable=False, comment="When"),
        sa.Column(
            "name_key",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the folded name typed",
        ),
        sa.Column(
            "reviewer_id",
            KEY,
            nullable=True,
            comment="The account, where there is one of that name",
        ),
        sa.Column(
            "address", sa.String(length=64), nullable=False, comment="Network address it came from"
        ),
        sa.Column(
            "outcome",
            sa.String(length=16),
            nullable=False,
            comment="tried, ok, throttled, logout, password_changed",
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewers.id"], name=op.f("fk_login_events_reviewer_id_reviewers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_events")),
        comment="Append-only audit of logins of the review desk",
    )
    op.create_index(
        op.f("ix_login_events_address_at"), "login_events", ["address", "at"], unique=False
    )
    op.create_index(
        op.f("ix_login_events_name_key_at"), "login_events", ["name_key", "at"], unique=False
    )
    op.create_table(
        "login_sessions",
        sa.Column(
            "token_sha256",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the token in the cookie",
        ),
        sa.Column("reviewer_id", KEY, nullable=False, comment="Who is logged in"),
        sa.Column(
            "csrf_token",
            sa.String(length=64),
            nullable=False,
            comment="What every changing request of this login must carry",
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False, comment="When it began"),
        sa.Column("seen_at", UtcDateTime(), nullable=False, comment="Last request, to the minute"),
        sa.Column(
            "expires_at", UtcDateTime(), nullable=False, comment="Ends at this time at the latest"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewers.id"], name=op.f("fk_login_sessions_reviewer_id_reviewers")
        ),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_login_sessions")),
        comment="Open logins of the review desk",
    )
    op.create_index(
        op.f("ix_login_sessions_reviewer_id"), "login_sessions", ["reviewer_id"], unique=False
    )
    op.create_table(
        "saved_filters",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the filter"),
        sa.Column("reviewer_id", KEY, nullable=False, comment="Whose it is"),
        sa.Column("slug", sa.String(length=32), nullable=False, comment="Last part of its address"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="Name people see"),
        sa.Column("query", sa.Text(), nullable=False, comment="The filter as a query string"),
        sa.Column(
            "shared",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Whether others see it in their list",
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False, comment="When it was saved"),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewers.id"], name=op.f("fk_saved_filters_reviewer_id_reviewers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("reviewer_id", "name", name=op.f("uq_saved_filters_reviewer_id_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_saved_filters_slug")),
        comment="Queue filters that were given a name and an address",
    )
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
    op.drop_table("saved_filters")
    op.drop_index(op.f("ix_login_sessions_reviewer_id"), table_name="login_sessions")
    op.drop_table("login_sessions")
    op.drop_index(op.f("ix_login_events_name_key_at"), table_name="login_events")
    op.drop_index(op.f("ix_login_events_address_at"), table_name="login_events")
    op.drop_table("login_events")
