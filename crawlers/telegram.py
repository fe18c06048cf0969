"""Posts in the markup of Telegram's public web preview (``t.me/s/<channel>``, ``?embed=1``).

Telegram documents no format: the names of classes are those that the preview is known to use, and
a page without them is told apart from an empty channel. Pure functions on bytes, used by the
reader of the channel and by the reader of one post.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree, html

#: the preview's own class names are on every page of it
_SIGN = b"tgme_widget_message"
_POST_PATH = re.compile(r"^/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})/(\d{1,15})/?$")
_DATA_POST = re.compile(r"^([A-Za-z][A-Za-z0-9_]{3,31})/(\d{1,15})$")
_SINGLE = re.compile(r"/(\d{1,15})\?single")
_SENTENCE = re.compile(r"(?<=[.!?…。！？؟۔।])[»”\"'’)\]]*\s+")
_MEDIA = ("photo", "video", "roundvideo", "document", "voice", "sticker", "poll", "location")
#: characters of a title made from a post's text
LONGEST_TITLE = 160


@dataclass(frozen=True, slots=True)
class Post:
    """A post as the preview shows it.

    ``ids`` are its own number and those of the other pictures of its album; ``text`` keeps line
    breaks and ends with the question and options of a poll; ``published`` is the ISO time with
    zone. ``service``: a message of Telegram's own, as "Channel created". Views and reactions are
    left out: they change without anybody saying anything.
    """

    channel: str
    number: int
    ids: tuple[int, ...]
    text: str
    published: str | None = None
    forwarded_from: str | None = None
    author: str | None = None
    edited: bool = False
    service: bool = False
    media: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Hash of what was said; a post whose hash changed was edited."""
        return hashlib.sha256(f"{self.forwarded_from or ''}\0{self.text}".encode()).hexdigest()

    @property
    def title(self) -> str | None:
        """The first line, or of a long one its first sentence; None without a text."""
        first = next((line for line in self.text.split("\n") if any(map(str.isalnum, line))), "")
        if len(first) > LONGEST_TITLE:
            first = _SENTENCE.split(first, maxsplit=1)[0]
        if len(first) > LONGEST_TITLE:
            cut = first[: LONGEST_TITLE - 1]
            first = (cut.rpartition(" ")[0] or cut) + "…"
        return first.strip() or None


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of a preview: posts in the page's order, and whether there are older ones.

    ``history``: whether the page is a preview at all; ``name`` is the title that it gives.
    """

    posts: tuple[Post, ...]
    history: bool
    older: bool
    title: str


def looks_like_post(url: str, body: bytes) -> bool:
    """Whether a page is a preview that shows the post of this address."""
    # few addresses are such, and a page is looked through from end to end
    return post_of_address(url) is not None and _SIGN in body


def post_of_address(url: str) -> tuple[str, int] | None:
    """Channel and number of a post's address; None for other addresses."""
    match = _POST_PATH.match(urlsplit(url).path)
    return (match[1], int(match[2])) if match else None


def read_preview(body: bytes, charset: str | None = None) -> Preview | None:
    """The posts of a page; None when it is no web page."""
    root = _parse(body, charset)
    if root is None:
        return None
    posts = tuple(_posts(root))
    history = bool(posts) or bool(_by_class(root, "tgme_channel_history"))
    older = any(
        link.get("data-before") is not None for link in _by_class(root, "tme_messages_more")
    ) or bool(root.xpath("//link[@rel='prev'][contains(@href, 'before=')]"))
    title = next(iter(root.xpath("//title/text()")), "")
    return Preview(posts, history, older, " ".join(str(title).split())[:200])


def read_post(body: bytes, url: str, charset: str | None = None) -> Post | None:
    """The post of an address on a page of the preview; None when the page does not show it."""
    wanted = post_of_address(url)
    preview = read_preview(body, charset)
    if wanted is None or preview is None:
        return None
    name, number = wanted
    return next(
        (
            post
            for post in preview.posts
            if post.channel.casefold() == name.casefold() and number in post.ids
        ),
        None,
    )


