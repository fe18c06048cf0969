"""Progress: counts by source and outcome, as lines of JSON for the process that started us."""

import asyncio
import json
import os
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from crawlers import signals
from crawlers.frontier import SourceWork
from models.candidates import Fate
from models.queries.discovery import PolledDocument

#: seconds between two summaries
EVERY = 2.0


@dataclass(slots=True)
class SourceTally:
    """What a crawl did for one source."""

    polls: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    listed: int = 0
    new: int = 0
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "polls": dict(self.polls),
            "pages": dict(self.pages),
            "listed": self.listed,
            "new": self.new,
            "notes": self.notes,
        }


class Progress:
    """Keeps the tallies of the crawl and reports events and, every two seconds, the sum.

    The lines go to the file descriptor in ``SALANG_REPORT_FD``; without one nothing is written.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._fd: int | None = crawler.settings.get("SALANG_REPORT_FD")
        self._began = monotonic()
        self._sum = create_looping_call(self.summary)
        #: lines about pages, which are told as they are stored: many at once
        self._lines: list[str] = []
        self.tallies: dict[str, SourceTally] = {}
        self.bytes = 0
        connect = crawler.signals.connect
        connect(self.opened, signals.opened)
        connect(self.poll_recorded, signals.poll_recorded)
        connect(self.page_recorded, signals.page_recorded)
        connect(self.noted, signals.noted)
        connect(self.spider_closed, scrapy_signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        return cls(crawler)

    def opened(self, works: list[SourceWork]) -> None:
        """The first line: what will be polled."""
        self.tallies.update((work.slug, SourceTally()) for work in works)
        channels = {work.slug: len(work.source.channels) for work in works}
        self.report("started", sources=channels)
        self._sum.start(EVERY, now=False)

    def poll_recorded(self, source: str, kind: str, poll: PolledDocument, new: int) -> None:
        tally = self.tallies[source]
        tally.polls[poll.outcome] += 1
        tally.listed += len(poll.items)
        tally.new += new
        self.report(
            "poll",
            source=source,
            kind=kind,
            url=poll.url,
            outcome=poll.outcome,
            reason=poll.reason,
            items=len(poll.items),
            new=new,
        )

    def page_recorded(self, source: str, url: str, fate: Fate, reason: str, size: int) -> None:
        self.tallies[source].pages[fate.value] += 1
        self.bytes += size
        if not self._lines:
            asyncio.get_running_loop().call_soon(self._write)
        self._lines.append(
            _line("page", source=source, url=url, fate=fate.value, reason=reason, size=size)
        )

    def noted(self, source: str, text: str) -> None:
        self.tallies.setdefault(source, SourceTally()).notes.append(text)
        self.report("note", source=source, text=text)

    def spider_closed(self) -> None:
        if self._sum.running:
            self._sum.stop()

    def summary(self) -> None:
        """One line with the sum of everything so far."""
        works: list[SourceWork] = getattr(self._crawler.spider, "works", [])
        self.report(
            "progress",
            polls=sum(tally.polls.total() for tally in self.tallies.values()),
            polls_open=sum(work.open_polls for work in works),
            pages=sum(tally.pages.total() for tally in self.tallies.values()),
            pages_open=sum(work.on_the_way for work in works),
            bytes=self.bytes,
            seconds=self.seconds,
        )

    @property
    def seconds(self) -> float:
        """Since the crawl began."""
        return round(monotonic() - self._began, 2)

    def report(self, event: str, **values: Any) -> None:
        """Write one line, behind those that wait."""
        self._lines.append(_line(event, **values))
        self._write()

    def _write(self) -> None:
        data = "".join(self._lines).encode("utf-8", "replace")
        self._lines.clear()
        try:
            while data and self._fd is not None:
                data = data[os.write(self._fd, data) :]
        except BrokenPipeError:
            # nobody listens any more: the watch on stdin ends the crawl
            self._fd = None


def _line(event: str, **values: Any) -> str:
    return json.dumps({"event": event, **values}, ensure_ascii=False) + "\n"
