"""Articles that are stored, asked for again."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.answers import fetched_page, page_outcome
from crawlers.catalog import SourceSpec
from crawlers.frontier import DuePage, SourceWork
from crawlers.items import FailedPage, VisitedPage
from crawlers.policy import Outcome, outcome_of_error, pause_of
from crawlers.revisits import ArticlePage, missing, no_change, to_be_read, unchanged
from crawlers.spiders.base import ChannelSpider, Output
from crawlers.watched import WatchedSource
from models.base import utc_now
from models.queries.revisits import due_articles


class RevisitSpider(ChannelSpider):
    """Asks again for relevant and borderline articles that are due; polls no channel.

    The same hosts, delays, robots.txt, guard and limits as any crawl. A request carries the ETag
    and Last-Modified of the last answer. The flow ``revisit`` starts it; by hand::

        scrapy crawl revisits -a source=tass,tolonews [-a catalog=FOLDER]

    The most articles per source and run is the smaller of the job's ``visits_per_source`` and
    ``politeness.max_pages_per_run`` of the source's YAML.
    """

    name = "revisits"

    async def _open(self) -> list[WatchedSource]:
        return [
            WatchedSource(source.id, _bounded(source.spec, self.job.visits_per_source), ())
            for source in await super()._open()
        ]

    def _first_polls(self, _work: SourceWork) -> Iterator[Request]:
        return iter(())

    async def _release(self, _work: SourceWork) -> None:
        """What limits held back is no matter of articles that are stored."""

    def _due(self, session: Any, work: SourceWork, room: int) -> list[DuePage]:
        now = None if self.job.visit_all else self.now
        due = due_articles(session, work.source.id, now, room, work.cursor, self.job.topics)
        return [ArticlePage.of(article) for article in due]

    def _page(self, work: SourceWork, page: DuePage) -> Output:
        assert isinstance(page, ArticlePage)
        request = super()._page(work, page)
        if isinstance(request, FailedPage):
            # no address any more, by another rule than when it was fetched
            outcome = Outcome(request.fate, request.reason)
            return VisitedPage(work.slug, page.url, missing(page, outcome, None, utc_now()))
        if isinstance(request, Request):
            request.meta.update(page.validators)
        return request

    async def on_page(
        self, response: Response, work: SourceWork, page: DuePage
    ) -> AsyncIterator[Output]:
        """An answer to a visit."""
        assert isinstance(page, ArticlePage)
        at = utc_now()
        same = unchanged(page, response.status, response.body)
        outcome = None if same else page_outcome(response)
        work.arrived(outcome)
        if same:
            visit = no_change(page, same, response.status, at)
            yield VisitedPage(work.slug, page.url, visit)
        elif outcome is not None:
            visit = missing(page, outcome, response.status, at)
            yield VisitedPage(work.slug, page.url, visit)
        else:
            visit = to_be_read(page, response.status, at)
            yield VisitedPage(
                work.slug, page.url, visit, fetched_page(work.slug, page, response, at)
            )
        async for output in self._pages(work):
            yield output

    async def on_page_failed(self, failure: Failure) -> AsyncIterator[Output]:
        """A visit that was not answered."""
        request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        work, page = request.cb_kwargs["work"], request.cb_kwargs["page"]
        error = failure.value
        assert error is not None
        if pause := pause_of(error):
            work.postponed(str(pause))
        else:
            outcome = outcome_of_error(error, request.meta.get("download_maxsize"))
            work.arrived(outcome)
            yield VisitedPage(work.slug, page.url, missing(page, outcome, None, utc_now()))
        async for output in self._pages(work):
            yield output


def _bounded(spec: SourceSpec, most: int) -> SourceSpec:
    politeness = spec.politeness
    pages = min(most, politeness.max_pages_per_run)
    return spec.model_copy(
        update={"politeness": politeness.model_copy(update={"max_pages_per_run": pages})}
    )
