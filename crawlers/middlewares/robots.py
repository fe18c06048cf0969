"""robots.txt, with failures treated as RFC 9309 says.

Scrapy reads whatever comes in place of robots.txt as if it were one and lets everything pass when
nothing comes. The standard wants more: no such file (4xx) means no rules; a host that fails or
cannot be reached (2.3.1.4) means that nothing may be asked for; and of a file that is larger than
half a megabyte that much is read (2.5).
"""

import asyncio

from scrapy import Request
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from crawlers.errors import RedirectLoop, RobotsDenied, RobotsUnavailable

#: bytes of robots.txt that are read: the standard's least, and what the large search engines take.
#: Rules for ten megabytes take half a minute to read, and seconds for each page they are asked of
MOST_BYTES = 512_000
#: seconds for one request for robots.txt, for which every other to its host waits
SECONDS = 30.0


class RobotsRules(RobotsTxtMiddleware):
    """Downloader middleware: obeys robots.txt and says why a request was not sent."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unavailable: dict[str, RobotsUnavailable] = {}
        crawler.signals.connect(self._received, scrapy_signals.bytes_received)

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Raises `RobotsDenied` and `RobotsUnavailable`."""
        if _is_for_robots(request):
            request.meta.setdefault("download_timeout", SECONDS)
        await super().process_request(request)

    def _received(self, data: bytes, request: Request) -> None:
        """Stop listening to a robots.txt that goes on and on; what came is read."""
        if _is_for_robots(request):
            request.meta["robots_bytes"] = request.meta.get("robots_bytes", 0) + len(data)
            if request.meta["robots_bytes"] > MOST_BYTES:
                raise StopDownload(fail=False)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules for a request's host; None when there are none.

        Raises `RobotsUnavailable`.
        """
        parser = await super().robot_parser(request)
        refused = self._unavailable.get(urlparse_cached(request).netloc)
        if refused is not None:
            raise RobotsUnavailable(str(refused), refused.error)
        return parser

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raises `RobotsDenied` for what the rules forbid."""
        agent = self._robotstxt_useragent or self._default_useragent
        if rp is not None and not rp.allowed(request.url, agent):
            self._stats.inc_value("robotstxt/forbidden")
            raise RobotsDenied("robots.txt of the host forbids it")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            raise RobotsUnavailable(f"robots.txt could not be read: answered {response.status}")
        body = response.body if response.status < 300 else b""
        if len(body) > MOST_BYTES:
            # the last line may be half a rule, which would forbid more than the whole one
            body = body[:MOST_BYTES].rpartition(b"\n")[0]
        # as Scrapy's own, but beside the reactor: rules without sense take up to two seconds
        parser = await asyncio.to_thread(build_from_crawler, self._parserimpl, self.crawler, body)
        await self.crawler.signals.send_catch_log_async(
            scrapy_signals.robots_parsed, robotparser=parser, request=request
        )
        waiting = self._parsers[netloc]
        assert isinstance(waiting, Deferred)
        self._parsers[netloc] = parser
        waiting.callback(parser)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, RobotsUnavailable):
            self._unavailable[netloc] = exc
        elif not isinstance(exc, RedirectLoop):  # one that leads nowhere is no file (2.3.1.2)
            self._unavailable[netloc] = RobotsUnavailable(str(exc), exc)
        super()._robots_error(exc, netloc)


def _is_for_robots(request: Request) -> bool:
    """Whether Scrapy's own middleware asks; an archive's pages do without robots.txt too."""
    return request.callback is NO_CALLBACK and urlparse_cached(request).path == "/robots.txt"
