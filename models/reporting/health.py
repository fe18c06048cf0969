"""The view of the health of sources."""

from sqlalchemy import case, select

from models.health import SourceHealth
from models.reporting.view import View
from models.sources import Source

REPORT_SOURCE_HEALTH = View(
    "report_source_health",
    "One row per source: is it well, since when, why not, and the numbers behind that",
    select(
        Source.slug.label("source"),
        Source.name.label("source_name"),
        case((Source.active, 1), else_=0).label("active"),
        SourceHealth.state,
        SourceHealth.since,
        SourceHealth.reason.label("reasons"),
        SourceHealth.checked_at,
        SourceHealth.last_look_at,
        SourceHealth.last_item_at,
        SourceHealth.expected_gap_hours,
        SourceHealth.chance_of_silence,
        SourceHealth.failed_poll_share,
        SourceHealth.pages,
        SourceHealth.error_share,
        SourceHealth.challenge_share,
        SourceHealth.paywall_share,
        SourceHealth.title_before,
        SourceHealth.title_now,
        SourceHealth.date_before,
        SourceHealth.date_now,
        SourceHealth.author_before,
        SourceHealth.author_now,
        SourceHealth.text_before,
        SourceHealth.text_now,
    ).outerjoin(SourceHealth, SourceHealth.source_id == Source.id),
    {
        "source": "Short name",
        "source_name": "The outlet's own name",
        "active": "1 when it is polled, else 0",
        "state": "healthy; learning (nothing wrong, rhythm not known yet); warning; ill (looked "
        "at, and something is wrong); blind (could not be looked at); unknown (not asked of late); "
        "null before the first source-health",
        "since": "When it came into this state",
        "reasons": "Why, the worst first",
        "checked_at": "When it was last judged",
        "last_look_at": "Last poll with a usable answer, with news or without",
        "last_item_at": "Last poll that brought something new",
        "expected_gap_hours": "Silence after the last item that would be an alarm",
        "chance_of_silence": "Chance of the present silence under the learned rhythm, 0 to 1; "
        "below 0.001 it is an alarm",
        "failed_poll_share": "Share of its last 200 polls without a usable answer",
        "pages": "How many of its last pages the next three shares are of, at most 60",
        "error_share": "Share that ended in an error",
        "challenge_share": "Share that showed a bot check instead",
        "paywall_share": "Share that showed a paywall or a consent wall instead",
        "title_before": "Share of pages with a title before its last 25, at most 200",
        "title_now": "The same of its last 25",
        "date_before": "Share with a believed date of publication before",
        "date_now": "The same of its last 25",
        "author_before": "Share with an author before",
        "author_now": "The same of its last 25",
        "text_before": "Share with a text before",
        "text_now": "The same of its last 25",
    },
)

VIEWS = (REPORT_SOURCE_HEALTH,)
