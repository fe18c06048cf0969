"""Pages of sources with ``render: true`` come to the spider as a browser shows them."""

import logging
from typing import Any

from scrapy import Request
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers import signals
from crawlers.rendering import Drawn, Renderer, RenderingUnavailable
from crawlers.settings import CrawlSettings

logger = logging.getLogger(__name__)


class Rendering:
    """Downloader middleware: draws answers to requests with ``meta["render"]``.

    It is the last one on the way in, so that it sees pages only: no redirect, no packed bytes. What
    cannot be drawn goes on as it was fetched, and the run's notes say so.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        own = CrawlSettings()
        self._renderer = Renderer(own.browser, own.browser_sandbox, own.agent)
        self._told: set[str] = set()
        crawler.signals.connect(self.spider_closed, scrapy_signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Rendering":
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        if not request.meta.get("render") or response.status != 200 or not _is_page(response):
            return response
        seconds = float(request.meta.get("download_timeout") or 60.0)

        async def ask(url: str) -> Response | None:
            return await self._ask(url, request)

        try:
            drawn = await self._renderer.draw(response, ask, seconds)
        except RenderingUnavailable as error:
            self._tell(request, f"pages are read as they were fetched: {error}")
            return response
        except TimeoutError:
            self._tell(request, f"a page was not drawn within {seconds:.0f} seconds")
            return response
        except Exception as error:  # whatever a browser may die of
            logger.warning("%s was not drawn: %s", request.url, error)
            self._tell(request, "a page could not be drawn; the log says why")
            return response
        limit = request.meta.get("download_maxsize")
        return _drawn(response, drawn) if not limit or len(drawn.markup) <= limit else response

    async def spider_closed(self) -> None:
        """The browser ends with the crawl."""
        await self._renderer.close()

    async def _ask(self, url: str, page: Request) -> Response | None:
        """What the crawl gets for the browser; None for whatever it refuses or fails at."""
        meta = {key: page.meta[key] for key in ("download_timeout", "download_maxsize")}
        headers = {"Accept-Language": page.headers.get("Accept-Language")}
        try:
            engine: Any = self._crawler.engine
            response: Response = await engine.download_async(
                Request(url, headers=headers, meta=meta, dont_filter=True)
            )
            return response
        except Exception as error:
            logger.info("%s asked for %s: %s", page.url, url, error)
            return None

    def _tell(self, request: Request, text: str) -> None:
        work = request.cb_kwargs.get("work")
        if work is not None and text not in self._told:
            self._told.add(text)
            self._crawler.signals.send_catch_log(signals.noted, source=work.slug, text=text)


def _is_page(response: Response) -> bool:
    kind = (response.headers.get("Content-Type") or b"").lower()
    return b"html" in kind or not kind


def _drawn(response: Response, drawn: Drawn) -> Response:
    """The response with the page as shown; its headers say that these are not the bytes sent."""
    headers = response.headers.copy()
    headers["Content-Type"] = "text/html; charset=utf-8"
    headers["X-Salang-Rendered"] = f"{drawn.answered} requests answered, {drawn.refused} refused"
    body = drawn.markup.encode("utf-8", "replace")
    return response.replace(body=body, headers=headers)
