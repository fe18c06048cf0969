"""robots.txt, with failures treated as RFC 9309 says.

Scrapy reads whatever comes in place of robots.txt as if it were one and lets everything pass when
nothing comes. The standard wants more: no such file (4xx) means no rules; a host that fails or
cannot be reached (2.3.1.4) means that nothing may be asked for.
"""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawlers.errors import RedirectLoop, RobotsDenied, RobotsUnavailable


class RobotsRules(RobotsTxtMiddleware):
    """Downloader middleware: obeys robots.txt and says why a request was not sent."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unavailable: dict[str, RobotsUnavailable] = {}

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
        if response.status >= 300:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, RobotsUnavailable):
            self._unavailable[netloc] = exc
        elif not isinstance(exc, RedirectLoop):  # one that leads nowhere is no file (2.3.1.2)
            self._unavailable[netloc] = RobotsUnavailable(str(exc), exc)
        super()._robots_error(exc, netloc)
