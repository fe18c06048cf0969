"""What all spiders do: poll a source's channels, then fetch the pages that are due.

Which page is due is the database's word, not the channel's: a crawl that was killed, or whose
channels all answer "unchanged", still fetches what an earlier one left.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from sqlalchemy.exc import OperationalError
from twisted.python.failure import Failure

from crawlers import signals
from crawlers.answers import failed_page, fetched_page, page_outcome, poll_answer
from crawlers.asking import LISTING_TYPES, accepted_languages
from crawlers.catalog import CatalogError, Problem, read_catalog
from crawlers.catalog.checks import host_of
from crawlers.errors import HostPaused
from crawlers.frontier import DuePage, SourceWork
from crawlers.holding import release
from crawlers.hosts import drop_queue
from crawlers.items import FailedPage, FetchedPage, VisitedPage
from crawlers.job import CrawlJob, parse_since
from crawlers.leases import Leases
from crawlers.middlewares.documents import let_go
from crawlers.openings import openings
from crawlers.owners import no_owners, owners_of
from crawlers.pipelines.capture import not_stored
from crawlers.policy import Outcome, outcome_of_error, pause_of
from crawlers.polling import (
    Judged,
    PollContext,
    judge_broken,
    judge_failure,
    judge_pause,
)
from crawlers.posts import address_to_ask, page_before, write_posts
from crawlers.reading import DocumentReader
from crawlers.recording import write_poll
from crawlers.settings import CrawlSettings
from crawlers.validators import validators_to_send
from crawlers.watched import WatchedChannel, WatchedSource, watch
from crawlers.writer import Writer
from models.base import utc_now
from models.candidates import Fate
from models.pages import PageStore
from models.queries.fetching import due_candidates
from models.session import StorageError, explain, make_engine
from models.settings import StorageSettings

logger = logging.getLogger(__name__)
Output = FetchedPage | FailedPage | VisitedPage | Request


class ChannelSpider(Spider):
    """Base of the spiders; see the subclasses for how to start them.

    ``kinds`` are the kinds of channels polled; None means all that have a reader.
    """

    kinds: ClassVar[frozenset[str] | None] = None

    def __init__(
        self,
        job: CrawlJob | None = None,
        source: str = "",
        since: str = "",
        catalog: str = "",
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        self._ahead = job.present - utc_now() if job and job.present else timedelta(0)
        self.now = self.clock()
        self.by_hand = job is None
        self.job = job or CrawlJob(
            sources=tuple(slug for slug in source.split(",") if slug),
            since=parse_since(since, self.now) if since else None,
            catalog=Path(catalog) if catalog else None,
        )
        self.own = CrawlSettings()
        self.context = PollContext(
            run_id=self.job.run_id,
            since=self.job.since,
            max_bytes=self.own.document_max_bytes,
            max_children=self.own.sitemap_children_per_run,
            due_only=self.job.respect_schedule,
        )
        self.writer: Writer | None = None
        self.reader = DocumentReader()
        #: only several machines have to agree on who asks a host
        self.leases: Leases | None = None
        self.store = PageStore(StorageSettings().pages)
        self.works: list[SourceWork] = []
        self.missing: list[str] = []
        self.owners = no_owners()

    @property
    def database(self) -> Writer:
        """The way to the database, open from `start` on."""
        assert self.writer is not None
        return self.writer

    def clock(self) -> datetime:
        """The present, as the job takes it."""
        return utc_now() + self._ahead

    async def start(self) -> AsyncIterator[Any]:
        """Polls of all sources, then the pages of those that have nothing to poll."""
        await self.begin()
        polls = [(work, list(self._first_polls(work))) for work in self.works]
        for work, requests in polls:
            work.open_polls = len(requests)
        for _, requests in polls:
            for request in requests:
                yield request
        for work, requests in polls:
            if not requests:
                async for output in self._pages(work):
                    yield output

    async def begin(self) -> None:
        """Load the sources and open the database. Raises `CloseSpider` when that fails."""
        try:
            sources = await self._open()
        except (StorageError, CatalogError) as error:
            self.give_up(str(error))
            raise CloseSpider("failed") from None
        except OperationalError as error:
            self.give_up(explain(error))
            raise CloseSpider("failed") from None
        self.works = [SourceWork(source) for source in sources]
        self.tell(signals.opened, works=self.works)
        for slug in self.missing:
            self.tell(signals.noted, source=slug, text="the catalogue has no such sound source")

    async def _open(self) -> list[WatchedSource]:
        reading = read_catalog(self.job.catalog or self.own.catalog)
        by_slug = {spec.slug: spec for spec in reading.sources}
        slugs = dict.fromkeys(self.job.sources)
        specs = [by_slug[slug] for slug in slugs if slug in by_slug]
        self.missing = [slug for slug in slugs if slug not in by_slug]
        if not specs:
            problems = "; ".join(map(str, reading.problems))
            raise CatalogError(
                [Problem(", ".join(self.missing), None, "", f"no such sound source. {problems}")]
            )
        engine = make_engine()
        if self.by_hand:
            from models.migrate import ensure_current

            ensure_current(engine)
        self.writer = Writer(engine)
        if engine.dialect.name == "postgresql":
            self.leases = Leases(self.crawler, self.writer, self.job.patience)
        kinds = self.kinds if self.job.kinds is None else frozenset(self.job.kinds)
        watched = await self.writer.write(lambda session: watch(session, specs, kinds, self.now))
        if any(channel.spec.kind == "gdelt" for one in watched for channel in one.channels):
            self.owners = await self.writer.write(
                lambda session: owners_of(session, reading.sources, self.now)
            )
        return watched

    def tell(self, signal: object, **values: Any) -> None:
        """Send one of our signals to the extensions."""
        self.crawler.signals.send_catch_log(signal=signal, **values)

    def give_up(self, reason: str) -> None:
        """Ask for the end of the crawl: nothing more can be stored. What is not done is pending."""
        logger.error("the crawl stops: %s", reason)
        self.tell(signals.stop_asked, reason="failed", message=reason)

    # polling

    def _first_polls(self, work: SourceWork) -> Iterator[Request]:
        for channel in work.source.channels:
            most = self.context.max_children
            for url in openings(channel, self.now, self.job.since, most):
                due = channel.state(url).next_poll_at
                if not (self.job.respect_schedule and due and due > self.now):
                    work.opens(channel.id, url, most)
                    yield self._poll(work, channel, url, 0)

    def _poll(self, work: SourceWork, channel: WatchedChannel, url: str, depth: int) -> Request:
        etag, last_modified = validators_to_send(channel.state(url))
        spec = work.source.spec
        return Request(
            url,
            callback=self.on_poll,
            errback=self.on_poll_failed,
            dont_filter=True,
            priority=10,
            headers={
                "Accept": LISTING_TYPES,
                "Accept-Language": accepted_languages(spec.languages_of(channel.spec)),
            },
            meta={
                "etag": etag,
                "gdelt": channel.spec.kind == "gdelt",
                "last_modified": last_modified,
                "download_maxsize": self.own.document_max_bytes,
                "download_timeout": spec.politeness.timeout_seconds,
            },
            cb_kwargs={"work": work, "channel": channel, "url": url, "depth": depth},
        )

    async def on_poll(
        self, response: Response, work: SourceWork, channel: WatchedChannel, url: str, depth: int
    ) -> AsyncIterator[Output]:
        """An answer to a poll: read it beside the reactor, write it, go on."""
        answer = poll_answer(response, "conditional" in response.meta, self.clock())
        try:
            judged = await self.reader.judge(work.source, channel, url, answer, self.context)
        except Exception as error:
            logger.exception("the reader broke on %s", url, extra={"source": work.slug})
            judged = judge_broken(work.source, channel, url, answer, error, self.context)
        finally:
            let_go(response, len(answer.body))
        async for output in self._polled(work, channel, judged, depth):
            yield output

    async def on_poll_failed(self, failure: Failure) -> AsyncIterator[Output]:
        """A poll that was not answered."""
        known = failure.request.cb_kwargs  # type: ignore[attr-defined]  # set by Scrapy
        error, at = _error(failure), self.clock()
        place = (known["work"].source, known["channel"], known["url"])
        if pause := pause_of(error):
            judged = judge_pause(*place, str(pause), at, self.context, pause.wait)
        else:
            outcome = outcome_of_error(error, self.own.document_max_bytes)
            judged = judge_failure(*place, outcome, at, self.context)
        async for output in self._polled(known["work"], known["channel"], judged, known["depth"]):
            yield output

    async def _polled(
        self, work: SourceWork, channel: WatchedChannel, judged: Judged, depth: int
    ) -> AsyncIterator[Output]:
        poll = self.owners.attributed(channel, judged.poll)
        try:
            if judged.posts is None:
                new = await write_poll(self.database, poll, judged.choose)
            else:
                new = await write_posts(
                    self.database, self.store, poll, judged.posts, judged.choose
                )
            older = await page_before(self.database, channel, poll, judged.posts, depth)
        except OperationalError as error:
            self.give_up(explain(error))
            return
        except OSError as error:
            self.give_up(not_stored(self.store, error))
            return
        self.tell(
            signals.poll_recorded, source=work.slug, kind=channel.spec.kind, poll=poll, new=new
        )
        if depth < channel.spec.deepest:
            for child in judged.documents:
                if child.only_after_news and not new:
                    continue
                if not work.opens(channel.id, child.url, self.context.max_children):
                    continue
                try:
                    request = self._poll(work, channel, child.url, depth + 1)
                except ValueError as error:
                    logger.warning(
                        "%s lists no address: %s (%s)",
                        poll.url,
                        child.url,
                        error,
                        extra={"source": work.slug},
                    )
                    continue
                work.open_polls += 1
                yield request
        if older:
            work.open_polls += 1
            yield self._poll(work, channel, older, depth + 1)
        work.open_polls -= 1
        async for output in self._pages(work):
            yield output

    # pages

    async def _pages(self, work: SourceWork) -> AsyncIterator[Output]:
        """Requests for the candidates that are due, as many as there is room for."""
        while room := work.room():
            work.loading = True
            try:
                if not work.released:
                    work.released = True
                    await release(self.database, work.source, self.job, self.now)
                pages = await self.database.read(lambda session: self._due(session, work, room))
            except OperationalError as error:
                self.give_up(explain(error))
                return
            finally:
                work.loading = False
            work.took(pages, room)
            for page in pages:
                yield self._page(work, page)
        self._tell_held(work)

    def _due(self, session: Any, work: SourceWork, room: int) -> list[DuePage]:
        due = due_candidates(session, work.source.id, self.now, room, work.cursor)
        return [DuePage(row.id, row.url, row.attempts) for row in due]

    def _page(self, work: SourceWork, page: DuePage) -> Output:
        politeness = work.source.spec.politeness
        try:
            return Request(
                address_to_ask(page.url, work.source.spec),
                callback=self.on_page,
                errback=self.on_page_failed,
                dont_filter=True,
                headers={"Accept-Language": accepted_languages(work.source.spec.languages)},
                meta={
                    "download_maxsize": politeness.max_bytes,
                    "download_timeout": politeness.timeout_seconds,
                    "render": work.source.spec.render,
                },
                cb_kwargs={"work": work, "page": page},
            )
        except ValueError as error:
            outcome = Outcome(Fate.MALFORMED_URL, f"cannot be asked for: {error}")
            work.arrived(outcome)
            return failed_page(work.slug, page, outcome, self.clock())

    async def on_page(
        self, response: Response, work: SourceWork, page: DuePage
    ) -> AsyncIterator[Output]:
        """An answer to a page request."""
        outcome = page_outcome(response)
        self._arrived(work, outcome, response.url)
        at = self.clock()
        if outcome is None:
            yield fetched_page(work.slug, page, response, at)
        else:
            yield failed_page(work.slug, page, outcome, at, response)
        async for output in self._pages(work):
            yield output

    async def on_page_failed(self, failure: Failure) -> AsyncIterator[Output]:
        """A page request that was not answered."""
        request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        work, page = request.cb_kwargs["work"], request.cb_kwargs["page"]
        error = _error(failure)
        if pause := pause_of(error):
            work.postponed(str(pause))
        else:
            outcome = outcome_of_error(error, request.meta.get("download_maxsize"))
            self._arrived(work, outcome, request.url)
            yield failed_page(work.slug, page, outcome, self.clock())
        async for output in self._pages(work):
            yield output

    def _arrived(self, work: SourceWork, outcome: Outcome | None, url: str) -> None:
        work.arrived(outcome)
        if work.given_up:  # what waits for its turn would each cost the time allowed
            drop_queue(self.crawler, host_of(url), HostPaused(work.held or ""))

    def _tell_held(self, work: SourceWork) -> None:
        if work.held and not work.told:
            work.told = True
            self.tell(signals.noted, source=work.slug, text=work.held)


def _error(failure: Failure) -> BaseException:
    assert failure.value is not None  # a failure of a request always has one
    return failure.value
