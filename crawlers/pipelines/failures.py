"""Failures: a page that could not be had gets its fate, and a time to be asked for again."""

from typing import Any

from scrapy.crawler import Crawler
from sqlalchemy.exc import OperationalError

from crawlers import signals
from crawlers.items import FailedPage
from models.queries.fetching import record_failure
from models.session import explain


class FailurePipeline:
    """Writes the fates of pages that could not be fetched."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "FailurePipeline":
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, FailedPage):
            return item
        spider: Any = self._crawler.spider
        run_id = spider.job.run_id
        try:
            await spider.database.write(
                lambda session: record_failure(
                    session,
                    item.candidate_id,
                    item.fate,
                    item.reason,
                    item.at,
                    run_id,
                    item.next_attempt_at,
                )
            )
        except OperationalError as error:
            spider.give_up(explain(error))
            return item
        spider.tell(
            signals.page_recorded,
            source=item.source,
            url=item.url,
            fate=item.fate,
            reason=item.reason,
            size=0,
        )
        return item
