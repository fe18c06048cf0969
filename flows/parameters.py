"""Parameters that flows share: typed, so that Prefect makes forms of them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

ChannelKind = Literal["feed", "sitemap", "section"]

Sources = Annotated[
    list[str], Field(description="Short names of sources; empty means all that are active.")
]
Channels = Annotated[
    list[ChannelKind], Field(description="Kinds of channel to poll; empty means all.")
]
Since = Annotated[
    str | None,
    Field(
        pattern=r"^[0-9]{1,4}[hdw]$",
        description="Only what was published in this time: 12h, 7d, 2w. Empty means all.",
        examples=["7d"],
    ),
]
Priority = Annotated[
    Literal["agency", "daily", "weekly"] | None,
    Field(description="Only sources of this priority; empty means all."),
]
Catalog = Annotated[
    Path | None, Field(description="Folder of source files; empty means the one in the settings.")
]

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def earliest(since: str | None, now: datetime) -> datetime | None:
    """The instant that lies ``since`` (12h, 7d, 2w) before ``now``."""
    if since is None:
        return None
    return now - timedelta(**{_UNITS[since[-1]]: int(since[:-1])})
