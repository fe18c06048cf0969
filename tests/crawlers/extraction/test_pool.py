"""The guarded pool: one page's trouble is one page's fate."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest
from backports import zstd

from crawlers.extraction.pool import ExtractionPool, PoolError
from crawlers.extraction.types import Job, PageOutcome
from tests.crawlers.extraction.conftest import FETCHED_AT, PARAGRAPHS

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Verdict:
    passed: bool
    found: tuple[str, ...] = ()
    decoded: str | None = None


class HostileScreen:
    """Stands in for the topic screen: does to its worker what the page's bytes ask for."""

    def check(self, body: bytes, encoding: str | None) -> Verdict:
        if b"[die]" in body:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"[abort]" in body:
            os.abort()
        if b"[hang]" in body:
            time.sleep(600)
        if b"[eat]" in body:
            bytearray(8 << 30)
        return Verdict(b"[off topic]" not in body)


def hostile_screen() -> HostileScreen:
    return HostileScreen()


@dataclass(frozen=True)
class Marked:
    """A screen that leaves a mark where it is made."""

    place: Path

    def __call__(self) -> HostileScreen:
        with self.place.open("a") as mark:
            mark.write("once")
        return HostileScreen()


def broken_screen() -> HostileScreen:
    raise ValueError("no codebook")


@pytest.fixture
def store(tmp_path: Path) -> "Store":
    return Store(tmp_path)


