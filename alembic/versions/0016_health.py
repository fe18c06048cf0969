"""Health of sources, visits to articles, and what their revisions changed

Compatibility: only adds. Revisions stored earlier are classified by the next run of revisit.

Revision: 0016
Revises: 0015
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.base import UtcDateTime

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "source_health",
        sa.Column("source_id", KEY, autoincrement=False, nullable=False, comment="Source"),
        sa.Column(
            "state",
            sa.String(length=12),
            nullable=False,
            comment="healthy, learning, warning, ill, blind or unknown",
        ),
        sa.Column("since", UtcDateTime(), nullable=False, comment="When it came into this state"),
        sa.Column("checked_at", UtcDateTime(), nullable=False, comment="When it was last judged"),
        sa.Column("run_id", KEY, nullable=True, comment="Run that judged it last"),
        sa.Column(
            "reasons", JSON, nullable=False, comment="Reasons, the worst first: code, level, text"
        ),
        sa.Column(
            "reason",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="The reasons in one line, for reports",
        ),
        sa.Column(
            "numbers",
            JSON,
            nullable=False,
            comment="All numbers behind the state, fill rates by language among them",
        ),
        sa.Column(
            "last_look_at", UtcDateTime(), nullable=True, comment="Last poll with a usable answer"
        ),
        sa.Column(
            "last_item_at",
            UtcDateTime(),
            nullable=True,
            comment="Last poll that brought something new; the first poll of a channel does not "
            "count",
        ),
        sa.Column(
            "expected_gap_hours",
            sa.Double(),
            nullable=True,
            comment="Silence after the last item that would be an alarm; null while the rhythm is "
            "not known",
        ),
        sa.Column(
            "chance_of_silence",
            sa.Double(),
            nullable=True,
            comment="Chance of the present silence under the learned rhythm, 0 to 1",
        ),
        sa.Column(
            "pages",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Last pages that were judged",
        ),
        sa.Column("error_share", sa.Double(), nullable=True, comment="Of these, errors; 0 to 1"),
        sa.Column("challenge_share", sa.Double(), nullable=True, comment="Of these, bot checks"),
        sa.Column("paywall_share", sa.Double(), nullable=True, comment="Of these, walls"),
        sa.Column(
            "failed_poll_share",
            sa.Double(),
            nullable=True,
            comment="Of the polls of the last days, those without a usable answer",
        ),
        sa.Column("title_before", sa.Double(), nullable=True, comment="Share with a title, before"),
        sa.Column(
            "title_now", sa.Double(), nullable=True, comment="Share with a title, last pages"
        ),
        sa.Column("date_before", sa.Double(), nullable=True, comment="Share with a date, before"),
        sa.Column("date_now", sa.Double(), nullable=True, comment="Share with a date, last pages"),
        sa.Column(
            "author_before", sa.Double(), nullable=True, comment="Share with an author, before"
        ),
        sa.Column(
            "author_now", sa.Double(), nullable=True, comment="Share with an author, last pages"
        ),
        sa.Column("text_before", sa.Double(), nullable=True, comment="Share with a text, before"),
        sa.Column("text_now", sa.Double(), nullable=True, comment="Share with a text, last pages"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_source_health_run_id_runs")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_source_health_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_source_health")),
        comment="State of each source as source-health last found it",
    )
    op.create_table(
        "source_health_events",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the change"),
        sa.Column("source_id", KEY, nullable=False, comment="Source"),
        sa.Column("run_id", KEY, nullable=True, comment="Run that found it"),
        sa.Column("at", UtcDateTime(), nullable=False, comment="When it was found"),
        sa.Column(
            "from_state",
            sa.String(length=12),
            nullable=True,
            comment="State before; null for the first",
        ),
        sa.Column("to_state", sa.String(length=12), nullable=False, comment="State from then on"),
        sa.Column(
            "reason", sa.Text(), server_default="", nullable=False, comment="Why, in one line"
        ),
        sa.Column("numbers", JSON, nullable=False, comment="The numbers behind it"),
        sa.Column(
            "told_at",
            UtcDateTime(),
            nullable=True,
            comment="When Prefect was told of it; null means pending",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name=op.f("fk_source_health_events_run_id_runs")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_source_health_events_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_health_events")),
        comment="Append-only log of changes of the state of sources",
    )
    op.create_index(
        op.f("ix_source_health_events_source_id_at"),
        "source_health_events",
        ["source_id", "at"],
        unique=False,
    )
    op.create_table(
        "article_watch",
        sa.Column(
            "article_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="Article"
        ),
        sa.Column(
            "visits",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Times it was asked for again",
        ),
        sa.Column(
            "edits",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Visits in a row, up to the last, that found it changed",
        ),
        sa.Column(
            "failures",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Visits in a row that could not look",
        ),
        sa.Column(
            "gone",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Visits in a row that found no page any more",
        ),
        sa.Column(
            "visited_at",
            UtcDateTime(),
            nullable=False,
            comment="Last visit; before the first, the fetch",
        ),
        sa.Column(
            "next_visit_at",
            UtcDateTime(),
            nullable=True,
            comment="When it is asked for next; null: not by itself",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_watch_article_id_articles")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_watch")),
        comment="When each watched article is asked for again",
    )
    op.create_index(
        op.f("ix_article_watch_next_visit_at"), "article_watch", ["next_visit_at"], unique=False
    )
    op.create_table(
        "article_visits",
        sa.Column("id", KEY, autoincrement=True, nullable=False, comment="Key of the visit"),
        sa.Column("article_id", sa.BigInteger(), nullable=False, comment="Article"),
        sa.Column("run_id", KEY, nullable=True, comment="Run that asked"),
        sa.Column("capture_id", KEY, nullable=True, comment="Capture, where other bytes came back"),
        sa.Column("visited_at", UtcDateTime(), nullable=False, comment="When the answer came"),
        sa.Column(
            "outcome",
            sa.String(length=12),
            nullable=False,
            comment="unchanged, changed, gone, returned, not_seen; pending until it was read",
        ),
        sa.Column(
            "status",
            sa.BigInteger(),
            nullable=True,
            comment="HTTP status, when there was an answer",
        ),
        sa.Column(
            "reason",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="The outcome in one sentence",
        ),
        sa.Column("revision_id", KEY, nullable=True, comment="Revision it brought"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_visits_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name=op.f("fk_article_visits_capture_id_captures")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["article_revisions.id"],
            name=op.f("fk_article_visits_revision_id_article_revisions"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name=op.f("fk_article_visits_run_id_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_visits")),
        comment="Log of every time an article was asked for again",
    )
    op.create_index(
        op.f("ix_article_visits_article_id_visited_at"),
        "article_visits",
        ["article_id", "visited_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_article_visits_capture_id"), "article_visits", ["capture_id"], unique=False
    )
    op.create_table(
        "revision_changes",
        sa.Column(
            "revision_id", KEY, autoincrement=False, nullable=False, comment="The later revision"
        ),
        sa.Column(
            "kinds",
            sa.String(length=120),
            nullable=False,
            comment="Kinds of change joined by spaces: headline, designation, number, quote, "
            "wording, addition, removal, trivial",
        ),
        sa.Column(
            "silent",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Whether the text changed while the page's own time of change did not",
        ),
        sa.Column(
            "modified_before",
            UtcDateTime(),
            nullable=True,
            comment="Time of change that the page stated before",
        ),
        sa.Column(
            "modified_after",
            UtcDateTime(),
            nullable=True,
            comment="Time of change that the page states now",
        ),
        sa.Column(
            "sentences_added", sa.BigInteger(), nullable=False, comment="Sentences that are new"
        ),
        sa.Column(
            "sentences_removed", sa.BigInteger(), nullable=False, comment="Sentences that are gone"
        ),
        sa.Column(
            "sentences_reworded",
            sa.BigInteger(),
            nullable=False,
            comment="Sentences that read differently",
        ),
        sa.Column(
            "numbers_changed",
            sa.BigInteger(),
            nullable=False,
            comment="Sentences whose figures differ",
        ),
        sa.Column(
            "quotes_changed",
            sa.BigInteger(),
            nullable=False,
            comment="Quotations altered, put in or taken out",
        ),
        sa.Column(
            "designations_changed",
            sa.BigInteger(),
            nullable=False,
            comment="Designations put in or taken out, in the headline and sentences that stayed",
        ),
        sa.Column(
            "detail",
            JSON,
            nullable=False,
            comment="The first passages that differ, before and after, with their kinds",
        ),
        sa.Column("classified_at", UtcDateTime(), nullable=False, comment="When it was classified"),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["article_revisions.id"],
            name=op.f("fk_revision_changes_revision_id_article_revisions"),
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_revision_changes")),
        comment="What each revision changed in the one before it",
    )
    op.add_column(
        "articles",
        sa.Column(
            "gone_at",
            UtcDateTime(),
            nullable=True,
            comment="Since when its page is known to be gone; null while it is there or unknown",
        ),
    )
    op.create_index(
        op.f("ix_candidates_source_id_fate_at"),
        "candidates",
        ["source_id", "fate_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_candidates_source_id_fate_at"), table_name="candidates")
    op.drop_column("articles", "gone_at")
    op.drop_table("revision_changes")
    op.drop_index(op.f("ix_article_visits_capture_id"), table_name="article_visits")
    op.drop_index(op.f("ix_article_visits_article_id_visited_at"), table_name="article_visits")
    op.drop_table("article_visits")
    op.drop_index(op.f("ix_article_watch_next_visit_at"), table_name="article_watch")
    op.drop_table("article_watch")
    op.drop_index(op.f("ix_source_health_events_source_id_at"), table_name="source_health_events")
    op.drop_table("source_health_events")
    op.drop_table("source_health")
