"""Plain Scrapy, trafilatura in the callback, JSON lines: what most people write first."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from trafilatura import bare_extraction

URLS, OUT = Path(sys.argv[1]), Path(sys.argv[2])


class Pages(scrapy.Spider):
    name = "pages"

    async def start(self) -> AsyncIterator[Any]:
        for url in URLS.read_text().split():
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        document = bare_extraction(response.text, url=response.url, with_metadata=True)
        if document is not None:
            kept = ("title", "author", "date", "text", "url")
            yield {name: getattr(document, name) for name in kept}


if __name__ == "__main__":
    process = CrawlerProcess(
        {
            "FEEDS": {str(OUT / "pages.jsonl"): {"format": "jsonlines"}},
            "LOG_LEVEL": "WARNING",
            "CONCURRENT_REQUESTS": 16,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "DOWNLOAD_DELAY": 0,
            "REMOTE_CONTROL_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Pages)
    process.start()
