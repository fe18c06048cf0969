"""Visits to stored articles: what each came to, and the bytes of those that look different."""

from dataclasses import replace
from typing import Any

from scrapy.crawler import Crawler
from sqlalchemy.exc import OperationalError

from crawlers import signals
from crawlers.items import VisitedPage
from models.candidates import Fate
from models.queries.revisits import record_visit
from models.session import explain


class VisitPipeline:
    """Writes visits that need no reading; the others go on to `CapturePipeline` with their page."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "VisitPipeline":
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, VisitedPage):
            return item
        spider: Any = self._crawler.spider
        visit = replace(item.visit, run_id=spider.job.run_id)
        if item.page is not None:
            return replace(item.page, visit=visit)
        try:
            await spider.database.write(lambda session: record_visit(session, visit))
        except OperationalError as error:
            spider.give_up(explain(error))
            return item
        gone = visit.fate if visit.outcome == "gone" and visit.fate else Fate.HTTP_ERROR
        spider.tell(
            signals.page_recorded,
            source=item.source,
            url=item.url,
            fate=Fate.FETCHED if visit.outcome in ("unchanged", "returned") else gone,
            reason=visit.reason,
            size=0,
        )
        return item
