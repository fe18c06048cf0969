"""What people pinned to which story, and what happened to a story by whose hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.echo import StoryChange, StoryPin
from models.reviews import Review, Reviewer
from models.session import chunks


@dataclass(frozen=True, slots=True, order=True)
class Pin:
    """A pin that holds. Later ones have greater keys."""

    id: int
    article_id: int
    story_id: int


def pins_of(session: Session, article_ids: Iterable[int]) -> dict[int, Pin]:
    """The pins that hold, by article; articles that are free are missing."""
    found: dict[int, Pin] = {}
    for part in chunks(sorted(set(article_ids))):
        latest = (
            select(func.max(StoryPin.id))
            .where(StoryPin.article_id.in_(part))
            .group_by(StoryPin.article_id)
        )
        for row in session.scalars(select(StoryPin).where(StoryPin.id.in_(latest))):
            if row.story_id is not None:
                found[row.article_id] = Pin(row.id, row.article_id, row.story_id)
    return found


def pinned_to(session: Session, story_ids: Iterable[int]) -> dict[int, Pin]:
    """The pins that hold to any of the stories, by article."""
    wanted = set(story_ids)
    articles: set[int] = set()
    for part in chunks(sorted(wanted)):
        articles |= set(
            session.scalars(select(StoryPin.article_id).where(StoryPin.story_id.in_(part)))
        )
    found = pins_of(session, articles)
    return {key: pin for key, pin in found.items() if pin.story_id in wanted}


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One line of a story's history; ``by`` is the reviewer, None for the machine."""

    at: datetime
    what: str
    other_story_id: int | None
    article_id: int | None
    by: str | None


def story_history(session: Session, story_id: int, limit: int = 200) -> list[StoryEvent]:
    """What happened to a story and what was pinned to it, latest first."""
    changes = session.execute(
        select(StoryChange.at, StoryChange.what, StoryChange.other_story_id, Reviewer.name)
        .outerjoin(Review, Review.id == StoryChange.review_id)
        .outerjoin(Reviewer, Reviewer.id == Review.reviewer_id)
        .where(StoryChange.story_id == story_id)
        .order_by(StoryChange.id.desc())
        .limit(limit)
    )
    told = [StoryEvent(at, what, other, None, by) for at, what, other, by in changes]
    pins = session.execute(
        select(StoryPin.at, StoryPin.article_id, Reviewer.name)
        .join(Reviewer, Reviewer.id == StoryPin.reviewer_id)
        .where(StoryPin.story_id == story_id)
        .order_by(StoryPin.id.desc())
        .limit(limit)
    )
    told += [StoryEvent(at, "pinned", None, article_id, by) for at, article_id, by in pins]
    return sorted(told, key=lambda event: event.at, reverse=True)[:limit]
