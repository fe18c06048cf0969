"""Views that count: coverage by day, topics, designations, stories, quotes.

Every count stands twice: ``items`` counts all places, ``independent_items`` only pieces that
repeat no other.
"""

from sqlalchemy import BigInteger, and_, case, cast, func, select
from sqlalchemy.orm import aliased

from models.articles import Article, ArticleRevision
from models.coding import Annotation, Codebook
from models.echo import Story
from models.reporting.day import utc_day
from models.reporting.view import View
from models.sources import Source

_day = func.coalesce(
    utc_day(Article.corrected_published_at),
    ArticleRevision.published_day,
    utc_day(Article.first_seen_at),
)
_spoken = func.coalesce(Article.corrected_language, ArticleRevision.language)
_language = _spoken.label("language")
_published_at = func.coalesce(Article.corrected_published_at, ArticleRevision.published_at)
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

REPORT_COVERAGE_DAILY = View(
    "report_coverage_daily",
    "Articles per day, source, language and verdict",
    select(
        _day.label("day"),
        Source.slug.label("source"),
        Source.country,
        Source.ownership,
        _language,
        Article.verdict,
        func.count().label("items"),
        _independent.label("independent_items"),
    )
    .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
    .join(Source, Source.id == Article.source_id)
    .group_by(
        _day,
        Source.slug,
        Source.country,
        Source.ownership,
        _language,
        Article.verdict,
    ),
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

_tagged = (
    select(
        Annotation.revision_id,
        Annotation.codebook_id,
        Annotation.kind,
        Annotation.code,
        func.count().label("mentions"),
    )
    .where(Annotation.kind.in_(("topic", "designation")), Annotation.status != "rejected")
    .group_by(Annotation.revision_id, Annotation.codebook_id, Annotation.kind, Annotation.code)
    .subquery("tagged")
)
_current_tags = and_(
    _tagged.c.revision_id == ArticleRevision.id,
    _tagged.c.codebook_id == ArticleRevision.tagged_with,
)

REPORT_TOPICS_DAILY = View(
    "report_topics_daily",
    "Relevant articles per day, topic and language",
    select(
        _day.label("day"),
        _tagged.c.code.label("topic"),
        _language,
        func.count().label("items"),
        _independent.label("independent_items"),
    )
    .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
    .join(_tagged, _current_tags)
    .where(Article.verdict == "relevant", _tagged.c.kind == "topic")
    .group_by(_day, _tagged.c.code, _language),
    {
        "day": "Day of publication (of first sighting when undated), YYYY-MM-DD",
        "topic": "Topic code",
        "language": "Language of the body",
        **_COUNTS,
    },
)

REPORT_DESIGNATIONS = View(
    "report_designations",
    "How each source names the Taliban and which legal footnotes it carries, per day",
    select(
        _day.label("day"),
        Source.slug.label("source"),
        Source.country,
        Source.ownership,
        _language,
        _tagged.c.code.label("designation"),
        func.count().label("items"),
        _independent.label("independent_items"),
        # PostgreSQL sums whole numbers into a decimal
        cast(func.sum(_tagged.c.mentions), BigInteger).label("mentions"),
    )
    .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
    .join(Source, Source.id == Article.source_id)
    .join(_tagged, _current_tags)
    .where(_tagged.c.kind == "designation")
    .group_by(
        _day,
        Source.slug,
        Source.country,
        Source.ownership,
        _language,
        _tagged.c.code,
    ),
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

REPORT_STORIES = View(
    "report_stories",
    "One row per story: its original and how far it spread",
    select(
        Story.id.label("story_id"),
        func.coalesce(_original.corrected_title, Story.title).label("title"),
        Story.original_id.label("original_article_id"),
        func.count().label("items"),
        _independent.label("independent_items"),
        func.count().label("all_items"),
        _independent.label("independent_reports"),
        func.count(Article.source_id.distinct()).label("sources"),
        func.count(
            func.coalesce(Article.corrected_language, ArticleRevision.language).distinct()
        ).label("languages"),
        func.min(_published_at).label("first_published_at"),
        func.max(_published_at).label("last_published_at"),
    )
    .join(Article, Article.story_id == Story.id)
    .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
    .outerjoin(_original, _original.id == Story.original_id)
    .group_by(Story.id, Story.title, Story.original_id, _original.corrected_title),
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
        _language,
        Annotation.code.label("speaker"),
        Annotation.field,
        Annotation.start_offset,
        Annotation.end_offset,
        Annotation.matched_text,
        Annotation.rule,
        Annotation.confidence,
        Codebook.version.label("codebook_version"),
        Annotation.status,
    )
    .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
    .join(Source, Source.id == Article.source_id)
    .join(Annotation, Annotation.revision_id == ArticleRevision.id)
    .join(Codebook, Codebook.id == Annotation.codebook_id)
    .where(Annotation.kind == "quote"),
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
    },
)

VIEWS = (
    REPORT_COVERAGE_DAILY,
    REPORT_TOPICS_DAILY,
    REPORT_DESIGNATIONS,
    REPORT_STORIES,
    REPORT_QUOTES,
)
