"""Views that count: coverage by day, topics, designations, stories, quotes.

Every count stands twice: ``items`` counts all places, ``independent_items`` only pieces that
repeat no other.
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, select
from sqlalchemy.orm import aliased

from models.article_codes import ArticleCode
from models.articles import Article, ArticleRevision
from models.coding import Annotation, Codebook
from models.echo import Story
from models.reporting.articles import CURRENT_TAG
from models.reporting.view import View
from models.sources import Source

_original = aliased(Article)
_independent = func.sum(case((Article.copy_of_id.is_(None), 1), else_=0))
_ECHO = {
    "all_items": "The same as items: all places, echo included",
    "independent_reports": "The same as independent_items: what is left without the echo",
}
_COUNTS = {
    "items": "Articles, all places",
    "independent_items": "Articles that repeat no other",
}

#: what views of tags say of the article, so that counting joins nothing
_OF_ARTICLE = {
    "url": "Canonical address of the article",
    "country": "Country of the newsroom",
    "ownership": "Who owns the source",
    "day": "Day of publication (of first sighting when undated), YYYY-MM-DD",
    "verdict": "relevant, borderline or not_relevant",
    "copy_of": "article_id of what it repeats; null for independent pieces",
}

# counted by keys first, and named after: names are long, and the same for many rows
_by_source = (
    select(
        Article.day,
        Article.source_id,
        Article.language,
        Article.verdict,
        func.count().label("items"),
        _independent.label("independent_items"),
    )
    .where(Article.day.is_not(None))
    .group_by(Article.day, Article.source_id, Article.language, Article.verdict)
    # the order of the index behind it, newest first: who wants some days reads no others
    .order_by(
        Article.day.desc(),
        Article.source_id.desc(),
        Article.language.desc(),
        Article.verdict.desc(),
    )
    .subquery("by_source")
)

REPORT_COVERAGE_DAILY = View(
    "report_coverage_daily",
    "Articles per day, source, language and verdict",
    select(
        _by_source.c.day,
        Source.slug.label("source"),
        Source.country,
        Source.ownership,
        _by_source.c.language,
        _by_source.c.verdict,
        _by_source.c["items"],
        _by_source.c.independent_items,
    ).outerjoin_from(_by_source, Source, Source.id == _by_source.c.source_id),
    {
        "day": "Day of publication (of first sighting when undated), YYYY-MM-DD",
        "source": "Short name of the source",
        "country": "Country of the newsroom",
        "ownership": "Who owns the source",
        "language": "Language of the body",
        "verdict": "relevant, borderline or not_relevant",
        **_COUNTS,
    },
)

_independent_code = func.sum(case((ArticleCode.copy_of_id.is_(None), 1), else_=0))

_by_topic = (
    select(
        ArticleCode.day,
        ArticleCode.code.label("topic"),
        ArticleCode.language,
        func.count().label("items"),
        _independent_code.label("independent_items"),
    )
    .where(ArticleCode.kind == "topic", ArticleCode.verdict == "relevant")
    .group_by(ArticleCode.day, ArticleCode.code, ArticleCode.language)
    .order_by(ArticleCode.day.desc(), ArticleCode.code.desc(), ArticleCode.language.desc())
    .subquery("by_topic")
)

REPORT_TOPICS_DAILY = View(
    "report_topics_daily",
    "Relevant articles per day, topic and language",
    select(*_by_topic.c),
    {
        "day": "Day of publication (of first sighting when undated), YYYY-MM-DD",
        "topic": "Topic code",
        "language": "Language of the body",
        **_COUNTS,
    },
)

_by_designation = (
    select(
        ArticleCode.day,
        ArticleCode.source_id,
        ArticleCode.language,
        ArticleCode.code,
        func.count().label("items"),
        _independent_code.label("independent_items"),
        # PostgreSQL sums whole numbers into a decimal
        cast(func.sum(ArticleCode.mentions), BigInteger).label("mentions"),
    )
    .where(ArticleCode.kind == "designation")
    .group_by(ArticleCode.day, ArticleCode.source_id, ArticleCode.language, ArticleCode.code)
    .order_by(
        ArticleCode.day.desc(),
        ArticleCode.source_id.desc(),
        ArticleCode.language.desc(),
        ArticleCode.code.desc(),
    )
    .subquery("by_designation")
)

REPORT_DESIGNATIONS = View(
    "report_designations",
    "How each source names the Taliban and which legal footnotes it carries, per day",
    select(
        _by_designation.c.day,
        Source.slug.label("source"),
        Source.country,
        Source.ownership,
        _by_designation.c.language,
        _by_designation.c.code.label("designation"),
        _by_designation.c["items"],
        _by_designation.c.independent_items,
        _by_designation.c.mentions,
    ).outerjoin_from(_by_designation, Source, Source.id == _by_designation.c.source_id),
    {
        "day": "Day of publication (of first sighting when undated), YYYY-MM-DD",
        "source": "Short name of the source",
        "country": "Country of the newsroom",
        "ownership": "Who owns the source",
        "language": "Language of the body",
        "designation": "Designation code",
        **_COUNTS,
        "mentions": "Times it stands in them",
    },
)

_told = (
    select(
        Article.story_id,
        func.count().label("items"),
        _independent.label("independent_items"),
        func.count(Article.source_id.distinct()).label("sources"),
        func.count(Article.language.distinct()).label("languages"),
        func.min(Article.published_at).label("first_published_at"),
        func.max(Article.published_at).label("last_published_at"),
    )
    .where(Article.story_id.is_not(None))
    .group_by(Article.story_id)
    .subquery("told")
)

_title = func.coalesce(_original.corrected_title, Story.title)


def _of_story(what: Any) -> ColumnElement[Any]:
    """Looked up for the stories that are shown alone."""
    return (
        select(what)
        .select_from(Story)
        .outerjoin(_original, _original.id == Story.original_id)
        .where(Story.id == _told.c.story_id)
        .scalar_subquery()
    )


REPORT_STORIES = View(
    "report_stories",
    "One row per story: its original and how far it spread",
    select(
        _told.c.story_id,
        _of_story(_title).label("title"),
        _of_story(Story.original_id).label("original_article_id"),
        _told.c["items"],
        _told.c.independent_items,
        _told.c["items"].label("all_items"),
        _told.c.independent_items.label("independent_reports"),
        _told.c.sources,
        _told.c.languages,
        _told.c.first_published_at,
        _told.c.last_published_at,
    ),
    {
        "story_id": "Key of the story",
        "title": "Title of the original",
        "original_article_id": "Article taken as the original",
        **_COUNTS,
        **_ECHO,
        "sources": "Different sources that told it",
        "languages": "Different languages it was told in",
        "first_published_at": "Earliest date of publication",
        "last_published_at": "Latest date of publication",
    },
)

REPORT_QUOTES = View(
    "report_quotes",
    "One row per quotation found: who is quoted, in which words",
    select(
        Article.id.label("article_id"),
        Source.slug.label("source"),
        Article.language,
        Annotation.code.label("speaker"),
        Annotation.field,
        Annotation.start_offset,
        Annotation.end_offset,
        Annotation.matched_text,
        Annotation.rule,
        Annotation.confidence,
        Codebook.version.label("codebook_version"),
        Annotation.status,
        Article.url,
        Source.country,
        Source.ownership,
        Article.day,
        Article.verdict,
        Article.copy_of_id.label("copy_of"),
    )
    .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
    .join(Annotation, Annotation.revision_id == ArticleRevision.id)
    .outerjoin(Source, Source.id == Article.source_id)
    .outerjoin(Codebook, Codebook.id == Annotation.codebook_id)
    .where(Annotation.kind == "quote", CURRENT_TAG),
    {
        "article_id": "Article",
        "source": "Short name of the source",
        "language": "Language of the body",
        "speaker": "Who is quoted",
        "field": "title or text",
        "start_offset": "First character, counting from 0",
        "end_offset": "Character after the last",
        "matched_text": "Exactly these characters of the field",
        "rule": "Rule that found it",
        "confidence": "0 to 1",
        "codebook_version": "Codebook version that made it",
        "status": "suggested, confirmed or rejected",
        **_OF_ARTICLE,
    },
)

REPORT_ARTICLE_CODES = View(
    "report_article_codes",
    "One row per article and code it carries: its tags that nobody rejected, counted together",
    select(
        ArticleCode.article_id,
        ArticleCode.kind,
        ArticleCode.code,
        ArticleCode.confidence,
        ArticleCode.mentions,
        Source.slug.label("source"),
        ArticleCode.language,
        Source.country,
        Source.ownership,
        ArticleCode.day,
        ArticleCode.verdict,
        ArticleCode.copy_of_id.label("copy_of"),
    ).outerjoin_from(ArticleCode, Source, Source.id == ArticleCode.source_id),
    {
        "article_id": "Article",
        "kind": "entity, topic, designation or genre",
        "code": "Code",
        "confidence": "Highest of its tags, 0 to 1",
        "mentions": "How many tags of it the article has",
        "source": "Short name of the source",
        "language": "Language of the body",
        **{name: meaning for name, meaning in _OF_ARTICLE.items() if name != "url"},
    },
)

VIEWS = (
    REPORT_COVERAGE_DAILY,
    REPORT_TOPICS_DAILY,
    REPORT_DESIGNATIONS,
    REPORT_STORIES,
    REPORT_QUOTES,
    REPORT_ARTICLE_CODES,
)
