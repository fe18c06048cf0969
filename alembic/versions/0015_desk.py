"""Phrases in long texts

PostgreSQL's ``tsvector`` forgets positions: of a word beyond its 255th place, and of all words
beyond the 16,383rd. Where that happens the folded text is kept beside it (``folded``) and phrases
are looked for there. Texts indexed earlier that lost positions are pending again, and those
whose title a reviewer corrected, which is searched from now on.

Compatibility: only adds. On PostgreSQL every stored vector is looked through once: some minutes
for a million articles.

Revision: 0015
Revises: 0014
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("UPDATE articles SET indexed_revision_id = NULL WHERE corrected_title IS NOT NULL")
    if op.get_bind().dialect.name == "postgresql":
        op.add_column(
            "search_texts",
            sa.Column(
                "folded",
                sa.Text(),
                nullable=True,
                comment="Folded title and text where the vector lost positions, for phrases",
            ),
        )
        op.execute(
            "UPDATE articles SET indexed_revision_id = NULL WHERE indexed_revision_id IN ("
            "SELECT revision_id FROM search_texts, unnest(vector) AS word "
            "WHERE cardinality(word.positions) >= 255 OR 16383 = ANY (word.positions))"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("search_texts", "folded")
