"""The crawl's own process: a job on the first line of stdin, progress on stdout."""

import logging
import os
import select
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from crawlers.job import CrawlJob
from crawlers.processes import look_for_garbage_seldom
from models.logs import JsonLines
from models.settings import StorageSettings

if TYPE_CHECKING:
    from scrapy import Spider

#: seconds after which a process that was asked to stop is gone, whatever it was doing
LAST_RESORT = 4.5
_LOOK_EVERY = 1.0


def main() -> None:
    """Crawl the job on stdin. Exit code 0 is no success: the ``finished`` line is."""
    look_for_garbage_seldom()
    report = _private_stdout()
    parent = os.getppid()
    line = sys.stdin.buffer.readline()
    try:
        job = CrawlJob.model_validate_json(line)
    except ValidationError as error:
        sys.exit(f"the job is not readable: {error.errors(include_url=False)}")

    # what Scrapy's way of fetching imports looks through the whole stack and all modules for each
    # class of its own that is outdated: cheapest while there are few of either
    import crawlers.heads  # noqa: F401

    # isort: split
    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers import signals
    from crawlers.settings import CrawlSettings, scrapy_settings
    from crawlers.steady import steady_timers

    try:
        own = CrawlSettings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        sys.exit(f"the setting SALANG_{str(first['loc'][0]).upper()}: {first['msg']}")
    settings = scrapy_settings(own)
    settings |= {"SALANG_REPORT_FD": report, "LOG_FILE": str(_log_file())}
    # the one spider is given; looking for it would import all
    settings["SPIDER_MODULES"] = []
    # the reactor's thread waits so long for one that computes; the default holds it up for 5 ms
    # at each of the dozens of turns that a request takes
    sys.setswitchinterval(0.0005)
    if StorageSettings().log_format == "json":
        _log_json_lines(settings["LOG_LEVEL"], job.run_id)
        settings["LOG_INSTALL_ROOT_HANDLER"] = False
    process = AsyncCrawlerProcess(settings)
    steady_timers()
    for name in ("addons", "crawler", "middleware"):
        # several dozen lines a crawl, the same each time
        logging.getLogger(f"scrapy.{name}").setLevel(logging.WARNING)
    crawler = process.create_crawler(_spider_of(job))

    def stop(message: str) -> None:
        threading.Timer(LAST_RESORT, os._exit, (1,)).start()
        from twisted.internet import reactor

        def tell() -> None:
            crawler.signals.send_catch_log(
                signals.stop_asked, reason="interrupted", message=message
            )

        reactor.callFromThread(tell)

    def on_signal(number: int, _frame: Any) -> None:
        stop(f"stopped by {signal.Signals(number).name}; what is not done is pending")

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    threading.Thread(
        target=_watch_parent,
        args=(parent, lambda: stop("the run that started it ended; what is not done is pending")),
        daemon=True,
    ).start()
    process.crawl(crawler, job=job)
    process.start(install_signal_handlers=False)


def _log_json_lines(level: str, run_id: int | None) -> None:
    """The crawl's log as JSON lines with the run, in the place of Scrapy's own handler."""
    handler = logging.FileHandler(_log_file(), encoding="utf-8")
    handler.setFormatter(JsonLines(run_id))
    handler.setLevel(level)
    logging.root.addHandler(handler)
    logging.root.setLevel(level)


def _spider_of(job: CrawlJob) -> "type[Spider]":
    """The spider that does a job: an archive's, the one for visits, or that for all channels."""
    if job.revisit:
        from crawlers.spiders.revisits import RevisitSpider

        return RevisitSpider
    if job.backfill is None:
        from crawlers.spiders.coverage import CoverageSpider

        return CoverageSpider
    if job.backfill.archive == "wayback":
        from crawlers.spiders.wayback import WaybackSpider

        return WaybackSpider
    from crawlers.spiders.commoncrawl import CommonCrawlSpider

    return CommonCrawlSpider


def _private_stdout() -> int:
    """A descriptor of our own for the reports; what else is printed goes to the log."""
    report = os.dup(1)
    os.dup2(2, 1)
    return report


def _log_file() -> Path:
    folder = StorageSettings().home / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "crawl.log"


def _watch_parent(parent: int, stop: Any) -> None:
    """Call ``stop`` when stdin ends, or when another process has become our parent.

    The second matters where a sibling that was forked later still holds the pipe open.
    """
    while os.getppid() == parent:
        ready, _, _ = select.select([0], [], [], _LOOK_EVERY)
        if ready and not os.read(0, 65536):
            break
        if ready:
            time.sleep(0.01)
    stop()
