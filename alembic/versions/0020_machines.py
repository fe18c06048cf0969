"""Leases on hosts, and crawls that several machines share

Compatibility: only adds.

Revision: 0020
Revises: 0019
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "host_leases",
        sa.Column(
            "host",
            sa.Text(),
            nullable=False,
            comment="Host in small letters without www., with port if any",
        ),
        sa.Column(
            "holder",
            sa.String(120),
            nullable=True,
            comment="Process that asks it: machine, number, start; null: nobody",
        ),
        sa.Column(
            "expires_at",
            UtcDateTime(),
            nullable=True,
            comment="When the holder may ask no more, unless it renews; null: nobody holds it",
        ),
        sa.Column(
            "last_request_at",
            UtcDateTime(),
            nullable=True,
            comment="Last request of the holders before, when the last one let go of it",
        ),
        sa.Column(
            "delay_seconds",
            sa.Double(),
            nullable=False,
            comment="Least seconds between two requests, as the last holder kept them",
        ),
        sa.Column(
            "rests_until",
            UtcDateTime(),
            nullable=True,
            comment="Until when the host asked not to be asked (Retry-After); null: it did not",
        ),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_leases")),
        comment="Hosts: the crawl that may ask each now, and its last request",
    )
    op.create_table(
        "crawl_parts",
        sa.Column("crawl", sa.String(80), nullable=False, comment="Name of the crawl"),
        sa.Column(
            "part",
            sa.String(80),
            nullable=False,
            comment="Short name of the first source of the part",
        ),
        sa.Column(
            "weight",
            sa.BigInteger(),
            nullable=False,
            comment="Channels of its sources: heavy parts go first",
        ),
        sa.Column("added_at", UtcDateTime(), nullable=False, comment="When the crawl was begun"),
        sa.Column(
            "done_at",
            UtcDateTime(),
            nullable=True,
            comment="When it was crawled; null: not yet",
        ),
        sa.PrimaryKeyConstraint("crawl", "part", name=op.f("pk_crawl_parts")),
        comment="Crawls that several runs share: which parts are done",
    )


def downgrade() -> None:
    op.drop_table("crawl_parts")
    op.drop_table("host_leases")
