"""Crawling a batch of sources: one Scrapy subprocess fetches, this process reads beside it."""

from dataclasses import replace
from typing import Any

from crawlers.launch import CrawlJob, CrawlProcess, CrawlResult
from flows.progress import Step, tell
from flows.stages.read import Reader

#: seconds to wait for news of the crawl when there is nothing to read
IDLE = 0.2


def crawl(job: CrawlJob, reader: Reader, source_ids: list[int]) -> CrawlResult:
    """Crawl a batch and read what it brings while it runs.

    Leftovers of a killed run are read as well: what is read is what is pending. Whatever ends
    this function ends the subprocess too.
    """
    process = CrawlProcess(job)
    process.start()
    step = Step("crawl", 0)
    look = True
    try:
        while process.running:
            read = reader.read_batch(source_ids) if look else 0
            # the database is asked when something may have come; every two seconds at least
            look = bool(read)
            for event in process.poll(timeout=0 if read else IDLE):
                look = look or event["event"] in ("page", "progress")
                if event["event"] == "poll" and event["new"]:
                    reader.pool.prepare()
                if event["event"] == "progress":
                    step = _step(event, reader)
                    tell(step)
    finally:
        process.stop()
    reader.read_all(source_ids)
    tell(replace(step, total=step.done))
    return process.result()


def _step(event: dict[str, Any], reader: Reader) -> Step:
    done = event["pages"]
    return Step("crawl", done, done + event["pages_open"], f"{sum(reader.counts.values())} read")
