"""Stored pages read again: after a fault of the reader is mended, or its rules got better."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from analysis.dates import DateDecision
from crawlers.extraction.types import Job, PageOutcome
from crawlers.extraction.worker import process
from flows.stages.catalogue import UnknownSource
from flows.stages.read import Reader
from flows.stages.reread import reread
from models import Article, ArticleRevision, Candidate, CandidateFate
from models.candidates import Fate
from models.pages import PageStore
from models.session import reading
from tests.support.articles import NOON, put_page
from tests.support.corpus import reviewer, say

DATED = '<meta property="article:published_time" content="2025-07-03T05:00:00Z">'
PROSE = (
    "The ferrymen of the lower lake met on Thursday and agreed on one price for sheep and bales.",
    "Their elder said that the landing had been mended with timber from the other shore, and that "
    "two boats would sail each morning until the first frost.",
    "A second meeting is planned for the autumn, when the guild of the upper lake will come too.",
)
Read = Callable[[Job], PageOutcome]


def page(number: int = 1, head: str = DATED, prose: tuple[str, ...] = PROSE) -> str:
    title = f"Ferrymen agree on price {number}"
    text = "".join(f"<p>{line}</p>" for line in prose)
    return (
        f"<html lang='en'><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )


def new(job: Job) -> PageOutcome:
    return process(job, None)


def failing(_: Job) -> PageOutcome:
    return PageOutcome("extraction_failed", "the worker was lost: over its 10 seconds")


def refusing(_: Job) -> PageOutcome:
    return PageOutcome("not_an_article", "listing")


def blind_to_dates(job: Job) -> PageOutcome:
    outcome = process(job, None)
    assert outcome.page is not None
    undated = replace(outcome.page, dates=DateDecision(None))
    return replace(outcome, fate="undated", reason="no date found", page=undated)


class OneProcess:
    """The pool's door, with a reader of this or an older version behind it."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.urls: list[str] = []

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, PageOutcome]]:
        for job in jobs:
            self.urls.append(job.url)
            yield job, self.read(job)


@pytest.fixture
def store(tmp_path: Path) -> PageStore:
    return PageStore(tmp_path / "pages")


def reader(engine: Engine, store: PageStore, read: Read) -> Reader:
    return Reader(engine, store, OneProcess(read))  # type: ignore[arg-type]  # the same door


def history(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(select(CandidateFate.fate).order_by(CandidateFate.id)))


def revisions(engine: Engine) -> list[ArticleRevision]:
    with reading(engine) as session:
        return list(session.scalars(select(ArticleRevision).order_by(ArticleRevision.number)))


def put(engine: Engine, store: PageStore, read: Read, body: str, number: int = 1) -> None:
    """A page as an earlier run left it."""
    put_page(engine, store, f"https://valley-post.example/{number}", body)
    reader(engine, store, read).read_all()


def test_a_page_whose_reader_failed_becomes_an_article(engine: Engine, store: PageStore) -> None:
    put(engine, store, failing, page())
    done = reread(reader(engine, store, new), [Fate.EXTRACTION_FAILED])
    assert done.rows() == [{"before": "extraction_failed", "after": "fetched", "pages": 1}]
    assert revisions(engine)[0].text.split("\n") == list(PROSE)
    assert history(engine) == ["discovered", "captured", "extraction_failed", "fetched"]


def test_the_second_time_there_is_nothing_to_do(engine: Engine, store: PageStore) -> None:
    put(engine, store, failing, page())
    reread(reader(engine, store, new), [Fate.EXTRACTION_FAILED])
    done = reread(reader(engine, store, new), [Fate.EXTRACTION_FAILED])
    assert done.rows() == []
    assert done.sentence.startswith("nothing to do")


def test_a_fate_that_stands_is_not_written_again(engine: Engine, store: PageStore) -> None:
    put(engine, store, refusing, page())
    before = history(engine)
    done = reread(reader(engine, store, refusing), [Fate.NOT_AN_ARTICLE])
    assert done.rows() == [{"before": "not_an_article", "after": "not_an_article", "pages": 1}]
    assert history(engine) == before


