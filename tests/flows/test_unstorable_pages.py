"""A page whose reading cannot be stored costs its own fate, and not the run."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from crawlers.extraction.pool import ExtractionPool
from flows.stages import read
from flows.stages.read import Reader
from models.articles import Article
from models.candidates import Candidate
from models.pages import PageStore
from models.session import reading
from tests.support.articles import put_page

STORY = "<html><body><h1>{0}</h1>" + "<p>The envoys met in {0} and spoke of trade.</p>" * 5


def test_the_others_are_stored(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = PageStore(tmp_path)
    for place in ("Kabul", "Moscow", "Tashkent"):
        address = f"https://valley-post.example/{place}"
        put_page(engine, store, address, STORY.format(place))
    really = read.article_text

    def broken(page, address):
        if "Moscow" in page.text:
            raise UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "surrogates not allowed")
        return really(page, address)

    monkeypatch.setattr(read, "article_text", broken)
    with ExtractionPool(1) as pool:
        reader = Reader(engine, store, pool)
        assert reader.read_all() == 3
    with reading(engine) as session:
        rows = session.scalars(select(Candidate)).all()
        fates = {row.url: row.fate for row in rows}
        reasons = session.scalars(select(Candidate.reason)).all()
        assert len(session.scalars(select(Article)).all()) == 2
    assert fates["https://valley-post.example/Moscow"] == "extraction_failed"
    assert any("cannot be stored (UnicodeEncodeError)" in (reason or "") for reason in reasons)
    assert sorted(fates.values()) == ["extraction_failed", "undated", "undated"]
