"""What reports count and sort by, on the row that they count

Articles get the date they were published and the day they count on (of the current revision, or as
a reviewer corrected them), codes of articles how often they are named, and both the indexes with
which reports stop after a screenful and count without reading rows.

Compatibility: adds, and puts another index in the place of one on annotations. Every article and
every code of one is written once: about four minutes for a million articles on PostgreSQL.

Revision: 0022
Revises: 0021
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

#: (name, table, columns, condition)
INDEXES = (
    (
        "ix_articles_counted",
        "articles",
        ["day", "source_id", "language", "verdict", "copy_of_id", "id"],
        None,
    ),
    (
        "ix_articles_told",
        "articles",
        ["story_id", "source_id", "language", "published_at", "copy_of_id"],
        "story_id IS NOT NULL",
    ),
    ("ix_articles_removed", "articles", ["id"], "removed_at IS NOT NULL"),
    (
        "ix_article_codes_topics",
        "article_codes",
        ["verdict", "day", "code", "language", "copy_of_id"],
        "kind = 'topic'",
    ),
    (
        "ix_article_codes_designations",
        "article_codes",
        ["day", "source_id", "language", "code", "copy_of_id", "mentions"],
        "kind = 'designation'",
    ),
    ("ix_article_revisions_tagged_with_id", "article_revisions", ["tagged_with", "id"], None),
    ("ix_article_revisions_created_at", "article_revisions", ["created_at"], None),
    (
        "ix_annotations_revision",
        "annotations",
        ["revision_id", "kind", "codebook_id", "origin"],
        None,
    ),
    (
        "ix_annotations_quotes",
        "annotations",
        ["revision_id", "codebook_id", "origin"],
        "kind = 'quote'",
    ),
    (
        "ix_annotations_judged",
        "annotations",
        ["codebook_id", "kind", "code", "rule", "status"],
        "reviewer_id IS NOT NULL",
    ),
    ("ix_candidates_last_seen_at", "candidates", ["last_seen_at"], None),
    ("ix_reviews_at", "reviews", ["at"], None),
)
#: indexes in whose place others stand
REPLACED = (
    ("ix_annotations_revision_id_kind", "annotations", ["revision_id", "kind"]),
    ("ix_article_revisions_tagged_with", "article_revisions", ["tagged_with"]),
    ("ix_articles_story_id", "articles", ["story_id"]),
)
#: how many groups there are, for the planner of PostgreSQL
STATISTICS = (
    ("articles_counted", "articles", "day, source_id, language, verdict"),
    ("article_codes_topics", "article_codes", "day, code, language"),
    ("article_codes_designations", "article_codes", "day, source_id, language, code"),
)


def upgrade() -> None:
    op.add_column(
        "articles",
        sa.Column(
            "published_at",
            UtcDateTime(),
            nullable=True,
            comment="Date of publication: a reviewer's correction, else that of the current "
            "revision",
        ),
    )
    op.add_column(
        "articles",
        sa.Column(
            "day",
            sa.String(10),
            nullable=True,
            comment="Day it counts on, YYYY-MM-DD: of publication, else of first sighting",
        ),
    )
    op.add_column(
        "article_codes",
        sa.Column(
            "mentions",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="How many annotations of it count",
        ),
    )
    for name, kind in (
        ("day", sa.String(10)),
        ("source_id", sa.BigInteger()),
        ("language", sa.String(8)),
        ("copy_of_id", sa.BigInteger()),
    ):
        op.add_column(
            "article_codes", sa.Column(name, kind, nullable=True, comment="That of the article")
        )
    _fill()
    op.create_index(
        "ix_articles_published",
        "articles",
        ["published_at", "id"],
        postgresql_ops={"published_at": "DESC NULLS LAST"},
    )
    for name, table, columns, condition in INDEXES:
        where = sa.text(condition) if condition else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    for name, table, _ in REPLACED:
        op.drop_index(op.f(name), table_name=table)
    if op.get_bind().dialect.name == "postgresql":
        # without, it takes a group for ten articles and sorts where the index has the order
        for name, table, columns in STATISTICS:
            op.execute(f"CREATE STATISTICS {name} (ndistinct) ON {columns} FROM {table}")


def _fill() -> None:
    if op.get_bind().dialect.name == "sqlite":
        day = "substr({}, 1, 10)"
    else:
        day = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    op.execute(
        "UPDATE articles SET language = coalesce(articles.corrected_language, r.language), "  # noqa: S608  # fixed names
        "published_at = coalesce(articles.corrected_published_at, r.published_at), "
        f"day = coalesce({day.format('articles.corrected_published_at')}, r.published_day, "
        f"{day.format('articles.first_seen_at')}) "
        "FROM article_revisions r WHERE r.id = articles.current_revision_id"
    )
    op.execute(
        "UPDATE article_codes SET mentions = counted.mentions, day = counted.day, "
        "source_id = counted.source_id, language = counted.language, "
        "copy_of_id = counted.copy_of_id FROM ("
        "SELECT a.id AS article_id, t.kind, t.code, a.day, a.source_id, a.language, a.copy_of_id, "
        "count(*) AS mentions FROM articles a "
        "JOIN article_revisions r ON r.id = a.current_revision_id "
        "JOIN annotations t ON t.revision_id = r.id "
        "WHERE t.status <> 'rejected' AND (t.origin = 'human' OR t.codebook_id = r.tagged_with) "
        "GROUP BY a.id, t.kind, t.code, a.day, a.source_id, a.language, a.copy_of_id) AS counted "
        "WHERE counted.article_id = article_codes.article_id "
        "AND counted.kind = article_codes.kind AND counted.code = article_codes.code"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name, _, _ in STATISTICS:
            op.execute(f"DROP STATISTICS {name}")
    for name, table, columns in REPLACED:
        op.create_index(op.f(name), table, columns)
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_index("ix_articles_published", table_name="articles")
    for column in ("copy_of_id", "language", "source_id", "day", "mentions"):
        op.drop_column("article_codes", column)
    op.drop_column("articles", "day")
    op.drop_column("articles", "published_at")
