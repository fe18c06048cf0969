"""Ready questions on the work itself: sources, finds, edits, rules and reviewers."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, Select, case, cast, distinct, func, select

from models.reporting.asking import NARROW, Parameters, Question, narrowed
from models.reporting.views import view_table


def _of_sources(column: Any, asked: Parameters) -> list[ColumnElement[bool]]:
    """Sources by name, country and ownership."""
    where: list[ColumnElement[bool]] = []
    if asked.sources:
        where.append(column.in_(asked.sources))
    sources = view_table("report_sources")
    for values, name in ((asked.ownership, "ownership"), (asked.countries, "country")):
        if values:
            where.append(column.in_(select(sources.c.source).where(sources.c[name].in_(values))))
    return where


def _silent_edits(asked: Parameters) -> Select[Any]:
    revisions, articles = view_table("report_revisions"), view_table("report_articles")
    return (
        select(
            func.utc_day(revisions.c.created_at).label("day"),
            revisions.c.source,
            articles.c.language,
            revisions.c.title,
            revisions.c.changes,
            revisions.c.sentences_added,
            revisions.c.sentences_removed,
            revisions.c.sentences_reworded,
            revisions.c.article_id,
            revisions.c.revision,
            revisions.c.url,
        )
        .join(articles, articles.c.article_id == revisions.c.article_id)
        # both say the same; from the first alone no database sees that the few revisions with
        # changes will do
        .where(
            revisions.c.silent == 1, revisions.c.changes.is_not(None), *narrowed(articles, asked)
        )
    )


def _source_health(asked: Parameters) -> Select[Any]:
    health = view_table("report_source_health")
    return select(
        health.c.source,
        health.c.state,
        health.c.since,
        health.c.reasons,
        health.c.last_item_at,
        health.c.expected_gap_hours,
        health.c.failed_poll_share,
    ).where(health.c.state.is_not(None), *_of_sources(health.c.source, asked))


def _recall(asked: Parameters) -> Select[Any]:
    recall = view_table("report_discovery_recall")
    where = _of_sources(recall.c.source, asked)
    if asked.since:
        where.append(recall.c.week >= asked.since)
    if asked.until:
        where.append(recall.c.week <= asked.until)
    return select(
        recall.c.week,
        recall.c.source,
        recall.c.found,
        recall.c.estimated_total,
        recall.c.recall,
        recall.c.recall_low,
        recall.c.recall_high,
        recall.c.method,
        recall.c.note,
    ).where(*where)


def _agreement(_asked: Parameters) -> Select[Any]:
    rules = view_table("report_codebook_precision")
    judged, confirmed = func.sum(rules.c.judged), func.sum(rules.c.confirmed)
    return select(
        rules.c.kind,
        rules.c.code,
        rules.c.codebook_version,
        cast(judged, BigInteger).label("judged"),
        cast(confirmed, BigInteger).label("confirmed"),
        (cast(confirmed, Float(53)) / judged).label("share"),
    ).group_by(rules.c.kind, rules.c.code, rules.c.codebook_version)


def _throughput(asked: Parameters) -> Select[Any]:
    reviews = view_table("report_reviews")
    day = func.utc_day(reviews.c.at)
    where = [day >= asked.since] if asked.since else []
    if asked.until:
        where.append(day <= asked.until)
    return (
        select(
            day.label("day"),
            reviews.c.reviewer,
            func.count().label("decisions"),
            func.sum(case((reviews.c.action == "verdict", 1), else_=0)).label("verdicts"),
            func.sum(case((reviews.c.action == "undo", 1), else_=0)).label("undone"),
            func.count(distinct(reviews.c.article_id)).label("articles"),
        )
        .where(*where)
        .group_by(day, reviews.c.reviewer)
    )


QUESTIONS_ON_WORK: tuple[Question, ...] = (
    Question(
        "silent_edits",
        "What outlets changed without saying so: more than trivial, and no stated time moved",
        NARROW,
        {
            "day": "Day on which the change was read, UTC",
            "source": "Source",
            "language": "Language",
            "title": "Title after the change",
            "changes": "Kinds of change, joined by spaces",
            "sentences_added": "Sentences that are new",
            "sentences_removed": "Sentences that are gone",
            "sentences_reworded": "Sentences that read differently",
            "article_id": "Article",
            "revision": "Revision that brought the change",
            "url": "Address",
        },
        ("-day", "source", "article_id", "revision"),
        _silent_edits,
    ),
    Question(
        "source_health",
        "How each source was doing when it was last judged, and why",
        frozenset({"sources", "ownership", "countries"}),
        {
            "source": "Source",
            "state": "healthy, learning, warning, ill, blind or unknown",
            "since": "When it came into this state",
            "reasons": "Why, the worst first",
            "last_item_at": "Last poll that brought something new",
            "expected_gap_hours": "Silence that would be an alarm",
            "failed_poll_share": "Share of its last polls without a usable answer",
        },
        ("state", "source"),
        _source_health,
    ),
    Question(
        "recall",
        "Estimated share of what a source published that was found, per week; read its note",
        frozenset({"since", "until", "sources", "ownership", "countries"}),
        {
            "week": "Monday of the week",
            "source": "Source",
            "found": "Addresses found",
            "estimated_total": "Estimated addresses in all; null without an estimate",
            "recall": "The one by the other, 0 to 1",
            "recall_low": "Lower end of its 95 % interval",
            "recall_high": "Upper end",
            "method": "How it was estimated",
            "note": "What to beware of",
        },
        ("-week", "source"),
        _recall,
    ),
    Question(
        "agreement",
        "How often people agree with what the codebook tagged, per code and version",
        frozenset(),
        {
            "kind": "Kind of code",
            "code": "Code",
            "codebook_version": "Version whose tags were judged",
            "judged": "Its tags that people confirmed or rejected",
            "confirmed": "Those that were confirmed",
            "share": "The one by the other, 0 to 1",
        },
        ("share", "-judged", "kind", "code", "codebook_version"),
        _agreement,
        counts=True,
    ),
    Question(
        "throughput",
        "Decisions per reviewer and day",
        frozenset({"since", "until"}),
        {
            "day": "Day, UTC",
            "reviewer": "Who",
            "decisions": "Decisions of any kind",
            "verdicts": "Verdicts among them",
            "undone": "Decisions taken back",
            "articles": "Different articles",
        },
        ("-day", "reviewer"),
        _throughput,
        counts=True,
    ),
)
