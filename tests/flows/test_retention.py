"""Letting page bytes go: by the policy, never what somebody relies on, and it stays said."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from crawlers.extraction.types import Job, PageOutcome
from flows.stages.export import export_warc
from flows.stages.reread import reread
from flows.stages.retention import Pruned, policy_of, prune_pages
from models import Article, Candidate, Capture
from models.base import utc_now
from models.candidates import Fate
from models.pages import PageStore
from models.queries.exporting import Selection
from models.queries.removals import remove
from models.queries.retention import Policy
from models.session import reading, writing
from models.settings import StorageSettings
from tests.flows.test_reread import failing, new, page, put, reader, refusing, store
from tests.support.corpus import reviewer, say

__all__ = ["store"]

ALL = Policy(screened_out=30, others=60, relevant=90)


def screened(_: Job) -> PageOutcome:
    return PageOutcome("screened_out", "the page names nothing of the topic")


def captures(engine: Engine) -> dict[str, Capture]:
    """Captures by the last part of their address."""
    with reading(engine) as session:
        return {
            capture.url.rpartition("/")[2]: capture
            for capture in session.scalars(select(Capture).order_by(Capture.id))
        }


def kept(engine: Engine, store: PageStore) -> set[str]:
    """Names of the pages whose bytes are there; every other says that they went."""
    found = set()
    for name, capture in captures(engine).items():
        there = store.path(capture.sha256).exists()
        assert there == (capture.pruned_at is None)
        if there:
            found.add(name)
    return found


@pytest.fixture
def world(engine: Engine, store: PageStore) -> Engine:
    """1 relevant, 2 not relevant, 3 no article, 4 screened out, 5 failed its reader."""
    for number, read in enumerate((new, new, refusing, screened, failing), 1):
        put(engine, store, read, page(number), number)
    with writing(engine) as session:
        for verdict, title in (("relevant", "1"), ("not_relevant", "2")):
            session.execute(
                update(Article).where(Article.url.endswith(f"/{title}")).values(verdict=verdict)
            )
    return engine


def after(days: int, engine: Engine, store: PageStore, policy: Policy = ALL) -> Pruned:
    return prune_pages(engine, store, policy, utc_now() + timedelta(days=days, hours=1))


def test_without_a_setting_nothing_goes(world: Engine, store: PageStore) -> None:
    assert after(10_000, world, store, policy_of(StorageSettings())).pages == 0
    assert kept(world, store) == {"1", "2", "3", "4", "5"}


@pytest.mark.parametrize(
    ("days", "left"),
    [(29, "12345"), (30, "1235"), (60, "15"), (90, "5")],
)
def test_each_kind_of_page_goes_after_its_days_and_a_page_that_failed_stays(
    world: Engine, store: PageStore, days: int, left: str
) -> None:
    done = after(days, world, store)
    assert kept(world, store) == set(left)
    assert done.pages == 5 - len(left)


def test_pages_of_relevant_articles_stay_without_their_own_setting(
    world: Engine, store: PageStore
) -> None:
    after(10_000, world, store, replace(ALL, relevant=None))
    assert kept(world, store) == {"1", "5"}


def test_what_a_review_relies_on_stays(world: Engine, store: PageStore) -> None:
    lead = reviewer(world)
    with reading(world) as session:
        article = session.scalars(select(Article).where(Article.url.endswith("/2"))).one()
    say(world, lead, article.id, "verdict", verdict="not_relevant")
    after(10_000, world, store)
    assert kept(world, store) == {"2", "5"}


def test_what_a_person_removed_stays_for_the_day_it_is_restored(
    world: Engine, store: PageStore
) -> None:
    with writing(world) as session:
        candidate = session.scalars(select(Candidate).where(Candidate.url.endswith("/3"))).one()
        remove(session, candidate, "lena", "a test page of the outlet", utc_now())
    after(10_000, world, store)
    assert kept(world, store) == {"3", "5"}


def test_bytes_that_another_capture_needs_stay(world: Engine, store: PageStore) -> None:
    same = captures(world)["1"].sha256
    with writing(world) as session:
        session.execute(update(Capture).where(Capture.url.endswith("/4")).values(sha256=same))
    after(60, world, store)
    assert kept(world, store) == {"1", "4", "5"}


def test_a_dry_run_tells_and_changes_nothing(world: Engine, store: PageStore) -> None:
    later = utc_now() + timedelta(days=61)
    told = prune_pages(world, store, ALL, later, dry_run=True)
    assert kept(world, store) == {"1", "2", "3", "4", "5"}
    done = prune_pages(world, store, ALL, later)
    assert (told.pages, told.bytes, told.captures) == (done.pages, done.bytes, done.captures)
    assert told.pages == 3
    assert "would be let go" in told.sentence


def test_the_second_time_there_is_nothing_to_let_go(world: Engine, store: PageStore) -> None:
    after(61, world, store)
    assert after(61, world, store).pages == 0


def test_bytes_that_come_in_again_while_they_go_are_put_back(
    world: Engine, store: PageStore, tmp_path: Path
) -> None:
    """The crawl of another machine saw the bytes there and wrote its row a moment later."""
    before = captures(world)["3"]

    class Busy(PageStore):
        def remove(self, sha256: str) -> None:
            super().remove(sha256)
            if sha256 == before.sha256:
                with writing(world) as session:
                    session.add(
                        Capture(
                            candidate_id=before.candidate_id,
                            url="https://valley-post.example/new",
                            final_url="x",
                            status=200,
                            headers=[],
                            sha256=sha256,
                            size=before.size,
                            fetched_at=utc_now(),
                            outcome="pending",
                        )
                    )

    after(61, world, Busy(tmp_path / "pages"))
    assert store.get(before.sha256)
    assert captures(world)["new"].pruned_at is None


def test_a_page_without_bytes_is_not_read_again_and_the_run_says_why(
    world: Engine, store: PageStore
) -> None:
    after(61, world, store)
    done = reread(reader(world, store, new), [Fate.NOT_AN_ARTICLE])
    assert done.rows() == []
    assert "1 cannot be: their bytes were let go by the policy of retention" in done.sentence


def test_an_export_says_that_the_bytes_were_let_go_and_when(
    world: Engine, store: PageStore, tmp_path: Path
) -> None:
    after(91, world, store)
    done = export_warc(world, store, Selection(), tmp_path / "all.warc.gz")
    assert done.captures == 0
    day = f"{utc_now() + timedelta(days=91, hours=1):%Y-%m-%d}"
    assert len(done.problems) == 2
    assert all(f"let go on {day} by the policy of retention" in said for said in done.problems)
