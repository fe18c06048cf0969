"""When the bytes of a capture were let go by the retention policy

Compatibility: only adds; captures of before have their bytes.

Revision: 0021
Revises: 0020
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "captures",
        sa.Column(
            "pruned_at",
            UtcDateTime(),
            nullable=True,
            comment="When its bytes were let go by the retention policy; null while they are kept",
        ),
    )


def downgrade() -> None:
    with op.batch_alter_table("captures") as table:
        table.drop_column("pruned_at")
