"""Ready questions on the reporting views: what people ask again and again, with parameters.

Each is a SELECT on the views alone, so that anybody can ask the same by hand, and an earlier state
of the database can be asked too (`models.reporting.as_of`).
"""

from typing import Any

from sqlalchemy import ColumnElement, Float, Select, and_, case, cast, distinct, func, select

from models.reporting.asking import NARROW, Parameters, Question, narrowed
from models.reporting.questions_on_work import QUESTIONS_ON_WORK
from models.reporting.views import view_table

#: things that coverage can be counted by, and the column of ``report_articles`` behind each
BY = {
    "day": "day",
    "month": "day",
    "source": "source",
    "language": "language",
    "ownership": "ownership",
    "country": "country",
    "verdict": "verdict",
    "topic": "code",
}


def _counts(articles: Any) -> list[ColumnElement[Any]]:
    return [
        func.count().label("items"),
        func.sum(case((articles.c.copy_of.is_(None), 1), else_=0)).label("independent_items"),
    ]


def _coverage(asked: Parameters) -> Select[Any]:
    articles = view_table("report_articles")
    by = asked.by or ("day",)
    keys: list[ColumnElement[Any]] = []
    tags = None
    for name in by:
        if name == "topic":
            each = view_table("report_tags")
            # one row per article and topic, however often it is named
            tags = (
                select(each.c.article_id, each.c.code)
                .where(each.c.kind == "topic", each.c.status != "rejected")
                .distinct()
                .subquery("topics")
            )
            if asked.topics:
                tags = (
                    select(tags).where(tags.c.code.in_(asked.topics)).subquery("topics_asked_for")
                )
            keys.append(tags.c.code.label("topic"))
        elif name == "month":
            keys.append(func.substr(articles.c.day, 1, 7).label("month"))
        elif name == "day":
            keys.append(articles.c.day.label("day"))
        else:
            keys.append(articles.c[BY[name]].label(name))
    query = select(*keys, *_counts(articles)).where(*narrowed(articles, asked))
    if tags is not None:
        query = query.join_from(articles, tags, tags.c.article_id == articles.c.article_id)
    return query.group_by(*(key.element if hasattr(key, "element") else key for key in keys))


def _first(asked: Parameters) -> Select[Any]:
    articles = view_table("report_articles")
    when = func.coalesce(articles.c.published_at, articles.c.first_seen_at)
    ranked = (
        select(
            articles.c.story_id,
            articles.c.article_id,
            articles.c.source,
            articles.c.language,
            articles.c.title,
            articles.c.url,
            articles.c.published_at,
            articles.c.copy_of,
            func.row_number()
            .over(partition_by=articles.c.story_id, order_by=(when, articles.c.article_id))
            .label("place"),
            func.count().over(partition_by=articles.c.story_id).label("items"),
        )
        .where(articles.c.story_id.is_not(None), *narrowed(articles, asked))
        .subquery("ranked")
    )
    spread = (
        select(
            articles.c.story_id,
            func.count(distinct(articles.c.source)).label("sources"),
            func.count(distinct(articles.c.language)).label("languages"),
        )
        .where(articles.c.story_id.is_not(None), *narrowed(articles, asked))
        .group_by(articles.c.story_id)
        .subquery("spread")
    )
    return (
        select(
            ranked.c.story_id,
            ranked.c.published_at,
            ranked.c.source,
            ranked.c.language,
            ranked.c.title,
            ranked.c["items"],
            spread.c.sources,
            spread.c.languages,
            ranked.c.article_id,
            ranked.c.url,
        )
        .join(spread, spread.c.story_id == ranked.c.story_id)
        .where(ranked.c.place == 1)
    )


def _designations(asked: Parameters) -> Select[Any]:
    articles, tags = view_table("report_articles"), view_table("report_tags")
    month = func.substr(articles.c.day, 1, 7)
    total = (
        select(articles.c.source, month.label("month"), func.count().label("all_items"))
        .where(*narrowed(articles, asked))
        .group_by(articles.c.source, month)
        .subquery("total")
    )
    named = (
        select(
            articles.c.source,
            articles.c.ownership,
            month.label("month"),
            tags.c.code.label("designation"),
            func.count(distinct(articles.c.article_id)).label("items"),
        )
        .join_from(articles, tags, tags.c.article_id == articles.c.article_id)
        .where(
            tags.c.kind == "designation", tags.c.status != "rejected", *narrowed(articles, asked)
        )
        .group_by(articles.c.source, articles.c.ownership, month, tags.c.code)
        .subquery("named")
    )
    return select(
        named.c.month,
        named.c.source,
        named.c.ownership,
        named.c.designation,
        named.c["items"],
        total.c.all_items,
        (cast(named.c["items"], Float) / total.c.all_items).label("share"),
    ).join(total, and_(total.c.source == named.c.source, total.c.month == named.c.month))


