"""Alerts, their messages, what these tell, and the log of tries

Compatibility: only adds.

Revision: 0018
Revises: 0017
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the alert"),
        sa.Column("name", sa.String(80), nullable=False, comment="Name people give it"),
        sa.Column("query", sa.Text(), nullable=False, comment="The filter as a query string"),
        sa.Column("channel", sa.String(8), nullable=False, comment="webhook or mail"),
        sa.Column(
            "target",
            sa.Text(),
            nullable=False,
            comment="Address told: of a webhook (it may hold a token) or a mailbox",
        ),
        sa.Column(
            "secret",
            sa.Text(),
            nullable=True,
            comment="Key that webhooks are signed with; null for mail",
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False, comment="When it was added"),
        sa.Column(
            "tells_from",
            UtcDateTime(),
            nullable=True,
            comment="Articles read before, or published a day or more before, are not told; "
            "null: all are",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("name", name=op.f("uq_alerts_name")),
        comment="Queue filters that tell by webhook or mail what newly matches",
    )
    op.create_table(
        "alert_notices",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the message"),
        sa.Column("alert_id", KEY, nullable=False, comment="Alert it is from"),
        sa.Column(
            "key",
            sa.String(32),
            nullable=False,
            comment="Idempotency key: the same for every try",
        ),
        sa.Column(
            "created_at", UtcDateTime(), nullable=False, comment="When the articles were found"
        ),
        sa.Column(
            "state", sa.String(8), nullable=False, comment="pending, sent or failed (given up)"
        ),
        sa.Column(
            "attempts",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Times it was tried",
        ),
        sa.Column(
            "next_attempt_at", UtcDateTime(), nullable=False, comment="When it is tried next"
        ),
        sa.Column("sent_at", UtcDateTime(), nullable=True, comment="When the other side took it"),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_notices_alert_id_alerts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_alert_notices_key")),
        comment="Messages of alerts: each is told at least once",
    )
    op.create_index(op.f("ix_alert_notices_alert_id"), "alert_notices", ["alert_id"])
    op.create_index(
        op.f("ix_alert_notices_state_next_attempt_at"),
        "alert_notices",
        ["state", "next_attempt_at"],
    )
    op.create_table(
        "alert_articles",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the find"),
        sa.Column("alert_id", KEY, nullable=False, comment="Alert"),
        sa.Column("article_id", sa.BigInteger(), nullable=False, comment="Article"),
        sa.Column("notice_id", KEY, nullable=False, comment="Message that tells it"),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_articles_alert_id_alerts")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_alert_articles_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["alert_notices.id"],
            name=op.f("fk_alert_articles_notice_id_alert_notices"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_articles")),
        sa.UniqueConstraint(
            "alert_id", "article_id", name=op.f("uq_alert_articles_alert_id_article_id")
        ),
        comment="Articles that alerts found, each once per alert",
    )
    op.create_index(op.f("ix_alert_articles_article_id"), "alert_articles", ["article_id"])
    op.create_index(op.f("ix_alert_articles_notice_id"), "alert_articles", ["notice_id"])
    op.create_table(
        "alert_attempts",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the try"),
        sa.Column("notice_id", KEY, nullable=False, comment="Message"),
        sa.Column("at", UtcDateTime(), nullable=False, comment="When"),
        sa.Column(
            "error",
            sa.Text(),
            nullable=False,
            comment="Why it failed, in one sentence without address or secret; empty: taken",
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["alert_notices.id"],
            name=op.f("fk_alert_attempts_notice_id_alert_notices"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_attempts")),
        comment="Append-only log of tries to deliver messages of alerts",
    )
    op.create_index(op.f("ix_alert_attempts_notice_id"), "alert_attempts", ["notice_id"])


def downgrade() -> None:
    for table in ("alert_attempts", "alert_articles", "alert_notices", "alerts"):
        op.drop_table(table)
