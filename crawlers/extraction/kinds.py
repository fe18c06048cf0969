"""What kind of page the bytes are: decided with reasons, because a fate hangs on it.

A page is an article until something speaks against it, and words alone never do: articles
are written about captchas, paywalls, cookies and missing pages. So every rule that reads
words also asks for a page without an article's worth of prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.etree import XPath

from crawlers.extraction import wording
from crawlers.extraction.metadata.jsonld import ARTICLE_TYPES, JsonLd
from crawlers.extraction.metadata.meta import Meta
from crawlers.extraction.names import LIVE, WALL, Index
from crawlers.extraction.tree import text_of
from crawlers.extraction.types import PageKind

# Characters of prose above which words on the page decide nothing. Challenge and consent
# pages stay under 1,500 with all their legal text in longer blocks; measured on real ones.
LITTLE = 600
# Below this a text is no more than a standfirst, above `WHOLE` nothing is withheld.
TEASER = 1_200
WHOLE = 3_000
#: visible characters of a page that is not empty, whatever it is
MUCH = 50_000

_LOCKED_TIERS = frozenset(("locked", "premium", "paid", "subscriber", "subscribers", "plus"))
_LISTING_TYPES = frozenset(("collectionpage", "itemlist", "searchresultspage", "profilepage"))
_LISTING_PATH = re.compile(
    r"^/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?$|/(?:tags?|topics?|category|categories|rubric"
    r"|rubrika|author|authors|search|archive|archives|label|keyword|section|page/\d+|teg"
    r"|mavzu|tema|themen|thema)(?:/|$)",
    re.I,
)
_SECTION_PATH = re.compile(r"^/[^/\d]{2,40}/$")
_STRING = XPath("string()")
_GALLERY_TYPES = frozenset(("imagegallery", "mediagallery", "videoobject", "videogallery"))


@dataclass(frozen=True, slots=True)
class Signs:
    """What the untouched tree and its head say about the page's kind.

    Counted before pruning; `visible` are characters of visible text, `link_share` the part
    of them in links, `linked_headings` headings that are links, `live_entries` elements
    named as entries of a live blog.
    """

    visible: int = 0
    link_share: float = 0.0
    linked_headings: int = 0
    headings: int = 0
    live_entries: int = 0
    h1: str = ""
    sample: str = ""
    markup_challenge: str | None = None
    wall_class: str | None = None
    media: bool = False
    captioned: int = 0


@dataclass(frozen=True, slots=True)
class KindInput:
    """Everything the decision looks at."""

    url: str
    title: str | None
    text: str
    linked: float
    page_prose: int
    teasers: int
    signs: Signs
    meta: Meta
    ld: JsonLd
    has_date: bool = False
    has_author: bool = False


def read_signs(index: Index, markup: str) -> Signs:
    """Count what speaks about the page's kind. To be called before the tree is pruned."""
    bodies = index.by_tag.get("body") or index.elements[:1]
    text = str(_STRING(bodies[0])) if bodies else ""
    if len(text) > 300_000:
        words, visible = text[:20_000].split(), len(text)
    else:
        words = text.split()
        visible = sum(map(len, words)) + len(words)
    linked = sum(len(text_of(a)) for a in index.tagged("a"))
    headings = index.tagged("h1", "h2", "h3", "h4")
    of_links = sum(
        1
        for h in headings
        if next(h.iter("a"), None) is not None or next(h.iterancestors("a"), None) is not None
    )
    live = 0
    wall = None
    for element, bits in index.named.items():
        if bits & (LIVE | WALL):
            live += bool(bits & LIVE)
            if bits & WALL and wall is None:
                wall = (element.get("class") or element.get("id") or "")[:60]
    challenge = None
    if visible < 3_000:
        head = markup[:400_000].lower()
        challenge = next((m for m in wording.CHALLENGE_MARKUP if m in head), None)
    h1 = next((t for e in index.tagged("h1") if (t := text_of(e))), "")
    return Signs(
        visible=visible,
        link_share=min(1.0, linked / visible) if visible else 0.0,
        linked_headings=of_links,
        headings=len(headings),
        live_entries=live,
        h1=h1[:300],
        sample=" ".join(words[:800])[:4000],
        markup_challenge=challenge,
        wall_class=wall,
        media=bool(index.tagged("video", "audio")),
        captioned=sum(
            1
            for e in index.tagged("figcaption")
            if next(e.itersiblings("img", preceding=True), None) is not None
        ),
    )


