"""Care of the database that takes long: counting what reports show at once."""

from sqlalchemy import Engine

from flows.progress import Step, tell
from models.base import utc_now
from models.queries.summaries import refresh_summary
from models.reporting.kept import SUMMARIES
from models.session import writing


def refresh_summaries(engine: Engine) -> dict[str, int]:
    """Write the summaries of all counting views anew, each by itself; returns rows by view."""
    rows = {}
    for place, name in enumerate(SUMMARIES, 1):
        with writing(engine) as session:
            rows[name] = refresh_summary(session, name, utc_now())
        tell(Step("maintain", place, len(SUMMARIES), name))
    return rows
