"""Delays per host: the catalogue's, or longer where robots.txt asks for it."""

from collections.abc import Iterable

from scrapy import Request
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from crawlers import signals
from crawlers.catalog import SourceSpec
from crawlers.catalog.channels import GdeltChannel
from crawlers.catalog.checks import host_of
from crawlers.frontier import SourceWork
from crawlers.hosts import slot_settings, slow_down
from crawlers.settings import ROBOTS_TOKEN, SMALLEST_DELAY

#: crawl delays above this are met with this: at five minutes a page a day is 288 pages
LONGEST_DELAY = 300.0


def host_delays(specs: Iterable[SourceSpec]) -> dict[str, dict[str, float]]:
    """Scrapy's slot settings by host, for the hosts of these sources and of their channels.

    Where two sources share a host, the longer delay and the smaller concurrency hold.
    """
    slots: dict[str, dict[str, float]] = {}
    for spec in specs:
        hosts = {own.partition("/")[0]: 0.0 for own in spec.own_hosts}
        for channel in spec.channels:
            asks = channel.least_delay if isinstance(channel, GdeltChannel) else 0.0
            host = host_of(channel.poll_url)
            hosts[host] = max(asks, hosts.get(host, 0.0))
        for host, asks in hosts.items():
            delay = max(spec.politeness.delay_seconds, SMALLEST_DELAY, asks)
            concurrency = spec.politeness.concurrency
            known = slots.get(host)
            if known:
                delay = max(delay, known["delay"])
                concurrency = min(concurrency, int(known["concurrency"]))
            slots[host] = {"delay": delay, "concurrency": concurrency, "jitter": 0.0}
    return slots


class Politeness:
    """Sets the delay of each host, and raises it where robots.txt asks for more.

    What a host asks for while the crawl goes on is `crawlers.middlewares.pauses`' business.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self.opened, signals.opened)
        crawler.signals.connect(self.robots_parsed, scrapy_signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Politeness":
        return cls(crawler)

    def opened(self, works: list[SourceWork]) -> None:
        """Take over what the catalogue says of the sources of this crawl."""
        slot_settings(self._crawler).update(host_delays(work.source.spec for work in works))

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """A crawl delay holds where it is longer than the catalogue's."""
        delay = robotparser.crawl_delay(ROBOTS_TOKEN)
        if delay:
            slow_down(self._crawler, host_of(request.url), delay, LONGEST_DELAY)
