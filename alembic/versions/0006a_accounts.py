"""Accounts of the review desk: logins, sessions, saved filters

Compatibility: adds tables only; the release before runs on it.

Revision: 0006a
Revises: 0005
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0006a"
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


def downgrade() -> None:
    op.drop_table("saved_filters")
    op.drop_index(op.f("ix_login_sessions_reviewer_id"), table_name="login_sessions")
    op.drop_table("login_sessions")
    op.drop_index(op.f("ix_login_events_name_key_at"), table_name="login_events")
    op.drop_index(op.f("ix_login_events_address_at"), table_name="login_events")
    op.drop_table("login_events")
