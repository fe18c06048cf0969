"""History of what articles repeat and which story they tell

Compatibility: only adds. What was placed before counts from the time of its first sighting.

Revision: 0010
Revises: 0009
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "article_places",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the change"),
        sa.Column("article_id", sa.BigInteger(), nullable=False, comment="Article"),
        sa.Column(
            "copy_of_id",
            sa.BigInteger(),
            nullable=True,
            comment="Article whose text it repeated from then on",
        ),
        sa.Column("story_id", sa.BigInteger(), nullable=True, comment="Story it told from then on"),
        sa.Column("at", UtcDateTime(), nullable=False, comment="When"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_places_article_id_articles")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_places")),
        comment="History of what articles repeat and which story they tell",
    )
    op.create_index(op.f("ix_article_places_article_id_id"), "article_places", ["article_id", "id"])
    # when it was decided is not known any more; that it was, is
    op.execute(
        "INSERT INTO article_places (article_id, copy_of_id, story_id, at) "
        "SELECT id, copy_of_id, story_id, first_seen_at FROM articles "
        "WHERE copy_of_id IS NOT NULL OR story_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_article_places_article_id_id"), table_name="article_places")
    op.drop_table("article_places")
