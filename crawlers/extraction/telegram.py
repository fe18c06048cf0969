"""Reading one post out of a page of Telegram's web preview.

The page shows twenty posts; the address says which one is meant. Such pages have none of the
marks that articles have (headline, byline, metadata), so nothing is guessed: the post's own parts
are taken as they are marked.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from analysis.dates import DateDecision, parse, resolve
from analysis.language import detect
from crawlers.extraction.dates import aware, zone_or_none
from crawlers.extraction.metadata import agencies
from crawlers.extraction.tree import header_charset
from crawlers.extraction.types import Credit, ExtractedPage, PageInput
from crawlers.telegram import Post, looks_like_post, read_post

EXTRACTOR = "telegram"
_LANGUAGE_SAMPLE = 800


def post_page(page: PageInput) -> ExtractedPage | None:
    """What a reader would take from the post that the address names; None for other pages."""
    if not looks_like_post(page.url, page.body):
        return None
    post = read_post(page.body, page.url, header_charset(page.content_type, page.headers))
    return None if post is None else _page(page, post)


def _page(page: PageInput, post: Post) -> ExtractedPage:
    credits = (
        *((Credit(post.author, "person"),) if post.author else ()),
        *((Credit(post.forwarded_from, "outlet"),) if post.forwarded_from else ()),
    )
    flags = ["derived_title"] if post.title else []
    flags += ["edited"] if post.edited else []
    flags += ["forwarded"] if post.forwarded_from else []
    parts = urlsplit(page.url)
    return ExtractedPage(
        kind="article" if post.text else "empty",
        kind_reasons=("a post of a channel" if post.text else _wordless(post),),
        canonical_url=f"{parts.scheme}://{parts.netloc}/{post.channel}/{post.number}",
        title=post.title,
        title_rule="first_line" if post.title else None,
        authors=tuple(credit.name for credit in credits),
        agencies=tuple(agencies.in_text(post.text)),
        site_name=page.hints.site_name,
        section=None,
        dates=_date(page, post),
        language=detect(post.text[:_LANGUAGE_SAMPLE]),
        text=post.text,
        flags=tuple(flags),
        extractor=EXTRACTOR,
        credits=credits,
    )


def _date(page: PageInput, post: Post) -> DateDecision:
    found = None
    if post.published:
        found = parse(
            post.published,
            rule="time:post",
            zone=zone_or_none(page.hints.zone),
            reference=aware(page.fetched_at),
        )
    return resolve([found] if found else [], captured_at=aware(page.fetched_at))


def _wordless(post: Post) -> str:
    if post.service:
        return "a message of Telegram's own"
    return f"a post without words ({', '.join(post.media) or 'nothing that is read'})"