def _parse(body: bytes, charset: str | None) -> html.HtmlElement | None:
    for encoding in (charset, "utf-8", None):
        try:
            parser = html.HTMLParser(encoding=encoding, remove_comments=True)
            root = html.document_fromstring(body, parser)
        except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError):
            continue
        if root is not None:
            return root
    return None


def _posts(root: html.HtmlElement) -> Iterator[Post]:
    for element in root.xpath("//*[@data-post]"):
        match = _DATA_POST.match((element.get("data-post") or "").strip())
        if match is None or "tgme_widget_message" not in _classes(element):
            continue
        yield _post(element, match[1], int(match[2]))


def _post(element: html.HtmlElement, channel: str, number: int) -> Post:
    texts = [_text(part) for part in _own_texts(element)]
    for question in _by_class(element, "tgme_widget_message_poll_question"):
        texts.append(_text(question))
    for option in _by_class(element, "tgme_widget_message_poll_option_text"):
        texts.append(f"– {_text(option)}")
    times = [
        time.get("datetime")
        for link in _by_class(element, "tgme_widget_message_date")
        for time in link.iter("time")
    ]
    meta = " ".join(part.text_content() for part in _by_class(element, "tgme_widget_message_meta"))
    album = {
        int(found[1])
        for link in element.iter("a")
        if (found := _SINGLE.search(link.get("href") or ""))
    }
    return Post(
        channel=channel,
        number=number,
        ids=tuple(sorted({number, *album})),
        text="\n".join(text for text in texts if text),
        published=next((time for time in times if time), None),
        forwarded_from=_name(element, "tgme_widget_message_forwarded_from_name"),
        author=_name(element, "tgme_widget_message_from_author"),
        edited="edited" in meta.lower().split(),
        service="service_message" in _classes(element),
        media=tuple(
            kind
            for kind in _MEDIA
            if any(
                name.startswith(f"tgme_widget_message_{kind}")
                for part in element.iter()
                for name in _classes(part)
            )
        ),
        links=tuple(_links(element)),
    )


def _own_texts(element: html.HtmlElement) -> list[html.HtmlElement]:
    """The post's own text: not the message it answers, and of nested ones the outermost."""
    own: list[html.HtmlElement] = []
    for part in _by_class(element, "js-message_text"):
        above = {name for parent in part.iterancestors() for name in _classes(parent)}
        if "tgme_widget_message_reply" not in above and "js-message_text" not in above:
            own.append(part)
    return own


def _links(element: html.HtmlElement) -> Iterator[str]:
    seen: set[str] = set()
    previews = _by_class(element, "tgme_widget_message_link_preview")
    for part in (*_own_texts(element), *previews):
        for link in part.iter("a"):
            address = (link.get("href") or "").strip()
            if address.startswith(("http://", "https://")) and address not in seen:
                seen.add(address)
                yield address


_BLOCKS = frozenset({"p", "div", "blockquote", "pre", "ul", "ol", "li"})


def _text(element: html.HtmlElement) -> str:
    """The words of an element with its line breaks; blank lines and blanks are closed up."""
    parts: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(part.tag, str):
            continue
        if event == "start":
            parts.append("\n" if part.tag == "br" or part.tag in _BLOCKS else "")
            parts.append(part.text or "")
        else:
            parts.append("\n" if part.tag in _BLOCKS else "")
            parts.append((part.tail or "") if part is not element else "")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _name(element: html.HtmlElement, name: str) -> str | None:
    for part in _by_class(element, name):
        words = " ".join(part.text_content().split())[:200]
        if words:
            return words
    return None


def _by_class(element: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    # XPath has no test for one class of several
    found = element.xpath(f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]")
    return list(found)


def _classes(element: html.HtmlElement) -> list[str]:
    return str(element.get("class") or "").split()
