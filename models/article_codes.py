"""The codes an article carries now: a projection of its annotations, for filters."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

#: kinds of codes that are kept here, and that the queue filters by
KINDS = ("entity", "topic", "designation", "genre")
_QUEUE = ("kind", "code", "review_status", "verdict")


class ArticleCode(Base):
    """One row per article and code, made again whenever tags change.

    Filters and counts ask this and not the annotations: one row instead of every mention.
    """

    __tablename__ = "article_codes"
    __table_args__ = (
        # with what counting the queue of a code asks for, so that it reads no rows
        Index("ix_article_codes_queue", *_QUEUE, "priority", "article_id", "copy_of_id", "moment"),
        Index("ix_article_codes_newest", *_QUEUE, "moment", "article_id"),
        # all that reports count by, in the order of their groups: no rows are read, none sorted
        Index(
            "ix_article_codes_topics",
            *("verdict", "day", "code", "language", "copy_of_id"),
            sqlite_where=text("kind = 'topic'"),
            postgresql_where=text("kind = 'topic'"),
        ),
        Index(
            "ix_article_codes_designations",
            *("day", "source_id", "language", "code", "copy_of_id", "mentions", "verdict"),
            sqlite_where=text("kind = 'designation'"),
            postgresql_where=text("kind = 'designation'"),
        ),
        {
            "comment": "Codes that articles carry now, a projection of annotations for filters",
            "sqlite_with_rowid": False,
        },
    )

    kind: Mapped[str] = mapped_column(
        String(16), primary_key=True, comment="entity, topic, designation, genre"
    )
    code: Mapped[str] = mapped_column(String(80), primary_key=True, comment="The code")
    article_id: Mapped[int] = mapped_column(
        BigInteger,
        ForeignKey("articles.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
        comment="Article whose current revision carries it",
    )
    confidence: Mapped[float] = mapped_column(comment="Highest confidence of its annotations")
    mentions: Mapped[int] = mapped_column(
        server_default="0", comment="How many annotations of it count"
    )
    review_status: Mapped[str] = mapped_column(
        String(16), comment="That of the article: the queue of one code reads one index"
    )
    verdict: Mapped[str | None] = mapped_column(String(16), comment="That of the article")
    priority: Mapped[float] = mapped_column(comment="That of the article")
    moment: Mapped[datetime | None] = mapped_column(comment="That of the article")
    day: Mapped[str | None] = mapped_column(String(10), comment="That of the article")
    source_id: Mapped[int | None] = mapped_column(BigInteger, comment="That of the article")
    language: Mapped[str | None] = mapped_column(String(8), comment="That of the article")
    copy_of_id: Mapped[int | None] = mapped_column(BigInteger, comment="That of the article")
