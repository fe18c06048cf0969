"""What an article's row repeats of its current revision, so that reports sort and count by it."""

from datetime import UTC, datetime
from typing import Any

from models.articles import Article, ArticleRevision

#: columns of articles that a reviewer's correction is kept in
CORRECTIONS = frozenset({"corrected_language", "corrected_published_at"})


def restate_current(article: Article, revision: ArticleRevision) -> None:
    """Set what an article repeats of its revision.

    Whatever changes the current revision or a correction calls this in the same transaction.
    """
    repeated = current_values(
        tagged_with=revision.tagged_with,
        language=article.corrected_language or revision.language,
        corrected=article.corrected_published_at,
        published_at=revision.published_at,
        published_day=revision.published_day,
        first_seen_at=article.first_seen_at,
    )
    for name, value in repeated.items():
        setattr(article, name, value)


def current_values(
    *,
    tagged_with: int | None,
    language: str | None,
    corrected: datetime | None,
    published_at: datetime | None,
    published_day: str | None,
    first_seen_at: datetime,
) -> dict[str, Any]:
    """The columns of an article that repeat its revision: codebook version, and as corrected, else
    as the revision says, language, date and day."""
    return {
        "tagged_with": tagged_with,
        "language": language,
        "published_at": corrected or published_at,
        "day": utc_day(corrected) if corrected else published_day or utc_day(first_seen_at),
    }


def utc_day(instant: datetime) -> str:
    """The day in UTC, YYYY-MM-DD."""
    return instant.astimezone(UTC).date().isoformat()
