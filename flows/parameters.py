"""Parameters that flows share: typed, so that Prefect makes forms of them.

What each means stands in the docstring of the flow: that is where Prefect takes it from.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

ChannelKind = Literal["feed", "json_feed", "sitemap", "section", "gdelt", "telegram"]
#: fates that reading gives, whose bytes are therefore kept; not duplicate_url, which says that
#: the page is stored under another address
ReadFate = Literal[
    "extraction_failed",
    "not_an_article",
    "undated",
    "paywalled",
    "empty",
    "unsupported_type",
    "challenge_page",
    "consent_wall",
    "error_page",
    "screened_out",
    "fetched",
]
Since = Annotated[
    str | None,
    Field(pattern=r"^([0-9]{1,5} ?[hdw]|[0-9]{4}-[0-9]{2}-[0-9]{2}.*)$"),
]
Priority = Literal["agency", "daily", "weekly"] | None
Catalog = Path | None
Share = Annotated[str | None, Field(min_length=1, max_length=80)]
Workers = Annotated[int, Field(ge=1, le=64)]
