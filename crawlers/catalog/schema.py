"""What one source file may say: one YAML file, one source, checked key by key.

`SourceFile` is the file as written; `SourceSpec` is the same after loading, with its path.
Everything is frozen, and an unknown key is a mistake: a misspelt `delay_secnds` that silently
fell back to a default would be found by the outlet, not by us. `docs/sources.md` explains each
key for the people who write them.
"""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from crawlers.catalog.channels import Channel, Languages
from crawlers.catalog.checks import (
    Country,
    CssSelector,
    EachOnce,
    HostAndPath,
    StrictModel,
    Text,
    WebUrl,
    ZoneName,
    host_of,
)

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

#: keys that a proposal can guess
Key = Literal["name", "country", "languages", "ownership", "timezone", "aliases", "since"]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]


class Ownership(StrEnum):
    """Who stands behind the outlet, in one word; reports group by it."""

    STATE_AGENCY = "state_agency"
    STATE = "state"
    STATE_ALIGNED = "state_aligned"
    PRIVATE = "private"
    PUBLIC_BROADCASTER = "public_broadcaster"
    EXILE = "exile"
    INDEPENDENT = "independent"
    THINK_TANK = "think_tank"
    OFFICIAL_BODY = "official_body"
    OFFICIAL_EMIRATE = "official_emirate"
    INTERNATIONAL = "international"
    UNKNOWN = "unknown"


class Politeness(StrictModel):
    """Bounds per host of the source. robots.txt and its crawl delay hold on top of these."""

    delay_seconds: float = Field(default=2.0, ge=0.0, le=300.0)
    """Pause between two requests to one host."""
    concurrency: int = Field(default=1, ge=1, le=8)
    """Requests under way to one host at once."""
    max_pages_per_run: int = Field(default=500, ge=1, le=100_000)
    """Article pages fetched in one run; the rest stays pending for the next."""
    timeout_seconds: float = Field(default=60.0, ge=1.0, le=600.0)
    """Longest wait for one answer."""
    max_bytes: int = Field(default=10_000_000, ge=10_000, le=200_000_000)
    """Largest page taken, after decompression."""


class Polling(StrictModel):
    """Bounds of the time between two polls of a document, which is learned from what they bring."""

    shortest_minutes: int | None = Field(default=None, ge=1, le=10_080)
    """Shortest time between two polls; none means by `priority`: 5, 30 or 180 minutes."""
    longest_minutes: int | None = Field(default=None, ge=1, le=10_080)
    """Longest time between two polls; none means by `priority`: 3, 12 or 24 hours."""

    @model_validator(mode="after")
    def _in_order(self) -> "Polling":
        if (self.shortest_minutes or 0) > (self.longest_minutes or 10_080):
            raise ValueError("shortest_minutes is more than longest_minutes")
        return self


class FillRates(StrictModel):
    """Smallest share (0 to 1) of a source's articles that must carry the field."""

    title: Share = 0.95
    """Articles with a title."""
    date: Share = 0.8
    """Articles with a believed date of publication."""
    author: Share = 0.0
    """Articles with an author; many outlets name none."""
    text: Share = 0.9
    """Articles with a text."""


class Expectations(StrictModel):
    """Assertions about the source; source health reports the ones that do not hold."""

    min_items_per_poll: int = Field(default=1, ge=0)
    """Fewest items a full answer of any channel lists."""
    max_days_silent: int = Field(default=7, ge=1, le=366)
    """Longest time without a new item."""
    min_fill: FillRates = FillRates()
    """Smallest fill rates of the fields."""


class Extraction(StrictModel):
    """CSS selectors for sites whose pages mislead the general extraction. All optional."""

    text_selector: CssSelector | None = None
    """The element that holds the article."""
    remove_selectors: tuple[CssSelector, ...] = ()
    """Elements taken out before reading."""
    title_selector: CssSelector | None = None
    """The element that holds the headline."""
    date_selector: CssSelector | None = None
    """The element that holds the date of publication."""


