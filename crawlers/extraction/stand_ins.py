"""Could something stand where the page should be? Asked before a page is extracted to find out.

Most small pages that name nothing of the topic are small articles about something else. All kinds
of pages that stand in for another (`crawlers.extraction.kinds`) show less text than a teaser's
limit, but for a locked page that says so and a consent form that is called one. So a page whose
paragraphs hold more than that, and which is neither, is what it seems to be. One with less is too
when it shows words outside of links and none of the signs by which those kinds are told. Seeing it
takes the tree alone, a sixth of an extraction.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extraction import wording
from crawlers.extraction.formats import is_plain
from crawlers.extraction.kinds import LITTLE, TEASER, read_signs
from crawlers.extraction.metadata import meta
from crawlers.extraction.names import Index
from crawlers.extraction.prune import drop_code
from crawlers.extraction.tree import decode, header_charset, parse, text_of
from crawlers.extraction.types import PageInput

# Paragraphs shorter than this are labels and legal lines.
_PARAGRAPH = 40
# What publishers declare a locked page with, in JSON-LD and in a meta tag.
_DECLARATIONS = ("isaccessibleforfree", "content_tier")
_CONSENT_HOSTS = ("consent.", "guce.", "privacy.", "cmp.")


def may_stand_in(page: PageInput, text: str | None = None) -> bool:
    """Whether extraction may find a challenge, consent, error, teaser or empty page.

    `text` is the page's body where somebody has decoded it already. Never raises; what cannot
    be judged may be one.
    """
    try:
        text = text or decode(page.body, header_charset(page.content_type, page.headers)).text
        if is_plain(text, page.content_type) or _is_consent_host(page.url):
            return True
        lowered = text.lower()
        if any(word in lowered for word in _DECLARATIONS):
            return True
        parsed = parse(text)
        if parsed is None:
            return True
        head = meta.read(parsed.root)
        drop_code(parsed.root)
        titles = [head.title or "", head.first("og:title") or ""]
        titles += (text_of(h1) for h1 in parsed.root.iter("h1"))
        if any(wording.CONSENT_TITLE.search(title.strip()) for title in titles):
            return True
        sizes = (len(text_of(paragraph)) for paragraph in parsed.root.iter("p"))
        if sum(size for size in sizes if size >= _PARAGRAPH) >= TEASER:
            return False
        return _has_signs(parsed.root, text, titles)
    except (ValueError, RecursionError, etree.LxmlError):
        return True


def _has_signs(root: HtmlElement, markup: str, titles: Sequence[str]) -> bool:
    """Whether the rules of `kinds` could tell a challenge, error, consent form or teaser here."""
    signs = read_signs(Index(root), markup)
    if signs.visible * (1 - signs.link_share) < LITTLE:
        return True  # it may be empty
    if signs.markup_challenge or signs.wall_class:
        return True
    if any(
        pattern.search(title.strip())
        for pattern in (wording.CHALLENGE_TITLE, wording.ERROR_TITLE)
        for title in titles
    ):
        return True
    text = text_of(root)
    said = (wording.CHALLENGE_TEXT, wording.ERROR_TEXT, wording.CONSENT_TEXT, wording.WALL_TEXT)
    return any(pattern.search(text) for pattern in said)


def _is_consent_host(url: str) -> bool:
    return (urlsplit(url).hostname or "").startswith(_CONSENT_HOSTS)
