"""Decisions of a visit to an article that is stored: is it there, is it another. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from analysis.revisions.schedule import born, next_visit
from crawlers.frontier import DuePage
from crawlers.policy import Outcome
from crawlers.visited import KEPT
from models.candidates import Fate
from models.queries.revisits import DueArticle, Visit

#: the server's own word that the page is not to be had any more: not found, gone, withheld by law
GONE_STATUS = frozenset({404, 410, 451})


@dataclass(frozen=True, slots=True)
class ArticlePage(DuePage):
    """An article to be asked for again."""

    article: DueArticle

    @classmethod
    def of(cls, article: DueArticle) -> "ArticlePage":
        """The page of an article."""
        return cls(article.candidate_id, article.url, 0, article)

    @property
    def validators(self) -> dict[str, str]:
        """``etag`` and ``last_modified`` of the last answer; none where the page was gone since."""
        if self.article.gone_at is not None:
            return {}
        names = {"etag": "etag", "last-modified": "last_modified"}
        return {
            names[name.lower()]: value
            for name, value in self.article.headers
            if name.lower() in names
        }


def unchanged(page: ArticlePage, status: int, body: bytes) -> str | None:
    """Why an answer says that nothing changed; None when it has to be read."""
    if status == 304 and page.validators:
        return "the server says nothing changed (304)"
    if status == 200 and hashlib.sha256(body).hexdigest() == page.article.sha256:
        return "the same bytes as before"
    return None


def no_change(page: ArticlePage, reason: str, status: int, at: datetime) -> Visit:
    """A visit that found the page as it was, or there again."""
    back = page.article.gone_at is not None
    return Visit(
        article_id=page.article.article_id,
        outcome="returned" if back else "unchanged",
        at=at,
        next_visit_at=due_after(page.article, at),
        status=status,
        reason=reason,
        fate=(Fate.FETCHED if page.article.published_at else Fate.UNDATED) if back else None,
        fate_reason="there again as it was" if back else "",
    )


def to_be_read(page: ArticlePage, status: int, at: datetime) -> Visit:
    """A visit that brought other bytes: whether the text changed is known when it is read."""
    return Visit(
        article_id=page.article.article_id,
        outcome="pending",
        at=at,
        next_visit_at=due_after(page.article, at),
        status=status,
    )


def missing(page: ArticlePage, outcome: Outcome, status: int | None, at: datetime) -> Visit:
    """A visit without the page: gone by the server's own word, or we could not look."""
    article = page.article
    if status in GONE_STATUS:
        first = article.gone_at is None
        return Visit(
            article_id=article.article_id,
            outcome="gone",
            at=at,
            next_visit_at=due_after(article, at, gone=article.gone + 1),
            status=status,
            reason=outcome.reason,
            fate=outcome.fate if first else None,
            fate_reason=f"gone after it was stored, {KEPT}: {outcome.reason}" if first else "",
        )
    return Visit(
        article_id=article.article_id,
        outcome="not_seen",
        at=at,
        next_visit_at=due_after(article, at, failures=article.failures + 1),
        status=status,
        reason=outcome.reason,
    )


def due_after(
    article: DueArticle, at: datetime, *, edits: int = 0, failures: int = 0, gone: int = 0
) -> datetime | None:
    """When an article is due after a visit."""
    return next_visit(
        born(article.first_seen_at, article.published_at),
        at,
        edits=edits,
        failures=failures,
        gone=gone,
    )