class Store:
    """Pages stored as the crawl stores them: zstd frames named by their sha256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def job(self, word: str = "", *, screen: bool = True, times: int = 1) -> Job:
        self.count += 1
        paragraphs = (p if n == 0 else f"{p} {n}" for n in range(times) for p in PARAGRAPHS)
        text = "".join(f"<p>{p}</p>" for p in paragraphs)
        head = '<meta property="article:published_time" content="2025-07-03T05:00:00Z">'
        body = (
            f"<html><head><title>Fair {self.count} {word}</title>{head}</head>"
            f"<body><h1>Fair {self.count} {word}</h1>{text}</body></html>"
        ).encode()
        path = self.folder / sha256(body).hexdigest()
        path.write_bytes(zstd.compress(body))
        return Job(
            self.count,
            path,
            "https://lantern.example/a",
            "text/html",
            {},
            FETCHED_AT,
            screen=screen,
        )


def _run(pool: ExtractionPool, jobs: list[Job]) -> dict[int, PageOutcome]:
    results = [(job.key, outcome) for job, outcome in pool.run(jobs)]
    assert len(results) == len(jobs)
    return dict(results)


def test_pages_come_back_extracted(store: Store) -> None:
    jobs = [store.job(screen=False) for _ in range(6)]
    with ExtractionPool(2) as pool:
        outcomes = _run(pool, jobs)
    assert {o.fate for o in outcomes.values()} == {"fetched"}
    page = outcomes[jobs[3].key].page
    assert page is not None
    assert page.title == "Fair 4"
    assert page.text.split("\n") == list(PARAGRAPHS)


def test_a_page_that_kills_its_worker_costs_no_other_page_anything(store: Store) -> None:
    jobs = [store.job(), store.job("[die]"), store.job(), store.job()]
    with ExtractionPool(1, screen=hostile_screen) as pool:
        outcomes = _run(pool, jobs)
    lost = outcomes.pop(2)
    assert lost.fate == "extraction_failed"
    assert "signal 9" in lost.reason
    assert {(o.fate, o.page is None) for o in outcomes.values()} == {("fetched", False)}


@pytest.mark.long
def test_pages_that_abort_hang_or_eat_memory_cost_only_themselves(store: Store) -> None:
    poison = {2: ("[abort]", "signal 6"), 4: ("[hang]", "its 2 seconds"), 7: ("[eat]", "memory")}
    jobs = [store.job(poison.get(n, ("", ""))[0]) for n in range(1, 11)]
    with ExtractionPool(2, page_seconds=2, screen=hostile_screen) as pool:
        outcomes = _run(pool, jobs)
    for key, (_, reason) in poison.items():
        lost = outcomes.pop(key)
        assert lost.fate == "extraction_failed"
        assert reason in lost.reason
    assert {(o.fate, o.page is None) for o in outcomes.values()} == {("fetched", False)}


def test_screened_out_pages_keep_their_title(store: Store) -> None:
    off, asked_for = store.job("[off topic]"), store.job("[off topic]", screen=False)
    with ExtractionPool(1, screen=hostile_screen) as pool:
        outcomes = _run(pool, [off, asked_for])
    assert outcomes[1] == replace(outcomes[1], fate="screened_out", page=None)
    assert outcomes[1].title == "Fair 1 [off topic]"
    assert outcomes[2].fate == "fetched"


def test_bytes_that_cannot_be_read_are_a_fate(store: Store, tmp_path: Path) -> None:
    missing = replace(store.job(), body_path=tmp_path / "missing")
    spoilt = store.job()
    spoilt.body_path.write_bytes(spoilt.body_path.read_bytes()[:40])
    with ExtractionPool(1) as pool:
        outcomes = _run(pool, [missing, spoilt, store.job()])
    assert [outcomes[n].fate for n in (1, 2, 3)] == ["extraction_failed"] * 2 + ["fetched"]


@pytest.mark.long
def test_workers_are_replaced_after_their_share(store: Store) -> None:
    with ExtractionPool(1, pages_per_worker=2) as pool:
        outcomes = _run(pool, [store.job() for _ in range(5)])
    assert {o.fate for o in outcomes.values()} == {"fetched"}


def test_pages_with_large_headers_and_large_texts_do_not_wait_for_each_other(store: Store) -> None:
    """Both would fill the socket between the processes from its two ends."""
    large = {f"x-{n}": f"{n:04}" * 250 for n in range(150)}
    jobs = [replace(store.job(times=1_500), headers=large) for _ in range(8)]
    with ExtractionPool(1) as pool:
        found: list[PageOutcome] = []
        thread = Thread(target=lambda: found.extend(o for _, o in pool.run(jobs)), daemon=True)
        thread.start()
        thread.join(60)
    assert [outcome.fate for outcome in found] == ["fetched"] * 8
    assert min(len(o.page.text) for o in found if o.page) > 250_000


def test_it_begins_to_start_before_there_is_a_page(store: Store, tmp_path: Path) -> None:
    with ExtractionPool(1, screen=Marked(tmp_path / "started")) as pool:
        pool.prepare()
        while not (tmp_path / "started").exists():
            os.sched_yield()
        assert [o.fate for o in _run(pool, [store.job()]).values()] == ["fetched"]
    assert (tmp_path / "started").read_text() == "once"


def test_jobs_are_taken_only_as_workers_can_hold_them(store: Store) -> None:
    taken = 0

    def source() -> Iterator[Job]:
        nonlocal taken
        for _ in range(50):
            taken += 1
            yield store.job()

    with ExtractionPool(1) as pool:
        stream = pool.run(source())
        next(stream)
        assert taken <= 8
        stream.close()
        assert [o.fate for _, o in pool.run([store.job()])] == ["fetched"]


def test_a_pool_runs_again_after_a_run(store: Store) -> None:
    with ExtractionPool(1) as pool:
        assert len(_run(pool, [store.job()])) == len(_run(pool, [store.job()])) == 1
        assert _run(pool, []) == {}


def test_workers_that_cannot_start_are_an_error(store: Store) -> None:
    with ExtractionPool(1, screen=broken_screen) as pool, pytest.raises(PoolError, match="start"):
        _run(pool, [store.job()])


def test_workers_end_when_their_parent_is_killed(store: Store) -> None:
    job = store.job(screen=False)
    script = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from crawlers.extraction.pool import ExtractionPool\n"
        "from crawlers.extraction.types import Job\n"
        f"path, now = Path({str(job.body_path)!r}), datetime.now(UTC)\n"
        "job = Job(1, path, 'https://x.example/', None, {}, now)\n"
        "pool = ExtractionPool(1); list(pool.run([job]))\n"
        "print(pool._workers[0].pid, flush=True); sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        os.sched_yield()
    assert not Path(f"/proc/{worker}").exists()


def test_the_worker_imports_neither_prefect_nor_scrapy_nor_sqlalchemy() -> None:
    script = (
        "import sys, crawlers.extraction.worker as w; w._warm_up()\n"
        "print([m for m in ('prefect', 'scrapy', 'sqlalchemy', 'twisted') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.long
def test_a_pause_of_whoever_takes_the_pages_costs_none(store: Store) -> None:
    """A lock on the database may hold the taker up for longer than a page has."""
    with ExtractionPool(2, page_seconds=1, screen=hostile_screen) as pool:
        _run(pool, [store.job(), store.job()])  # both have started
        taken = []
        for _, outcome in pool.run([store.job() for _ in range(6)]):
            taken.append(outcome.fate)
            if len(taken) == 1:
                time.sleep(3.5)  # more than three times what a page has
    assert taken == ["fetched"] * 6
