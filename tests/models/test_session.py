"""Engines: what is stored comes back, writers wait for each other, errors say what to do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import OperationalError, StatementError

from models import Run, Source
from models.session import (
    StorageError,
    explain,
    insert_new,
    insert_rows,
    make_engine,
    reading,
    upsert,
    writing,
)

NOON = datetime(2025, 7, 3, 12, 30, 15, 250000, tzinfo=UTC)


def run_at(moment: datetime) -> Run:
    return Run(flow="ingest", parameters={}, started_at=moment, state="running")


def test_an_instant_comes_back_as_the_same_instant_in_utc(engine: Engine) -> None:
    kabul = timezone(timedelta(hours=4, minutes=30))
    with writing(engine) as session:
        session.add(run_at(NOON.astimezone(kabul)))
    with reading(engine) as session:
        found = session.scalars(select(Run.started_at)).one()
    assert found == NOON
    assert found.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="without a zone"), writing(engine) as session:
        session.add(run_at(datetime(2025, 7, 3)))


def test_instants_compare_in_order_of_time(engine: Engine) -> None:
    with writing(engine) as session:
        session.add_all(run_at(NOON + timedelta(microseconds=step)) for step in (2, 0, 1))
    with reading(engine) as session:
        found = list(session.scalars(select(Run.started_at).order_by(Run.started_at)))
    assert found == [NOON + timedelta(microseconds=step) for step in (0, 1, 2)]


def source(slug: str, name: str = "Name") -> dict[str, object]:
    return {
        "slug": slug,
        "name": name,
        "ownership": "private",
        "languages": ["en"],
        "specification": {},
        "created_at": NOON,
        "updated_at": NOON,
    }


def test_inserting_new_rows_keeps_the_old_ones_and_tells_which_were_new(engine: Engine) -> None:
    with writing(engine) as session:
        insert_new(session, Source, [source("a", "first")], key=("slug",))
        new = insert_new(
            session,
            Source,
            [source("a", "second"), source("b")],
            key=("slug",),
            returning=(Source.slug,),
        )
    assert [row.slug for row in new] == ["b"]
    with reading(engine) as session:
        assert session.scalar(select(Source.name).where(Source.slug == "a")) == "first"


def test_rows_without_objects_come_back_as_they_went_in(engine: Engine) -> None:
    rows = [{**source(slug), "country": country} for slug, country in (("a", "UZ"), ("b", None))]
    rows[0]["specification"] = {"priority": "daily", "words": ["\u0627", "\u20ac"]}
    with writing(engine) as session:
        insert_rows(session, Source, rows)
        insert_rows(session, Source, [])
    columns = [getattr(Source, name) for name in rows[0]]
    with reading(engine) as session:
        found = [dict(row._mapping) for row in session.execute(select(*columns).order_by("slug"))]
    assert found == rows


def test_an_upsert_sets_the_named_columns_only(engine: Engine) -> None:
    with writing(engine) as session:
        insert_new(session, Source, [source("a", "first")], key=("slug",))
        changed = source("a", "second") | {"ownership": "exile"}
        upsert(session, Source, [changed], key=("slug",), update=("name",))
    with reading(engine) as session:
        found = session.scalars(select(Source)).one()
    assert (found.name, found.ownership) == ("second", "private")


def test_more_rows_than_one_statement_takes_are_stored(engine: Engine) -> None:
    with writing(engine) as session:
        insert_new(session, Source, [source(f"s{n}") for n in range(1203)], key=("slug",))
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Source)) == 1203


def test_concurrent_writers_wait_for_each_other(engine: Engine) -> None:
    def add(number: int) -> None:
        for step in range(5):
            with writing(engine) as session:
                session.scalar(select(func.count()).select_from(Run))
                session.add(run_at(NOON + timedelta(seconds=number, minutes=step)))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(4)))
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Run)) == 20


def test_an_exception_takes_the_whole_transaction_back(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as session:
        session.add(run_at(NOON))
        session.flush()
        raise RuntimeError
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Run)) == 0


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://localhost/news", "sqlite or postgresql"),
        ("not an address", "not a database address"),
    ],
)
def test_an_address_of_no_use_is_explained(url: str, words: str) -> None:
    with pytest.raises(StorageError, match=words):
        make_engine(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="SALANG_HOME"):
        make_engine(f"sqlite:///{tmp_path / 'file' / 'salang.db'}")


def test_a_database_that_cannot_be_reached_is_explained_without_its_password() -> None:
    engine = make_engine("postgresql://someone:secret@127.0.0.1:1/news")
    with pytest.raises(OperationalError) as caught, reading(engine) as session:
        session.execute(text("SELECT 1"))
    assert "cannot be reached" in explain(caught.value)
    assert "secret" not in explain(caught.value)


def test_postgresql_sorts_in_memory_and_compiles_no_queries(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    with reading(engine) as session:
        found = session.execute(
            text("SELECT current_setting('jit'), current_setting('work_mem')")
        ).one()
    engine.dispose()
    assert tuple(found) == ("off", "32MB")
