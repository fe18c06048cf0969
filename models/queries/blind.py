"""Who is kept from seeing what: a blind second opinion stays blind on every page."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from models.reviews import SecondReview


def may_answer(reviewer_id: int) -> ColumnElement[bool]:
    """The open requests for a second opinion that this person may answer."""
    return and_(
        SecondReview.state == "open",
        or_(
            SecondReview.first_reviewer_id.is_(None),
            SecondReview.first_reviewer_id != reviewer_id,
        ),
        or_(SecondReview.reviewer_id.is_(None), SecondReview.reviewer_id == reviewer_id),
    )


def blinded(session: Session, article_ids: Iterable[int], reviewer_id: int | None) -> set[int]:
    """Those of the articles of which this person must not see what was decided.

    A person of None (a reader, who is never asked) may see everything.
    """
    if reviewer_id is None:
        return set()
    return set(
        session.scalars(
            select(SecondReview.article_id).where(
                SecondReview.article_id.in_(list(article_ids)), may_answer(reviewer_id)
            )
        )
    )
