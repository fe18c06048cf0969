"""Parameters that flows share: typed, so that Prefect makes forms of them."""

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
        pattern=r"^([0-9]{1,5} ?[hdw]|[0-9]{4}-[0-9]{2}-[0-9]{2}.*)$",
        description="Only what was published since: 12h, 7d, 2w ago or a date. Empty means all.",
        examples=["7d", "2025-07-03"],
    ),
]
Priority = Annotated[
    Literal["agency", "daily", "weekly"] | None,
    Field(description="Only sources of this priority; empty means all."),
]
Catalog = Annotated[
    Path | None, Field(description="Folder of source files; empty means the one in the settings.")
]
