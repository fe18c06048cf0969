"""Evidence out and in again: a WARC export, imported elsewhere, gives the same articles."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from warcio.archiveiterator import ArchiveIterator

from analysis.codebook import load
from crawlers.extraction.pool import ExtractionPool
from crawlers.warc.records import records_of
from flows.stages.export import export_warc
from flows.stages.imports import import_files
from flows.stages.read import Reader
from flows.stages.tag import Tagger
from models import Article, ArticleRevision, Capture
from models.migrate import upgrade
from models.pages import PageStore
from models.queries.exporting import Selection
from models.reporting.views import view_table
from models.session import make_engine, reading, writing
from tests.support.articles import put_article
from tests.support.warcs import answer, chunked, record

PARAGRAPHS = (
    "Moscow received a delegation of the Taliban on Thursday, and both sides spoke of trade.",
    "The ministry in Kabul said the talks would go on next month, and named two transit routes.",
    "Traders at the border said they had waited for clearer rules since the spring of the year.",
)


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    with ExtractionPool(1) as running:
        yield running


@pytest.fixture
def stored(engine: Engine, pool: ExtractionPool, tmp_path: Path) -> PageStore:
    """Five articles from files: pages of archives, one with a later state, and a plain text."""
    files = tmp_path / "in"
    files.mkdir()
    content = b"".join(
        record("response", f"https://valley.example/{n}", answer(page(n)), WARC_Date=moment(n))
        for n in (1, 2)
    )
    content += record(
        "response", "https://valley.example/1", answer(page(1, "Corrected.")), WARC_Date=moment(3)
    )
    wrapped = answer(chunked(page(3)), Transfer_Encoding="chunked")
    content += record("response", "https://valley.example/3", wrapped, WARC_Date=moment(4))
    # the same bytes under another address
    content += record("response", "https://mirror.example/2", answer(page(2)), WARC_Date=moment(5))
    (files / "a.warc.gz").write_bytes(content)
    (files / "b.txt").write_text("Envoy named\n\n" + "\n\n".join(PARAGRAPHS))
    store = PageStore(tmp_path / "pages")
    fill(engine, store, pool, files)
    return store


def page(number: int, extra: str = "") -> bytes:
    text = "".join(f"<p>{line} ({number})</p>" for line in (*PARAGRAPHS, extra) if line)
    return (
        f'<html lang="en"><head><title>Talks, day {number}</title>'
        f'<meta property="article:published_time" content="2025-07-0{number}T09:00:00+04:30">'
        f'<meta name="author" content="Lala Noor"></head>'
        f"<body><article><h1>Talks, day {number}</h1>{text}</article></body></html>"
    ).encode()


def moment(number: int) -> str:
    return f"2025-07-1{number}T12:00:00Z"


def fill(engine: Engine, store: PageStore, pool: ExtractionPool, files: Path) -> None:
    assert import_files(engine, store, [files]).problems == []
    Reader(engine, store, pool).read_all()


def tag(engine: Engine) -> None:
    tagger = Tagger(engine, load(None))
    while tagger.batch():
        pass


def articles(engine: Engine) -> list[tuple]:
    view = view_table("report_articles")
    with reading(engine) as session:
        hashes = dict(
            session.execute(
                select(Article.id, ArticleRevision.text_sha256).join(
                    ArticleRevision, ArticleRevision.id == Article.current_revision_id
                )
            ).all()
        )
        return [
            (row.article_id, row.title, hashes[row.article_id], row.published_at, row.authors,
             row.verdict, row.language, row.source, row.url)
            for row in session.execute(select(view).order_by(view.c.article_id))
        ]  # fmt: skip


def test_an_export_imported_into_an_empty_database_gives_the_same_articles(
    engine: Engine, stored: PageStore, pool: ExtractionPool, tmp_path: Path
) -> None:
    output = tmp_path / "out" / "all.warc.gz"
    done = export_warc(engine, stored, Selection(), output)
    tag(engine)
    before = articles(engine)
    assert (done.articles, done.captures, done.problems) == (5, 6, [])
    assert {row[3] for row in before} >= {datetime(2025, 7, 1, 4, 30, tzinfo=UTC)}
    other = make_engine(f"sqlite:///{tmp_path / 'other.db'}")
    upgrade(other)
    fill(other, PageStore(tmp_path / "other-pages"), pool, output)
    tag(other)
    assert articles(other) == before


def test_importing_an_export_where_it_came_from_adds_nothing(
    engine: Engine, stored: PageStore, tmp_path: Path
) -> None:
    output = tmp_path / "all.warc.gz"
    export_warc(engine, stored, Selection(), output)
    again = import_files(engine, stored, [output])
    assert (again.new, again.known, again.problems) == (0, 6, [])


def test_warcio_finds_nothing_wrong_with_an_export(
    engine: Engine, stored: PageStore, tmp_path: Path
) -> None:
    output = tmp_path / "all.warc.gz"
    export_warc(engine, stored, Selection(), output)
    warcio = Path(sys.executable).with_name("warcio")
    checked = subprocess.run(
        [str(warcio), "check", "-v", str(output)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "fail" not in checked.stdout


def test_an_export_is_warc_1_1_with_the_stored_status_and_headers(
    engine: Engine, stored: PageStore, tmp_path: Path
) -> None:
    output = tmp_path / "all.warc.gz"
    export_warc(engine, stored, Selection(), output)
    with output.open("rb") as stream:
        first = next(iter(ArchiveIterator(stream)))
        assert (first.rec_type, first.rec_headers.protocol) == ("warcinfo", "WARC/1.1")
        assert b"software: salang/" in first.content_stream().read()
    with output.open("rb") as stream:
        found = [one for one in records_of(stream, 10**6) if one.kind != "metadata"]
    kinds = sorted(one.kind for one in found)
    # the mirror's page is the same bytes: said once, referred to once
    assert kinds == ["resource", "response", "response", "response", "response", "revisit"]
    assert {one.status for one in found if one.kind != "resource"} == {200}
    assert ("Content-Type", "text/html; charset=utf-8") in found[0].headers


def test_a_selection_is_what_is_written(engine: Engine, tmp_path: Path) -> None:
    store = PageStore(tmp_path / "pages")
    keys = {
        day: put_article(
            engine,
            f"https://valley.example/{day}",
            "Talks were held.",
            source="valley-post" if day < 3 else "hill-post",
            published=datetime(2025, 7, day, tzinfo=UTC),
        )
        for day in (1, 2, 3)
    }
    body = store.put(b"<html>page</html>")
    with writing(engine) as session:
        for capture in session.scalars(select(Capture)):
            capture.sha256 = body
        for key, verdict in zip(keys.values(), ("relevant", "borderline", "relevant"), strict=True):
            session.get_one(Article, key).verdict = verdict
            session.get_one(Article, key).moment = session.get_one(Article, key).first_seen_at

    def chosen(**wanted: object) -> int:
        selection = Selection(**wanted)  # type: ignore[arg-type]
        return export_warc(engine, store, selection, tmp_path / "some.warc.gz").articles

    assert chosen() == 3
    assert chosen(sources=("valley-post",)) == 2
    assert chosen(verdicts=("relevant",)) == 2
    assert chosen(since=datetime(2025, 7, 2, tzinfo=UTC)) == 2
    assert chosen(until=datetime(2025, 7, 2, tzinfo=UTC)) == 1
    assert chosen(article_ids=(keys[1], keys[3])) == 2
    assert chosen(topics=("no_such_topic",)) == 0


def test_a_page_that_is_not_in_the_store_is_named_and_the_rest_written(
    engine: Engine, tmp_path: Path
) -> None:
    put_article(engine, "https://valley.example/1", "Talks were held.")
    done = export_warc(engine, PageStore(tmp_path / "pages"), Selection(), tmp_path / "a.warc.gz")
    assert done.captures == 0
    assert "not in this machine's page store" in done.problems[0]
