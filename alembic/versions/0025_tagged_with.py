"""Which codebook version an article's current revision was tagged with, on the article

With it tags that count are told without reading revisions.

Compatibility: adds, and puts another index in the place of one on articles. Every article is
written once.

Revision: 0025
Revises: 0024
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WRITE = """
UPDATE articles SET tagged_with = (
    SELECT r.tagged_with FROM article_revisions r WHERE r.id = articles.current_revision_id
) WHERE current_revision_id IS NOT NULL
"""


def upgrade() -> None:
    op.add_column(
        "articles",
        sa.Column(
            "tagged_with",
            sa.BigInteger(),
            nullable=True,
            comment="Codebook version that its current revision was last tagged with",
        ),
    )
    op.execute(WRITE)
    op.create_index("ix_articles_current", "articles", ["current_revision_id", "tagged_with"])
    op.drop_index(op.f("ix_articles_current_revision_id"), table_name="articles")


def downgrade() -> None:
    op.create_index(op.f("ix_articles_current_revision_id"), "articles", ["current_revision_id"])
    op.drop_index("ix_articles_current", table_name="articles")
    op.drop_column("articles", "tagged_with")
