"""Conditional requests for channel documents, from the state kept in the database.

Scrapy's own HTTP cache would replay the old body as a new answer. Here a 304 goes to the spider as
it is, and becomes the poll's outcome ``unchanged``.
"""

from scrapy import Request


class ConditionalRequests:
    """Downloader middleware: sends the validators of the last full answer.

    A request carries them as ``meta["etag"]`` and ``meta["last_modified"]``; afterwards
    ``meta["conditional"]`` says whether there were any.
    """

    def process_request(self, request: Request) -> None:
        etag = request.meta.get("etag")
        last_modified = request.meta.get("last_modified")
        if etag:
            request.headers["If-None-Match"] = etag
        if last_modified:
            request.headers["If-Modified-Since"] = last_modified
        if etag or last_modified:
            request.meta["conditional"] = True
