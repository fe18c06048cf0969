"""Whose page is it? From an address to the source that publishes there."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from crawlers.catalog.checks import host_of
from crawlers.catalog.schema import SourceSpec


class HostIndex:
    """Finds the source an address belongs to.

    The most specific claim wins: `russian.rt.com` before `rt.com`, `bbc.com/pashto` before
    `bbc.com`. A host includes its sub-domains (`m.`, `en.`), a path everything below it.
    """

    def __init__(self, sources: Iterable[SourceSpec]) -> None:
        self._owners = {claim: source for source in sources for claim in source.own_hosts}

    def owner(self, url: str) -> SourceSpec | None:
        """The source whose page `url` is, or None. Never raises for a strange address."""
        try:
            host, path = host_of(url), urlsplit(url).path
        except ValueError:
            return None
        steps = [step for step in path.split("/") if step]
        while host:
            for length in range(len(steps), -1, -1):
                found = self._owners.get("/".join((host, *steps[:length])))
                if found is not None:
                    return found
            host = host.partition(".")[2]
        return None
