"""Views of articles, their tags, links, revisions and reviews.

What stands once for every row (the source, the codebook, the current revision) is joined from the
left by its key, though it is always there: a database then leaves it out where no column of it is
asked for, and counts rows without reading them.
"""

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from models.articles import Article, ArticleRevision
from models.coding import Annotation, Code, Codebook
from models.echo import Relation
from models.reporting.day import utc_day
from models.reporting.view import View
from models.reviews import Review, Reviewer
from models.sources import Source
from models.visits import RevisionChange

_other = aliased(ArticleRevision)
_removed = aliased(Article)

#: whether an annotation counts: of the codebook version its revision was last tagged with, or a
#: person's word, which holds for every later version
CURRENT_TAG = or_(
    Annotation.origin == "human", Annotation.codebook_id == ArticleRevision.tagged_with
)

REPORT_ARTICLES = View(
    "report_articles",
    "One row per article, as its current revision says it",
    select(
        Article.id.label("article_id"),
        Article.url,
        Source.slug.label("source"),
        Source.name.label("source_name"),
        Source.country,
        Source.ownership,
        Article.language,
        func.coalesce(Article.corrected_title, ArticleRevision.title).label("title"),
        ArticleRevision.byline.label("authors"),
        ArticleRevision.section,
        Article.published_at,
        case(
            (Article.corrected_published_at.is_not(None), "person"),
            else_=ArticleRevision.published_rule,
        ).label("published_rule"),
        ArticleRevision.published_raw,
        ArticleRevision.published_precision,
        func.coalesce(utc_day(Article.corrected_published_at), ArticleRevision.published_day).label(
            "published_day"
        ),
        Article.day,
        Article.first_seen_at,
        Article.kind,
        Article.relevance,
        Article.verdict,
        Article.story_id,
        Article.copy_of_id.label("copy_of"),
        Article.review_status,
        Article.gone_at,
        ArticleRevision.word_count,
        ArticleRevision.number.label("revision"),
        ArticleRevision.text_sha256,
        Codebook.version.label("codebook_version"),
    )
    .outerjoin(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
    .outerjoin(Source, Source.id == Article.source_id)
    .outerjoin(Codebook, Codebook.id == ArticleRevision.tagged_with)
    .where(Article.current_revision_id.is_not(None)),
    {
        "article_id": "Key of the article: the same in every database that holds it",
        "url": "Canonical address; null for documents without one",
        "source": "Short name of the source",
        "source_name": "The outlet's own name",
        "country": "Country of the newsroom, ISO 3166-1 alpha-2",
        "ownership": "Who owns the source",
        "language": "Language of the body, ISO 639-1; und when it cannot be told",
        "title": "Title",
        "authors": "People named as authors, joined by semicolons",
        "section": "Section of the site",
        "published_at": "When it was published, UTC; null when no date could be believed",
        "published_rule": "Rule that read the date; person when a reviewer corrected it",
        "published_raw": "The raw string the date was read from",
        "published_precision": "second, minute, day, month or year",
        "published_day": "Day of publication, YYYY-MM-DD: in UTC, or as printed without a time; "
        "null when undated",
        "day": "Day it counts on: that of publication, of first sighting when undated",
        "first_seen_at": "First sighting of its address, or time of import",
        "kind": "article, live_blog or document",
        "relevance": "0 to 1; null until tagged",
        "verdict": "relevant, borderline or not_relevant; null until tagged",
        "story_id": "Story it tells; null when it stands alone",
        "copy_of": "article_id of what it repeats; null for independent pieces",
        "review_status": "unreviewed, reviewed, flagged or skipped",
        "gone_at": "Since when its page is known to be gone; null while it is there or unknown",
        "word_count": "Words of the text; characters for Chinese",
        "revision": "Number of the current revision, from 1",
        "text_sha256": "SHA-256 of title and text as stored",
        "codebook_version": "Codebook version it was last tagged with",
    },
)

REPORT_TAGS = View(
    "report_tags",
    "One row per annotation of a current revision: the code and the characters that justify it",
    select(
        Article.id.label("article_id"),
        Annotation.kind,
        Annotation.code,
        Code.label,
        Annotation.field,
        Annotation.comment_position,
        Annotation.start_offset,
        Annotation.end_offset,
        Annotation.matched_text,
        Annotation.rule,
        Annotation.confidence,
        Annotation.flags_text.label("flags"),
        Annotation.attributed_to,
        Codebook.version.label("codebook_version"),
        Annotation.origin,
        Annotation.status,
    )
    .join(Annotation, Annotation.revision_id == Article.current_revision_id)
    .outerjoin(Codebook, Codebook.id == Annotation.codebook_id)
    .outerjoin(
        Code,
        and_(
            Code.codebook_id == Annotation.codebook_id,
            Code.kind == Annotation.kind,
            Code.code == Annotation.code,
        ),
    )
    # what the article repeats of its revision: to look at a million of those takes half a second
    .where(or_(Annotation.origin == "human", Annotation.codebook_id == Article.tagged_with)),
    {
        "article_id": "Article",
        "kind": "entity, topic, designation, genre, person or quote",
        "code": "Code",
        "label": "Its label in the codebook",
        "field": "title, text or comments",
        "comment_position": "Which comment, from 0, when the field is comments",
        "start_offset": "First character, counting from 0",
        "end_offset": "Character after the last",
        "matched_text": "Exactly these characters of the field",
        "rule": "Rule that fired",
        "confidence": "0 to 1",
        "flags": "Context flags joined by spaces: negated, attributed, historical, hypothetical, "
        "legal_footnote, caption, boilerplate, reader_comment",
        "attributed_to": "Code of the person or body whose words it stands in; null when nobody's "
        "or not told plainly",
        "codebook_version": "Codebook version that made it",
        "origin": "machine or human",
        "status": "suggested, confirmed or rejected",
    },
)

REPORT_RELATIONS = View(
    "report_relations",
    "One row per link between two articles",
    select(
        Relation.article_id,
        Relation.other_article_id,
        Relation.kind,
        Relation.similarity,
        Relation.containment,
        Relation.status,
        Relation.origin,
        Reviewer.name.label("decided_by"),
        Relation.created_at,
        Relation.updated_at,
    ).outerjoin(Reviewer, Reviewer.id == Relation.decided_by),
    {
        "article_id": "The later or repeating article",
        "other_article_id": "The earlier or repeated article",
        "kind": "exact, near, excerpt, quotes_from, translation or same_story",
        "similarity": "Copies: resemblance of shingles; stories: strength of evidence; 0 to 1",
        "containment": "Copies: share of the shorter text's shingles found in the longer; "
        "stories: share of entities and figures in the same order; 0 to 1",
        "status": "suggested, confirmed or rejected",
        "origin": "machine or human",
        "decided_by": "Reviewer, when a person decided",
        "created_at": "When the link was made",
        "updated_at": "When it was last decided on",
    },
)

REPORT_REVISIONS = View(
    "report_revisions",
    "One row per revision of an article: what it said in each capture",
    select(
        ArticleRevision.article_id,
        ArticleRevision.number.label("revision"),
        Source.slug.label("source"),
        Article.url,
        ArticleRevision.created_at,
        ArticleRevision.title,
        ArticleRevision.text_sha256,
        ArticleRevision.word_count,
        (
            ArticleRevision.word_count
            - func.coalesce(
                select(_other.word_count)
                .where(
                    _other.article_id == ArticleRevision.article_id,
                    _other.number == ArticleRevision.number - 1,
                )
                .scalar_subquery(),
                ArticleRevision.word_count,
            )
        ).label("words_added"),
        ArticleRevision.published_at,
        ArticleRevision.published_rule,
        RevisionChange.kinds.label("changes"),
        case((RevisionChange.silent, 1), (RevisionChange.silent.is_not(None), 0)).label("silent"),
        RevisionChange.modified_before,
        RevisionChange.modified_after,
        RevisionChange.sentences_added,
        RevisionChange.sentences_removed,
        RevisionChange.sentences_reworded,
        RevisionChange.numbers_changed,
        RevisionChange.quotes_changed,
        RevisionChange.designations_changed,
    )
    .outerjoin(Article, Article.id == ArticleRevision.article_id)
    .outerjoin(Source, Source.id == Article.source_id)
    .outerjoin(RevisionChange, RevisionChange.revision_id == ArticleRevision.id)
    .where(
        ~exists().where(_removed.id == ArticleRevision.article_id, _removed.removed_at.is_not(None))
    ),
    {
        "article_id": "Article",
        "revision": "Number of the revision, from 1",
        "source": "Short name of the source",
        "url": "Canonical address",
        "created_at": "When it was read",
        "title": "Title then",
        "text_sha256": "SHA-256 of title and text then",
        "word_count": "Words then",
        "words_added": "Words more than in the revision before; 0 for the first",
        "published_at": "Date of publication as that revision gave it",
        "published_rule": "Rule that read the date",
        "changes": "What it changed, kinds joined by spaces: headline, designation, number, quote, "
        "wording, addition, removal, or trivial alone; null for the first",
        "silent": "1 when more than trivial changed and no time stated on the page moved with it, "
        "else 0; null for the first",
        "modified_before": "Latest time of publication or change that the page stated before",
        "modified_after": "The same as this revision states it",
        "sentences_added": "Sentences that are new",
        "sentences_removed": "Sentences that are gone",
        "sentences_reworded": "Sentences that read differently, figures and quotations included",
        "numbers_changed": "Headlines and sentences whose figures differ",
        "quotes_changed": "Quotations altered, put in or taken out",
        "designations_changed": "Designation codes that differ in what stayed, or in the whole",
    },
)

REPORT_REVIEWS = View(
    "report_reviews",
    "One row per decision of a reviewer",
    select(
        Review.article_id,
        ArticleRevision.number.label("revision"),
        Reviewer.name.label("reviewer"),
        Review.action,
        Review.note,
        Review.at,
    )
    .outerjoin(ArticleRevision, ArticleRevision.id == Review.revision_id)
    .outerjoin(Reviewer, Reviewer.id == Review.reviewer_id),
    {
        "article_id": "Article",
        "revision": "Revision the person saw",
        "reviewer": "Who decided",
        "action": "What was decided on",
        "note": "The person's remark",
        "at": "When",
    },
)

VIEWS = (REPORT_ARTICLES, REPORT_TAGS, REPORT_RELATIONS, REPORT_REVISIONS, REPORT_REVIEWS)
