"""What runs in extraction processes: read stored bytes, screen them, extract, answer.

`crawlers.extraction.pool` starts ``python -m crawlers.extraction.worker FD`` once: the
template. It imports, builds the screen (compiling a codebook takes seconds), reads one page to
warm up, and from then on forks a worker whenever it is asked to. Workers are there at once,
share the template's memory, and a dead one is replaced in milliseconds. The template has no
threads, which is what makes the fork safe. Nothing of Prefect, Scrapy or SQLAlchemy is
imported here, and the parent's main module neither (multiprocessing would import it again).
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import re
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from pathlib import Path
from typing import NoReturn

from crawlers.extraction.documents import kind_of
from crawlers.extraction.engine import extract
from crawlers.extraction.formats import unsupported
from crawlers.extraction.metadata.headline import tidy
from crawlers.extraction.screening import ScreenLike, Setup
from crawlers.extraction.stand_ins import may_stand_in
from crawlers.extraction.storable import storable
from crawlers.extraction.telegram import post_page
from crawlers.extraction.tree import MAX_BYTES, decode, header_charset
from crawlers.extraction.types import ExtractedPage, Job, PageInput, PageOutcome, fate_of
from crawlers.processes import (
    give_way,
    limit_memory,
    look_for_garbage_seldom,
    watch_parent,
)
from crawlers.telegram import looks_like_post

# Kinds that stand where the meant page should be; none of them is a large document.
STAND_INS = frozenset(("challenge", "consent", "teaser", "error_page", "empty"))
STAND_IN_BYTES = 60_000
_TITLE = re.compile(r"<title[^<>]{0,300}>(.{1,600}?)</title>", re.I | re.S)
_OG_TITLE = re.compile(
    r"<meta\b(?=[^<>]{0,300}?\b(?:property"
    r"|name)\s{0,9}=\s{0,9}[\"']?og:title)[^<>]{0,900}?\bcontent\s{0,9}=\s{0,9}(?:\"([^\">]{1,600})\""
    r"|'([^'>]{1,600})')",
    re.I,
)


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
    if kind_of(body, job.content_type):
        return _document(job, body, screen)
    if looks_like_post(job.url, body) and (post := post_page(_input(job, body))):
        return _screened(job, post, screen, "post")
    if job.screen and screen is not None and body and not unsupported(body, job.content_type):
        label = header_charset(job.content_type, job.headers)
        verdict = screen.check(body, label)
        if not verdict.passed:
            return _instead_of_a_page(job, body, verdict.decoded) or PageOutcome(
                "screened_out",
                "the page names nothing of the topic",
                None,
                quick_title(verdict.decoded or decode(body[:200_000], label).text),
            )
    return _outcome(extract(_input(job, body)))


def _document(job: Job, body: bytes, screen: ScreenLike | None) -> PageOutcome:
    """What becomes of a PDF or DOCX file: packed bytes say nothing, so its text is screened."""
    return _screened(job, extract(_input(job, body)), screen, "document")


def _screened(job: Job, page: ExtractedPage, screen: ScreenLike | None, what: str) -> PageOutcome:
    """What becomes of a page whose bytes hold more, or less, than its words."""
    text = f"{page.title or ''}\n{page.text}".encode() if page.text else b""
    if job.screen and screen is not None and text and not screen.check(text, "utf-8").passed:
        reason = f"the {what} names nothing of the topic"
        return PageOutcome("screened_out", reason, None, page.title)
    return _outcome(page)


def _outcome(page: ExtractedPage) -> PageOutcome:
    if "failed:page" in page.flags or "damaged_document" in page.flags:
        return PageOutcome("extraction_failed", "; ".join(page.kind_reasons), page, page.title)
    fate = fate_of(page)
    reason = "; ".join(page.kind_reasons)
    if fate == "undated":
        reason = f"{_undated_reason(len(page.dates.losers))}; {reason}"
    return PageOutcome(fate, reason, page, page.title)


def _input(job: Job, body: bytes) -> PageInput:
    return PageInput(job.url, body, job.content_type, job.headers, job.fetched_at, job.hints)


def _instead_of_a_page(job: Job, body: bytes, text: str | None) -> PageOutcome | None:
    """What a page is that names nothing of the topic because it is not the page that was meant.

    A bot check, a consent form or a teaser before a wall names no topic either, and "could not
    look" must not be told as "found nothing". Such pages are small; a site's own large page that
    names nothing is not read for it, nor a small one that has nothing of them.
    """
    if len(body) > STAND_IN_BYTES:
        return None
    given = _input(job, body)
    if not may_stand_in(given, text):
        return None
    page = extract(given)
    if page.kind not in STAND_INS:
        return None
    return PageOutcome(fate_of(page), "; ".join(page.kind_reasons), page, page.title)


def _undated_reason(refused: int) -> str:
    return f"{refused} dates refused" if refused else "no date found"


def quick_title(page: str) -> str | None:
    """A page's title without parsing it, for pages that are looked at only once."""
    head = page[:200_000]
    match = _OG_TITLE.search(head) or _TITLE.search(head)
    if not match:
        return None
    return tidy(next(g for g in match.groups() if g)) or None


