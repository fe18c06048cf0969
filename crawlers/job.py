"""What one crawl is to do, as it travels from the flow to the crawl's process."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

_AGO = re.compile(r"(\d{1,5})\s*([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


class Backfill(BaseModel):
    """What is taken from a web archive: pages captured on these days, both included.

    ``match`` is a regular expression that must be found in a page's address; ``max_pages`` the
    most for one source.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    archive: Literal["wayback", "commoncrawl"] = "wayback"
    start: date
    end: date
    max_pages: int = Field(default=500, ge=1, le=100_000)
    match: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Backfill":
        if self.end < self.start:
            raise ValueError(f"the days end ({self.end}) before they begin ({self.start})")
        return self


class CrawlJob(BaseModel):
    """A batch of sources for one process.

    ``sources`` are slugs of the catalogue; ``kinds`` restricts the channels polled (None: all);
    items dated before ``since`` are not asked for. With ``respect_schedule`` documents whose next
    poll is still to come are left alone. With ``backfill`` no channel is polled: the sources'
    pages are taken from an archive. ``present`` is what the crawl takes for the time at its
    start, for repeating what happened and for worlds whose rounds do not wait; None is now.
    With ``revisit`` no channel is polled either: articles that are stored are asked for again,
    those that are due or, with ``visit_all``, all that are watched, at most
    ``visits_per_source`` of each source, and only those with one of ``topics`` where any are
    named. ``patience``: seconds that it waits for a host which another crawl asks. Database and
    home come from the environment.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[str, ...] = Field(min_length=1)
    catalog: Path | None = None
    run_id: int | None = None
    kinds: tuple[str, ...] | None = None
    since: AwareDatetime | None = None
    respect_schedule: bool = False
    backfill: Backfill | None = None
    present: AwareDatetime | None = None
    revisit: bool = False
    visits_per_source: int = Field(default=100, ge=1)
    visit_all: bool = False
    topics: tuple[str, ...] = ()
    patience: float = Field(default=60.0, ge=0)


def parse_since(text: str, now: datetime) -> datetime:
    """An instant from `36h`, `7d`, `2w` (before ``now``) or an ISO date or time (UTC if bare).

    Raises:
        ValueError: when it is neither.
    """
    ago = _AGO.fullmatch(text.strip())
    if ago:
        return now - int(ago[1]) * _UNITS[ago[2]]
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(
            f"{text!r} is no time; write 36h, 7d, 2w, or a date such as 2025-07-03"
        ) from None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