def _speakers(asked: Parameters) -> Select[Any]:
    articles, quotes = view_table("report_articles"), view_table("report_quotes")
    return (
        select(
            quotes.c.speaker,
            func.count().label("quotes"),
            func.count(distinct(articles.c.source)).label("sources"),
            func.count(distinct(articles.c.language)).label("languages"),
            func.min(articles.c.day).label("first_day"),
            func.max(articles.c.day).label("last_day"),
        )
        .join_from(articles, quotes, quotes.c.article_id == articles.c.article_id)
        # a reprint quotes nobody anew
        .where(
            quotes.c.status != "rejected",
            articles.c.copy_of.is_(None),
            *narrowed(articles, asked),
        )
        .group_by(quotes.c.speaker)
    )


def _arguments(asked: Parameters) -> Select[Any]:
    articles, quotes = view_table("report_articles"), view_table("report_quotes")
    return (
        select(
            articles.c.day.label("day"),
            quotes.c.speaker,
            articles.c.source,
            articles.c.language,
            quotes.c.matched_text.label("words"),
            quotes.c.confidence,
            quotes.c.status,
            articles.c.article_id,
            quotes.c.start_offset,
            articles.c.url,
        )
        .join_from(articles, quotes, quotes.c.article_id == articles.c.article_id)
        .where(
            quotes.c.status != "rejected",
            articles.c.copy_of.is_(None),
            *narrowed(articles, asked),
        )
    )


_SPREAD = {
    "items": "Articles, all places",
    "sources": "Different sources",
    "languages": "Different languages",
}

QUESTIONS: tuple[Question, ...] = (
    Question(
        "coverage",
        "How much was published, by day, month, topic, source, language, ownership or country",
        NARROW | {"by"},
        {
            **{name: f"The {name}" for name in BY},
            "items": "Articles, all places",
            "independent_items": "Articles that repeat no other",
        },
        (),
        _coverage,
        tuple(BY),
    ),
    Question(
        "first",
        "Who broke each story, and how far it spread",
        NARROW,
        {
            "story_id": "Story",
            "published_at": "When the first article of it was published",
            "source": "Who had it first",
            "language": "Language of that article",
            "title": "Its title",
            **_SPREAD,
            "article_id": "Its key",
            "url": "Its address",
        },
        ("-items", "story_id"),
        _first,
    ),
    Question(
        "designation_months",
        "How each outlet names the Taliban, month by month, as a share of its articles",
        NARROW,
        {
            "month": "YYYY-MM",
            "source": "Outlet",
            "ownership": "Who owns it",
            "designation": "Designation code",
            "items": "Its articles that carry the designation",
            "all_items": "Its articles of that month",
            "share": "The one by the other, 0 to 1",
        },
        ("-month", "source", "-items", "designation"),
        _designations,
    ),
    Question(
        "speakers",
        "Who is quoted, how often and how widely, reprints not counted",
        NARROW,
        {
            "speaker": "Code, or name as found",
            "quotes": "Quotations",
            "sources": "Different sources",
            "languages": "Different languages",
            "first_day": "Day of the first",
            "last_day": "Day of the last",
        },
        ("-quotes", "speaker"),
        _speakers,
    ),
    Question(
        "arguments",
        "What each speaker argued, in the words quoted, with the place to look them up",
        NARROW,
        {
            "day": "Day of publication",
            "speaker": "Code, or name as found",
            "source": "Source",
            "language": "Language",
            "words": "Exactly the words of the text",
            "confidence": "0 to 1",
            "status": "suggested or confirmed",
            "article_id": "Article",
            "start_offset": "First character in its text",
            "url": "Address",
        },
        ("speaker", "-day", "article_id", "start_offset"),
        _arguments,
    ),
    *QUESTIONS_ON_WORK,
)
