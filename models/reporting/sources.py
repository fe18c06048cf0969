"""Views of candidates and sources: what came in, what did not, and why."""

from sqlalchemy import case, func, select

from models.articles import Article, ArticleRevision
from models.candidates import Candidate, Sighting
from models.reporting.view import View
from models.sources import Channel, Poll, Source

_seen = (
    select(
        Sighting.candidate_id,
        func.count().label("sightings"),
        func.count(Sighting.channel_id.distinct()).label("channels"),
    )
    .group_by(Sighting.candidate_id)
    .subquery("seen")
)

REPORT_CANDIDATES = View(
    "report_candidates",
    "One row per address ever found, with its one current fate",
    select(
        Candidate.url,
        Source.slug.label("source"),
        Candidate.fate,
        Candidate.reason,
        Candidate.title,
        Candidate.first_seen_at,
        Candidate.last_seen_at,
        Candidate.fate_at,
        func.coalesce(_seen.c.sightings, 0).label("sightings"),
        func.coalesce(_seen.c.channels, 0).label("channels"),
        Candidate.attempts,
        Candidate.next_attempt_at,
        Article.id.label("article_id"),
    )
    .join(Source, Source.id == Candidate.source_id)
    .outerjoin(_seen, _seen.c.candidate_id == Candidate.id)
    .outerjoin(Article, Article.candidate_id == Candidate.id),
    {
        "url": "Address, of several forms the shortest; for imports, file and place in it",
        "source": "Short name of the source",
        "fate": "What became of it",
        "reason": "Why, in one sentence",
        "title": "Title as the channel or the raw page gives it",
        "first_seen_at": "First sighting",
        "last_seen_at": "Latest sighting",
        "fate_at": "When the fate was set",
        "sightings": "Times a channel listed it",
        "channels": "Different channels that listed it",
        "attempts": "Times it was asked for",
        "next_attempt_at": "A failed fetch is tried again from this time",
        "article_id": "Article it became; null otherwise",
    },
)

_found = (
    select(Candidate.source_id, func.count().label("candidates"))
    .group_by(Candidate.source_id)
    .subquery("found")
)
_stored = (
    select(
        Article.source_id,
        func.count().label("articles"),
        func.sum(case((Article.copy_of_id.is_(None), 1), else_=0)).label("independent"),
        func.sum(case((Article.verdict == "relevant", 1), else_=0)).label("relevant"),
        func.max(ArticleRevision.published_at).label("latest_published_at"),
    )
    .join(ArticleRevision, ArticleRevision.id == Article.current_revision_id)
    .group_by(Article.source_id)
    .subquery("stored")
)
_polled = (
    select(
        Channel.source_id,
        func.max(Poll.polled_at).label("last_polled_at"),
        func.max(case((Poll.new_items > 0, Poll.polled_at))).label("last_new_at"),
        func.count(Poll.id).label("polls"),
        func.sum(case((Poll.outcome.in_(("changed", "unchanged", "empty")), 0), else_=1)).label(
            "failed_polls"
        ),
    )
    .join(Poll, Poll.channel_id == Channel.id)
    .group_by(Channel.source_id)
    .subquery("polled")
)

REPORT_SOURCES = View(
    "report_sources",
    "One row per source: what it is, when it was last looked at, what came of it",
    select(
        Source.slug.label("source"),
        Source.name.label("source_name"),
        Source.country,
        Source.ownership,
        case((Source.active, 1), else_=0).label("active"),
        func.coalesce(_found.c.candidates, 0).label("candidates"),
        func.coalesce(_stored.c.articles, 0).label("articles"),
        func.coalesce(_stored.c.independent, 0).label("independent_articles"),
        func.coalesce(_stored.c.relevant, 0).label("relevant_articles"),
        _stored.c.latest_published_at,
        func.coalesce(_polled.c.polls, 0).label("polls"),
        func.coalesce(_polled.c.failed_polls, 0).label("failed_polls"),
        _polled.c.last_polled_at,
        _polled.c.last_new_at,
    )
    .outerjoin(_found, _found.c.source_id == Source.id)
    .outerjoin(_stored, _stored.c.source_id == Source.id)
    .outerjoin(_polled, _polled.c.source_id == Source.id),
    {
        "source": "Short name",
        "source_name": "The outlet's own name",
        "country": "Country of the newsroom, ISO 3166-1 alpha-2",
        "ownership": "Who owns it",
        "active": "1 when it is polled, else 0",
        "candidates": "Addresses ever found",
        "articles": "Articles stored, all items",
        "independent_articles": "Articles that repeat no other",
        "relevant_articles": "Articles with verdict relevant",
        "latest_published_at": "Latest date of publication of its articles",
        "polls": "Polls of its channels so far",
        "failed_polls": "Polls that ended in an error or something unreadable",
        "last_polled_at": "When a channel of it was last asked for",
        "last_new_at": "When a poll last brought something new",
    },
)

VIEWS = (REPORT_CANDIDATES, REPORT_SOURCES)
