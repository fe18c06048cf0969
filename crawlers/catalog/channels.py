"""The ways into a source: one class per kind of channel.

A channel is an address that is polled for new items. Each carries `attested`: where the address is
known from. An address nobody has seen does not belong here, however likely its form.
"""

from typing import Annotated, ClassVar, Literal
from urllib.parse import quote, urlsplit

from pydantic import Field

from crawlers.catalog.checks import (
    CssSelector,
    EachOnce,
    LanguageCode,
    Pattern,
    StrictModel,
    TelegramUrl,
    Text,
    WebUrl,
    plain_address,
)

Languages = Annotated[tuple[LanguageCode, ...], EachOnce]


class LinkRules(StrictModel):
    """Which links of a section page are articles: inside `selector`, allowed and not denied.

    Patterns are searched for (`re.search`) in the absolute address. Without `allow` every link to
    a host of the source counts.
    """

    allow: tuple[Pattern, ...] = ()
    """Regular expressions, one of which must be found in the address."""
    deny: tuple[Pattern, ...] = ()
    """Regular expressions, none of which may be found in it."""
    selector: CssSelector | None = None
    """CSS selector of the part of the page whose links count; none means the whole page."""


class _Channel(StrictModel):
    deepest: ClassVar[int] = 0
    """Steps from the channel's own document to others that it names; 0: it names none."""

    url: WebUrl
    """The address, as attested."""
    name: Text | None = None
    """A label for people where a source has several channels: "English", "politics"."""
    languages: Languages = ()
    """Languages of what the channel lists; none means the source's."""
    attested: Text
    """Where the address is known from. Never a guess from a pattern."""
    active: bool = True
    """Whether the channel is polled; `false` keeps it on record."""
    fetch: bool = True
    """Whether listed pages are fetched; `false` records them as candidates and stops there."""
    max_age_days: int | None = Field(default=None, ge=1, le=36_500)
    """Listed items dated earlier than this many days ago are not fetched; none means no limit."""

    @property
    def poll_url(self) -> str:
        """The address that is asked for; with `kind` it tells a source's channels apart."""
        return self.url

    @property
    def address(self) -> str:
        """`poll_url` without what tells no two channels apart; one source only may have it."""
        return plain_address(self.poll_url)


class FeedChannel(_Channel):
    """RSS, Atom or RDF."""

    kind: Literal["feed"]


class JsonFeedChannel(_Channel):
    """JSON Feed 1.0 or 1.1. Its further pages (`next_url`) are read while they bring new items."""

    deepest: ClassVar[int] = 10

    kind: Literal["json_feed"]


class SitemapChannel(_Channel):
    """XML sitemap or sitemap index. Patterns are searched for (`re.search`); none means all."""

    # an index may list indexes, but not without end
    deepest: ClassVar[int] = 3

    kind: Literal["sitemap"]
    follow: tuple[Pattern, ...] = ()
    """Which child sitemaps of an index are opened."""
    match: tuple[Pattern, ...] = ()
    """Which page addresses are taken."""


class SectionChannel(_Channel):
    """A page of the outlet that links to its articles."""

    kind: Literal["section"]
    links: LinkRules = LinkRules()
    """Which links of the page are articles."""


class TelegramChannel(_Channel):
    """A public Telegram channel, read through its web preview."""

    kind: Literal["telegram"]
    url: TelegramUrl

    @property
    def channel_name(self) -> str:
        """The channel's name: `tass_agency` of https://t.me/tass_agency."""
        return urlsplit(self.url).path.rstrip("/").rsplit("/", 1)[-1]

    @property
    def poll_url(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/s/{self.channel_name}"

    @property
    def address(self) -> str:
        return plain_address(self.poll_url).lower()  # Telegram names ignore case


class GdeltChannel(_Channel):
    """A standing article search in the GDELT DOC 2.0 interface."""

    # a day is halved seven times until a window has a quarter of an hour
    deepest: ClassVar[int] = 7
    documented: ClassVar[str] = "api.gdeltproject.org"

    kind: Literal["gdelt"]
    url: WebUrl = "https://api.gdeltproject.org/api/v2/doc/doc"
    """The interface; only tests need another."""
    query: Text
    """What is searched for, in GDELT's own syntax: `domainis:example.org taliban`."""
    reread_days: int = Field(default=2, ge=0, le=30)
    """Days after its end during which a day is searched again for what GDELT lists late."""

    @property
    def least_delay(self) -> float:
        """Seconds between two requests: the service allows one every five, and means it."""
        return 6.0 if urlsplit(self.url).hostname == self.documented else 0.0

    @property
    def poll_url(self) -> str:
        return f"{self.url}?query={quote(self.query)}"

    @property
    def address(self) -> str:
        return plain_address(self.poll_url)


Channel = Annotated[
    FeedChannel
    | JsonFeedChannel
    | SitemapChannel
    | SectionChannel
    | TelegramChannel
    | GdeltChannel,
    Field(discriminator="kind"),
]
