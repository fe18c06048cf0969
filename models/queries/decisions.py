"""Decisions of people: applied and appended in one transaction, never overwriting each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from models.articles import Article, ArticleRevision
from models.base import Base
from models.coding import Annotation
from models.echo import Relation, StoryPin
from models.queries import second_reviews
from models.queries.actions import ACTIONS as ARTICLE_ACTIONS
from models.queries.actions import Decision, Refused, Work, plain
from models.queries.current import CORRECTIONS, restate_current
from models.queries.echo import take_turn
from models.queries.story_actions import STORY_ACTIONS
from models.reviews import Review, Reviewer

MAX_NOTE = 5000
ACTIONS = {**ARTICLE_ACTIONS, **STORY_ACTIONS}
UNDOABLE = tuple(name for name in ACTIONS if name != "note")
#: actions after which copies and stories are grouped anew: one transaction at a time does that
GROUPING = frozenset({"link", "split", *STORY_ACTIONS})
#: columns of articles on which neither tags nor the place in the queue depend
PLAIN = frozenset({"verdict", "review_status", "assignee_id"})


class Missing(Refused):
    """There is no such article."""


class Conflict(Exception):
    """Somebody else decided meanwhile. ``by`` and ``action`` say who and what."""

    def __init__(self, version: int, by: str, action: str, verdict: str | None) -> None:
        super().__init__(f"{by} decided meanwhile: {action} {verdict or ''}".rstrip())
        self.version, self.by, self.action, self.verdict = version, by, action, verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision led to.

    ``regroup`` are articles whose copies are to be grouped anew; ``renamed`` says that the title
    changed, which search has to learn; ``plain`` that nothing changed but the verdict and where
    the article stands in the work.
    """

    review_id: int
    article_id: int
    version: int
    verdict: str | None
    review_status: str
    regroup: tuple[int, ...] = ()
    repeated: bool = False
    renamed: bool = False
    plain: bool = False


def decide(session: Session, decision: Decision, now: datetime, share: float = 0.0) -> Outcome:
    """Apply a decision and append it, in the caller's transaction.

    ``share`` of the articles that get a verdict is given to a second person, blind.

    Raises:
        Conflict: when the article was decided on since the person saw it; nothing is changed.
        Refused: when the decision cannot be; nothing is changed.
    """
    apply = ACTIONS.get(decision.action)
    if apply is None:
        raise Refused(f"there is no action {decision.action!r}")
    if len(decision.note) > MAX_NOTE:
        raise Refused(f"a note has at most {MAX_NOTE} characters")
    if decision.action in GROUPING:
        take_turn(session)
    if earlier := _earlier(session, decision):
        return earlier
    article = _locked(session, decision)
    work = Work(session, article, decision)
    apply(work)
    _restate(work)
    review = Review(
        article_id=article.id,
        revision_id=article.current_revision_id,
        reviewer_id=decision.reviewer_id,
        action=decision.action,
        value={**_public(decision.value), **work.about, "changes": work.changes},
        note=decision.note.strip(),
        at=now,
        request_key=decision.request_key,
    )
    session.add(review)
    session.flush()
    if decision.action in ("verdict", "flag"):
        reason = "flag" if decision.action == "flag" else "share"
        second_reviews.ask(session, article, review, reason, share, now)
    return Outcome(
        review.id,
        article.id,
        article.version,
        article.verdict,
        article.review_status,
        tuple(work.regroup),
        renamed="corrected_title" in work.columns,
        plain=work.columns <= PLAIN,
    )


