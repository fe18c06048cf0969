"""What goes into the extractor and what comes out: plain values, nothing heavy imported.

Everything here is picklable, because it crosses the border between the crawl and the pool.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from analysis.dates.types import DateDecision
from analysis.language import Language

PageKind = Literal[
    "article",
    "live_blog",
    "listing",
    "gallery",
    "teaser",
    "challenge",
    "consent",
    "error_page",
    "empty",
    "unsupported",
]

Fate = Literal[
    "fetched",
    "undated",
    "screened_out",
    "paywalled",
    "challenge_page",
    "consent_wall",
    "error_page",
    "not_an_article",
    "empty",
    "unsupported_type",
    "extraction_failed",
]

# One fate per kind of page; an article or live blog without a date that can be
# believed becomes "undated" instead, see `fate_of`.
FATES: Mapping[PageKind, Fate] = {
    "article": "fetched",
    "live_blog": "fetched",
    "listing": "not_an_article",
    "gallery": "not_an_article",
    "teaser": "paywalled",
    "challenge": "challenge_page",
    "consent": "consent_wall",
    "error_page": "error_page",
    "empty": "empty",
    "unsupported": "unsupported_type",
}


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS-free, per-source XPath expressions from the source's YAML; each may be empty.

    `text` elements are taken as the body when they hold anything, `remove` elements go
    before anything is read, `title`, `authors` and `date` come before the general rules.
    An expression that is not valid XPath is ignored and flagged `selector_error`.
    """

    text: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    date: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageHints:
    """What is known about a page before it is read: from its feed entry, sitemap or source.

    `published_raw` is the feed's or sitemap's own string and `published_rule` says which of
    them it came from ("feed", "sitemap", "import"). `modified_raw` is kept as a losing
    candidate at most. `zone` is the IANA name of the outlet's zone, for times without one.
    `languages` are the codes the source publishes in, the likeliest first.
    """

    title: str | None = None
    published_raw: str | None = None
    published_rule: str = "feed"
    modified_raw: str | None = None
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    zone: str | None = None
    site_name: str | None = None
    selectors: Selectors = field(default_factory=Selectors)


@dataclass(frozen=True, slots=True)
class PageInput:
    """One stored page: its final address, its bytes and the answer's headers (any case)."""

    url: str
    body: bytes
    content_type: str | None
    headers: Mapping[str, str]
    fetched_at: datetime
    hints: PageHints = field(default_factory=PageHints)


CreditKind = Literal["person", "agency", "desk", "outlet"]


@dataclass(frozen=True, slots=True)
class Credit:
    """One credited name and what kind of author it is."""

    name: str
    kind: CreditKind


@dataclass(frozen=True, slots=True)
class Comment:
    """A reader's comment, apart from the text; `published_raw` is as written on the page."""

    author: str | None
    text: str
    published_raw: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestedComment:
    """A trailing paragraph that reads like a reader's comment.

    `start` and `end` are character offsets in the text, half-open; `reasons` say what in
    its register differs from the text before it.
    """

    start: int
    end: int
    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """An entry of a live blog: its half-open range of the text, title and time of posting.

    `published_at` is None where the page gives a clock time only, or nothing.
    """

    start: int
    end: int
    title: str | None = None
    published_raw: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """What a reader would take from a page, and how each part of it was found.

    `text` holds paragraphs separated by one line break (two where the page had a heading or
    a list between them); it is empty for kinds that carry none. `flags` are short names:
    `mojibake`, `charset_conflict`, `truncated_input`, `deep_tree_flattened`,
    `damaged_document`,
    `second_opinion:<engine>`, `jsonld_body`, `suggested_comments`, `selector_error`,
    `failed:<part>`.
    `authors` are all credited names as the byline has them, agencies and desks too, because
    they are what the outlet says about authorship; `credits` tells for each what it is, and
    `agencies` are the wire agencies' canonical names, from the byline, a dateline or a credit
    line, without regard to how the page spells them.
    `entries` are a live blog's, in the order of the text, in which they stand.
    `suggested` are parts of a plain text's end that read like comments: they stand in `text`.
    `extractor` names the engine and settings whose text was kept, e.g.
    `trafilatura:precision`.
    """

    kind: PageKind
    kind_reasons: tuple[str, ...]
    canonical_url: str | None
    title: str | None
    title_rule: str | None
    authors: tuple[str, ...]
    agencies: tuple[str, ...]
    site_name: str | None
    section: str | None
    dates: DateDecision
    language: Language
    text: str
    comments: tuple[Comment, ...] = ()
    flags: tuple[str, ...] = ()
    extractor: str = ""
    credits: tuple[Credit, ...] = ()
    suggested: tuple[SuggestedComment, ...] = ()
    entries: tuple[LiveEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One page for the pool; `key` is the caller's own (a candidate's id).

    `body_path` is the stored zstd frame. With `screen` the page is screened first.
    """

    key: int
    body_path: Path
    url: str
    content_type: str | None
    headers: Mapping[str, str]
    fetched_at: datetime
    hints: PageHints = field(default_factory=PageHints)
    screen: bool = True


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What became of a job: its one fate, why, and the page where there is one.

    `title` is kept for screened-out pages too, so that a person can check the screen.
    """

    fate: Fate
    reason: str
    page: ExtractedPage | None = None
    title: str | None = None


def fate_of(page: ExtractedPage) -> Fate:
    """The one fate of an extracted page."""
    fate = FATES[page.kind]
    if fate == "fetched" and page.dates.chosen is None:
        return "undated"
    return fate


def nothing(kind: PageKind, reasons: tuple[str, ...], flags: tuple[str, ...]) -> ExtractedPage:
    """A page of which nothing was read, and why."""
    return ExtractedPage(
        kind=kind, kind_reasons=reasons, canonical_url=None, title=None, title_rule=None,
        authors=(), agencies=(), site_name=None, section=None, dates=DateDecision(None),
        language=Language("und", 0.0), text="", flags=flags, extractor="none",
    )  # fmt: skip
