"""Holding a database against what the sample newsroom must come to."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select

from analysis.urls import url_key
from crawlers.newsroom.expected import Expectation
from models.articles import Article, Comment
from models.reporting.views import view_table
from models.session import reading

#: times differ from run to run, and so do the keys and counts that stand on them
VOLATILE = {
    "first_seen_at",
    "last_seen_at",
    "fate_at",
    "created_at",
    "updated_at",
    "next_attempt_at",
    "last_polled_at",
    "last_new_at",
    "started_at",
    "computed_at",
}


def stored_rows(engine: Engine, name: str) -> list[dict[str, Any]]:
    """All rows of a reporting view."""
    with reading(engine) as session:
        return [dict(row) for row in session.execute(select(view_table(name))).mappings()]


def comparable(engine: Engine, view: str, *besides: str) -> list[str]:
    """The rows of a view as sorted text, without what differs from run to run, and ``besides``."""
    left_out = VOLATILE.union(besides)
    return sorted(
        repr(sorted((key, value) for key, value in row.items() if key not in left_out))
        for row in stored_rows(engine, view)
    )


def comment_counts(engine: Engine) -> dict[int, int]:
    """Readers' comments by article key."""
    with reading(engine) as session:
        counts: dict[int, int] = {}
        for (article_id,) in session.execute(
            select(Article.id).join(Comment, Comment.revision_id == Article.current_revision_id)
        ):
            counts[article_id] = counts.get(article_id, 0) + 1
        return counts


def differences(engine: Engine, expected: Mapping[str, Expectation]) -> list[str]:
    """Every way in which the database is not what is expected, one sentence each."""
    own = {url_key(url): page for url, page in expected.items() if page.same_as is None}
    candidates = {url_key(row["url"]): row for row in stored_rows(engine, "report_candidates")}
    articles = {row["article_id"]: row for row in stored_rows(engine, "report_articles")}
    by_key = {key: articles.get(row["article_id"]) for key, row in candidates.items()}
    tags: dict[int, set[str]] = {}
    for tag in stored_rows(engine, "report_tags"):
        if tag["kind"] == "topic":
            tags.setdefault(tag["article_id"], set()).add(tag["code"])
    comments = comment_counts(engine)
    found = [f"{row['url']}: not expected" for key, row in candidates.items() if key not in own]
    for key, page in own.items():
        candidate = candidates.get(key)
        if candidate is None:
            found.append(f"{page.url}: no candidate")
            continue
        if candidate["fate"] != page.fate:
            found.append(
                f"{page.url}: fate {candidate['fate']} ({candidate['reason']}), not {page.fate}"
            )
        article = by_key[key]
        if page.is_article != (article is not None):
            found.append(f"{page.url}: article {article is not None}, not {page.is_article}")
        if article and page.is_article:
            found += _of_article(page, article, by_key, tags, comments)
    return found + _of_stories(own, by_key)


def _of_stories(
    own: Mapping[str, Expectation], by_key: Mapping[str, Mapping[str, Any] | None]
) -> list[str]:
    """Reports of one event that are not joined, and joined articles that tell different ones.

    A copy tells what its original tells; without an event an original tells only its own.
    """
    told: dict[int, set[str]] = {}
    stories: dict[str, set[int | None]] = {}
    for key, page in own.items():
        article = by_key.get(key)
        if article is None or not page.is_article:
            continue
        original = own[url_key(page.copy_of)] if page.copy_of else page
        if article["story_id"] is not None:
            event = original.story or original.event or original.url
            told.setdefault(article["story_id"], set()).add(event)
        if page.story:
            stories.setdefault(page.story, set()).add(article["story_id"])
    found = [
        f"story {name}: its articles are in {len(keys)} stories, or in none: {keys}"
        for name, keys in stories.items()
        if len(keys) != 1 or None in keys
    ]
    return found + [
        f"story {key} joins what tells different events: {sorted(events)}"
        for key, events in told.items()
        if len(events) > 1
    ]


def day_of(page: Expectation) -> str | None:
    """The day a page counts on: in UTC, or in its outlet's zone where it gives no time."""
    if page.published_at is None or page.published_precision != "day":
        return page.published_at.date().isoformat() if page.published_at else None
    # such dates are kept as the beginning of the day in zones east of Greenwich
    return (page.published_at + timedelta(hours=12)).date().isoformat()


def _of_article(
    page: Expectation,
    article: Mapping[str, Any],
    by_key: Mapping[str, Mapping[str, Any] | None],
    tags: Mapping[int, set[str]],
    comments: Mapping[int, int],
) -> list[str]:
    key = article["article_id"]
    original = by_key.get(url_key(page.copy_of)) if page.copy_of else None
    rule = (article["published_rule"] or "").partition(":")[0]
    pairs = [
        ("verdict", article["verdict"], page.verdict),
        ("language", article["language"], page.language),
        ("title", article["title"], page.title),
        ("published_at", article["published_at"], page.published_at),
        ("published_day", article["published_day"], day_of(page)),
        ("precision", article["published_precision"], page.published_precision),
        ("rule", rule or None, page.published_rule),
        ("authors", article["authors"], "; ".join(page.authors)),
        ("comments", comments.get(key, 0), page.comments),
        ("copy_of", article["copy_of"], original["article_id"] if original else None),
    ]
    found = [
        f"{page.url}: {what} is {is_!r}, not {must!r}"
        + (f" (relevance {article['relevance']:.2f})" if what == "verdict" else "")
        for what, is_, must in pairs
        if is_ != must
    ]
    missing = set(page.topics) - tags.get(key, set())
    if missing:
        found.append(f"{page.url}: topics {sorted(missing)} are missing")
    return found
