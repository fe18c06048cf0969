"""What can be handed out whole: rows of the reporting views, narrowed by the same parameters.

An export is a SELECT on the views, so that anybody can ask the same by hand and an earlier state
of the database can be asked too (`models.reporting.as_of`). Only the full text of articles comes
from below them: it is in no view, since it is not ours to hand out by accident.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from models.articles import ArticleRevision
from models.reporting.asking import Parameters, narrowed
from models.reporting.views import view_table


@dataclass(frozen=True, slots=True)
class Export:
    """A view that is exported, and the columns that give its rows an order of their own.

    ``articles`` are its columns that name an article, of which one must be in the selection;
    ``has_text``: whether a row is a text, which may be asked for.
    """

    view: str
    order: tuple[str, ...]
    articles: tuple[str, ...] = ("article_id",)
    has_text: bool = False


EXPORTS: Mapping[str, Export] = {
    "articles": Export("report_articles", ("article_id",), has_text=True),
    "tags": Export(
        "report_tags",
        ("article_id", "field", "comment_position", "start_offset", "end_offset", "kind", "code",
         "rule"),
    ),
    "relations": Export(
        "report_relations",
        ("article_id", "other_article_id", "kind"),
        ("article_id", "other_article_id"),
    ),
    "revisions": Export("report_revisions", ("article_id", "revision"), has_text=True),
    "quotes": Export("report_quotes", ("article_id", "field", "start_offset", "end_offset")),
    "candidates": Export("report_candidates", ("source", "url")),
    "reviews": Export("report_reviews", ("article_id", "at", "reviewer", "action")),
}  # fmt: skip


def export_query(name: str, asked: Parameters, with_text: bool = False) -> Select[Any]:
    """The rows of an export in an order that does not change, all columns of its view.

    Articles are narrowed by what they are; tags, relations, revisions, quotes and reviews by the
    articles they are about (of a relation, either). Candidates are narrowed by their source and
    the day of their first sighting; a language, topic or verdict leaves those that became such an
    article. ``with_text`` adds the column ``text``.

    Raises:
        KeyError: when there is no export of that name.
        ValueError: when its rows have no text.
    """
    export = EXPORTS[name]
    if with_text and not export.has_text:
        raise ValueError(f"{name} have no text of their own")
    view = view_table(export.view)
    query = select(*view.c)
    if with_text:
        query = query.add_columns(ArticleRevision.text).join_from(
            view,
            ArticleRevision,
            and_(
                ArticleRevision.article_id == view.c.article_id,
                ArticleRevision.number == view.c.revision,
            ),
        )
    return query.where(*_conditions(name, view, asked)).order_by(
        *(
            column
            for each in export.order
            # null first or last: the databases differ
            for column in (
                [view.c[each].is_(None), view.c[each]]
                if each == "comment_position"
                else [view.c[each]]
            )
        )
    )


def _conditions(name: str, view: Any, asked: Parameters) -> list[ColumnElement[bool]]:
    if name == "articles":
        return narrowed(view, asked)
    if name == "candidates":
        return _of_candidates(view, asked)
    articles = view_table("report_articles")
    where = narrowed(articles, asked)
    if not where:
        return []
    chosen = select(articles.c.article_id).where(*where)
    return [or_(*(view.c[column].in_(chosen) for column in EXPORTS[name].articles))]


def _of_candidates(candidates: Any, asked: Parameters) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    day = func.utc_day(candidates.c.first_seen_at)
    if asked.since:
        where.append(day >= asked.since)
    if asked.until:
        where.append(day <= asked.until)
    sources = view_table("report_sources")
    for values, column in ((asked.ownership, "ownership"), (asked.countries, "country")):
        if values:
            named = select(sources.c.source).where(sources.c[column].in_(values))
            where.append(candidates.c.source.in_(named))
    if asked.sources:
        where.append(candidates.c.source.in_(asked.sources))
    read = Parameters(languages=asked.languages, topics=asked.topics, verdicts=asked.verdicts)
    articles = view_table("report_articles")
    if conditions := narrowed(articles, read):
        where.append(candidates.c.article_id.in_(select(articles.c.article_id).where(*conditions)))
    return where
