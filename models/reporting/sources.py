"""Views of candidates and sources: what came in, what did not, and why."""

from typing import Any

from sqlalchemy import ColumnElement, Double, case, cast, func, select

from models.articles import Article
from models.candidates import PENDING, Candidate, Fate, Sighting
from models.recall import DiscoveryRecall
from models.reporting.view import View
from models.runs import Run
from models.sources import Channel, Poll, Source


def _share(total: Any) -> ColumnElement[Any]:
    return cast(cast(DiscoveryRecall.found, Double) / func.nullif(total, 0), Double)


def _seen(what: Any) -> ColumnElement[int]:
    """Counted for the rows that are shown alone."""
    return select(func.count(what)).where(Sighting.candidate_id == Candidate.id).scalar_subquery()


REPORT_CANDIDATES = View(
    "report_candidates",
    "One row per address ever found, with its one current fate",
    select(
        Candidate.url,
        Source.slug.label("source"),
        Candidate.fate,
        Candidate.reason,
        case((Candidate.fate != Fate.REMOVED.value, Candidate.title)).label("title"),
        Candidate.first_seen_at,
        Candidate.last_seen_at,
        Candidate.fate_at,
        _seen(Sighting.id).label("sightings"),
        _seen(Sighting.channel_id.distinct()).label("channels"),
        Candidate.attempts,
        Candidate.next_attempt_at,
        Article.id.label("article_id"),
    )
    .outerjoin(Source, Source.id == Candidate.source_id)
    .outerjoin(Article, Article.candidate_id == Candidate.id),
    {
        "url": "Address, of several forms the shortest; for imports, file and place in it",
        "source": "Short name of the source",
        "fate": "What became of it",
        "reason": "Why, in one sentence",
        "title": "Title as the channel or the raw page gives it; null for what was removed",
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
        func.max(Article.published_at).label("latest_published_at"),
    )
    .where(Article.day.is_not(None))
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

REPORT_RUN_FATES = View(
    "report_run_fates",
    "What became of everything that a run saw: one row per run, source and fate. The sightings of "
    "a run add up to what its polls listed",
    select(
        Run.id.label("run_id"),
        Run.flow,
        Run.started_at,
        Source.slug.label("source"),
        Candidate.fate,
        case((Candidate.fate.in_([fate.value for fate in PENDING]), 1), else_=0).label("pending"),
        func.count().label("sightings"),
        func.count(Sighting.candidate_id.distinct()).label("addresses"),
    )
    .join(Sighting, Sighting.run_id == Run.id)
    .join(Candidate, Candidate.id == Sighting.candidate_id)
    .join(Source, Source.id == Candidate.source_id)
    .group_by(Run.id, Run.flow, Run.started_at, Source.slug, Candidate.fate),
    {
        "run_id": "Run",
        "flow": "Flow that ran",
        "started_at": "When it began",
        "source": "Short name of the source that the addresses belong to",
        "fate": "What has become of them by now",
        "pending": "1 when they are still to be fetched or read, else 0",
        "sightings": "Times a channel listed one of them in this run",
        "addresses": "How many different addresses that are",
    },
)

REPORT_DISCOVERY_RECALL = View(
    "report_discovery_recall",
    "How much of a source was found, per week: capture-recapture from its routes (feed, sitemap, "
    "section, ...). Beware: the estimate supposes that a route lists an address by chance, not "
    "because another one does. Routes of one outlet are filled by one system, so they agree more "
    "than chance and the true total is rather larger; what no route can ever list is not counted",
    select(
        Source.slug.label("source"),
        DiscoveryRecall.week,
        DiscoveryRecall.routes,
        DiscoveryRecall.found,
        DiscoveryRecall.by_several,
        DiscoveryRecall.method,
        DiscoveryRecall.model,
        DiscoveryRecall.total.label("estimated_total"),
        DiscoveryRecall.low.label("total_low"),
        DiscoveryRecall.high.label("total_high"),
        _share(DiscoveryRecall.total).label("recall"),
        _share(DiscoveryRecall.high).label("recall_low"),
        _share(DiscoveryRecall.low).label("recall_high"),
        DiscoveryRecall.note,
        DiscoveryRecall.computed_at,
    ).join(Source, Source.id == DiscoveryRecall.source_id),
    {
        "source": "Short name of the source",
        "week": "Monday (UTC) of the week in which the addresses were first seen",
        "routes": "Routes with how many addresses each listed",
        "found": "Different addresses found by any route",
        "by_several": "Of these, found by more than one route",
        "method": "chapman (two routes), loglinear (three or more), none (nothing to compare)",
        "model": "Log-linear: pairs of routes taken as dependent; empty means independent",
        "estimated_total": "Estimated addresses, found or not; null without an estimate",
        "total_low": "Lower end of its 95 % interval",
        "total_high": "Upper end of its 95 % interval",
        "recall": "found / estimated_total, 0 to 1",
        "recall_low": "found / total_high",
        "recall_high": "found / total_low",
        "note": "What to beware of in this row",
        "computed_at": "When it was computed",
    },
)

VIEWS = (REPORT_CANDIDATES, REPORT_SOURCES, REPORT_RUN_FATES, REPORT_DISCOVERY_RECALL)
