"""When an article is asked for again: often while it is fresh, ever more rarely after.

Most edits come in the first hours, corrections within days, deletions whenever a lawyer calls. So
visits fall due when an article has reached the ages in `AGES`. Where the last visit found an edit
the wait to the next one is halved, for the second edit in a row quartered, at most to an eighth:
who edits once edits again. What was old when it was found is looked at once, three weeks later. A
page that is gone is looked for three times more, since pages come back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
#: ages, counted from publication where it is known, else from the first sight
AGES: Final = (3 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)
#: waits after which a page that is gone is looked for again
GONE: Final = (DAY, 7 * DAY, 30 * DAY)
#: shortest wait between two visits
SHORTEST: Final = 3 * HOUR
#: an article that is still edited after its last age is looked at again after this
STILL_EDITED: Final = 7 * DAY
#: visits in a row that could not look, each retried six hours later than the one before; then
#: the next age is waited for
RETRIES: Final = 4
MOST_HALVINGS: Final = 3


def born(first_seen: datetime, published: datetime | None) -> datetime:
    """When an article's age begins: at publication, if that is known and was before.

    One whose publication lies more than the last age back was found late: its age begins when it
    was found, less the last age but one, so that it is looked at once.
    """
    if published is None or published >= first_seen:
        return first_seen
    if first_seen - published > AGES[-1]:
        return first_seen - AGES[-2]
    return published


def first_visit(first_seen: datetime, published: datetime | None) -> datetime:
    """When an article that was never asked for again is due; its first fetch counts as a look."""
    due = next_visit(born(first_seen, published), first_seen)
    # an age less than the last always follows on `born`
    assert due is not None
    return due


def next_visit(
    born: datetime,
    visited: datetime,
    *,
    edits: int = 0,
    failures: int = 0,
    gone: int = 0,
) -> datetime | None:
    """When an article is due again after a visit; None: not by itself.

    ``edits``: visits in a row, up to this one, that found it changed. ``failures``: visits in a
    row that could not look. ``gone``: visits in a row, up to this one, that found no page.
    """
    if 0 < failures <= RETRIES:
        return visited + failures * 6 * HOUR
    if gone:
        return visited + GONE[gone - 1] if gone <= len(GONE) else None
    due = next((born + age for age in AGES if born + age > visited), None)
    if due is None:
        return visited + STILL_EDITED if edits else None
    wait = (due - visited) / 2 ** min(edits, MOST_HALVINGS)
    return visited + max(wait, SHORTEST) if edits else due
