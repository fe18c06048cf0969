"""Reading public Telegram channels through their web preview: the listing of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from crawlers.readers.listing import EmptyDocument, ListedItem, Listing, NotReadable
from crawlers.readers.section import belongs
from crawlers.telegram import LONGEST_TITLE, Post, read_preview


class NoPreview(NotReadable):
    """The channel shows no preview: closed by its owner, a group, or no such channel."""

    outcome = "no_preview"


@dataclass(frozen=True, slots=True)
class PostPage:
    """A page of a channel's posts.

    ``numbers`` are all numbers that the page accounts for, those of service messages and albums
    included; ``before`` is the number that the page was asked to end before, None for the newest
    page; ``older``: the channel has posts before these.
    """

    posts: tuple[Post, ...]
    numbers: tuple[int, ...]
    before: int | None
    older: bool

    @property
    def missing(self) -> tuple[tuple[int, int], ...]:
        """Ranges of numbers between the page's own that it does not show, both ends included."""
        pairs = zip(self.numbers, self.numbers[1:], strict=False)
        return tuple((low + 1, high - 1) for low, high in pairs if high - low > 1)


def read_channel(
    body: bytes, url: str, channel: str, own_hosts: Sequence[str], charset: str | None = None
) -> Listing:
    """Posts of a page of a channel, and links of them to the outlet's own pages.

    ``url`` is the page's address: what stands after ``before=`` in it bounds the page.

    Raises as `read_posts`.
    """
    parts = urlsplit(url)
    asked = parse_qs(parts.query).get("before", [""])[0]
    page = read_posts(body, channel, int(asked) if asked.isdigit() else None, charset)
    items = listed(page, f"{parts.scheme}://{parts.netloc}", own_hosts)
    return Listing("telegram", items, posts=page)


def read_posts(
    body: bytes, channel: str, before: int | None, charset: str | None = None
) -> PostPage:
    """The posts of a page of ``channel``, oldest first.

    Raises:
        NoPreview: when the answer is the channel's card or a page about nobody.
        EmptyDocument: when the channel has no post yet.
        NotReadable: when it is no page of this channel at all.
    """
    preview = read_preview(body, charset)
    if preview is None:
        raise NotReadable("the answer is no web page")
    if not preview.history:
        if b"tgme_page" in body:
            known = "View" in preview.title
            raise NoPreview(
                "the channel shows no preview: its owner closed it, or it is a group"
                if known
                else "there is no preview under this name: no such channel, or a closed one"
            )
        raise NotReadable(f"no preview of a channel, but {preview.title or 'another page'!r}")
    mine = [post for post in preview.posts if post.channel.casefold() == channel.casefold()]
    if preview.posts and not mine:
        raise NotReadable(f"the preview of another channel, {preview.posts[0].channel}")
    if not mine and before is None:
        raise EmptyDocument("the channel is open but has no post")
    posts = tuple(sorted(mine, key=lambda post: post.number))
    numbers = sorted({number for post in posts for number in post.ids})
    return PostPage(posts, tuple(numbers), before, preview.older)


def listed(page: PostPage, base: str, own_hosts: Sequence[str]) -> tuple[ListedItem, ...]:
    """Posts, and the outlet's own pages that they link to, as items; service messages are none.

    ``base`` is scheme and host of the preview.
    """
    items: dict[str, ListedItem] = {}
    for post in page.posts:
        if post.service:
            continue
        item = ListedItem(post_address(base, post), post.title, post.published, None, post.author)
        items[item.url] = item
        for link in post.links:
            if belongs(link, own_hosts) and urlsplit(link).path.strip("/"):
                items.setdefault(link, ListedItem(link))
    return tuple(items.values())


def post_address(base: str, post: Post) -> str:
    """The address of a post: ``https://t.me/<channel>/<number>``."""
    return f"{base}/{post.channel}/{post.number}"


def told(page: PostPage) -> str:
    """What a page brought, in words for the poll log."""
    if not page.numbers:
        return "the beginning of the channel"
    words = f"posts {page.numbers[0]} to {page.numbers[-1]}"
    if page.missing:
        named = [str(low) if low == high else f"{low}–{high}" for low, high in page.missing]
        shown = ", ".join(named[:8]) + (" and more" if len(named) > 8 else "")
        words += f"; not shown: {shown} (deleted before we looked, or never shown)"
    return words[: LONGEST_TITLE * 3]
