"""What the archives' spiders do alike: ask an index, write what it lists, take the copies."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from sqlalchemy.exc import OperationalError
from twisted.python.failure import Failure

from crawlers import signals
from crawlers.answers import header, headers_of
from crawlers.archives.index import Copy, IndexNotReadable, IndexPage, Query, Window, refusal
from crawlers.archives.pages import copy_items
from crawlers.frontier import SourceWork
from crawlers.hosts import slot_settings
from crawlers.items import FailedPage, FetchedPage
from crawlers.policy import Outcome, outcome_of_error, outcome_of_status, pause_of
from crawlers.settings import SMALLEST_DELAY
from crawlers.spiders.base import ChannelSpider
from models.base import utc_now
from models.queries.backfill import WantedPage, archive_channels, record_index_page
from models.queries.discovery import PolledDocument
from models.session import explain

#: seconds: indexes of large hosts take their time
INDEX_TIMEOUT = 180
Output = FetchedPage | FailedPage | Request


@dataclass(slots=True)
class ArchiveWork:
    """What is left to do for one source: questions to the index, and pages it may still take."""

    work: SourceWork
    channel_id: int
    room: int
    questions: deque[Query] = field(default_factory=deque)
    asked: set[int] = field(default_factory=set)

    @property
    def places(self) -> list[str]:
        """The hosts of the source, with paths where it owns only these."""
        return list(self.work.source.spec.own_hosts)


class ArchiveSpider(ChannelSpider):
    """Base of the archives' spiders; see the subclasses for how to start them.

    The archive's interfaces are made for programs and asked at their own pace
    (``SALANG_ARCHIVE_DELAY_SECONDS``), one request at a time; the robots.txt of the archive, which
    is written for crawlers that follow links, is not asked.
    """

    kinds = frozenset()
    archive: ClassVar[str]

    async def start(self) -> AsyncIterator[Any]:
        """The first question for each source."""
        await self.begin()
        asked = self.job.backfill
        if asked is None:
            self.give_up("a back-fill needs its days: start it with salang backfill")
            raise CloseSpider("failed")
        self.window = Window(asked.start, asked.end, asked.match)
        for host in self.hosts():
            delay = max(self.own.archive_delay_seconds, SMALLEST_DELAY)
            slot_settings(self.crawler)[host] = {"delay": delay, "concurrency": 1, "jitter": 0.0}
        keys = [work.source.id for work in self.works]
        try:
            channels = await self.database.write(
                lambda session: archive_channels(
                    session, keys, self.archive, self.endpoint(), self.now
                )
            )
        except OperationalError as error:
            self.give_up(explain(error))
            raise CloseSpider("failed") from None
        for work in self.works:
            mine = ArchiveWork(work, channels[work.source.id], asked.max_pages)
            yield self.first(mine)

    def hosts(self) -> set[str]:
        """Hosts of the archive."""
        raise NotImplementedError

    def endpoint(self) -> str:
        """The index, as the channel is named on record."""
        raise NotImplementedError

    def first(self, mine: ArchiveWork) -> Request:
        """The first request for a source."""
        raise NotImplementedError

    def index_url(self, query: Query) -> str:
        """The address of a question."""
        raise NotImplementedError

    def read_index(self, body: bytes, query: Query) -> IndexPage:
        """What an answer lists. Raises `IndexNotReadable`."""
        raise NotImplementedError

    def page_request(self, mine: ArchiveWork, page: WantedPage, copy: Copy) -> Request:
        """The request for a copy."""
        raise NotImplementedError

    def fetched(self, mine: ArchiveWork, page: WantedPage, copy: Copy, response: Response) -> Any:
        """The page out of an answer with success, or what it is instead: an `Outcome`."""
        raise NotImplementedError

    # the index

    def ask(self, mine: ArchiveWork, query: Query) -> Request:
        """A question to the index."""
        mine.work.open_polls += 1
        return Request(
            self.index_url(query),
            callback=self.on_index,
            errback=self.on_index_failed,
            dont_filter=True,
            priority=10,
            meta={
                "dont_obey_robotstxt": True,
                "download_maxsize": self.own.document_max_bytes,
                "download_timeout": INDEX_TIMEOUT,
            },
            cb_kwargs={"mine": mine, "query": query},
        )

    async def on_index(
        self, response: Response, mine: ArchiveWork, query: Query
    ) -> AsyncIterator[Output]:
        """An answer of the index."""
        refused = refusal(
            response.status,
            {name.lower(): value for name, value in headers_of(response)},
            response.body,
        )
        page = IndexPage(())
        outcome, reason = refused or ("changed", "")
        if refused is None:
            try:
                page = await asyncio.to_thread(self.read_index, response.body, query)
            except IndexNotReadable as error:
                outcome, reason = "not_readable", str(error)
            else:
                outcome = "changed" if page.copies or page.follow else "empty"
                reason = f"{page.broken} rows could not be read" if page.broken else ""
        async for output in self._listed(mine, response.url, outcome, reason, response, page):
            yield output

    async def on_index_failed(self, failure: Failure) -> AsyncIterator[Output]:
        """A question that was not answered."""
        request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        error = failure.value
        assert error is not None
        if pause := pause_of(error):
            outcome, reason = "postponed", f"not asked: {pause}"
        else:
            failed = outcome_of_error(error, self.own.document_max_bytes)
            outcome, reason = failed.fate.value, failed.reason
        mine = request.cb_kwargs["mine"]
        async for output in self._listed(mine, request.url, outcome, reason, None, IndexPage(())):
            yield output

    async def _listed(
        self,
        mine: ArchiveWork,
        url: str,
        outcome: str,
        reason: str,
        response: Response | None,
        page: IndexPage,
    ) -> AsyncIterator[Output]:
        """Write what the index said; ask for what is to be had; go on."""
        spec = mine.work.source.spec
        items, copies = copy_items(page.copies, spec, self.archive)
        poll = PolledDocument(
            channel_id=mine.channel_id,
            source_id=mine.work.source.id,
            url=url,
            outcome=outcome,
            polled_at=utc_now(),
            hint_rule="archive",
            run_id=self.job.run_id,
            status=response.status if response is not None else None,
            reason=reason,
            items=items,
        )
        origins = {key: copy.origin for key, copy in copies.items()}
        try:
            new, wanted = await self.database.write(
                lambda session: record_index_page(session, poll, origins)
            )
        except OperationalError as error:
            self.give_up(explain(error))
            return
        self.tell(
            signals.poll_recorded, source=mine.work.slug, kind=self.archive, poll=poll, new=new
        )
        mine.work.open_polls -= 1
        if outcome not in ("changed", "empty"):
            self.tell(signals.noted, source=mine.work.slug, text=f"{self.archive}: {reason}")
        for one in wanted:
            if mine.room <= 0:
                break
            if one.id in mine.asked:
                continue
            mine.asked.add(one.id)
            mine.room -= 1
            mine.work.on_the_way += 1
            yield self.page_request(mine, one, copies[one.url_key])
        if page.follow is not None:
            mine.questions.appendleft(page.follow)
        if mine.room > 0 and mine.questions:
            yield self.ask(mine, mine.questions.popleft())
        elif mine.room <= 0 and not mine.work.told:
            mine.work.told = True
            text = "as many pages as one run may take; run it again for the rest"
            self.tell(signals.noted, source=mine.work.slug, text=text)

    # pages

    async def on_copy(
        self, response: Response, mine: ArchiveWork, wanted: WantedPage, copy: Copy
    ) -> AsyncIterator[Output]:
        """A copy that was answered."""
        mine.work.on_the_way -= 1
        outcome = outcome_of_status(response.status, header(response, "Location"))
        found = outcome or self.fetched(mine, wanted, copy, response)
        if isinstance(found, Outcome):
            yield self._failed(mine, wanted, found)
        else:
            yield found

    async def on_copy_failed(self, failure: Failure) -> AsyncIterator[Output]:
        """A copy that was not answered."""
        request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        mine, wanted = request.cb_kwargs["mine"], request.cb_kwargs["wanted"]
        mine.work.on_the_way -= 1
        error = failure.value
        assert error is not None
        if pause := pause_of(error):
            self.tell(signals.noted, source=mine.work.slug, text=str(pause))
            return
        outcome = outcome_of_error(error, request.meta.get("download_maxsize"))
        yield self._failed(mine, wanted, outcome)

    def _failed(self, mine: ArchiveWork, wanted: WantedPage, outcome: Outcome) -> FailedPage:
        return FailedPage(
            source=mine.work.slug,
            candidate_id=wanted.id,
            url=wanted.url,
            fate=outcome.fate,
            reason=f"{self.archive}: {outcome.reason}",
            at=utc_now(),
            # what the live crawl has in mind for it stays so
            next_attempt_at=wanted.next_attempt_at,
        )

    def _page_meta(self, mine: ArchiveWork) -> dict[str, Any]:
        politeness = mine.work.source.spec.politeness
        return {
            "dont_obey_robotstxt": True,
            "download_maxsize": politeness.max_bytes,
            "download_timeout": max(politeness.timeout_seconds, 60.0),
        }

    def _fetched(
        self,
        mine: ArchiveWork,
        wanted: WantedPage,
        copy: Copy,
        body: bytes,
        headers: tuple[tuple[str, str], ...],
        taken_at: datetime,
    ) -> FetchedPage:
        content_type = next((v for k, v in headers if k.lower() == "content-type"), None)
        return FetchedPage(
            source=mine.work.slug,
            candidate_id=wanted.id,
            url=wanted.url,
            final_url=copy.url,
            status=200,
            headers=headers,
            content_type=content_type,
            body=body,
            fetched_at=taken_at,
            origin_url=copy.origin,
        )
