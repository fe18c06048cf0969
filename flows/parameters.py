"""Parameters that flows share: typed, so that Prefect makes forms of them.

What each means stands in the docstring of the flow: that is where Prefect takes it from. The
names of sources and topics are choices in a form: those of the catalogue and the codebook that
the settings name when a flow is deployed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

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
#: seconds by which the beginning of a run is put off, at random, at most
Jitter = Annotated[int, Field(ge=0, le=3600)]


class Choices:
    """Marks a text whose form offers names, without refusing those of another catalogue.

    ``names`` is asked when the schema is made. The flow itself refuses a name nobody knows, and
    says which it may have been.
    """

    def __init__(self, offered: str, names: Callable[[], list[str]]) -> None:
        self.offered = offered
        self.names = names

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        plain = handler(core)
        names = self.names()
        if not names:
            return plain
        return {
            "anyOf": [
                {"title": self.offered, "type": "string", "enum": names},
                {"title": "another", **plain},
            ]
        }


def catalogue_names() -> list[str]:
    """Short names of the sources of the catalogue in the settings; none when it is unreadable."""
    from crawlers.catalog import CatalogError, read_catalog
    from crawlers.settings import CrawlSettings

    try:
        return [spec.slug for spec in read_catalog(CrawlSettings().catalog).sources]
    except CatalogError:
        return []  # the run says what is wrong with it


def topic_names() -> list[str]:
    """Codes of the topics of the codebook in the settings; none when it is unreadable."""
    from analysis.codebook import CodebookError, load
    from flows.settings import FlowSettings

    try:
        return [topic.code for topic in load(FlowSettings().codebook).topics]
    except CodebookError:
        return []


Source = Annotated[str, Field(max_length=64), Choices("a source of the catalogue", catalogue_names)]
Topic = Annotated[str, Field(max_length=64), Choices("a topic of the codebook", topic_names)]
Share = Annotated[str | None, Field(min_length=1, max_length=80)]
Workers = Annotated[int, Field(ge=1, le=64)]
