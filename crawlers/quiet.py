"""What the crawl's log leaves out: the pages that went well."""

from typing import Any

from scrapy.logformatter import LogFormatter


class QuietLog(LogFormatter):
    """Scrapy's messages, but for two about each page, below the log's level.

    They are made before they are dropped; what came of a page stands in the database.
    """

    def crawled(self, request: Any, response: Any, spider: Any) -> None:  # type: ignore[override]
        """Nothing: Scrapy says that this leaves the message out."""

    def scraped(self, item: Any, response: Any, spider: Any) -> None:  # type: ignore[override]
        """Nothing."""
