"""Ready questions on the reporting views: what people ask again and again, with parameters.

Each is a SELECT on the views alone, so that anybody can ask the same by hand, and an earlier state
of the database can be asked too (`models.reporting.as_of`).
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Select,
    and_,
    case,
    cast,
    distinct,
    func,
    select,
)

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
    by = asked.by or ("day",)
    # a row for each topic of an article, however often it is named; else one for the article
    of_topics = "topic" in by
    rows = view_table("report_article_codes" if of_topics else "report_articles")
    keys: list[ColumnElement[Any]] = []
    for name in by:
        if name == "month":
            keys.append(func.substr(rows.c.day, 1, 7).label("month"))
        else:
            keys.append(rows.c[BY[name]].label(name))
    query = select(*keys, *_counts(rows)).where(*narrowed(rows, asked))
    if of_topics:
        query = query.where(rows.c.kind == "topic")
        if asked.topics:
            query = query.where(rows.c.code.in_(asked.topics))
    return query.group_by(*(key.element if hasattr(key, "element") else key for key in keys))


def _first(asked: Parameters) -> Select[Any]:
    articles, it = view_table("report_articles"), view_table("report_articles").alias("it")
    when = func.coalesce(articles.c.published_at, articles.c.first_seen_at)
    told = (articles.c.story_id.is_not(None), *narrowed(articles, asked))
    ranked = (
        select(
            articles.c.story_id,
            articles.c.article_id,
            articles.c.source,
            articles.c.language,
            articles.c.published_at,
            func.row_number()
            .over(partition_by=articles.c.story_id, order_by=(when, articles.c.article_id))
            .label("place"),
            func.count().over(partition_by=articles.c.story_id).label("items"),
        )
        .where(*told)
        .subquery("ranked")
    )
    spread = (
        select(
            articles.c.story_id,
            func.count(distinct(articles.c.source)).label("sources"),
            func.count(distinct(articles.c.language)).label("languages"),
        )
        .where(*told)
        .group_by(articles.c.story_id)
        .subquery("spread")
    )

    def of_it(column: str) -> Any:
        """Looked up for the stories that are shown alone."""
        return (
            select(it.c[column]).where(it.c.article_id == ranked.c.article_id).scalar_subquery()
        ).label(column)

    return (
        select(
            ranked.c.story_id,
            ranked.c.published_at,
            ranked.c.source,
            ranked.c.language,
            of_it("title"),
            ranked.c["items"],
            spread.c.sources,
            spread.c.languages,
            ranked.c.article_id,
            of_it("url"),
        )
        .join(spread, spread.c.story_id == ranked.c.story_id)
        .where(ranked.c.place == 1)
    )


def _designations(asked: Parameters) -> Select[Any]:
    articles, codes = view_table("report_articles"), view_table("report_article_codes")
    month = func.substr(articles.c.day, 1, 7)
    total = (
        select(articles.c.source, month.label("month"), func.count().label("all_items"))
        .where(*narrowed(articles, asked))
        .group_by(articles.c.source, month)
        .subquery("total")
    )
    month = func.substr(codes.c.day, 1, 7)
    named = (
        select(
            codes.c.source,
            codes.c.ownership,
            month.label("month"),
            codes.c.code.label("designation"),
            func.count().label("items"),
        )
        .where(codes.c.kind == "designation", *narrowed(codes, asked))
        .group_by(codes.c.source, codes.c.ownership, month, codes.c.code)
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
    quotes = view_table("report_quotes")
    # by speaker, source and language first: few rows are left to look for different ones among
    each = (
        select(
            quotes.c.speaker,
            quotes.c.source,
            quotes.c.language,
            func.count().label("quotes"),
            func.min(quotes.c.day).label("first_day"),
            func.max(quotes.c.day).label("last_day"),
        )
        # a reprint quotes nobody anew
        .where(quotes.c.status != "rejected", quotes.c.copy_of.is_(None), *narrowed(quotes, asked))
        .group_by(quotes.c.speaker, quotes.c.source, quotes.c.language)
        .subquery("each")
    )
    return select(
        each.c.speaker,
        # PostgreSQL sums whole numbers into a decimal
        cast(func.sum(each.c.quotes), BigInteger).label("quotes"),
        func.count(distinct(each.c.source)).label("sources"),
        func.count(distinct(each.c.language)).label("languages"),
        func.min(each.c.first_day).label("first_day"),
        func.max(each.c.last_day).label("last_day"),
    ).group_by(each.c.speaker)


def _arguments(asked: Parameters) -> Select[Any]:
    quotes = view_table("report_quotes")
    return select(
        quotes.c.day,
        quotes.c.speaker,
        quotes.c.source,
        quotes.c.language,
        quotes.c.matched_text.label("words"),
        quotes.c.confidence,
        quotes.c.status,
        quotes.c.article_id,
        quotes.c.start_offset,
        quotes.c.url,
    ).where(quotes.c.status != "rejected", quotes.c.copy_of.is_(None), *narrowed(quotes, asked))


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
        counts=True,
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
        counts=True,
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
        counts=True,
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
        counts=True,
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