def decide(page: KindInput) -> tuple[PageKind, tuple[str, ...]]:
    """The page's kind and the reasons for it, in words and figures."""
    for rule in (_challenge, _error, _consent, _empty, _teaser, _live, _gallery, _listing):
        decided = rule(page)
        if decided is not None:
            return decided
    return _article(page)


Decision = tuple[PageKind, tuple[str, ...]] | None


def _challenge(page: KindInput) -> Decision:
    signs = page.signs
    if _size(page) > LITTLE * 2 or signs.visible > 8_000:
        return None
    titled = _titled(wording.CHALLENGE_TITLE, page)
    said = wording.CHALLENGE_TEXT.search(signs.sample)
    marked = signs.markup_challenge
    reasons = [
        r
        for r in (
            f"title {titled[0]!r}" if titled else None,
            f"text {said[0]!r}" if said else None,
            f"markup {marked!r}" if marked else None,
        )
        if r
    ]
    article = _is_article_node(page)
    if len(reasons) >= 2 and not article:
        return "challenge", (*reasons, f"{_size(page)} characters of text")
    if len(reasons) == 1 and not article and _size(page) < LITTLE and signs.visible < 1_500:
        if titled and not (page.has_date or page.has_author):
            return "challenge", (*reasons, f"{signs.visible} visible characters")
        if (said or marked) and signs.visible < 800 and not page.has_date:
            return "challenge", (*reasons, f"{signs.visible} visible characters")
    return None


def _error(page: KindInput) -> Decision:
    if _size(page) > LITTLE or (_is_article_node(page) and page.has_date):
        return None
    said = wording.ERROR_TEXT.search(page.text) if _size(page) < LITTLE / 2 else None
    if said and not page.has_author:
        return "error_page", (f"text {said[0]!r}", f"{_size(page)} characters of text")
    for where, text in (
        ("title", page.meta.title or ""),
        ("heading", page.signs.h1),
        ("og:title", page.title or ""),
    ):
        match = wording.ERROR_TITLE.search(text.strip())
        if match and len(text) <= 120:
            return "error_page", (
                f"{where} {text.strip()[:80]!r}",
                f"{_size(page)} characters of text",
            )
    return None


