"""Paragraphs that a source prints under many articles."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class SourceParagraph(Base):
    """A paragraph of one of a source's last articles: what repetition is counted on.

    Rows of articles that are no longer among the last are dropped.
    """

    __tablename__ = "source_paragraphs"
    __table_args__ = (
        Index(None, "source_id", "hash"),
        {"comment": "Paragraphs of each source's last articles, to count which repeat"},
    )

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id"), primary_key=True, autoincrement=False, comment="Article"
    )
    start_offset: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="First character in the revision's text"
    )
    end_offset: Mapped[int] = mapped_column(comment="Behind its last character")
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("article_revisions.id"), index=True, comment="Revision it stands in"
    )
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), comment="Source")
    hash: Mapped[int] = mapped_column(BigInteger, comment="Hash of the folded paragraph")


class BoilerplateParagraph(Base):
    """A paragraph that was found to be a source's boilerplate. Once learned it stays."""

    __tablename__ = "boilerplate_paragraphs"
    __table_args__ = {
        "comment": "Paragraphs learned as boilerplate of a source: left out of tags and echo"
    }

    source_id: Mapped[int] = mapped_column(
        ForeignKey("sources.id"), primary_key=True, autoincrement=False, comment="Source"
    )
    hash: Mapped[int] = mapped_column(
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="Hash of the folded paragraph",
    )
    text: Mapped[str] = mapped_column(Text, comment="The paragraph as it stood when it was learned")
    articles: Mapped[int] = mapped_column(comment="Articles that had it then")
    of_articles: Mapped[int] = mapped_column(comment="Of how many last articles of the source")
    learned_at: Mapped[datetime] = mapped_column(comment="When it was learned")