def undo(
    session: Session, reviewer_id: int, now: datetime, request_key: str | None = None
) -> Outcome:
    """Take back the person's last decision that was not taken back yet.

    Raises:
        Refused: when there is none.
        Conflict: when somebody decided on the same since; nothing is changed.
    """
    if earlier := _earlier(session, Decision(0, reviewer_id, "undo", request_key=request_key)):
        return earlier
    later = aliased(Review)
    last = session.scalar(
        select(Review)
        .where(
            Review.reviewer_id == reviewer_id,
            Review.action.in_(UNDOABLE),
            ~exists().where(later.undoes_id == Review.id),
        )
        .order_by(Review.id.desc())
        .limit(1)
    )
    if last is None:
        raise Refused("there is nothing to undo")
    if last.action in GROUPING:
        take_turn(session)
    article = _locked(session, Decision(last.article_id, reviewer_id, "undo"))
    work = Work(session, article, Decision(article.id, reviewer_id, "undo"))
    for change in reversed(last.value.get("changes", [])):
        _take_back(work, change)
    _restate(work)
    second_reviews.cancel(session, last)
    review = Review(
        article_id=article.id,
        revision_id=article.current_revision_id,
        reviewer_id=reviewer_id,
        action="undo",
        value={"of": last.action, "changes": work.changes},
        at=now,
        undoes_id=last.id,
        request_key=request_key,
    )
    session.add(review)
    session.flush()
    return Outcome(
        review.id,
        article.id,
        article.version,
        article.verdict,
        article.review_status,
        tuple(work.regroup),
        renamed="corrected_title" in work.columns,
        plain=work.columns <= PLAIN,
    )


def _restate(work: Work) -> None:
    if work.columns & CORRECTIONS:
        revision = work.session.get_one(ArticleRevision, work.article.current_revision_id)
        restate_current(work.article, revision)


def _earlier(session: Session, decision: Decision) -> Outcome | None:
    """What came of the same request, when its answer was lost and the browser repeats it."""
    if decision.request_key is None:
        return None
    row = session.execute(
        select(Review.id, Article)
        .join(Article, Article.id == Review.article_id)
        .where(
            Review.reviewer_id == decision.reviewer_id,
            Review.request_key == decision.request_key,
        )
    ).first()
    if row is None:
        return None
    key, article = row
    return Outcome(
        key, article.id, article.version, article.verdict, article.review_status, repeated=True
    )


def _locked(session: Session, decision: Decision) -> Article:
    """The article, its version counted up: who comes second with the old one finds out."""
    counted = update(Article).where(Article.id == decision.article_id)
    # a note overwrites nothing, and an undo checks each value it takes back
    if decision.action not in ("note", "undo"):
        if decision.version is None:
            raise Refused("version is missing")
        counted = counted.where(Article.version == decision.version)
    step = 0 if decision.action == "note" else 1
    stepped = counted.values(version=Article.version + step).returning(Article)
    article = session.scalar(stepped.execution_options(populate_existing=True))
    if article is None:
        article = session.get(Article, decision.article_id, populate_existing=True)
        if article is not None:
            raise _conflict(session, article)
    if article is None or article.current_revision_id is None:
        raise Missing("there is no such article")
    return article


def _conflict(session: Session, article: Article) -> Conflict:
    row = session.execute(
        select(Reviewer.name, Review.action)
        .join(Reviewer, Reviewer.id == Review.reviewer_id)
        .where(Review.article_id == article.id, Review.action != "note")
        .order_by(Review.id.desc())
        .limit(1)
    ).first()
    by, action = row if row else ("somebody", "a decision")
    return Conflict(article.version, by, action, article.verdict)


_TABLES: Mapping[str, type[Base]] = {
    "articles": Article,
    "annotations": Annotation,
    "relations": Relation,
    "story_pins": StoryPin,
}


def _take_back(work: Work, change: Mapping[str, Any]) -> None:
    model = _TABLES[change["table"]]
    row: Any = work.session.get(model, int(change["id"]))
    if isinstance(row, Relation):
        work.regroup |= {row.article_id, row.other_article_id}
    if isinstance(row, StoryPin):
        work.regroup.add(row.article_id)
    if row is None:
        raise _conflict(work.session, work.article)
    if change.get("added"):
        work.session.delete(row)
        work.session.flush()
        return
    name = change["column"]
    if plain(getattr(row, name)) != change["after"]:
        raise _conflict(work.session, work.article)
    before = change["before"]
    if name == "corrected_published_at" and before is not None:
        before = datetime.fromisoformat(before)
    work.set(row, **{name: before})


def _public(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in value.items() if name != "changes"}
