"""Hosts that ask for patience: a short pause is kept, for a long one the run leaves the host."""

from collections import Counter
from datetime import timedelta
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.answers import header
from crawlers.catalog.checks import host_of
from crawlers.errors import HostPaused
from crawlers.hosts import delay_of, drop_queue, slow_down
from crawlers.leases import leases_of
from crawlers.policy import retry_after
from models.base import utc_now

#: seconds: what a host may ask for within a run; beyond it the rest waits for the next run
LONGEST_PAUSE = 30.0
#: answers in a row that ask to slow down, after which the run leaves the host
IN_A_ROW = 5
#: seconds between requests at least, once a host has asked to slow down
FIRST_SLOWDOWN = 5.0


class HostPauses:
    """Downloader middleware for 429 and 503 with Retry-After (RFC 9110, 10.2.3; RFC 6585, 4)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._paused: dict[str, HostPaused] = {}
        self._in_a_row: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "HostPauses":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises `HostPaused` for a host that asked for a long pause in this run."""
        pause = self._paused.get(host_of(request.url))
        if pause:
            raise HostPaused(str(pause), pause.wait)

    def process_response(self, request: Request, response: Response) -> Any:
        host = host_of(request.url)
        if response.status not in (429, 503):
            self._in_a_row.pop(host, None)
            return response
        self._in_a_row[host] += 1
        asked = retry_after(header(response, "Retry-After"), utc_now())
        seconds = asked.total_seconds() if asked else 0.0
        if seconds > LONGEST_PAUSE:
            self._leave(host, f"{host} asks for a pause of {seconds / 60:.0f} minutes", asked)
        elif self._in_a_row[host] >= IN_A_ROW:
            self._leave(host, f"{host} asked {IN_A_ROW} times in a row to slow down", asked)
        else:
            delay = max(seconds, 2 * delay_of(self._crawler, host), FIRST_SLOWDOWN)
            slow_down(self._crawler, host, delay, LONGEST_PAUSE)
        return response

    def _leave(self, host: str, why: str, wait: timedelta | None) -> None:
        self._paused[host] = HostPaused(why, wait)
        if leases := leases_of(self._crawler.spider):
            leases.rests(host, wait.total_seconds() if wait else LONGEST_PAUSE)
        drop_queue(self._crawler, host, HostPaused(why, wait))
