"""What a reader makes of a channel's document: items, and further documents to open."""

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from crawlers.readers.telegram import PostPage

#: the addresses that the sitemap protocol allows in one file; what stands behind is not read
MAX_ITEMS = 50_000
#: longer than any address that a server accepts
MAX_ADDRESS = 8_000


class NotReadable(Exception):
    """The document is not what the channel says it is; the message is one sentence.

    ``outcome`` is the poll's: ``not_readable``, ``empty`` for a sound document with no item,
    ``too_large``, or ``no_preview`` for a channel that shows none.
    """

    outcome: Literal["not_readable", "empty", "too_large", "no_preview"] = "not_readable"


class EmptyDocument(NotReadable):
    """A sound document that lists nothing."""

    outcome = "empty"


class TooLargeDocument(NotReadable):
    """A document that unpacks to more than is read."""

    outcome = "too_large"


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item as the document writes it: address resolved, dates and byline raw.

    ``language`` (ISO 639-1) and ``country`` (ISO 3166-1) where the document names them.
    """

    url: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    author: str | None = None
    language: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A further document that this one points to: a child of a sitemap index, a next page."""

    url: str
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class FeedWishes:
    """A feed's word on its rhythm, as it writes it: minutes, days by their English names."""

    minutes: float | None = None
    rule: str = ""
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Items and further documents of one document, in its order; ``rule`` names the hints.

    ``complete`` is false for a document that was cut short: what is there was read. ``wishes`` is
    what it says of when it wants to be asked again. ``note`` is what the poll log should say of
    the document beside its counts; ``posts`` are the items themselves, where it holds them whole.
    """

    rule: Literal["feed", "sitemap", "section", "gdelt", "telegram"]
    items: tuple[ListedItem, ...] = ()
    documents: tuple[ListedDocument, ...] = ()
    note: str = ""
    posts: "PostPage | None" = None
    complete: bool = True
    wishes: FeedWishes | None = None


def unpacked(body: bytes, limit: int) -> bytes:
    """The body, gunzipped where it is gzip whatever its name and type say.

    Raises:
        NotReadable: when it is damaged; TooLargeDocument when it unpacks to more than ``limit``
            bytes.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    parts: list[bytes] = []
    size = 0
    rest = body
    while rest.startswith(b"\x1f\x8b"):  # gzip files may be joined
        unpack = zlib.decompressobj(wbits=31)
        try:
            part = unpack.decompress(rest, limit + 1 - size)
        except zlib.error as error:
            raise NotReadable(f"the gzip file is damaged ({error})") from None
        parts.append(part)
        size += len(part)
        if size > limit:
            raise TooLargeDocument(f"the gzip file unpacks to more than {limit:,} bytes")
        if not unpack.eof:
            break  # cut short: what is there is read
        rest = unpack.unused_data
    return b"".join(parts)
