"""What a page costs in each stage, measured on a small world of large pages."""

import os
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select, text

from benchmarks.capacity.pages import Outlets, packed, source_file
from benchmarks.loopback import hosts, loopback

HOSTS = 20
#: one page in so many is of the topic: more than on the web, so that later stages have work
ABOUT = 4


@dataclass(frozen=True)
class Costs:
    """Processor time in milliseconds and bytes, each for one page or article.

    ``fetch`` to ``screen`` for a page fetched, the others for one of the topic; ``start`` is the
    processor time in seconds of one crawl process that finds nothing new.
    """

    start: float
    fetch: float
    store: float
    screen: float
    extract: float
    dedupe: float
    tag: float
    stories: float
    wire_bytes: float
    page_bytes: float
    candidate_bytes: float
    article_bytes: float


def measure(home: Path, pages: int, database: str | None = None) -> tuple[Costs, int, int]:
    """Crawl so many pages of loopback outlets into a fresh home; returns costs, pages, articles.

    ``database`` is the address of an empty PostgreSQL database; without one it is SQLite's, whose
    work is done in the processes measured. PostgreSQL's own is not in the figures.
    """
    context = get_context("spawn")
    here, there = context.Pipe()
    outlets = Outlets(-(-pages // HOSTS), ABOUT)
    server = context.Process(target=_serve, args=(outlets, there), daemon=True)
    server.start()
    port = here.recv()
    os.environ |= {
        "SALANG_HOME": str(home),
        "SALANG_DATABASE_URL": database or f"sqlite:///{home}/salang.db",
        "SALANG_ALLOW_PRIVATE_ADDRESSES": "yes",
    }
    (home / "catalog").mkdir(parents=True)
    for number, host in enumerate(hosts(HOSTS)):
        file = home / "catalog" / f"outlet-{number:02}.yaml"
        file.write_text(source_file(file.stem, host, port), "utf-8")
    try:
        return _measured(home)
    finally:
        here.send("stop")
        server.join(10)
        server.kill()


def _measured(home: Path) -> tuple[Costs, int, int]:
    from analysis.codebook import compile_codebook, load
    from crawlers.job import CrawlJob
    from flows.stages import pipeline
    from flows.stages.catalogue import select_sources
    from models import Article, Capture, migrate
    from models.base import utc_now
    from models.queries.runs import start_run
    from models.session import make_engine, reading, writing

    engine = make_engine()
    migrate.upgrade(engine)
    with writing(engine) as session:
        run_id = start_run(session, "ingest", {}, utc_now())
    chosen = select_sources(engine, home / "catalog")
    job = CrawlJob(run_id=run_id, sources=tuple(chosen.sources), catalog=home / "catalog")
    empty = _size(engine)
    first = _crawl(job)
    crawled = _size(engine)
    start = _crawl(job)
    with reading(engine) as session:
        pages = session.scalar(select(func.count()).select_from(Capture)) or 0
    screen, extract = _reading(engine, home)
    store = _timed(lambda: pipeline.read_leftovers(run_id))
    dedupe = _timed(lambda: pipeline.remove_echo(run_id))
    compile_codebook(load(None))  # once for a process, whatever it tags
    tag = _timed(lambda: pipeline.tag_articles(run_id))
    stories = _timed(lambda: pipeline.group_stories(run_id))
    with reading(engine) as session:
        articles = session.scalar(select(func.count()).select_from(Article)) or 0
    bodies = sum(path.stat().st_size for path in (home / "pages").glob("*/*/*.zst"))
    full = _size(engine)
    engine.dispose()
    return (
        Costs(
            start=start,
            fetch=1000 * (first - start) / pages,
            store=1000 * store / pages,
            screen=screen,
            extract=extract,
            dedupe=1000 * dedupe / articles,
            tag=1000 * tag / articles,
            stories=1000 * stories / articles,
            wire_bytes=sum(len(packed(number, False)) for number in range(100)) / 100,
            page_bytes=bodies / pages,
            candidate_bytes=(crawled - empty) / pages,
            article_bytes=(full - crawled) / articles,
        ),
        pages,
        articles,
    )


def _crawl(job: Any) -> float:
    """Processor seconds of one crawl."""
    from crawlers.launch import CrawlProcess

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = CrawlProcess(job)
    process.start()
    for _ in process.events():
        pass
    result = process.result()
    if not result.complete:
        raise RuntimeError(f"the crawl failed: {result.message}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _reading(engine: Engine, home: Path) -> tuple[float, float]:
    """Milliseconds for the screen of a page, and for all that reading does with one that passes.

    In this process, since those of the pool are not ours to measure.
    """
    from crawlers.extraction.screening import CodebookScreen
    from crawlers.extraction.types import Job
    from crawlers.extraction.worker import process, read_body
    from crawlers.storing import hints_for
    from models.pages import PageStore
    from models.queries.reading import pending_captures
    from models.session import reading

    store, screen = PageStore(home / "pages"), CodebookScreen()()
    with reading(engine) as session:
        work = pending_captures(session, 400)
    bodies = [(item, read_body(store.path(item.capture.sha256))) for item in work]
    began = time.process_time()
    passed = [item for item, body in bodies if screen.check(body, "utf-8").passed]
    screening = time.process_time() - began
    jobs = [
        Job(
            key=item.capture.id,
            body_path=store.path(item.capture.sha256),
            url=item.capture.final_url,
            content_type=item.capture.content_type,
            headers=dict(item.capture.headers),
            fetched_at=item.capture.fetched_at,
            hints=hints_for(item.candidate, item.source),
            screen=False,
        )
        for item in passed
    ]
    process(jobs[0], None)  # what is loaded at the first page is loaded once
    began = time.process_time()
    for job in jobs:
        process(job, None)
    extracting = time.process_time() - began
    return 1000 * screening / len(bodies), 1000 * extracting / len(jobs)


def _timed(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _size(engine: Engine) -> int:
    """Bytes of the database."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
        pages: Sequence[Any] = [
            connection.scalar(text(f"PRAGMA {name}")) for name in ("page_count", "page_size")
        ]
        return int(pages[0] * pages[1])


def _serve(outlets: Outlets, there: Connection) -> None:
    with loopback(hosts(HOSTS), outlets, remember=False) as server:
        there.send(server.port)
        there.recv()
