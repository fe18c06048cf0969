"""What runs in an extraction process: read stored bytes, screen them, extract, answer.

Started by `crawlers.extraction.pool` as ``python -m crawlers.extraction.worker FD``; the
descriptor is one end of a pair over which `Setup`, then jobs come in and outcomes go out.
Nothing of Prefect, Scrapy or SQLAlchemy is imported here, and the parent's main module
neither (multiprocessing would import it again): a worker starts in half a second.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from crawlers.extraction.engine import extract
from crawlers.extraction.formats import unsupported
from crawlers.extraction.metadata.headline import tidy
from crawlers.extraction.tree import MAX_BYTES, decode, header_charset
from crawlers.extraction.types import Job, PageInput, PageOutcome, fate_of

# How often a worker looks whether its parent still lives.
PARENT_WATCH_SECONDS = 1.0
_TITLE = re.compile(r"<title[^>]*>(.{1,600}?)</title>", re.I | re.S)
_OG_TITLE = re.compile(
    r"<meta\b(?=[^>]*\b(?:property"
    r"|name)\s*=\s*[\"']?og:title)[^>]*\bcontent\s*=\s*(?:\"([^\">]{1,600})\""
    r"|'([^'>]{1,600})')",
    re.I,
)


class ScreenVerdict(Protocol):
    """What a screen answers; see `analysis.screen.ScreenResult`."""

    @property
    def passed(self) -> bool: ...
    @property
    def found(self) -> tuple[str, ...]: ...


class ScreenLike(Protocol):
    """A cheap look at raw bytes; `analysis.screen.Screen` is one."""

    def check(self, body: bytes, encoding: str | None) -> ScreenVerdict: ...


ScreenFactory = Callable[[], ScreenLike]


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is told first. `screen` is called once, in the worker."""

    memory_bytes: int
    screen: ScreenFactory | None
    parent: int


# Kinds of page that come in the place of the one asked for, and the size up to which one that
# names nothing of the topic is read to tell: bot checks and consent forms of the large
# providers are 5 to 40 kB, the median news page 178 kB.
STAND_INS = frozenset({"challenge", "consent", "error_page", "empty"})
STAND_IN_BYTES = 60_000


@dataclass(frozen=True, slots=True)
class CodebookScreen:
    """A picklable `ScreenFactory`: the screen of the codebook at `path` (None: packaged)."""

    path: Path | None = None

    def __call__(self) -> ScreenLike:
        from analysis.codebook import compile_codebook, load
        from analysis.screen import Screen

        return Screen(compile_codebook(load(self.path)))


def read_body(path: Path) -> bytes:
    """The stored page: a zstd frame by its content, at most `MAX_BYTES` + 1 bytes of it.

    Raises OSError when the file cannot be read and ValueError when it is not a whole zstd frame.
    """
    from backports import zstd

    data = path.read_bytes()
    unpacker = zstd.ZstdDecompressor()
    try:
        body = unpacker.decompress(data, max_length=MAX_BYTES + 1)
    except (zstd.ZstdError, EOFError) as error:
        raise ValueError(f"not a zstd frame: {error}") from error
    if not unpacker.eof and len(body) <= MAX_BYTES:
        raise ValueError("a zstd frame that is cut short")
    return body


def process(job: Job, screen: ScreenLike | None) -> PageOutcome:
    """What becomes of one stored page. Only MemoryError leaves it."""
    try:
        body = read_body(job.body_path)
    except (OSError, ValueError) as error:
        return PageOutcome("extraction_failed", f"stored bytes cannot be read: {error}")
    if job.screen and screen is not None and body and not unsupported(body, job.content_type):
        label = header_charset(job.content_type, job.headers)
        verdict = screen.check(body, label)
        if not verdict.passed:
            return _instead_of_a_page(job, body) or PageOutcome(
                "screened_out",
                "the page names nothing of the topic",
                None,
                quick_title(body, label),
            )
    page = extract(_input(job, body))
    if "failed:page" in page.flags:
        return PageOutcome("extraction_failed", "; ".join(page.kind_reasons), page, page.title)
    fate = fate_of(page)
    reason = "; ".join(page.kind_reasons)
    if fate == "undated":
        reason = f"{_undated_reason(len(page.dates.losers))}; {reason}"
    return PageOutcome(fate, reason, page, page.title)


def _input(job: Job, body: bytes) -> PageInput:
    return PageInput(job.url, body, job.content_type, job.headers, job.fetched_at, job.hints)


def _instead_of_a_page(job: Job, body: bytes) -> PageOutcome | None:
    """What a page is that names nothing of the topic because it is not the page that was meant.

    A bot check or a consent form names no topic either, and "could not look" must not be told
    as "found nothing". Such pages are small, and small pages are cheap to read; a site's own
    large page that names nothing is not read for it.
    """
    if len(body) > STAND_IN_BYTES:
        return None
    page = extract(_input(job, body))
    if page.kind not in STAND_INS:
        return None
    return PageOutcome(fate_of(page), "; ".join(page.kind_reasons), page, page.title)


def _undated_reason(refused: int) -> str:
    return f"{refused} dates refused" if refused else "no date found"


def quick_title(body: bytes, declared: str | None) -> str | None:
    """A page's title without parsing it, for pages that are looked at only once."""
    head = decode(body[:200_000], declared).text
    match = _OG_TITLE.search(head) or _TITLE.search(head)
    if not match:
        return None
    return tidy(next(g for g in match.groups() if g)) or None


def limit_memory(extra: int) -> None:
    """Let the process grow by `extra` bytes of address space, where the system can say so."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + extra
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_WATCH_SECONDS)
    os._exit(0)


def serve(connection: Connection) -> None:
    """Answer jobs until the other end closes or says None."""
    setup: Setup = connection.recv()
    threading.Thread(target=_watch_parent, args=(setup.parent,), daemon=True).start()
    screen = setup.screen() if setup.screen is not None else None
    _warm_up()
    limit_memory(setup.memory_bytes)
    connection.send("ready")
    while True:
        try:
            job: Job | None = connection.recv()
        except EOFError:
            return
        if job is None:
            return
        try:
            outcome, spent = process(job, screen), False
        except MemoryError:
            outcome, spent = PageOutcome("extraction_failed", "over the memory limit"), True
        connection.send((outcome, spent))
        if spent:
            return


def _warm_up() -> None:
    """Load what extraction imports lazily, so that the first page's clock does not pay."""
    import py3langid  # noqa: F401
    import trafilatura  # noqa: F401


def main(arguments: list[str]) -> None:
    """Entry point: the descriptor's number is the only argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(level=logging.ERROR, format="extraction worker %(process)d: %(message)s")
    with contextlib.suppress(BrokenPipeError, ConnectionResetError, EOFError):
        serve(Connection(int(arguments[0])))


if __name__ == "__main__":
    main(sys.argv[1:])
