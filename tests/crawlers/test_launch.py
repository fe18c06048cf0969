"""The crawl as a process: watched, stopped, killed, and taken up again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.job import CrawlJob, parse_since
from crawlers.launch import CrawlProcess, stop_all
from models.base import utc_now
from models.session import StorageError
from tests.support.crawling import Home
from tests.support.web import Web, rss, serving

PAGES = 12
#: long enough to be in the middle, short enough for a suite
SLOW = 0.4


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Home:
    return Home(tmp_path / "home", sqlite_template)


def slow_web(web: Web, home: Home) -> None:
    """A feed of a dozen pages behind a delay."""
    paths = [f"/p/{number}" for number in range(PAGES)]
    for path in paths:
        web.article(path)
    web.put("/rss.xml", rss([web.url(path) for path in paths]), etag='"1"')
    feed = [{"kind": "feed", "url": web.url("/rss.xml")}]
    home.source("outlet", web.url("/"), feed, delay_seconds=SLOW, concurrency=1)


def hurry(web: Web, home: Home) -> None:
    """The same source without its delay."""
    feed = [{"kind": "feed", "url": web.url("/rss.xml")}]
    home.source("outlet", web.url("/"), feed)


def after_pages(process: CrawlProcess, count: int) -> None:
    """Wait until so many pages are stored."""
    for event in process.events():
        count -= event["event"] == "page"
        if count <= 0:
            return
    raise AssertionError(f"the crawl ended too early: {process.result()}")


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def test_events_tell_the_crawl_from_start_to_finish_and_schedules_are_respected(
    home: Home,
) -> None:
    with serving() as web:
        web.article("/a")
        web.put("/rss.xml", rss([web.url("/a")]))
        home.source("outlet", web.url("/"), [{"kind": "feed", "url": web.url("/rss.xml")}])
        crawl = home.crawl("outlet", "nobody")
        kinds = [event["event"] for event in crawl.events if event["event"] != "progress"]
        assert kinds == ["started", "note", "poll", "page", "finished"]
        assert crawl.events[0]["sources"] == {"outlet": 1}
        assert crawl.result.complete
        outlet = crawl.result.sources["outlet"]
        assert outlet["polls"] == {"changed": 1}
        assert outlet["pages"] == {"captured": 1}
        assert (outlet["listed"], outlet["new"], outlet["pending"]) == (1, 1, 0)
        assert "no such" in crawl.result.sources["nobody"]["notes"][0]
        web.forget()
        again = home.crawl("outlet", respect_schedule=True)
        assert again.result.complete
        assert web.paths() == []


def test_what_a_killed_crawl_left_is_fetched_though_its_channels_are_unchanged(home: Home) -> None:
    with serving() as web:
        slow_web(web, home)
        process = home.process()
        process.start()
        after_pages(process, 2)
        os.killpg(process.pid, signal.SIGKILL)
        result = process.result()
        assert result.finish_reason == "failed"
        assert "killed by signal 9" in result.message
        fates = list(home.fates().values())
        assert "discovered" in fates
        before = {one for one in web.paths() if one.startswith("/p/")}
        web.forget()

        hurry(web, home)
        second = home.crawl()
        assert second.outcomes("outlet") == {web.url("/rss.xml"): "unchanged"}
        assert set(home.fates().values()) == {"captured"}
        # a page whose bytes were on their way when the kill came may be asked for again
        again = before & set(web.paths())
        assert len(again) <= 1


def test_stop_is_quick_and_leaves_the_rest_pending(home: Home) -> None:
    with serving() as web:
        slow_web(web, home)
        process = home.process()
        process.start()
        after_pages(process, 1)
        began = time.monotonic()
        process.stop(grace=10)
        # far less than the delays of the pages that are left
        assert time.monotonic() - began < (PAGES - 2) * SLOW
        assert not process.running
        result = process.result()
    assert result.finish_reason == "interrupted"
    assert "pending" in result.message
    assert result.sources["outlet"]["pages"]["captured"] >= 1
    fates = list(home.fates().values())
    assert fates.count("captured") == result.sources["outlet"]["pages"]["captured"]
    assert fates.count("discovered") == PAGES - fates.count("captured")


def test_stop_all_stops_what_this_process_started(home: Home) -> None:
    with serving() as web:
        slow_web(web, home)
        process = home.process()
        process.start()
        stop_all(grace=10)
        assert not process.running
        assert process.result().finish_reason == "interrupted"


STARTER = """
import sys
from crawlers.launch import CrawlJob, CrawlProcess
process = CrawlProcess(CrawlJob.model_validate_json(sys.argv[1]))
process.start()
for event in process.events():
    if event["event"] == "page":
        print(process.pid, flush=True)
"""


@pytest.mark.long
def test_the_crawl_ends_when_the_process_that_started_it_is_killed(home: Home) -> None:
    with serving() as web:
        slow_web(web, home)
        parent = subprocess.Popen(
            [sys.executable, "-c", STARTER, home.job().model_dump_json()],
            env={**os.environ, **home.environment},
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        parent.stdout.close()
        # the orphan is nobody's child here, so it can only be watched
        wait_for(lambda: not _alive(pid))
        assert "discovered" in home.fates().values()


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.long
def test_time_limit_ends_the_crawl_and_is_no_failure(home: Home) -> None:
    with serving() as web:
        slow_web(web, home)
        feed = [{"kind": "feed", "url": web.url("/rss.xml")}]
        home.source("outlet", web.url("/"), feed, delay_seconds=8, concurrency=1)
        crawl = home.crawl(env={"SALANG_CRAWL_MAX_SECONDS": "2"})
    assert crawl.result.finish_reason == "time_limit"
    assert crawl.result.complete
    assert crawl.result.seconds < 6


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SALANG_DATABASE_URL": "mysql://nowhere/x"}, "sqlite or postgresql"),
        ({"SALANG_CATALOG": "/nowhere/at/all"}, "no such folder"),
        ({"SALANG_CONCURRENT_REQUESTS": "many"}, "SALANG_CONCURRENT_REQUESTS"),
    ],
    ids=["database", "catalogue", "setting"],
)
def test_a_crawl_that_cannot_begin_says_why(
    home: Home, environment: dict[str, str], said: str
) -> None:
    job = CrawlJob(sources=("tass",))
    process = CrawlProcess(job, {**home.environment, **environment})
    process.start()
    result = process.result()
    assert result.finish_reason == "failed"
    assert said in result.message


def test_home_that_cannot_be_written_is_said_before_anything_starts(home: Home) -> None:
    blocked = home.folder / "a-file"
    blocked.write_text("not a folder")
    process = CrawlProcess(home.job("outlet"), {"SALANG_HOME": str(blocked)})
    with pytest.raises(StorageError, match="SALANG_HOME"):
        process.start()


def test_since_is_an_age_or_a_date() -> None:
    now = utc_now()
    assert (now - parse_since("36h", now)).total_seconds() == 36 * 3600
    assert (now - parse_since("2w", now)).days == 14
    assert parse_since("2025-07-03", now).isoformat() == "2025-07-03T00:00:00+00:00"
    with pytest.raises(ValueError, match="36h, 7d, 2w"):
        parse_since("last week", now)
