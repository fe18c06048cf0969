"""Back-fill as mapped runs on a Dask cluster of this machine, by the command people type."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.session import StorageError, make_engine
from tests.flows.test_backfill import page
from tests.support.archives import Kept, wayback
from tests.support.crawling import Home
from tests.support.sample import stored_rows
from tests.support.web import serving

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
SALANG = str(Path(sys.executable).with_name("salang"))
OUTLETS = ("valley", "summit", "harbour")
#: seconds between two requests to the archive
DELAY = 0.5


def backfill(home: Home, archive: str, url: str) -> "subprocess.CompletedProcess[str]":
    names = [part for slug in OUTLETS for part in ("--source", slug)]
    days = ("--from", "2019-07-01", "--to", "2019-07-31")
    return subprocess.run(
        [SALANG, "backfill", *names, *days, "--catalog", str(home.catalog), "--json"],
        env={
            **os.environ,
            **home.environment,
            "PREFECT_HOME": str(home.folder / "prefect"),
            "SALANG_DATABASE_URL": url,
            "SALANG_DASK": "local",
            "SALANG_WAYBACK_URL": archive.rstrip("/"),
            "SALANG_ARCHIVE_DELAY_SECONDS": str(DELAY),
        },
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path, postgres_url: str) -> Home:
    home = Home(tmp_path / "home", sqlite_template, postgres_url)
    for slug in OUTLETS:
        site = f"https://{slug}.example/"
        home.source(slug, site, [{"kind": "feed", "url": f"{site}rss.xml"}])
    return home


def test_sources_are_taken_by_the_workers_of_a_cluster(home: Home, postgres_url: str) -> None:
    with serving() as web:
        wayback(
            web,
            [
                Kept("20190704120000", f"https://{slug}.example/{number}", page("2 days ago"))
                for slug in OUTLETS
                for number in range(2)
            ],
        )
        done = backfill(home, web.url(""), postgres_url)
        assert done.returncode == 0, done.stderr[-3000:]
        said = json.loads(done.stdout)
        assert said["state"] == "completed", said["problems"]
        times = sorted(one.at for one in web.seen)
    assert (said["pages_fetched"], said["new_articles"]) == (6, 6)
    engine = make_engine(postgres_url)
    articles = stored_rows(engine, "report_articles")
    assert {row["source"] for row in articles} == set(OUTLETS)
    assert {row["published_day"] for row in articles} == {"2019-07-02"}
    engine.dispose()
    # three crawls asked one archive, one after the other, and kept its pace
    assert (times[-1] - times[0]) / (len(times) - 1) > DELAY * 0.9


def test_a_database_that_workers_cannot_share_is_told(sqlite_url: str) -> None:
    from flows.backfill import take_from_archive
    from flows.spreading import spread

    engine = make_engine(sqlite_url)
    with pytest.raises(StorageError, match="PostgreSQL"):
        spread(take_from_archive, [{"valley": 1}], lambda piece: (piece,), "local", engine)
    engine.dispose()
