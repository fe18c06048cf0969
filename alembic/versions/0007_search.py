"""Full-text search

SQLite keeps the folded texts in an FTS5 table, PostgreSQL a ``tsvector`` with a GIN index. Both
are filled by flows/stages/search.py with text that one normaliser folded, keyed by the current
revision, so that the newest come first without sorting. They are no models: a virtual table
cannot be one. Texts stored earlier are pending until ``salang review`` or a run indexes them.

Compatibility: only adds.

Revision: 0007
Revises: 0006
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_texts USING fts5"
            "(search_text, tokenize = 'unicode61 remove_diacritics 0')"
        )
        return
    op.create_table(
        "search_texts",
        sa.Column(
            "revision_id",
            sa.BigInteger(),
            primary_key=True,
            autoincrement=False,
            comment="Current revision of an article",
        ),
        sa.Column("vector", TSVECTOR(), nullable=False, comment="Folded title and text as lexemes"),
        comment="Full-text index of current revisions",
    )
    op.create_index("ix_search_texts_vector", "search_texts", ["vector"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table("search_texts")
    # what is not indexed must be pending again after the next upgrade
    op.execute("UPDATE articles SET indexed_revision_id = NULL")
