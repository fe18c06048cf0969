"""Each host has a queue of its own, whatever source or redirect leads there."""

from scrapy import Request

from crawlers.catalog.checks import host_of


class HostSlots:
    """Downloader middleware: puts a request into the queue of its own host.

    Scrapy keeps a redirected request in the queue it started in, where the delay between requests
    to the host it now goes to is not kept. A host with a port is a host of its own.
    """

    def process_request(self, request: Request) -> None:
        request.meta["download_slot"] = host_of(request.url)
