"""Redirects: followed up to ten times, never in a circle."""

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware

from crawlers.errors import RedirectLoop


class Redirects(RedirectMiddleware):
    """Scrapy's redirects, but a circle is seen when it closes and has a name of its own."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        been = [*request.meta.get("redirect_urls", []), request.url]
        if redirected.url in been:
            raise RedirectLoop(f"redirected in a circle of {len(been)}, back to {redirected.url}")
        if len(been) > self.max_redirect_times:
            raise RedirectLoop(f"redirected more than {self.max_redirect_times} times")
        return super()._redirect(redirected, request, reason)
