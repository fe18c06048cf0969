"""Articles asked for again: taking them into the watch, and what a page that came back means."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from analysis.revisions.schedule import born, first_visit, next_visit
from analysis.words import words
from crawlers.extraction.types import PageOutcome
from crawlers.storing import article_text
from crawlers.visited import KEPT, led_away
from models.articles import Article, ArticleRevision
from models.candidates import ARTICLE, Fate
from models.queries.reading import ArticleText, PendingCapture, Stored, store_article
from models.queries.revisits import (
    Visit,
    close_capture,
    count_due_articles,
    count_visits,
    fate_of_article,
    finish_visit,
    start_watching,
    unwatched_articles,
    visits_with_news,
)
from models.session import reading, writing
from models.visits import ArticleVisit, ArticleWatch

#: articles taken into the watch in one transaction
BATCH = 500
#: share of words in common from which a page under a new address is the article, moved
SAME_ARTICLE = 0.5
#: what stands in the place of a page that is gone
_INSTEAD = {
    Fate.ERROR_PAGE: "an error message stands in its place",
    Fate.NOT_AN_ARTICLE: "its address leads to a page that is no article",
    Fate.EMPTY: "its address leads to a page without text",
}


def watch_new(engine: Engine) -> int:
    """Take relevant articles that are not watched yet into the watch. Returns how many."""
    total = 0
    while True:
        with writing(engine) as session:
            new = unwatched_articles(session, BATCH)
            start_watching(
                session,
                {
                    one.article_id: (
                        one.fetched_at,
                        first_visit(one.first_seen_at, one.published_at),
                    )
                    for one in new
                },
            )
        total += len(new)
        if len(new) < BATCH:
            return total


def due_batches(
    engine: Engine,
    batches: Sequence[dict[str, int]],
    now: datetime | None,
    topics: Sequence[str] = (),
) -> list[dict[str, int]]:
    """The batches without sources that have nothing due; ``now`` None: all that are watched."""
    with reading(engine) as session:
        due = count_due_articles(session, now, topics)
    left = [{slug: key for slug, key in batch.items() if key in due} for batch in batches]
    return [batch for batch in left if batch]


@dataclass(frozen=True, slots=True)
class Visits:
    """What the visits of a run came to: counts by outcome, and a row for each that found news."""

    outcomes: dict[str, int]
    rows: list[dict[str, Any]]

    @property
    def sentence(self) -> str:
        """The visits in one line."""
        if not self.outcomes:
            return "no article is due to be asked for again"
        total = sum(self.outcomes.values())
        counts = ", ".join(f"{count} {name}" for name, count in sorted(self.outcomes.items()))
        return f"{total} articles asked for again: {counts.replace('_', ' ')}"


def visits_of_run(engine: Engine, run_id: int) -> Visits:
    """What the visits of a run came to, once their pages were read and classified."""
    with reading(engine) as session:
        return Visits(count_visits(session, run_id), visits_with_news(session, run_id))


@dataclass(frozen=True, slots=True)
class Revisited:
    """What reading the page of a visit came to: its fate, and the revision it brought, if any."""

    fate: Fate
    stored: Stored | None = None
    text: ArticleText | None = None


def store_visit(
    session: Session,
    work: PendingCapture,
    outcome: PageOutcome,
    visit: ArticleVisit,
    now: datetime,
    run_id: int | None,
) -> Revisited:
    """Store what the page of a visit says: a new revision, nothing new, or that it is gone.

    The article stays whatever came back. Its candidate's fate changes when the page is gone or
    there again, and is what it was when a bot check or a wall came instead.
    """
    article = session.get_one(Article, visit.article_id)
    watch = session.get_one(ArticleWatch, article.id)
    fate = Fate(outcome.fate)
    stored: Stored | None = None
    text: ArticleText | None = None
    if fate in ARTICLE and outcome.page is not None:
        text, identity_hash = article_text(outcome.page, work.capture.final_url)
        if text.identity == article.identity or _same(session, article, text):
            # under a new address it stays the article it was
            text = replace(text, identity=article.identity, url=article.url)
            stored = store_article(session, work, text, identity_hash, now)
    away = led_away(work.capture.url, work.capture.final_url)
    begun = born(article.first_seen_at, _published(session, article))
    result = _result(article, watch, fate, outcome.reason, stored, away, visit.visited_at, begun)
    result = replace(result, run_id=run_id)
    revision_id = stored.revision_id if stored else None
    if result.fate is None:
        standing = fate_of_article(session, article.id)
        why = "asked for again: " + (result.reason or result.outcome)
        result = replace(result, fate=standing, fate_reason=why)
    close_capture(session, work.capture.id, fate.value, now)
    finish_visit(session, visit.id, result, revision_id)
    assert result.fate is not None
    return Revisited(result.fate, stored, text)


def _result(
    article: Article,
    watch: ArticleWatch,
    fate: Fate,
    reason: str,
    stored: Stored | None,
    away: bool,
    at: datetime,
    begun: datetime,
) -> Visit:
    if stored is not None and stored.outcome == "revised":
        edits = watch.edits + 1
        said = "there again, and changed" if article.gone_at else "its text changed"
        return Visit(article.id, "changed", at, next_visit(begun, at, edits=edits), reason=said)
    if stored is not None:
        outcome = "returned" if article.gone_at else "unchanged"
        return Visit(article.id, outcome, at, watch.next_visit_at, reason="the same text as before")
    instead = _gone(fate, away)
    if instead is not None:
        first = article.gone_at is None
        return Visit(
            article_id=article.id,
            outcome="gone",
            at=at,
            next_visit_at=next_visit(begun, at, gone=watch.gone + 1),
            reason=instead,
            fate=Fate.NOT_AN_ARTICLE if fate in ARTICLE else fate,
            fate_reason=f"gone after it was stored, {KEPT}: {instead}"
            if first
            else f"still gone, {KEPT}: {instead}",
        )
    why = f"{fate.value} came instead of the page{f' ({reason})' if reason else ''}"
    next_at = next_visit(begun, at, failures=watch.failures + 1)
    return Visit(article.id, "not_seen", at, next_at, reason=why)


def _gone(fate: Fate, away: bool) -> str | None:
    """Why the page is gone; None when it may be there behind what came instead."""
    if fate in ARTICLE:
        return "its address shows another text"
    # at its own address a page without text is more likely a page that failed to load
    return _INSTEAD.get(fate) if away or fate is Fate.ERROR_PAGE else None


def _published(session: Session, article: Article) -> datetime | None:
    return session.scalar(
        select(ArticleRevision.published_at).where(
            ArticleRevision.id == article.current_revision_id
        )
    )


def _same(session: Session, article: Article, text: ArticleText) -> bool:
    """Whether a page under another address is the article: most words of the two are the same."""
    assert article.current_revision_id is not None
    before = session.get_one(ArticleRevision, article.current_revision_id).text
    one, other = Counter(words(before)), Counter(words(text.revision["text"]))
    total = one.total() + other.total()
    return total > 0 and 2 * (one & other).total() / total >= SAME_ARTICLE
