"""The name resolver of the crawl: hands on public addresses only.

Every connection of Scrapy's HTTP client asks the reactor's resolver, also for an address written
as numbers (`127.0.0.1`, `2130706433`, `0x7f.1`, `[::1]`), and connects to nothing but what it
answers. So this is the one place that no redirect, no odd spelling and no name server that changes
its mind between check and use can get around.
"""

from collections.abc import Sequence
from typing import Any

from scrapy.resolver import CachingHostnameResolver
from scrapy.utils.datatypes import LocalCache
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # has no types

from crawlers.middlewares.addresses import is_public


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Stands between the resolver and the connection, and lets public addresses through.

    Twisted's interfaces are no types to mypy: what implements them is ``Any`` here.
    """

    def __init__(self, receiver: Any, host: str, refused: LocalCache[str, str]) -> None:
        self._receiver = receiver
        self._host = host
        self._refused = refused

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        if is_public(address.host):
            self._receiver.addressResolved(address)
        else:
            self._refused[self._host] = address.host

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver for IPv4 and IPv6, without the addresses that are not public.

    ``refused`` remembers which address a name was refused for, so that the fate can say so.
    """

    def __init__(self, reactor: Any, cache_size: int, allow_private: bool) -> None:
        super().__init__(reactor, cache_size)
        self.allow_private = allow_private
        self.refused: LocalCache[str, str] = LocalCache(10_000)

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "GuardedResolver":
        settings = crawler.settings
        size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, size, settings.getbool("SALANG_ALLOW_PRIVATE_ADDRESSES"))

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        if not self.allow_private:
            resolutionReceiver = _PublicOnly(resolutionReceiver, hostName, self.refused)
        return super().resolveHostName(
            resolutionReceiver, hostName, portNumber, addressTypes, transportSemantics
        )
