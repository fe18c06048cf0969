"""Codebooks, stories, articles and revisions

Compatibility: part of the first release; there is no earlier one.

Revision: 0003
Revises: 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.base import UtcDateTime

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "codebooks",
        sa.Column(
            "id", KEY, autoincrement=True, nullable=False, comment="Key of the codebook version"
        ),
        sa.Column("name", sa.String(length=80), nullable=False, comment="Name of the codebook"),
        sa.Column(
            "number",
            sa.BigInteger(),
            nullable=False,
            comment="Number its authors gave this version",
        ),
        sa.Column(
            "version",
            sa.String(length=40),
            nullable=False,
            comment="Number and start of the content hash",
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="SHA-256 of the content"),
        sa.Column(
            "first_used_at", UtcDateTime(), nullable=False, comment="When it first tagged a text"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebooks")),
        sa.UniqueConstraint("name", "sha256", name=op.f("uq_codebooks_name_sha256")),
        comment="Versions of codebooks that were used to tag",
    )
    op.create_table(
        "stories",
        sa.Column(
            "id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Key: that of the article the story began with",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="Title of the original"),
        sa.Column(
            "original_id", sa.BigInteger(), nullable=False, comment="Article taken as the original"
        ),
        sa.Column("reasons", JSON, nullable=False, comment="Why this one is the original"),
        sa.Column(
            "created_at", UtcDateTime(), nullable=False, comment="When the story was first seen"
        ),
        sa.Column(
            "updated_at", UtcDateTime(), nullable=False, comment="When its members last changed"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
        comment="Stories: one event or text with all its places",
    )
    op.create_index(op.f("ix_stories_original_id"), "stories", ["original_id"], unique=False)

    op.create_table(
        "codes",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the code"),
        sa.Column("codebook_id", KEY, nullable=False, comment="Codebook version"),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="entity, topic, designation, genre, person, quote",
        ),
        sa.Column("code", sa.String(length=80), nullable=False, comment="The code"),
        sa.Column("label", sa.Text(), nullable=False, comment="Its label"),
        sa.ForeignKeyConstraint(
            ["codebook_id"], ["codebooks.id"], name=op.f("fk_codes_codebook_id_codebooks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
        sa.UniqueConstraint(
            "codebook_id", "kind", "code", name=op.f("uq_codes_codebook_id_kind_code")
        ),
        comment="Codes of a codebook version, with the label people see",
    )
    op.create_table(
        "articles",
        sa.Column(
            "id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Key derived from the canonical address (or text): the same everywhere",
        ),
        sa.Column(
            "identity",
            sa.String(length=40),
            nullable=False,
            comment="Hash of the canonical address, or of the text without one",
        ),
        sa.Column("candidate_id", KEY, nullable=False, comment="Candidate it came from"),
        sa.Column("source_id", KEY, nullable=False, comment="Source that published it"),
        sa.Column(
            "url",
            sa.Text(),
            nullable=True,
            comment="Canonical address; null for documents without one",
        ),
        sa.Column(
            "kind", sa.String(length=20), nullable=False, comment="article, live_blog, document"
        ),
        sa.Column(
            "first_seen_at",
            UtcDateTime(),
            nullable=False,
            comment="First sighting of its candidate",
        ),
        sa.Column("current_revision_id", sa.BigInteger(), nullable=True, comment="Latest revision"),
        sa.Column(
            "copy_of_id", sa.BigInteger(), nullable=True, comment="Article whose text it repeats"
        ),
        sa.Column("story_id", sa.BigInteger(), nullable=True, comment="Story it tells"),
        sa.Column(
            "relevance",
            sa.Double(),
            nullable=True,
            comment="0 to 1, of the current revision; null until tagged",
        ),
        sa.Column(
            "verdict",
            sa.String(length=16),
            nullable=True,
            comment="relevant, borderline, not_relevant; a reviewer's word wins",
        ),
        sa.Column(
            "review_status",
            sa.String(length=16),
            server_default="unreviewed",
            nullable=False,
            comment="unreviewed, reviewed, flagged, skipped",
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_articles_candidate_id_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["copy_of_id"], ["articles.id"], name=op.f("fk_articles_copy_of_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_articles_source_id_sources")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name=op.f("fk_articles_story_id_stories")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("identity", name=op.f("uq_articles_identity")),
        comment="Pieces of coverage; what each said at a time is in its revisions",
    )
    op.create_index(op.f("ix_articles_candidate_id"), "articles", ["candidate_id"], unique=False)
    op.create_index(op.f("ix_articles_copy_of_id"), "articles", ["copy_of_id"], unique=False)
    op.create_index(
        op.f("ix_articles_current_revision_id"), "articles", ["current_revision_id"], unique=False
    )
    op.create_index(op.f("ix_articles_first_seen_at"), "articles", ["first_seen_at"], unique=False)
    op.create_index(op.f("ix_articles_source_id"), "articles", ["source_id"], unique=False)
    op.create_index(op.f("ix_articles_story_id"), "articles", ["story_id"], unique=False)
    op.create_index(
        op.f("ix_articles_verdict_review_status"),
        "articles",
        ["verdict", "review_status"],
        unique=False,
    )

    op.create_table(
        "article_revisions",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the revision"),
        sa.Column("article_id", sa.BigInteger(), nullable=False, comment="Article"),
        sa.Column(
            "number",
            sa.BigInteger(),
            nullable=False,
            comment="1 for the first text seen, counting up",
        ),
        sa.Column("capture_id", KEY, nullable=False, comment="Capture it was read from"),
        sa.Column("created_at", UtcDateTime(), nullable=False, comment="When it was read"),
        sa.Column("title", sa.Text(), nullable=False, comment="Title"),
        sa.Column(
            "title_rule",
            sa.String(length=60),
            server_default="",
            nullable=False,
            comment="Rule that read the title",
        ),
        sa.Column(
            "text", sa.Text(), nullable=False, comment="Body text; offsets of tags count in it"
        ),
        sa.Column(
            "text_sha256",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of title and text as stored",
        ),
        sa.Column(
            "word_count",
            sa.BigInteger(),
            nullable=False,
            comment="Words of the text; characters for Chinese",
        ),
        sa.Column("authors", JSON, nullable=False, comment="People named as authors"),
        sa.Column(
            "byline",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="Authors joined by semicolons, for reports",
        ),
        sa.Column(
            "agencies",
            JSON,
            nullable=False,
            comment="Wire agencies credited in the byline or dateline",
        ),
        sa.Column("site_name", sa.Text(), nullable=True, comment="The site's name for itself"),
        sa.Column("section", sa.Text(), nullable=True, comment="Section of the site"),
        sa.Column(
            "language",
            sa.String(length=8),
            nullable=False,
            comment="Language of the body, ISO 639-1; und when it cannot be told",
        ),
        sa.Column("language_confidence", sa.Double(), nullable=False, comment="0 to 1"),
        sa.Column(
            "published_at",
            UtcDateTime(),
            nullable=True,
            comment="When it was published, UTC; null when no date could be believed",
        ),
        sa.Column(
            "published_rule",
            sa.String(length=60),
            nullable=True,
            comment="Rule that read the date: jsonld, meta, time, byline, url, feed, ...",
        ),
        sa.Column(
            "published_raw",
            sa.Text(),
            nullable=True,
            comment="The raw string the date was read from",
        ),
        sa.Column(
            "published_precision",
            sa.String(length=10),
            nullable=True,
            comment="second, minute, day, month or year",
        ),
        sa.Column(
            "published_day",
            sa.String(length=10),
            nullable=True,
            comment="Day it counts on, YYYY-MM-DD: in UTC, or as printed without a time",
        ),
        sa.Column(
            "published_zone",
            sa.String(length=64),
            nullable=True,
            comment="How the zone was known: explicit, a zone name, assumed-utc",
        ),
        sa.Column(
            "date_candidates",
            JSON,
            nullable=False,
            comment="Dates that lost or were refused: value, rule, raw, precision, reason",
        ),
        sa.Column(
            "extractor",
            sa.String(length=60),
            server_default="",
            nullable=False,
            comment="Engine and setting that gave the text",
        ),
        sa.Column("flags", JSON, nullable=False, comment="Remarks of the reader of the page"),
        sa.Column(
            "fingerprinted_at",
            UtcDateTime(),
            nullable=True,
            comment="When echo detection was done; null means pending",
        ),
        sa.Column(
            "tagged_with", KEY, nullable=True, comment="Codebook version it was last tagged with"
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_revisions_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name=op.f("fk_article_revisions_capture_id_captures")
        ),
        sa.ForeignKeyConstraint(
            ["tagged_with"],
            ["codebooks.id"],
            name=op.f("fk_article_revisions_tagged_with_codebooks"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_revisions")),
        sa.UniqueConstraint(
            "article_id", "number", name=op.f("uq_article_revisions_article_id_number")
        ),
        comment="What an article said in one capture: text, title, authors, date",
    )
    op.create_index(
        op.f("ix_article_revisions_capture_id"), "article_revisions", ["capture_id"], unique=False
    )
    op.create_index(
        op.f("ix_article_revisions_fingerprinted_at"),
        "article_revisions",
        ["fingerprinted_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_article_revisions_published_at"),
        "article_revisions",
        ["published_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_article_revisions_tagged_with"), "article_revisions", ["tagged_with"], unique=False
    )
    op.create_index(
        op.f("ix_article_revisions_text_sha256"), "article_revisions", ["text_sha256"], unique=False
    )

    op.create_table(
        "comments",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the comment"),
        sa.Column("revision_id", KEY, nullable=False, comment="Revision it stood under"),
        sa.Column(
            "position", sa.BigInteger(), nullable=False, comment="Place among the comments, from 0"
        ),
        sa.Column("author", sa.Text(), nullable=True, comment="Name it was signed with"),
        sa.Column("text", sa.Text(), nullable=False, comment="The comment"),
        sa.Column("published_raw", sa.Text(), nullable=True, comment="Its date as written"),
        sa.Column(
            "status",
            sa.String(length=12),
            nullable=False,
            comment="found (marked up) or suggested (guessed in the text, still in it)",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["article_revisions.id"],
            name=op.f("fk_comments_revision_id_article_revisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint(
            "revision_id", "position", name=op.f("uq_comments_revision_id_position")
        ),
        comment="Readers' comments, apart from the text",
    )


def downgrade() -> None:
    op.drop_table("comments")

    op.drop_table("article_revisions")

    op.drop_table("articles")
    op.drop_table("codes")

    op.drop_table("stories")
    op.drop_table("codebooks")
