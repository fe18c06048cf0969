"""Reading the article list of GDELT's DOC 2.0 interface (mode ``artlist``, format ``json``).

The service answers its own errors with status 200: a sentence as plain text ("Your query was too
short or too long."), or a web page. An answer that found nothing is an empty object. Titles come
with backslashes that begin no escape JSON knows; `crawlers.readers.json_document` mends them.

``seendate`` is when GDELT saw the page, not when it was published: as a hint for the date it goes
by a rule of its own, which every date on the page outranks.
"""

import re
from typing import Any

from crawlers.readers.gdelt_names import country_code, language_code
from crawlers.readers.json_document import parse_json, text_value
from crawlers.readers.listing import (
    MAX_ADDRESS,
    ListedDocument,
    ListedItem,
    Listing,
    NotReadable,
    unpacked,
)
from crawlers.readers.xml import plain

#: how the service says, with whatever status, that it was asked too often
THROTTLED = re.compile(rb"limit requests to one every", re.IGNORECASE)
_LONGEST_SENTENCE = 400


def read_gdelt(
    body: bytes, charset: str | None, limit: int, most: int, halves: tuple[str, ...]
) -> Listing:
    """Articles of one window of a search.

    An answer of ``most`` articles is full: there may be more, and ``halves``, the addresses of the
    shorter windows that still can be asked for, come back as further documents. Where there is none
    the note says that articles may be missing. ``limit`` bounds the size in bytes.

    Raises:
        NotReadable: when the service refuses the query, or answers with something else.
    """
    _refuse_sentence(unpacked(body, limit))
    answer = parse_json(body, charset, limit)
    listed = answer.get("articles", [])
    if not isinstance(listed, list) or (answer and "articles" not in answer):
        keys = ", ".join(sorted(map(str, answer))[:5])
        raise NotReadable(f"JSON, but no article list of GDELT ({keys})")
    items = [item for entry in listed if isinstance(entry, dict) and (item := _item(entry))]
    note = "" if listed else "nothing found in this window"
    if len(listed) >= most:
        note = f"the window came back full ({len(listed)} articles)"
        if not halves:
            note += "; it cannot be made shorter, so articles may be missing"
    else:
        halves = ()
    documents = tuple(ListedDocument(url) for url in halves)
    return Listing("gdelt", tuple(items), documents, note)


def _refuse_sentence(content: bytes) -> None:
    start = content[:_LONGEST_SENTENCE].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start or start[:1] in (b"{", b"[", b"<"):
        return
    said = " ".join(start.decode("utf-8", "replace").split())[:200]
    raise NotReadable(f"GDELT refuses the query: “{said}”")


def _item(entry: dict[str, Any]) -> ListedItem | None:
    address = text_value(entry.get("url"))
    if address is None:
        return None
    return ListedItem(
        url=address[:MAX_ADDRESS],
        title=plain(text_value(entry.get("title"))),
        published=text_value(entry.get("seendate")),
        language=language_code(text_value(entry.get("language"))),
        country=country_code(text_value(entry.get("sourcecountry"))),
    )
