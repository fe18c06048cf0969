"""From crawl to WARC with the pages in an S3-compatible store instead of a folder."""

from pathlib import Path

import pytest

from crawlers.extraction.pool import ExtractionPool
from flows.stages.export import export_warc
from flows.stages.read import Reader
from models.backup import restore_backup, write_backup
from models.pages import PageStore
from models.queries.exporting import Selection
from models.session import make_engine
from tests.flows.test_backfill import page
from tests.support.crawling import Home
from tests.support.objects import bucket
from tests.support.web import rss, serving


@pytest.mark.long
def test_pages_go_to_the_store_and_are_read_exported_and_backed_up_from_it(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home", sqlite_template)
    with bucket(monkeypatch) as url, serving() as web:
        place = f"{url}/kept"
        paths = [f"/p/{number}" for number in range(3)]
        for path in paths:
            web.put(path, page("2025-07-02") + path.encode())
        web.put("/rss.xml", rss([web.url(path) for path in paths]))
        home.source("outlet", web.url("/"), [{"kind": "feed", "url": web.url("/rss.xml")}])
        assert home.crawl(env={"SALANG_PAGES_URL": place}).result.finish_reason == "finished"
        store = PageStore(place)
        assert len(list(store.hashes())) == 3
        assert not (home.folder / "pages").exists()
        with ExtractionPool(1) as pool:
            assert Reader(home.engine, store, pool).read_all() == 3
        assert set(home.fates().values()) == {"fetched"}
        done = export_warc(home.engine, store, Selection(), tmp_path / "out.warc.gz")
        assert (done.captures, done.problems) == (3, [])
        assert write_backup(home.engine, tmp_path / "backup.zip", place).pages == 3
        kept = set(store.hashes())
    restored = make_engine(f"sqlite:///{tmp_path / 'restored.db'}")
    restore_backup(restored, tmp_path / "backup.zip", tmp_path / "pages")
    assert set(PageStore(tmp_path / "pages").hashes()) == kept
    restored.dispose()
