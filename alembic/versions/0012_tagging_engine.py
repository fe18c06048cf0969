"""Codings say which tagging engine made them, and which version they took the place of

Compatibility: only adds. Codings made before count as made by engine 1.

Revision: 0012
Revises: 0011
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "codings",
        sa.Column(
            "engine",
            sa.BigInteger(),
            server_default="1",
            nullable=False,
            comment="Version of the tagging engine that made it: rules of reading, not the "
            "codebook's content",
        ),
    )
    op.add_column(
        "codings",
        sa.Column(
            "replaces_id",
            sa.BigInteger(),
            nullable=True,
            comment="Codebook version whose tags counted before, until retag has listed the change",
        ),
    )
    op.create_index(op.f("ix_codings_replaces_id"), "codings", ["replaces_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_codings_replaces_id"), table_name="codings")
    op.drop_column("codings", "replaces_id")
    op.drop_column("codings", "engine")
