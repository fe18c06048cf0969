"""The process of a look: an order as JSON on stdin, what was found as JSON on stdout."""

import json
import logging
import os
import sys
from typing import Any

from pydantic import ValidationError


def main() -> None:
    """Run the task and print what it found."""
    report = os.dup(1)
    os.dup2(2, 1)  # what else is printed is no answer
    order = json.loads(sys.stdin.buffer.read())

    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers.probe.spider import ProbeSpider
    from crawlers.probe.tasks import TASKS
    from crawlers.settings import CrawlSettings, scrapy_settings

    try:
        own = CrawlSettings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        sys.exit(f"the setting SALANG_{str(first['loc'][0]).upper()}: {first['msg']}")
    settings = scrapy_settings(own)
    settings |= {
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {"crawlers.extensions.politeness.Politeness": 100},
        "LOG_ENABLED": False,
        # a person waits: what fails is told, not tried again
        "RETRY_ENABLED": False,
    }
    logging.disable(logging.WARNING)
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(ProbeSpider)
    process.crawl(crawler, task=TASKS[order["task"]], arguments=order["arguments"])
    process.start()
    spider: Any = crawler.spider
    found = spider.found if spider is not None else {"error": "the look could not begin"}
    with os.fdopen(report, "wb") as out:
        out.write(json.dumps(found, ensure_ascii=True).encode())


if __name__ == "__main__":
    main()
