"""PDF and DOCX files through the stages: imported, read, screened like pages, refused in words."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from crawlers.extraction.pool import ExtractionPool
from crawlers.extraction.types import Job, PageOutcome
from flows.stages.imports import import_files
from flows.stages.read import Reader
from models import Article, ArticleRevision, Candidate
from models.pages import PageStore
from models.session import reading
from tests.crawlers.extraction.test_documents import DOCX, ENGLISH, RUSSIAN
from tests.support.documents import docx_file, pdf, printed


class Topic:
    """Stands in for the topic screen: lets through what names the pass."""

    def check(self, body: bytes, encoding: str | None) -> "Topic":
        self.passed = b"pass" in body
        self.found: tuple[str, ...] = ()
        self.decoded: str | None = None
        return self


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    with ExtractionPool(1, screen=Topic) as running:
        yield running


def test_files_become_documents_with_title_date_and_paragraphs(
    engine: Engine, pool: ExtractionPool, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf([printed(ENGLISH[1], ENGLISH[0])]))
    (folder / "b.docx").write_bytes(docx_file(RUSSIAN[1], RUSSIAN[0]))
    store = PageStore(tmp_path / "pages")
    result = import_files(engine, store, [folder])
    assert (result.new, result.problems) == (2, [])
    Reader(engine, store, pool).read_all()
    again = import_files(engine, store, [folder])
    assert (again.new, again.known) == (0, 2)
    with reading(engine) as session:
        rows = session.execute(
            select(
                ArticleRevision.title,
                ArticleRevision.text,
                ArticleRevision.published_at,
                ArticleRevision.extractor,
            )
            .join(Article, Article.current_revision_id == ArticleRevision.id)
            .order_by(ArticleRevision.extractor)
        ).all()
    assert rows == [
        (ENGLISH[0], "\n".join(ENGLISH[1]), datetime(2025, 7, 3, tzinfo=UTC), "pypdf"),
        (RUSSIAN[0], "\n".join(RUSSIAN[1]), datetime(2025, 10, 7, tzinfo=UTC), "python-docx"),
    ]


def test_files_that_cannot_be_read_have_their_fate_and_reason(
    engine: Engine, pool: ExtractionPool, tmp_path: Path
) -> None:
    paper = pdf([printed(ENGLISH[1])])
    (tmp_path / "closed.pdf").write_bytes(pdf([printed(ENGLISH[1])], password="secret"))
    (tmp_path / "broken.pdf").write_bytes(paper[: len(paper) // 2])
    (tmp_path / "scan.pdf").write_bytes(pdf([[]]))
    store = PageStore(tmp_path / "pages")
    import_files(engine, store, [tmp_path])
    Reader(engine, store, pool).read_all()
    with reading(engine) as session:
        fates = dict(session.execute(select(Candidate.url, Candidate.fate)).all())
        reasons = dict(session.execute(select(Candidate.url, Candidate.reason)).all())
    assert fates == {
        "import:closed.pdf": "unsupported_type",
        "import:broken.pdf": "extraction_failed",
        "import:scan.pdf": "empty",
    }
    assert "password" in reasons["import:closed.pdf"]
    assert "damaged" in reasons["import:broken.pdf"]


@pytest.mark.parametrize("content_type", [None, "application/octet-stream"])
def test_a_fetched_document_is_screened_by_its_text(
    pool: ExtractionPool, tmp_path: Path, content_type: str | None
) -> None:
    store = PageStore(tmp_path / "pages")

    def outcome(body: bytes, declared: str | None) -> PageOutcome:
        job = Job(
            1,
            store.path(store.put(body)),
            "https://ministry.example/statement",
            declared,
            {},
            datetime(2025, 11, 21, tzinfo=UTC),
        )
        ((_, found),) = pool.run([job])
        return found

    named = outcome(pdf([printed(ENGLISH[1], ENGLISH[0])]), content_type)
    assert (named.fate, named.title) == ("fetched", ENGLISH[0])
    other = outcome(docx_file(RUSSIAN[1], RUSSIAN[0]), DOCX)
    assert (other.fate, other.title, other.page) == ("screened_out", RUSSIAN[0], None)


KAZAKH = "Кабул мен Омбы арасында сауда туралы алдын ала сұхбат болды."


@pytest.mark.parametrize(
    ("stated", "stored"),
    [("kk", "kk"), ("kk-KZ", "kk"), ("uz", "uz"), ("fa", "kk"), ("xx", "kk"), (None, "kk")],
)
def test_a_stated_language_wins_where_the_script_allows_it(
    engine: Engine, pool: ExtractionPool, tmp_path: Path, stated: str | None, stored: str
) -> None:
    document = {"text": f"pass {KAZAKH}", "language": stated}
    (tmp_path / "texts.jsonl").write_text(json.dumps(document), encoding="utf-8")
    store = PageStore(tmp_path / "pages")
    assert import_files(engine, store, [tmp_path / "texts.jsonl"]).new == 1
    Reader(engine, store, pool).read_all()
    with reading(engine) as session:
        assert session.scalars(select(ArticleRevision.language)).all() == [stored]