def serve_template(control: Connection) -> None:
    """Fork workers on request until the other end closes.

    Requests: ("spawn",) followed by the descriptor of the new worker's connection, answered
    with its process id; ("wait", id), answered with its exit code, negative for a signal,
    None for a process that is none of its own.
    """
    setup: Setup = control.recv()
    screen = setup.screen() if setup.screen is not None else None
    _warm_up()
    gc.collect()
    gc.freeze()
    control.send("ready")
    while True:
        request, *arguments = control.recv()
        if request == "spawn":
            connection = Connection(recv_handle(control))
            template = os.getpid()
            child = os.fork()
            if child == 0:
                control.close()
                _be_worker(connection, setup.memory_bytes, screen, template)
            connection.close()
            control.send(child)
        elif request == "wait":
            try:
                _, status = os.waitpid(arguments[0], 0)
            except ChildProcessError:
                # forked by a template before this one, which was killed: nobody knows its end
                control.send(None)
            else:
                control.send(os.waitstatus_to_exitcode(status))


def _be_worker(
    connection: Connection, memory_bytes: int, screen: ScreenLike | None, template: int
) -> NoReturn:
    code = 0
    try:
        threading.Thread(target=watch_parent, args=(template,), daemon=True).start()
        limit_memory(memory_bytes)
        serve(connection, screen)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the pool has let go of this worker
    except BaseException:
        logging.exception("an extraction worker failed")
        code = 1
    os._exit(code)


def serve(connection: Connection, screen: ScreenLike | None) -> None:
    """Answer jobs with (outcome, whether this worker is spent, its seconds of processor so far).

    Raises EOFError at the end.
    """
    while True:
        job: Job = connection.recv()
        try:
            outcome, spent = storable(process(job, screen)), False
        except MemoryError:
            outcome, spent = PageOutcome("extraction_failed", "over the memory limit"), True
        connection.send((outcome, spent, time.process_time()))
        if spent:
            return


def _warm_up() -> None:
    """Read a page once, so that lazy imports and models are not the first real page's time."""
    sentence = "Merchants opened a fair in the northern city and sold fruit, carpets and marble. "
    body = f"<html><body><h1>Fair</h1><p>{sentence * 3}</p><p>{sentence * 4}</p></body></html>"
    extract(PageInput("", body.encode(), "text/html", {}, datetime.now(UTC)))


def main(arguments: list[str]) -> None:
    """Entry point of the template; the descriptor's number is the only argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    give_way()
    look_for_garbage_seldom()
    logging.basicConfig(level=logging.ERROR, format="extraction worker %(process)d: %(message)s")
    with contextlib.suppress(BrokenPipeError, ConnectionResetError, EOFError):
        serve_template(Connection(int(arguments[0])))


if __name__ == "__main__":
    main(sys.argv[1:])
