"""One crawl by several runs: each part is crawled once, and none is lost with a run."""

from contextlib import closing

from sqlalchemy import Engine

from flows.stages.catalogue import Selection
from flows.stages.sharing import batches_of

PARTS = tuple(({f"source-{number:02}": number}, 1) for number in range(20))
CHOSEN = Selection(({slug: key for part, _ in PARTS for slug, key in part.items()},), (), PARTS)
EVERY = sorted(CHOSEN.sources)


def test_without_a_name_a_run_crawls_all(engine: Engine) -> None:
    assert list(batches_of(engine, CHOSEN, None)) == [CHOSEN.batches[0]]


def test_runs_that_name_one_crawl_share_its_sources(postgres_url: str) -> None:
    from models.session import make_engine

    engine = make_engine(postgres_url)
    one, other = (batches_of(engine, CHOSEN, "monday") for _ in range(2))
    taken: list[str] = []
    for _ in range(2 * len(PARTS)):
        for run in (one, other):
            taken += next(run, {})
    assert sorted(taken) == EVERY
    engine.dispose()


def test_what_is_done_is_not_crawled_again(engine: Engine) -> None:
    assert sorted(slug for batch in batches_of(engine, CHOSEN, "monday") for slug in batch) == EVERY
    assert list(batches_of(engine, CHOSEN, "monday")) == []
    assert list(batches_of(engine, CHOSEN, "tuesday")) != []


def test_the_part_of_a_run_that_failed_is_free_again(engine: Engine) -> None:
    with closing(batches_of(engine, CHOSEN, "monday")) as run:
        done = list(next(run))
        lost = list(next(run))
    left = [slug for batch in batches_of(engine, CHOSEN, "monday") for slug in batch]
    assert sorted(done + left) == EVERY
    assert set(lost) <= set(left)


def test_a_run_takes_only_the_sources_it_was_asked_for(engine: Engine) -> None:
    few = Selection((), (), PARTS[:3])
    assert (
        sorted(slug for batch in batches_of(engine, few, "monday") for slug in batch) == EVERY[:3]
    )
    rest = [slug for batch in batches_of(engine, CHOSEN, "monday") for slug in batch]
    assert sorted(rest) == EVERY[3:]