def _consent(page: KindInput) -> Decision:
    signs = page.signs
    if _is_article_node(page) and _size(page) > LITTLE / 3:
        return None
    try:
        parts = urlsplit(page.url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    at = host.startswith(("consent.", "guce.", "privacy.", "cmp."))
    titled = _titled(wording.CONSENT_TITLE, page)
    said = len(wording.CONSENT_TEXT.findall(signs.sample))
    if (at or titled) and said and not page.has_author and signs.visible < 12_000:
        where = f"host {host}" if at else f"title {titled[0]!r}" if titled else ""
        return "consent", (where, f"{said} phrases about cookies")
    if (
        said >= 2
        and signs.visible < 4_000
        and _size(page) < LITTLE
        and not page.has_date
        and signs.headings < 6
    ):
        return "consent", (f"{said} phrases about cookies", f"{signs.visible} visible characters")
    return None


def _empty(page: KindInput) -> Decision:
    if not page.text and page.signs.visible < 200 and not page.signs.media:
        return "empty", (f"{page.signs.visible} visible characters",)
    return None


def _teaser(page: KindInput) -> Decision:
    size = _size(page)
    if size >= WHOLE:
        return None
    tier = (page.meta.first("article:content_tier") or "").lower()
    declared = page.ld.article.free is False or tier in _LOCKED_TIERS
    if size >= TEASER and not declared:
        return None
    reasons: list[str] = []
    if page.ld.article.free is False:
        reasons.append("isAccessibleForFree: false")
    if tier in _LOCKED_TIERS:
        reasons.append(f"content tier {tier!r}")
    said = wording.WALL_TEXT.search(page.text[-600:]) or wording.WALL_TEXT.search(page.signs.sample)
    if said:
        reasons.append(f"text {said[0]!r}")
    if page.signs.wall_class:
        reasons.append(f"element {page.signs.wall_class!r}")
    if not reasons:
        return None
    cut = page.text.rstrip().endswith(("…", "...", "[…]", "[...]")) or not page.text
    strong = (
        (2 if declared else 0)
        + (1 if said else 0)
        + (1 if page.signs.wall_class else 0)
        + (1 if cut else 0)
    )
    needed = 2 if size < TEASER / 2 else 3 if size < TEASER else 4
    if strong >= needed:
        if cut:
            reasons.append("the text breaks off")
        return "teaser", (*reasons, f"{size} characters of text")
    return None


def _live(page: KindInput) -> Decision:
    types = page.ld.article.types
    if "liveblogposting" in types:
        return "live_blog", (f"LiveBlogPosting with {page.ld.article.live_updates} updates",)
    # the headline as the page has it: tidied, it has lost its "Live:"
    called = f"{page.title or ''} {page.meta.title or ''} {page.signs.h1} {page.url}"
    if page.signs.live_entries >= 6 and wording.LIVE_TITLE.search(called):
        return "live_blog", (
            f"{page.signs.live_entries} live entries",
            "called live in title or address",
        )
    return None


def _gallery(page: KindInput) -> Decision:
    size = _size(page)
    if size >= LITTLE:
        return None
    og_type = (page.meta.first("og:type") or "").lower()
    types = page.ld.types & _GALLERY_TYPES
    if page.signs.captioned >= 4 and size < LITTLE / 2:
        return "gallery", (
            f"{page.signs.captioned} captioned pictures",
            f"{size} characters of text",
        )
    if og_type.startswith(("video", "music")) or (types and not _is_article_node(page)):
        what = og_type or ", ".join(sorted(types))
        return "gallery", (f"type {what!r}", f"{size} characters of text")
    if (
        re.search(
            r"/(?:video|videos|gallery|galleries|photo|photos|fotogalereya|foto|multimedia)/",
            page.url,
            re.I,
        )
        and size < LITTLE / 2
        and (page.signs.media or types)
    ):
        return "gallery", ("media address", f"{size} characters of text")
    return None


def _listing(page: KindInput) -> Decision:
    signs = page.signs
    if _is_article_node(page) and page.has_date and _size(page) >= LITTLE / 3:
        return None
    weight, reasons = _address_weight(page)
    og_type = (page.meta.first("og:type") or "").lower()
    if (types := page.ld.types & _LISTING_TYPES) and not _is_article_node(page):
        weight += 1
        reasons.append(f"type {', '.join(sorted(types))}")
    if signs.linked_headings >= 4 and signs.linked_headings > 0.5 * signs.headings:
        weight += 1
        reasons.append(f"{signs.linked_headings} of {signs.headings} headings are links")
    if page.linked > 0.5 or (signs.link_share > 0.6 and _size(page) < LITTLE):
        weight += 2 if page.linked > 0.8 else 1
        reasons.append(f"{max(page.linked, signs.link_share):.0%} of the text in links")
    if page.teasers >= 5:
        weight += 1.5
        reasons.append(f"{page.teasers} lines that are links to other pages")
    weight += 0.5 * (og_type in ("website", "profile")) + 0.5 * (not signs.h1)
    if page.page_prose > 1_500 and _size(page) < 0.15 * page.page_prose:
        weight += 0.5
    if og_type.startswith("article") or page.meta.first("article:published_time"):
        weight -= 1.5
    if _size(page) > WHOLE and page.linked < 0.2:
        weight -= 1
    if weight - 0.5 * page.has_date - 0.5 * page.has_author >= 1.5 and reasons:
        return "listing", tuple(reasons)
    return None


def _address_weight(page: KindInput) -> tuple[float, list[str]]:
    """How much an address looks like a front page's, a section's or a tag's."""
    try:
        parts = urlsplit(page.url)
    except ValueError:
        return 0.0, []
    path = parts.path or "/"
    if parts.query or not parts.netloc:
        return 0.0, []
    if _LISTING_PATH.search(path):
        return 1.5 if path == "/" else 1.0, [f"address path {path!r}"]
    return (0.5, []) if _SECTION_PATH.search(path) else (0.0, [])


def _article(page: KindInput) -> tuple[PageKind, tuple[str, ...]]:
    size = _size(page)
    if size >= 60:
        reasons = [f"{size} characters of text"]
        if _is_article_node(page):
            reasons.append(f"type {page.ld.article.types[0]}")
        return "article", tuple(reasons)
    if page.signs.link_share > 0.6 and page.signs.visible > 500:
        return "listing", (f"{page.signs.link_share:.0%} of the visible text in links",)
    reasons = [f"{size} characters of text", f"{page.signs.visible} visible characters"]
    # so much is no frame around an article that a script would bring
    return ("listing" if page.signs.visible > MUCH else "empty"), tuple(reasons)


def _titled(pattern: re.Pattern[str], page: KindInput) -> re.Match[str] | None:
    return pattern.search(page.meta.title or "") or pattern.search(page.signs.h1)


def _size(page: KindInput) -> int:
    return len(page.text)


def _is_article_node(page: KindInput) -> bool:
    return any(t in ARTICLE_TYPES for t in page.ld.article.types)
