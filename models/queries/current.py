"""What an article's row repeats of its current revision, so that reports sort and count by it."""

from datetime import UTC, datetime

from models.articles import Article, ArticleRevision

#: columns of articles that a reviewer's correction is kept in
CORRECTIONS = frozenset({"corrected_language", "corrected_published_at"})


def restate_current(article: Article, revision: ArticleRevision) -> None:
    """Set what an article repeats of its revision: codebook version, and as corrected, else as
    the revision says, language, date and day.

    Whatever changes the current revision or a correction calls this in the same transaction.
    """
    article.tagged_with = revision.tagged_with
    corrected = article.corrected_published_at
    article.language = article.corrected_language or revision.language
    article.published_at = corrected or revision.published_at
    article.day = (
        utc_day(corrected)
        if corrected
        else revision.published_day or utc_day(article.first_seen_at)
    )


def utc_day(instant: datetime) -> str:
    """The day in UTC, YYYY-MM-DD."""
    return instant.astimezone(UTC).date().isoformat()
