"""Scrapy with trafilatura in a pool of two processes, JSON lines: what people write second."""

import asyncio
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

URLS, OUT = Path(sys.argv[1]), Path(sys.argv[2])


def read(text: str, url: str) -> dict[str, Any] | None:
    """What trafilatura makes of a page."""
    from trafilatura import bare_extraction

    document = bare_extraction(text, url=url, with_metadata=True)
    kept = ("title", "author", "date", "text", "url")
    return None if document is None else {name: getattr(document, name) for name in kept}


class Pages(scrapy.Spider):
    name = "pages"

    async def start(self) -> AsyncIterator[Any]:
        self.pool = ProcessPoolExecutor(2, get_context("spawn"))
        for url in URLS.read_text().split():
            yield scrapy.Request(url, dont_filter=True)

    async def parse(self, response: Response) -> AsyncIterator[dict[str, Any]]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self.pool, read, response.text, response.url)
        if found is not None:
            yield found

    def closed(self, reason: str) -> None:
        self.pool.shutdown()


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