def test_an_article_read_the_same_gets_no_revision(engine: Engine, store: PageStore) -> None:
    put(engine, store, new, page())
    reread(reader(engine, store, new), [Fate.FETCHED])
    assert len(revisions(engine)) == 1


def test_a_date_found_later_is_a_new_revision(engine: Engine, store: PageStore) -> None:
    put(engine, store, blind_to_dates, page())
    done = reread(reader(engine, store, new), [Fate.UNDATED])
    assert done.rows() == [{"before": "undated", "after": "fetched", "pages": 1}]
    first, second = revisions(engine)
    assert (first.published_at, second.published_day) == (None, "2025-07-03")
    assert first.text == second.text


def test_what_a_reviewer_said_stays(engine: Engine, store: PageStore) -> None:
    put(engine, store, blind_to_dates, page())
    with reading(engine) as session:
        key = session.scalars(select(Article.id)).one()
    say(engine, reviewer(engine), key, "verdict", verdict="relevant")
    reread(reader(engine, store, new), [Fate.UNDATED])
    with reading(engine) as session:
        article = session.get_one(Article, key)
        assert (article.verdict, article.review_status) == ("relevant", "reviewed")
        assert article.current_revision_id == revisions(engine)[1].id


def test_no_article_is_taken_away(engine: Engine, store: PageStore) -> None:
    put(engine, store, new, page())
    before = history(engine)
    done = reread(reader(engine, store, refusing), [Fate.FETCHED])
    assert done.rows() == [{"before": "fetched", "after": "fetched", "pages": 1}]
    assert history(engine) == before


def test_batches_reach_every_page_once(engine: Engine, store: PageStore) -> None:
    for number in range(5):
        put(engine, store, failing, page(number), number)
    again = reader(engine, store, refusing)
    # the fate they get is one that is asked for: they do not come round again
    done = reread(again, [Fate.EXTRACTION_FAILED, Fate.NOT_AN_ARTICLE], batch=2)
    assert done.rows() == [{"before": "extraction_failed", "after": "not_an_article", "pages": 5}]


def test_sources_and_times_narrow_it(engine: Engine, store: PageStore) -> None:
    for number, (source, fetched) in enumerate(
        (("valley-post", NOON), ("hill-post", NOON), ("hill-post", NOON + timedelta(days=9)))
    ):
        put_page(engine, store, f"https://{source}.example/{number}", page(number),
                 source=source, fetched=fetched)  # fmt: skip
    reader(engine, store, failing).read_all()
    pool = OneProcess(refusing)
    again = Reader(engine, store, pool)  # type: ignore[arg-type]  # the same door
    since = NOON + timedelta(days=5)
    reread(again, [Fate.EXTRACTION_FAILED], ["hill-post"], since)
    assert pool.urls == ["https://hill-post.example/2"]


def test_a_later_capture_is_what_is_read(engine: Engine, store: PageStore) -> None:
    put(engine, store, failing, page(prose=PROSE[:2]))
    put(engine, store, failing, page())
    done = reread(reader(engine, store, new), [Fate.EXTRACTION_FAILED])
    assert done.fates.total() == 1
    assert [r.text.split("\n") for r in revisions(engine)] == [list(PROSE)]


def test_a_source_nobody_knows_is_refused(engine: Engine, store: PageStore) -> None:
    with pytest.raises(UnknownSource, match="nobody"):
        reread(reader(engine, store, new), [Fate.EXTRACTION_FAILED], ["nobody"])


def test_the_fate_in_the_database_is_the_one_told(engine: Engine, store: PageStore) -> None:
    put(engine, store, failing, page())
    reread(reader(engine, store, new), [Fate.EXTRACTION_FAILED])
    with reading(engine) as session:
        assert session.scalars(select(Candidate.fate)).all() == ["fetched"]
