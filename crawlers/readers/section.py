"""Reading section pages: the links of a page of the outlet that lead to its articles."""

import re
from collections.abc import Sequence
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree, html

from crawlers.catalog.channels import LinkRules
from crawlers.catalog.checks import host_of
from crawlers.readers.listing import (
    MAX_ADDRESS,
    MAX_ITEMS,
    EmptyDocument,
    ListedItem,
    Listing,
    NotReadable,
    unpacked,
)

#: files that are no pages; what is behind any other ending is found out by asking
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|mp[34]|avi|mov|zip|rar|docx?|xlsx?|pptx?|apk)$", re.I
)


def read_section(
    body: bytes,
    url: str,
    rules: LinkRules,
    own_hosts: Sequence[str],
    charset: str | None = None,
    limit: int = 50_000_000,
) -> Listing:
    """Links of a page that the channel's rules let through, each once, in the page's order.

    Without ``allow`` patterns a link must lead to a host of the source. The longest text among the
    links to one address is its title.

    Raises:
        NotReadable: when there is no page; EmptyDocument when no link is let through.
    """
    root = _parse(unpacked(body, limit), charset)
    base = _joined(url, next(iter(root.xpath("//base/@href")), "") or "") or url
    parts = root.cssselect(rules.selector) if rules.selector else [root]
    if not parts:
        raise NotReadable(f"nothing on the page matches the selector {rules.selector!r}")
    own = {_same_page(url)}
    titles: dict[str, str | None] = {}
    for part in parts:
        for link in part.iter("a"):
            address = _joined(base, (link.get("href") or "").strip())
            if (
                address is None
                or _same_page(address) in own
                or not wanted(address, rules, own_hosts)
            ):
                continue
            text = _text(link)
            known = titles.get(address)
            if known is None or (text and len(text) > len(known)):
                titles[address] = text
            if len(titles) >= MAX_ITEMS:
                break
    if not titles:
        raise EmptyDocument("no link of the page is one to an article")
    return Listing("section", tuple(ListedItem(address, text) for address, text in titles.items()))


def _parse(content: bytes, charset: str | None) -> html.HtmlElement:
    if not content.strip():
        raise NotReadable("the answer is empty")
    for encoding in (charset, None):
        try:
            root = html.document_fromstring(content, html.HTMLParser(encoding=encoding))
        except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError):
            continue
        if root is not None:
            return root
    raise NotReadable("the answer is no web page")


def wanted(address: str, rules: LinkRules, own_hosts: Sequence[str]) -> bool:
    """Whether a channel's rules let an absolute address through."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or _FILES.search(parts.path):
        return False
    if any(re.search(pattern, address) for pattern in rules.deny):
        return False
    if rules.allow:
        return any(re.search(pattern, address) for pattern in rules.allow)
    return belongs(address, own_hosts) and parts.path.strip("/") != ""


def belongs(address: str, own_hosts: Sequence[str]) -> bool:
    """Whether an address is on one of a source's hosts (`host` or `host/path`)."""
    host = host_of(address)
    path = urlsplit(address).path
    for own in own_hosts:
        name, _, folder = own.partition("/")
        if host == name and (not folder or f"{path}/".startswith(f"/{folder}/")):
            return True
    return False


def _text(link: html.HtmlElement) -> str | None:
    return " ".join(link.text_content().split())[:1_000] or None


def _same_page(address: str) -> str:
    return address.partition("#")[0].rstrip("/")


def _joined(base: str, address: str) -> str | None:
    try:
        joined = urljoin(base, address)
        if "#!" not in joined:  # the routes of script-only sites
            joined = urldefrag(joined)[0]
    except ValueError:
        return None
    return joined if len(joined) <= MAX_ADDRESS else None
