"""What a page may cost, in things that can be counted: no clock is asked, so no noise moves them.

Raise a ceiling here only with a reason in the commit that raises it; `docs/speed.md` says what the
counts are worth in time.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from benchmarks.speed.corpus import about
from benchmarks.speed.generated import generated
from crawlers.extraction import engine as engine_module
from crawlers.extraction import stand_ins, worker
from crawlers.extraction import text as text_module
from crawlers.extraction.engine import extract
from crawlers.extraction.types import Job, PageInput, PageOutcome
from crawlers.extraction.worker import process
from flows.stages import read as read_module
from flows.stages.read import WRITE, Reader
from models.candidates import Candidate, Fate
from models.pages import PageStore
from models.queries.catalogue import SourceEntry, sync_sources
from models.queries.fetching import PageAnswer, note_captures
from models.session import reading, writing
from tests.support.articles import NOON, put_page

PAGES = generated(4)
#: Python functions called for a kilobyte of page: 67 with Python 3.11
CALLS_PER_KILOBYTE = 80
#: statements for an article that is stored, with its search text and paragraphs
STATEMENTS_PER_ARTICLE = 16


#: in a process of its own, since what it changes is the process's
WORKER = """
import gc, os
from crawlers.extraction import worker
worker.serve_template = lambda _control: print(gc.get_threshold()[0])
worker.main([str(os.pipe()[0])])
"""


class OneProcess:
    """The pool's door, with the worker's own function behind it."""

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, PageOutcome]]:
        for job in jobs:
            yield job, process(job, None)


class Stopped:
    """The pool's door; every page is screened out."""

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, PageOutcome]]:
        for job in jobs:
            yield job, PageOutcome("screened_out", "the page names nothing of the topic")


@contextmanager
def statements(engine: Engine) -> Iterator[Counter[str]]:
    """Statements sent to the database within the block, by their first word."""
    seen: Counter[str] = Counter()

    def note(*arguments: Any) -> None:
        seen[arguments[2].split()[0].upper()] += 1

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def counted(monkeypatch: pytest.MonkeyPatch, places: Iterable[Any], name: str) -> Counter[str]:
    """Count calls of a function in every module that holds it."""
    seen: Counter[str] = Counter()
    for place in places:
        real: Callable[..., Any] = getattr(place, name)

        def call(*arguments: Any, _real: Callable[..., Any] = real, **named: Any) -> Any:
            seen[name] += 1
            return _real(*arguments, **named)

        monkeypatch.setattr(place, name, call)
    return seen


def given(body: bytes) -> PageInput:
    return PageInput("https://courier.example/2025/fair", body, "text/html", {}, datetime.now(UTC))


def test_a_page_is_decoded_and_parsed_once_and_read_by_trafilatura_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoded = counted(monkeypatch, (engine_module, worker, stand_ins), "decode")
    parsed = counted(monkeypatch, (engine_module, stand_ins), "parse")
    read = counted(monkeypatch, (text_module,), "run_trafilatura")
    for body in PAGES:
        extract(given(about(body, 1)))
    assert decoded["decode"] == len(PAGES)
    assert parsed["parse"] == len(PAGES)
    assert read["run_trafilatura"] == len(PAGES)


def test_extraction_calls_no_more_functions_than_it_did() -> None:
    extract(given(PAGES[0]))  # imports and caches
    calls = 0

    def note(_frame: Any, what: str, _argument: Any) -> None:
        nonlocal calls
        calls += what == "call"

    sys.setprofile(note)
    try:
        for body in PAGES:
            extract(given(body))
    finally:
        sys.setprofile(None)
    kilobytes = sum(map(len, PAGES)) / 1000
    assert calls / kilobytes < CALLS_PER_KILOBYTE


def captured(engine: Engine, store: PageStore, pages: Iterable[bytes]) -> int:
    """Pages that are to be read; how many there are."""
    number = 0
    for number, body in enumerate(pages, 1):
        put_page(engine, store, f"https://valley-post.example/2025/{number}", body.decode())
    return number


def test_pages_fetched_together_take_three_statements(engine: Engine, tmp_path: Path) -> None:
    captured(engine, PageStore(tmp_path / "pages"), generated(20))
    with reading(engine) as session:
        keys = list(session.scalars(select(Candidate.id)))
    urls = {key: f"https://valley-post.example/{key}" for key in keys}
    with statements(engine) as sent, writing(engine) as session:
        note_captures(
            session,
            [
                PageAnswer(key, url, url, 200, "0" * 64, 10, fetched_at=NOON)
                for key, url in urls.items()
            ],
        )
    assert sent["UPDATE"] == 1
    assert sent["INSERT"] == 2
    assert sent["SELECT"] == 0
    with reading(engine) as session:
        assert set(session.scalars(select(Candidate.fate))) == {Fate.CAPTURED.value}


def test_a_page_that_is_screened_out_shares_its_statements_with_others(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_module, "WRITE_SECONDS", 3600.0)
    store = PageStore(tmp_path / "pages")
    number = captured(engine, store, (b"<p>Page %d</p>" % n for n in range(2 * WRITE)))
    reader = Reader(engine, store, Stopped())  # type: ignore[arg-type]  # the same door
    with statements(engine) as sent:
        assert reader.read_batch() == number
    batches = number // WRITE
    assert sent["SELECT"] + sent["UPDATE"] <= 6 * batches
    assert sent["INSERT"] <= number
    with reading(engine) as session:
        fates = session.execute(select(Candidate.fate, func.count()).group_by(Candidate.fate))
        assert dict(fates.all()) == {Fate.SCREENED_OUT.value: number}


def test_an_article_is_stored_with_a_bounded_number_of_statements(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_module, "WRITE_SECONDS", 3600.0)
    store = PageStore(tmp_path / "pages")
    number = captured(engine, store, generated(WRITE))
    reader = Reader(engine, store, OneProcess())  # type: ignore[arg-type]  # the same door
    with statements(engine) as sent:
        reader.read_batch()
    assert reader.counts.total() == number
    words = ("SELECT", "INSERT", "UPDATE", "DELETE")
    assert sum(sent[word] for word in words) <= STATEMENTS_PER_ARTICLE * number


def test_a_catalogue_that_is_known_takes_two_statements_whatever_its_size(engine: Engine) -> None:
    entries = [
        SourceEntry(f"outlet-{n}", f"Outlet {n}", None, None, "independent", ["en"], None,
                    [("feed", f"https://outlet-{n}.example/feed")])
        for n in range(100)
    ]  # fmt: skip
    with writing(engine) as session:
        keys = sync_sources(session, entries, NOON)
    with statements(engine) as sent, writing(engine) as session:
        assert sync_sources(session, entries, NOON) == keys
    assert sent["SELECT"] == 2
    assert sent.total() - sent["SELECT"] - sent["BEGIN"] - sent["COMMIT"] == 0


def test_processes_that_screen_do_not_look_for_garbage_after_every_700_objects() -> None:
    command = [sys.executable, "-c", WORKER]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) >= 10_000
