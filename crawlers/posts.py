"""Posts that a channel's page holds whole: kept out of it, each with the page as its evidence.

A post needs no request of its own: its words are in the page. Its capture points at the page's
bytes; which part of them it is, its address says. A post whose words changed is captured again.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from analysis.dates import parse
from analysis.urls import url_key
from crawlers.catalog import SourceSpec
from crawlers.catalog.channels import TelegramChannel
from crawlers.policy import AgeLimit
from crawlers.readers.telegram import PostPage, post_address
from crawlers.settings import CrawlSettings
from crawlers.telegram import post_of_address
from crawlers.watched import WatchedChannel
from models.pages import PageStore
from models.posts import PostSpan
from models.queries.discovery import Pace, PolledDocument, record_poll
from models.queries.fetching import PageAnswer
from models.queries.posts import (
    PageOfPosts,
    PartAnswer,
    changed_parts,
    next_before,
    open_beyond,
    record_parts,
    record_span,
)

_TELEGRAM_HOSTS = frozenset({"t.me", "telegram.me"})


class PageBytes(Protocol):
    """What is needed of an answer; `crawlers.polling.Answer` is one."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...
    @property
    def at(self) -> datetime: ...
    @property
    def content_type(self) -> str | None: ...
    @property
    def headers(self) -> tuple[tuple[str, str], ...]: ...


@dataclass(frozen=True, slots=True)
class PostsToKeep:
    """The posts of a page, the page itself, and whether older ones are wanted.

    ``limited``: the run or the channel says how far back it looks.
    """

    page: PageOfPosts
    parts: tuple[PartAnswer, ...]
    url: str
    answer: PageBytes
    limited: bool


def posts_to_keep(page: PostPage, url: str, limit: AgeLimit, answer: PageBytes) -> PostsToKeep:
    """What is kept of a page of posts that answered under ``url``."""
    parts = urlsplit(url)
    base = f"{parts.scheme}://{parts.netloc}"
    oldest = page.posts[0].published if page.posts else None
    found = parse(oldest, rule="feed") if oldest else None
    beyond = bool(limit.earliest and found and found.value < limit.earliest)
    addresses = [(post_address(base, post), post) for post in page.posts if not post.service]
    return PostsToKeep(
        page=PageOfPosts(page.numbers, page.missing, page.before, beyond or not page.older),
        parts=tuple(PartAnswer(one, url_key(one), post.digest) for one, post in addresses),
        url=url,
        answer=answer,
        limited=limit.earliest is not None,
    )


async def write_posts(
    database: Any,
    store: PageStore,
    poll: PolledDocument,
    posts: PostsToKeep,
    choose: Callable[[int], Pace] | None = None,
) -> int:
    """Write a poll with its posts in one transaction, the page's bytes before it.

    ``database`` is a `crawlers.writer.Writer`; ``choose`` is as `record_poll` takes it. Returns how
    many candidates are new.

    Raises:
        OSError: when the page cannot be stored.
    """
    wanted = await database.read(lambda session: changed_parts(session, posts.parts))
    sha256 = await asyncio.to_thread(store.put, posts.answer.body) if wanted else ""
    new: int = await database.write(
        lambda session: _record(session, poll, posts, wanted, sha256, choose)
    )
    return new


def _record(
    session: Session,
    poll: PolledDocument,
    posts: PostsToKeep,
    parts: Sequence[PartAnswer],
    sha256: str,
    choose: Callable[[int], Pace] | None,
) -> int:
    new = record_poll(session, poll, choose)
    answer = posts.answer
    page = PageAnswer(
        candidate_id=0,
        url=posts.url,
        final_url=posts.url,
        status=answer.status,
        sha256=sha256,
        size=len(answer.body),
        fetched_at=answer.at,
        content_type=answer.content_type,
        headers=answer.headers,
        run_id=poll.run_id,
        origin_url=posts.url,
    )
    record_parts(session, parts, page)
    first = session.get(PostSpan, poll.channel_id) is None
    record_span(session, poll.channel_id, posts.page, answer.at)
    if first and posts.limited and not posts.page.enough:
        # up to the limit all is wanted, however many runs that takes
        open_beyond(session, poll.channel_id, answer.at)
    return new


async def page_before(
    database: Any,
    channel: WatchedChannel,
    poll: PolledDocument,
    posts: PostsToKeep | None,
    depth: int,
) -> str | None:
    """The page to read next, going back, of a channel that is read page by page.

    None when nothing older is wanted, or ``depth`` pages were read, as many as a run may.
    ``database`` is a `crawlers.writer.Writer`.
    """
    spec = channel.spec
    if (
        not isinstance(spec, TelegramChannel)
        or poll.outcome not in ("changed", "unchanged")
        or depth + 1 >= CrawlSettings().telegram_pages_per_run
    ):
        return None
    before: int | None = await database.read(lambda session: next_before(session, channel.id))
    never_read = channel.state(spec.poll_url).polled_at is None
    if before is None and never_read and posts is not None and not posts.page.enough:
        before = posts.page.numbers[0] if posts.page.numbers else None
    return None if before is None else f"{spec.poll_url}?before={before}"


def address_to_ask(url: str, spec: SourceSpec) -> str:
    """The address under which a page's own words are served.

    A Telegram post's own page holds a frame around its words; the frame's page holds the words.
    """
    if post_of_address(url) is None:
        return url
    parts = urlsplit(url)
    hosts = {
        urlsplit(channel.url).netloc for channel in spec.channels if channel.kind == "telegram"
    }
    if parts.netloc not in hosts | _TELEGRAM_HOSTS or parts.query:
        return url
    return f"{url}?embed=1&mode=tme"
