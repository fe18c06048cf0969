"""The spider of a look: one coroutine that asks for what it needs, one answer after another."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from crawlers import signals
from crawlers.catalog import SourceSpec
from crawlers.errors import RobotsDenied, RobotsUnavailable
from crawlers.frontier import SourceWork
from crawlers.middlewares.robots import RobotsRules
from crawlers.policy import Outcome, outcome_of_error, pause_of
from crawlers.settings import CrawlSettings
from crawlers.watched import WatchedSource
from models.candidates import Fate

Task = Callable[["ProbeSpider", Mapping[str, Any]], Awaitable[dict[str, Any]]]


class ProbeSpider(Spider):
    """Runs one task. Guard, robots.txt, delays and limits are those of the crawl."""

    name = "probe"

    def __init__(self, task: Task, arguments: Mapping[str, Any], **others: Any) -> None:
        super().__init__(**others)
        self.own = CrawlSettings()
        self.found: dict[str, Any] = {"error": "the look was interrupted"}
        self._task = task
        self._arguments = arguments

    async def start(self) -> AsyncIterator[Any]:
        """Do the task; nothing is left to the engine."""
        try:
            self.found = await self._task(self, self._arguments)
        except Exception as error:
            self.found = {"error": f"{type(error).__name__}: {error}"}
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    def be_polite(self, spec: SourceSpec) -> None:
        """Keep the delays that a source's file asks for."""
        works = [SourceWork(WatchedSource(0, spec))]
        self.crawler.signals.send_catch_log(signals.opened, works=works)

    async def ask(
        self,
        url: str,
        *,
        accept: str,
        languages: Sequence[str] = (),
        seconds: float = 60.0,
        most_bytes: int | None = None,
        gdelt: bool = False,
    ) -> Response | Outcome:
        """The answer to a request, or what came instead of one."""
        limit = most_bytes or self.own.document_max_bytes
        headers = {"Accept": accept, "Accept-Language": ", ".join([*languages, "*;q=0.5"])}
        meta = {"download_maxsize": limit, "download_timeout": seconds, "gdelt": gdelt}
        try:
            request = Request(url, headers=headers, meta=meta)
        except ValueError as error:
            return Outcome(Fate.MALFORMED_URL, f"cannot be asked for: {error}")
        try:
            response: Response = await self.crawler.engine.download_async(request)
            return response
        except Exception as error:
            pause = pause_of(error)
            if pause is not None:
                return Outcome(Fate.NOT_REQUESTED, f"not asked: {pause}", passing=True)
            return outcome_of_error(error, limit)

    async def robots_refusal(self, url: str) -> Outcome | None:
        """What robots.txt of a page's host says against asking for it; None for nothing."""
        rules = next(
            one
            for one in self.crawler.engine.downloader.middleware.middlewares
            if isinstance(one, RobotsRules)
        )
        try:
            request = Request(url)
            rules.process_request_2(await rules.robot_parser(request), request)
        except (RobotsDenied, RobotsUnavailable, ValueError) as error:
            return outcome_of_error(error)
        return None
