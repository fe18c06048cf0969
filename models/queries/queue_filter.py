"""Filters of the review desk, and what they mean in SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.article_codes import ArticleCode
from models.articles import Article
from models.queries.blind import may_answer
from models.reviews import SecondReview
from models.sources import Source

Sort = Literal["priority", "newest"]
VERDICTS = ("relevant", "borderline", "not_relevant")
STATUSES = ("unreviewed", "reviewed", "flagged", "skipped")
#: assignee of articles that nobody was given
NOBODY = 0


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a person wants to see. Empty tuples and None mean anything.

    ``codes`` are (kind, code) pairs that must all be there. ``fold`` shows one row for an article
    and its copies: the article itself, or where the filter names other places of publication,
    the first copy that came out there. ``blind_for`` is a person from whom the articles are kept
    on which a blind second opinion of that person is waited for.
    """

    verdicts: tuple[str, ...] = ("relevant", "borderline")
    statuses: tuple[str, ...] = ("unreviewed",)
    codes: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    ownerships: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    story: int | None = None
    confidence_below: float | None = None
    assignee: int | None = None
    fold: bool = True
    sort: Sort = "priority"
    blind_for: int | None = None


def conditions(
    session: Session,
    wanted: QueueFilter,
    every: bool = False,
    lead: type[Article] | type[ArticleCode] = Article,
) -> list[ColumnElement[bool]] | None:
    """The filter as conditions on ``lead``; None when no source can match.

    ``every``: all that fulfils them is wanted and not a page of it. Codes of articles repeat of
    them what most filters ask for; `asks_articles` tells which do not.
    """
    key = ArticleCode.article_id if lead is ArticleCode else Article.id
    keys: list[int] | None = None
    if wanted.sources or wanted.countries or wanted.ownerships:
        keys = _source_keys(session, wanted)
        if not keys:
            return None
    placed = partial(_placed, keys=keys, languages=wanted.languages)
    found: list[ColumnElement[bool]] = [lead.moment.is_not(None), *placed(lead)]
    if wanted.fold:
        found.append(_folded(session, placed, every, lead))
    if wanted.since:
        found.append(lead.moment >= wanted.since)
    if wanted.until:
        found.append(lead.moment < wanted.until)
    if wanted.story is not None:
        found.append(Article.story_id == wanted.story)
    if wanted.confidence_below is not None:
        found.append(Article.tag_confidence < wanted.confidence_below)
    if wanted.assignee is not None:
        found.append(
            Article.assignee_id.is_(None)
            if wanted.assignee == NOBODY
            else Article.assignee_id == wanted.assignee
        )
    for kind, code in wanted.codes:
        other = aliased(ArticleCode)
        found.append(
            exists().where(other.article_id == key, other.kind == kind, other.code == code)
        )
    if wanted.blind_for is not None:
        found.append(~exists().where(SecondReview.article_id == key, may_answer(wanted.blind_for)))
    return found


def asks_articles(wanted: QueueFilter) -> bool:
    """Whether a filter asks for what stands on articles alone and not on their codes."""
    return (wanted.story, wanted.confidence_below, wanted.assignee) != (None, None, None)


def _placed(
    article: type[Article] | type[ArticleCode], keys: Sequence[int] | None, languages: Sequence[str]
) -> list[ColumnElement[bool]]:
    """Where and in which language an article came out."""
    found: list[ColumnElement[bool]] = []
    if keys is not None:
        found.append(article.source_id.in_(keys))
    if languages:
        found.append(article.language.in_(languages))
    return found


def _folded(
    session: Session,
    placed: Callable[[type[Article] | type[ArticleCode]], list[ColumnElement[bool]]],
    every: bool,
    lead: type[Article] | type[ArticleCode],
) -> ColumnElement[bool]:
    """One article of each group of copies: the first of those that came out where asked for."""
    # SQLite would take the index of copies, where most articles are null, unless it is an
    # expression; of an expression PostgreSQL would guess wrong how much it leaves
    sqlite = session.get_bind().dialect.name == "sqlite"
    column = func.coalesce(lead.copy_of_id, 0) if sqlite else lead.copy_of_id
    original = column == 0 if sqlite else column.is_(None)
    first, other = aliased(Article), aliased(Article)
    if not placed(lead):
        return original
    if every:
        # all copies that came out there, in order, at once: looking each up takes longer
        ranked = (
            select(
                other.id,
                other.copy_of_id,
                func.row_number()
                .over(partition_by=other.copy_of_id, order_by=(other.moment, other.id))
                .label("rank"),
            )
            .where(other.copy_of_id.is_not(None), *placed(other))
            .subquery("ranked")
        )
        return or_(
            original,
            (ArticleCode.article_id if lead is ArticleCode else Article.id).in_(
                select(ranked.c.id).where(
                    ranked.c.rank == 1,
                    ranked.c.copy_of_id.not_in(select(first.id).where(*placed(first))),
                )
            ),
        )
    return or_(
        original,
        and_(
            _one(first.id, first.id == Article.copy_of_id, *placed(first)).is_(None),
            _one(
                other.id,
                other.copy_of_id == Article.copy_of_id,
                tuple_(other.moment, other.id) < tuple_(Article.moment, Article.id),
                *placed(other),
            ).is_(None),
        ),
    )


def _one(
    key: InstrumentedAttribute[int], *conditions: ColumnElement[bool]
) -> ScalarSelect[int | None]:
    """A key that fulfils the conditions, looked up per row.

    As ``NOT EXISTS`` PostgreSQL would first collect all that came out in the place.
    """
    return select(key).where(*conditions).limit(1).correlate(Article).scalar_subquery()


def _source_keys(session: Session, wanted: QueueFilter) -> list[int]:
    """Sources by key: few enough to name, and the planner then knows how much they hold."""
    query = select(Source.id)
    if wanted.sources:
        query = query.where(Source.slug.in_(wanted.sources))
    if wanted.countries:
        query = query.where(Source.country.in_(wanted.countries))
    if wanted.ownerships:
        query = query.where(Source.ownership.in_(wanted.ownerships))
    return list(session.scalars(query))
