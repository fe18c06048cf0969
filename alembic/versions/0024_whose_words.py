"""Whose words a tag stands in

Compatibility: adds. Tags made before have no speaker; `salang retag` gives them theirs.

Revision: 0024
Revises: 0023
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "annotations",
        sa.Column(
            "attributed_to",
            sa.String(80),
            nullable=True,
            comment="Code of the person or body whose words it stands in, where that can be told",
        ),
    )


def downgrade() -> None:
    op.drop_column("annotations", "attributed_to")
