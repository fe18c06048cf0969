"""What the outlets publish, read from `content/<slug>.yaml` into checked, frozen values.

A page is text and facts; how it looks is the business of the outlet's templates. The order of
`OUTLETS` is the order of the ports.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

OUTLETS = ("zuid-ost", "vestnik", "ledger", "chinaristan", "dwasind", "zarnigor")
FOLDER = Path(__file__).parent / "content"


class NewsroomError(Exception):
    """The sample newsroom cannot be built or started; the text says what and where."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Comment(_Strict):
    """A reader's comment as shown under a page."""

    author: str
    shown: str
    text: str


class Copy(_Strict):
    """A text taken over from another page: `page` is `slug:id`.

    The last `drop_last` paragraphs are cut; `before` and `after` are put around the rest.
    """

    page: str
    drop_last: int = Field(default=0, ge=0)
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Alias(_Strict):
    """Another address of a page: `amp` and `print` are other templates, `same` is the page."""

    path: str
    template: Literal["same", "amp", "print"] = "same"
    channels: tuple[str, ...] = ()


class Edit(_Strict):
    """What edition 2 changes in a page."""

    modified: AwareDatetime
    title: str | None = None
    text: str | None = None


class Page(_Strict):
    """One page of an outlet.

    `dates` names the places where the page itself states its date (`shown` is the visible
    string); a page without any is dated by its address, its channel or not at all.
    `channels` are the ids of the channels that list it; `listed_date` is whether they tell
    its date. `sidebar` replaces the outlet's; `footnote` is the outlet's legal footnote.
    """

    id: str
    path: str
    title: str
    language: str
    template: str = "article.html"
    status: int = 200
    behaviour: Literal["page", "loop", "large"] = "page"
    published: AwareDatetime | None = None
    modified: AwareDatetime | None = None
    shown: str = ""
    dates: tuple[Literal["jsonld", "meta", "microdata", "time", "byline"], ...] = ()
    meta_date: str | None = None
    authors: tuple[str, ...] = ()
    section: str = ""
    caption: str = ""
    text: str = ""
    copies: Copy | None = None
    footnote: str = ""
    sidebar: tuple[str, ...] | None = None
    comments: tuple[Comment, ...] = ()
    channels: tuple[str, ...] = ()
    listed_date: bool = True
    aliases: tuple[Alias, ...] = ()
    entities: bool = False
    header_charset: str | None = None
    last_modified: bool = True
    since_edition: Literal[1, 2] = 1
    edition2: Edit | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Paragraphs of the page's own text; one that begins with `## ` is a heading."""
        return tuple(line.strip() for line in self.text.splitlines() if line.strip())

    @property
    def changed(self) -> datetime | None:
        """When the page last changed."""
        return self.modified or self.published

    def in_edition(self, edition: int) -> "Page | None":
        """The page as edition 1 or 2 shows it, None when it has not appeared yet."""
        if self.since_edition > edition:
            return None
        if edition == 1 or self.edition2 is None:
            return self
        changes = self.edition2.model_dump(exclude_none=True)
        return self.model_copy(update=changes)


class Channel(_Strict):
    """A way into the outlet: a feed, a sitemap (index, plain, news, gzip) or a section page."""

    id: str
    kind: Literal["rss", "atom", "sitemap", "news_sitemap", "sitemap_index", "section"]
    path: str
    title: str = ""
    language: str | None = None
    encoding: str = "utf-8"
    children: tuple[str, ...] = ()
    link_selector: str | None = None


class Outlet(_Strict):
    """An outlet: who it says it is, how its pages are encoded, its channels and pages."""

    slug: str
    name: str
    tagline: str
    country: str
    timezone: str
    ownership: str
    languages: tuple[str, ...]
    encoding: str = "utf-8"
    direction: Literal["ltr", "rtl"] = "ltr"
    gzip: bool = False
    robots: str | None = None
    nav: tuple[tuple[str, str], ...]
    sidebar_title: str
    sidebar: tuple[str, ...]
    footer: str
    cookie_notice: str = ""
    not_found: str
    channels: tuple[Channel, ...]
    pages: tuple[Page, ...]

    def page(self, page_id: str) -> Page:
        """The page of that id; raises NewsroomError when there is none."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise NewsroomError(f"content/{self.slug}.yaml has no page {page_id!r}")


@cache
def load_outlet(slug: str) -> Outlet:
    """Read one outlet; raises NewsroomError naming the file and the key at fault."""
    path = FOLDER / f"{slug}.yaml"
    try:
        data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Outlet.model_validate(data)
    except OSError as error:
        raise NewsroomError(f"cannot read {path.name}: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise NewsroomError(f"{path.name} is not YAML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise NewsroomError(f"{path.name}, {key}: {first['msg']}") from None


def body_of(page: Page) -> tuple[str, ...]:
    """The paragraphs a page shows: its own, or those it took over from another page."""
    if page.copies is None:
        return page.paragraphs
    slug, _, page_id = page.copies.page.partition(":")
    taken = load_outlet(slug).page(page_id).paragraphs
    kept = taken[: len(taken) - page.copies.drop_last]
    return (*page.copies.before, *kept, *page.copies.after)
