"""Nothing but http(s) and public addresses is asked for.

Two halves. `AddressGuard` refuses on sight what needs no look-up, for every request and so at
every redirect: other schemes, user names, addresses written out that are not public. The rest is
decided where it cannot be got around, by the resolver at the moment of connecting
(`crawlers.middlewares.resolver`); `RefusedAddresses` turns its refusal into the fate.
"""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError

from crawlers.errors import AddressDenied
from crawlers.middlewares.addresses import is_public


def refusal(url: str, allow_private: bool) -> str | None:
    """Why an address is refused on sight; None when it is not."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return f"{url} is not an address"
    if parts.scheme not in ("http", "https"):
        return f"{parts.scheme or 'no'} address; only http and https are asked for"
    if not host:
        return "the address names no host"
    if parts.username is not None or parts.password is not None:
        return "the address carries a user name"
    if allow_private:
        return None
    if _is_literal(host) and not is_public(host):
        return f"{host} is not a public address"
    return None


def _is_literal(host: str) -> bool:
    # other spellings of an address (2130706433, 0x7f.1) are names to us; the resolver reads them
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


class AddressGuard:
    """Downloader middleware: refuses requests whose address shows that it is not public."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AddressGuard":
        return cls(crawler.settings.getbool("SALANG_ALLOW_PRIVATE_ADDRESSES"))

    def process_request(self, request: Request) -> None:
        """Raises `AddressDenied`."""
        reason = refusal(request.url, self._allow_private)
        if reason:
            raise AddressDenied(reason)


class RefusedAddresses:
    """Downloader middleware: tells a name that was refused from one that does not exist."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises `AddressDenied` for a name that resolves to addresses that are not public."""
        if not isinstance(exception, CannotResolveHostError):
            return
        from twisted.internet import reactor

        refused: Any = getattr(reactor.nameResolver, "refused", {})
        host = urlsplit(request.url).hostname or ""
        if host in refused:
            raise AddressDenied(f"{host} leads to {refused[host]}, not a public address")
