"""The queues that Scrapy keeps per host: their delay, and emptying them."""

from typing import Any

from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from crawlers.errors import HostPaused


def slot_settings(crawler: Crawler) -> dict[str, dict[str, Any]]:
    """Delay and concurrency by host, for queues made from now on; may be changed."""
    found: dict[str, dict[str, Any]] = crawler.engine.downloader.per_slot_settings
    return found


def delay_of(crawler: Crawler, host: str) -> float:
    """Seconds between two requests to a host."""
    known = slot_settings(crawler).get(host, {}).get("delay")
    return float(crawler.settings.getfloat("DOWNLOAD_DELAY") if known is None else known)


def slow_down(crawler: Crawler, host: str, delay: float, longest: float) -> None:
    """Raise a host's delay, never lower it, and to ``longest`` at most."""
    delay = max(min(delay, longest), delay_of(crawler, host))
    # a host that no source speaks for has no entry yet
    entry = slot_settings(crawler).setdefault(host, {"concurrency": 1, "jitter": 0.0})
    entry["delay"] = delay
    slot = crawler.engine.downloader.slots.get(host)
    if slot is not None:
        slot.delay = delay


def drop_queue(crawler: Crawler, host: str, why: HostPaused) -> None:
    """Take back the requests to a host that wait for their turn; they fail with ``why``."""
    slot = crawler.engine.downloader.slots.get(host)
    while slot is not None and slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(Failure(why))  # type: ignore[no-untyped-call]  # Twisted has no types


def drop_all_queues(crawler: Crawler, why: HostPaused) -> None:
    """Take back every request that waits for its turn."""
    for host in list(crawler.engine.downloader.slots):
        drop_queue(crawler, host, why)