class SourceFile(StrictModel):
    """One source as its YAML file says it."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    """Short name; equals the file name."""
    name: Text
    """The name the outlet goes by in English."""
    home: WebUrl
    """Home page. Its host (with its path, if any) belongs to the source."""
    country: Country | None
    """Seat, ISO 3166-1; `null` where it is not known, as with some exiles."""
    languages: Languages = Field(min_length=1)
    """Languages it publishes in, ISO 639-1, the main one first."""
    ownership: Ownership
    """Who stands behind it."""
    timezone: ZoneName
    """IANA zone in which times printed without a zone are read."""
    channels: tuple[Channel, ...] = Field(min_length=1)
    """Ways in; at least one."""
    aliases: Annotated[tuple[Text, ...], EachOnce] = ()
    """Other names it goes by, in any script: in page titles, bylines, credits."""
    hosts: Annotated[tuple[HostAndPath, ...], EachOnce] = ()
    """Further hosts whose pages are the source's: `host` or `host/path`, without `www.`."""
    politeness: Politeness = Politeness()
    """Bounds per host."""
    polling: Polling = Polling()
    """Bounds of the time between two polls."""
    expectations: Expectations = Expectations()
    """Assertions that source health checks."""
    extraction: Extraction = Extraction()
    """Selectors for sites that mislead the general extraction."""
    since: int | None = Field(default=None, ge=1990, le=2100)
    """Year of the first page; earlier dates are refused."""
    weekend: Annotated[tuple[Weekday, ...], EachOnce] = ("sat", "sun")
    """Days on which silence is normal."""
    active: bool = True
    """Whether the source is polled; `false` keeps it on record."""
    priority: Literal["agency", "daily", "weekly"] = "daily"
    """How often it is polled at first: agencies every 15 minutes, dailies hourly, weeklies twice a
    day; and which schedules take it."""
    tags: Annotated[tuple[Tag, ...], EachOnce] = ()
    """Free groups to select by: `agency`, `central_asia`, `rossiya_segodnya`."""
    notes: Text | None = None
    """What a colleague should know."""
    render: bool = False
    """Whether pages are drawn by a browser first, for sites whose text only a script brings."""
    to_confirm: Annotated[tuple[Key, ...], EachOnce] = ()
    """Keys whose values are guesses, until a person has looked and taken them off this list."""

    @field_validator("channels")
    @classmethod
    def _channel_languages_known(
        cls, channels: tuple[Channel, ...], info: ValidationInfo
    ) -> tuple[Channel, ...]:
        # absent when the source's own languages are wrong: that is reported once, there
        known = info.data.get("languages")
        for number, channel in enumerate(channels):
            strange = [code for code in channel.languages if known and code not in known]
            if strange:
                raise ValueError(
                    f"channel {number + 1} is in {strange[0]!r}, which is not among the "
                    f"source's languages ({', '.join(known or ())})"
                )
        return channels

    def languages_of(self, channel: Channel) -> tuple[str, ...]:
        """Languages of one channel: its own where it names some, else the source's."""
        return channel.languages or self.languages

    @property
    def earliest(self) -> datetime | None:
        """Start (UTC) of the year `since`; no page of the source can be older."""
        return None if self.since is None else datetime(self.since, 1, 1, tzinfo=UTC)

    @property
    def own_hosts(self) -> tuple[str, ...]:
        """Hosts whose pages belong to the source, `host` or `host/path`, without `www.`.

        The home's host first; a home with a path (`bbc.com/russian`) owns that path only.
        """
        parts = urlsplit(self.home)
        first = host_of(self.home) + parts.path.rstrip("/")
        return tuple(dict.fromkeys((first, *self.hosts)))


class SourceSpec(SourceFile):
    """A source as loaded: what its file says, and which file that was."""

    file: Path = Field(repr=False, exclude=True)
