"""Writing the summaries of counting views anew."""

from datetime import datetime

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.orm import Session

from models.base import UtcDateTime
from models.reporting.kept import SUMMARIES
from models.reporting.views import view_table


def refresh_summary(session: Session, name: str, now: datetime) -> int:
    """Replace the kept rows of a view by those it has now; returns how many there are.

    In the caller's transaction, so that readers see the old rows until the new ones are whole.

    Raises:
        KeyError: when no summary is kept of the view.
    """
    table, view = SUMMARIES[name], view_table(name)
    session.execute(delete(table))
    session.execute(
        insert(table).from_select(
            [*view.c.keys(), "refreshed_at"],
            select(*view.c, literal(now, UtcDateTime()).label("refreshed_at")),
        )
    )
    return session.scalar(select(func.count()).select_from(table)) or 0
