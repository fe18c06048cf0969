"""The reporting views as they would have answered at an earlier instant.

Nothing is copied: a query is given common table expressions that bear the names of the tables
below the views and hold them as they stood then, and others that bear the names of the views. What
is appended with its time (revisions, codings, decisions, fates, sightings, polls, places in the
echo) is exact. What is not kept that way is as it is now: the catalogue, labels of codes, attempts
of candidates, titles of stories, estimates of what was missed. What a person removed since is
hidden at every instant.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)

from models.article_codes import KINDS
from models.articles import Article, ArticleRevision
from models.base import Base, UtcDateTime
from models.candidates import Fate
from models.coding import Annotation
from models.reporting import kept
from models.reporting.articles import CURRENT_TAG
from models.reporting.day import utc_day
from models.reporting.views import VIEWS, view_table

#: tables whose rows are written once: a row stood there when its time had come
WRITTEN_ONCE = {
    "candidate_fates": "at",
    "codings": "created_at",
    "polls": "polled_at",
    "reviews": "at",
    "runs": "started_at",
    "revision_changes": "classified_at",
    "sightings": "seen_at",
    # the state a source is in now, where it was in it then; its numbers are those of now
    "source_health": "since",
    "stories": "created_at",
}
#: tables that are as they are now, whatever the instant
TIMELESS = frozenset(
    {
        "sources",
        "channels",
        "codebooks",
        "codes",
        "discovery_recall",
        "reviewers",
        "alembic_version",
    }
)

Rebuild = Callable[["_Then"], Select[Any]]


def as_of(query: Select[Any], instant: datetime, dialect: str) -> Select[Any]:
    """The same query, answered as the database stood at an instant.

    ``query`` asks reporting views (`models.reporting.views.view_table`); ``dialect`` is the
    database's name, sqlite or postgresql.
    """
    then = _Then(instant, dialect)
    tables = [rebuild(then).cte(name) for name, rebuild in REBUILT.items()]
    tables += [then.written_once(name, column).cte(name) for name, column in WRITTEN_ONCE.items()]
    plain = [view.select.cte(view.name) for view in VIEWS if view not in kept.VIEWS]
    # summaries are not kept of the past: they are counted as the views would have been
    summaries = [
        select(*view_table(name).c, literal(instant, UtcDateTime()).label("refreshed_at")).cte(
            table.name
        )
        for name, table in kept.SUMMARIES.items()
    ]
    views = [view.select.cte(view.name) for view in kept.VIEWS]
    return query.add_cte(*tables, *plain, *summaries, *views)


class _Then:
    """The real tables, and what had happened in them by an instant."""

    def __init__(self, instant: datetime, dialect: str) -> None:
        self.instant = instant
        # inside an expression named like a table, the table itself needs its schema's name
        self._metadata = MetaData()
        self._schema = "main" if dialect == "sqlite" else "public"

    def table(self, name: str, alias: str | None = None) -> Any:
        """A table as it is now, under an alias, so that two of one name do not meet."""
        real = self._metadata.tables.get(f"{self._schema}.{name}")
        if real is None:
            known = Base.metadata.tables[name]
            real = Table(
                name,
                self._metadata,
                *(Column(column.name, column.type, key=column.key) for column in known.columns),
                schema=self._schema,
            )
        return real.alias(alias or f"now_{name}")

    def written_once(self, name: str, column: str) -> Select[Any]:
        """The rows of a table that had been written."""
        table = self.table(name)
        return select(*table.c).where(table.c[column] <= self.instant)

    def replaced(
        self, table: Any, values: Mapping[str, ColumnElement[Any]]
    ) -> list[ColumnElement[Any]]:
        """The columns of a table, some of them computed otherwise."""
        return [values[c.name].label(c.name) if c.name in values else c for c in table.c]

    def last_review(
        self, actions: tuple[str, ...], value: Callable[[Any], ColumnElement[Any]], *where: Any
    ) -> ColumnElement[Any]:
        """What the last decision of these kinds said that had not been taken back by then."""
        review, undo = self.table("reviews", "said"), self.table("reviews", "undone")
        return (
            select(value(review))
            .where(
                review.c.action.in_(actions),
                review.c.at <= self.instant,
                ~exists().where(undo.c.undoes_id == review.c.id, undo.c.at <= self.instant),
                *(condition(review) for condition in where),
            )
            .order_by(review.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )


def _value(name: str) -> Callable[[Any], ColumnElement[Any]]:
    return lambda review: review.c.value[name].as_string()


def _articles(then: _Then) -> Select[Any]:
    article = then.table("articles")
    revision, coding = then.table("article_revisions", "then_revision"), then.table("codings")
    place = then.table("article_places")

    def revised(column: str) -> ColumnElement[Any]:
        return (
            select(revision.c[column])
            .where(revision.c.article_id == article.c.id, revision.c.created_at <= then.instant)
            .order_by(revision.c.number.desc())
            .limit(1)
            .correlate(article)
            .scalar_subquery()
        )

    current = revised("id")

    def machine(column: str) -> ColumnElement[Any]:
        return (
            select(coding.c[column])
            .where(coding.c.revision_id == current, coding.c.created_at <= then.instant)
            .order_by(coding.c.codebook_id.desc())
            .limit(1)
            .correlate(article)
            .scalar_subquery()
        )

    def placed(column: str) -> ColumnElement[Any]:
        return (
            select(place.c[column])
            .where(place.c.article_id == article.c.id, place.c.at <= then.instant)
            .order_by(place.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )

    def said(*actions: str, value: Callable[[Any], ColumnElement[Any]]) -> ColumnElement[Any]:
        return then.last_review(actions, value, lambda review: review.c.article_id == article.c.id)

    def status(review: Any) -> ColumnElement[Any]:
        return case(
            (review.c.action == "skip", "skipped"),
            (review.c.action == "flag", "flagged"),
            else_="reviewed",
        )

    later = then.table("reviews", "later")
    language = said("fix_language", value=_value("language"))
    # an instant cannot be read from the decision alike on both databases: what is written now
    # holds unless it was decided on since
    published_at = case(
        (
            ~exists().where(
                later.c.article_id == article.c.id,
                later.c.action.in_(("fix_date", "undo")),
                later.c.at > then.instant,
            ),
            article.c.corrected_published_at,
        )
    )
    values = {
        "current_revision_id": current,
        "tagged_with": machine("codebook_id"),
        "relevance": machine("score"),
        "verdict": func.coalesce(
            said("verdict", "resolve", value=_value("verdict")), machine("verdict")
        ),
        "review_status": func.coalesce(
            said("verdict", "resolve", "skip", "flag", value=status), "unreviewed"
        ),
        "copy_of_id": placed("copy_of_id"),
        "story_id": placed("story_id"),
        "corrected_title": said("fix_title", value=_value("title")),
        "corrected_language": language,
        "corrected_published_at": published_at,
        "language": func.coalesce(language, revised("language")),
        "published_at": func.coalesce(published_at, revised("published_at")),
        "day": func.coalesce(
            utc_day(published_at), revised("published_day"), utc_day(article.c.first_seen_at)
        ),
    }
    return select(*then.replaced(article, values)).where(
        current.is_not(None), article.c.removed_at.is_(None)
    )


def _revisions(then: _Then) -> Select[Any]:
    revision, coding = then.table("article_revisions"), then.table("codings")
    tagged = (
        select(coding.c.codebook_id)
        .where(coding.c.revision_id == revision.c.id, coding.c.created_at <= then.instant)
        .order_by(coding.c.codebook_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    gone = then.table("articles", "gone")
    return select(*then.replaced(revision, {"tagged_with": tagged})).where(
        revision.c.created_at <= then.instant,
        ~exists().where(gone.c.id == revision.c.article_id, gone.c.removed_at.is_not(None)),
    )


def _annotations(then: _Then) -> Select[Any]:
    tag = then.table("annotations")

    def status(review: Any) -> ColumnElement[Any]:
        return case((review.c.action == "confirm_tag", "confirmed"), else_="rejected")

    def about(review: Any) -> ColumnElement[bool]:
        # one tag by its key, or all tags of a code in the revision at once
        return and_(
            review.c.revision_id == tag.c.revision_id,
            or_(
                _text(review.c.value["annotation"].as_string()) == _text(tag.c.id),
                and_(
                    review.c.value["scope"].as_string() == "code",
                    review.c.value["kind"].as_string() == tag.c.kind,
                    review.c.value["code"].as_string() == tag.c.code,
                ),
            ),
        )

    judged = then.last_review(("confirm_tag", "reject_tag"), status, about)
    # nobody's word yet: as the machine, or the person who added it, left it
    first = case((or_(tag.c.reviewer_id.is_(None), tag.c.rule == "person"), tag.c.status))
    # what the machine makes of people and quotations outside the codebook is a suggestion
    proposed = case((tag.c.kind.in_(("person", "quote")), "suggested"), else_="confirmed")
    by_person = or_(judged.is_not(None), tag.c.rule == "person")
    values = {
        "status": func.coalesce(judged, first, proposed),
        "origin": case((by_person, "human"), else_="machine"),
    }
    return select(*then.replaced(tag, values)).where(tag.c.created_at <= then.instant)


#: what codes of articles repeat of them
_OF_ARTICLES = (
    "review_status", "verdict", "priority", "moment", "day", "source_id", "language", "copy_of_id",
)  # fmt: skip


def _article_codes(_then: _Then) -> Select[Any]:
    """Counted from the other tables as they stood, as `models.queries.indexing` does it."""
    once: list[ColumnElement[Any]] = [
        Annotation.kind.expression,
        Annotation.code.expression,
        Article.id.label("article_id"),
        *(Article.__table__.c[name] for name in _OF_ARTICLES),
    ]
    return (
        select(
            *once,
            func.max(Annotation.confidence).label("confidence"),
            func.count().label("mentions"),
        )
        .select_from(Article)
        .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
        .join(Annotation, Annotation.revision_id == ArticleRevision.id)
        .where(CURRENT_TAG, Annotation.status != "rejected", Annotation.kind.in_(KINDS))
        .group_by(*once)
    )


def _relations(then: _Then) -> Select[Any]:
    link = then.table("relations")

    def between(review: Any) -> ColumnElement[bool]:
        other = _text(review.c.value["other"].as_string())
        return and_(
            review.c.value["kind"].as_string() == link.c.kind,
            or_(
                and_(
                    review.c.article_id == link.c.article_id,
                    other == _text(link.c.other_article_id),
                ),
                and_(
                    review.c.article_id == link.c.other_article_id,
                    other == _text(link.c.article_id),
                ),
            ),
        )

    judged = then.last_review(("link",), _value("status"), between)
    known = link.c.updated_at <= then.instant
    values = {
        # decided on since, by nobody before: it waited for a person
        "status": case((known, link.c.status), else_=func.coalesce(judged, "suggested")),
        "origin": case((known, link.c.origin), (judged.is_not(None), "human"), else_="machine"),
        "decided_by": case((known, link.c.decided_by)),
        "updated_at": case((known, link.c.updated_at), else_=link.c.created_at),
    }
    return select(*then.replaced(link, values)).where(link.c.created_at <= then.instant)


def _candidates(then: _Then) -> Select[Any]:
    candidate, fate = then.table("candidates"), then.table("candidate_fates")
    sighting = then.table("sightings")

    def had(column: str) -> ColumnElement[Any]:
        return (
            select(fate.c[column])
            .where(fate.c.candidate_id == candidate.c.id, fate.c.at <= then.instant)
            .order_by(fate.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )

    last = (
        select(func.max(sighting.c.seen_at))
        .where(sighting.c.candidate_id == candidate.c.id, sighting.c.seen_at <= then.instant)
        .scalar_subquery()
    )
    values = {
        "title": case((candidate.c.fate != Fate.REMOVED.value, candidate.c.title)),
        "fate": func.coalesce(had("fate"), literal(Fate.DISCOVERED.value)),
        "reason": func.coalesce(had("reason"), ""),
        "fate_at": func.coalesce(had("at"), candidate.c.first_seen_at),
        "last_seen_at": func.coalesce(last, candidate.c.first_seen_at),
    }
    return select(*then.replaced(candidate, values)).where(
        candidate.c.first_seen_at <= then.instant
    )


def _post_gaps(then: _Then) -> Select[Any]:
    gap = then.table("post_gaps")
    closed = case((gap.c.closed_at <= then.instant, gap.c.closed_at))
    return select(*then.replaced(gap, {"closed_at": closed})).where(
        gap.c.noticed_at <= then.instant
    )


def _text(key: ColumnElement[Any]) -> ColumnElement[str]:
    # a key in a decision may be a number or its digits
    return cast(key, String)


#: tables whose rows change, by how they stood at an instant
REBUILT: dict[str, Rebuild] = {
    "articles": _articles,
    "article_revisions": _revisions,
    "annotations": _annotations,
    # after those it is counted from
    "article_codes": _article_codes,
    "relations": _relations,
    "candidates": _candidates,
    "post_gaps": _post_gaps,
}
