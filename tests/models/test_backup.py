"""Back-ups: everything comes back, on the same database and on the other one."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from flows.stages.search import index_pending
from models import migrate
from models.articles import Article
from models.backup import LEFT_OUT, read_manifest, restore_backup, write_backup
from models.base import Base
from models.pages import PageStore
from models.queries.places import remember_places
from models.reporting.views import VIEWS, view_table
from models.reviews import Reviewer
from models.session import StorageError, make_engine, reading, writing
from tests.support.stored import NOON, populate


def plain(row: Any) -> str:
    """A row as text; PostgreSQL orders the keys of JSON its own way."""
    return json.dumps(
        [repr(v) if not isinstance(v, list | dict) else v for v in row], sort_keys=True
    )


def contents(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table but full-text search's mark, and every report."""
    found = {}
    with reading(engine) as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in LEFT_OUT:
                columns = [c for c in table.columns if c.name != "indexed_revision_id"]
                found[table.name] = sorted(map(plain, session.execute(select(*columns)).all()))
        for view in VIEWS:
            rows = session.execute(select(view_table(view.name))).all()
            found[view.name] = sorted(map(plain, rows))
    return found


@pytest.fixture
def filled(engine: Engine) -> Engine:
    stored = populate(engine)
    with writing(engine) as session:
        remember_places(session, list(stored.values()), NOON)
        session.get_one(Article, stored["copy"]).corrected_title = 'Посол "назван" · سفیر 🕊️'
    return engine


def other_database(engine: Engine, tmp_path: Path, empty_postgres_url: str) -> Engine:
    if engine.dialect.name == "postgresql":
        return make_engine(f"sqlite:///{tmp_path}/restored.db")
    return make_engine(empty_postgres_url)


def test_a_back_up_is_restored_into_the_other_kind_of_database(
    filled: Engine, tmp_path: Path, empty_postgres_url: str
) -> None:
    made = write_backup(filled, tmp_path / "backup.zip")
    target = other_database(filled, tmp_path, empty_postgres_url)
    restore_backup(target, tmp_path / "backup.zip")
    assert contents(target) == contents(filled)
    assert made.rows["articles"] == 4
    target.dispose()


def test_new_rows_count_on_behind_the_restored_ones(
    filled: Engine, tmp_path: Path, empty_postgres_url: str
) -> None:
    write_backup(filled, tmp_path / "backup.zip")
    target = other_database(filled, tmp_path, empty_postgres_url)
    restore_backup(target, tmp_path / "backup.zip")
    with writing(target) as session:
        highest = session.scalar(select(func.max(Reviewer.id))) or 0
        person = Reviewer(name="after", role="reader", created_at=NOON)
        session.add(person)
        session.flush()
        assert person.id > highest
    target.dispose()


def test_full_text_search_is_filled_after_a_restore(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    populate(engine)
    index_pending(engine)
    write_backup(engine, tmp_path / "backup.zip")
    target = make_engine(f"sqlite:///{tmp_path}/restored.db")
    restore_backup(target, tmp_path / "backup.zip")
    assert index_pending(target) == 4
    with target.connect() as connection:
        found = connection.scalar(
            text("SELECT count(*) FROM search_texts WHERE search_texts MATCH 'minister'")
        )
    assert found == 2


def test_stored_pages_travel_when_asked_for(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    populate(engine)
    here, there = PageStore(tmp_path / "here"), PageStore(tmp_path / "there")
    key = here.put(b"<p>evidence</p>")
    write_backup(engine, tmp_path / "backup.zip", tmp_path / "here")
    target = make_engine(f"sqlite:///{tmp_path}/restored.db")
    assert restore_backup(target, tmp_path / "backup.zip", tmp_path / "there").pages == 1
    assert there.get(key) == b"<p>evidence</p>"


def test_open_logins_are_not_handed_on(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    populate(engine)
    write_backup(engine, tmp_path / "backup.zip")
    names = zipfile.ZipFile(tmp_path / "backup.zip").namelist()
    assert "tables/reviewers.jsonl" in names
    assert "tables/login_sessions.jsonl" not in names
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0


def rewritten(file: Path, target: Path, name: str, change: bytes) -> None:
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for each in old.namelist():
            new.writestr(each, change if each == name else old.read(each))


def test_a_damaged_back_up_restores_nothing(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    populate(engine)
    write_backup(engine, tmp_path / "backup.zip")
    rewritten(tmp_path / "backup.zip", tmp_path / "bad.zip", "tables/reviews.jsonl", b"")
    target = make_engine(f"sqlite:///{tmp_path}/restored.db")
    with pytest.raises(StorageError, match="damaged: the table reviews"):
        restore_backup(target, tmp_path / "bad.zip")
    with reading(target) as session:
        assert session.scalar(select(func.count()).select_from(Article)) == 0
    restore_backup(target, tmp_path / "backup.zip")


def test_a_database_with_data_is_not_restored_over(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    populate(engine)
    write_backup(engine, tmp_path / "backup.zip")
    with pytest.raises(StorageError, match="holds data already"):
        restore_backup(engine, tmp_path / "backup.zip")


def test_a_back_up_of_another_migration_is_refused_with_what_to_do(
    sqlite_url: str, tmp_path: Path
) -> None:
    engine = make_engine(sqlite_url)
    write_backup(engine, tmp_path / "backup.zip")
    told = json.loads(zipfile.ZipFile(tmp_path / "backup.zip").read("manifest.json"))
    told["migration"] = "0001"
    rewritten(
        tmp_path / "backup.zip", tmp_path / "old.zip", "manifest.json", json.dumps(told).encode()
    )
    with pytest.raises(StorageError, match="restore it with the version that made it"):
        restore_backup(make_engine(f"sqlite:///{tmp_path}/new.db"), tmp_path / "old.zip")


def test_what_is_no_back_up_is_said_to_be_none(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"something else")
    with pytest.raises(StorageError, match="no back-up of Salang"):
        restore_backup(make_engine(sqlite_url), tmp_path / "x.zip")
    with pytest.raises(StorageError, match="no such file"):
        read_manifest(tmp_path / "missing.zip")


def test_a_back_up_says_what_it_holds(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    populate(engine)
    write_backup(engine, tmp_path / "backup.zip")
    told = read_manifest(tmp_path / "backup.zip")
    assert (told.migration, told.rows["articles"]) == (migrate.head(), 4)
