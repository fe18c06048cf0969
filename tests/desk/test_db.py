"""Care of the database."""

import json
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from models.base import Base
from models.candidates import Fate
from models.migrate import head
from models.reporting.views import VIEWS
from models.session import make_engine
from tests.desk.conftest import Salang


def execute(url: str, *statements: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_an_empty_database_is_set_up(salang: Salang, home: Path) -> None:
    result = salang("db", "upgrade")
    assert result.code == 0
    assert "set up" in result.out
    assert salang("db", "check").code == 0
    assert (home / "salang.db").exists()


def test_upgrading_twice_says_that_there_was_nothing_to_do(salang: Salang, database: str) -> None:
    result = salang("db", "upgrade", "--json")
    said = json.loads(result.out)
    assert said["before"] == said["now"] == head()
    assert "already" in salang("db", "upgrade").out


def test_upgrading_keeps_what_is_stored(salang: Salang, stored: dict[str, int]) -> None:
    salang("db", "upgrade")
    assert len(json.loads(salang("report", "articles", "--json").out)) == 4


def test_upgrading_refuses_a_database_that_belongs_to_somebody_else(
    salang: Salang, home: Path
) -> None:
    home.mkdir()
    with sqlite3.connect(home / "salang.db") as connection:
        connection.execute("CREATE TABLE invoices (id INTEGER)")
    result = salang("db", "upgrade")
    assert result.code == 1
    assert "invoices" in result.err


def test_a_sound_database_passes(salang: Salang, stored: dict[str, int]) -> None:
    result = salang("db", "check", "--json")
    assert result.code == 0
    checks = json.loads(result.out)["checks"]
    assert [check["check"] for check in checks] == ["migration", "drift", "integrity"]
    assert all(check["ok"] for check in checks)


def test_a_sound_postgresql_database_passes(
    salang: Salang, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALANG_DATABASE_URL", postgres_url)
    assert salang("db", "check").code == 0


def test_another_migration_is_told(salang: Salang, database: str) -> None:
    execute(database, "UPDATE alembic_version SET version_num = '0001'")
    result = salang("db", "check")
    assert result.code == 1
    assert "run: salang db upgrade" in result.out
    report = salang("report", "articles")
    assert report.code == 1
    assert "run: salang db upgrade" in report.err


def test_a_changed_table_is_told(salang: Salang, database: str) -> None:
    execute(database, "ALTER TABLE reviewers ADD COLUMN shoe_size INTEGER")
    result = salang("db", "check")
    assert result.code == 1
    assert "drift" in result.out
    assert "shoe_size" in result.out


def test_a_row_that_refers_to_nothing_is_told(salang: Salang, home: Path, database: str) -> None:
    with sqlite3.connect(home / "salang.db") as connection:
        connection.execute("INSERT INTO comments VALUES (1, 4711, 0, NULL, 'text', NULL, 'found')")
    result = salang("db", "check")
    assert result.code == 1
    assert "comments" in result.out


def test_the_dictionary_explains_every_column_of_every_table_and_view(
    salang: Salang, tmp_path: Path
) -> None:
    assert salang("db", "dictionary", "--output", "dictionary.md").code == 0
    written = (tmp_path / "dictionary.md").read_text("utf-8")
    assert written == salang("db", "dictionary").out
    for view in VIEWS:
        assert f"### {view.name}\n" in written
        assert all(meaning.replace("|", "\\|") in written for meaning in view.columns.values())
    for table in Base.metadata.tables.values():
        assert f"### {table.name}\n" in written
        assert all((column.comment or "?") in written for column in table.columns)
    assert all(f"`{fate.value}`" in written for fate in Fate)


def test_a_back_up_is_written_and_restored_by_hand(
    salang: Salang, home: Path, stored: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home.parent / "backup.zip"
    before = salang("report", "articles", "--json").out
    written = salang("db", "backup", str(file), "--pages")
    assert (written.code, "stored pages" in written.out) == (0, True)
    assert salang("db", "restore", str(file)).code == 1
    monkeypatch.setenv("SALANG_HOME", str(home.parent / "second"))
    assert salang("db", "restore", str(file)).code == 0
    assert salang("report", "articles", "--json").out == before
    assert salang("db", "check").code == 0


def test_the_dictionary_draws_what_refers_to_what(salang: Salang) -> None:
    drawn = salang("db", "dictionary").out
    assert 'report_articles ||--o{ report_tags : "article_id"' in drawn
    assert 'articles ||--o{ article_revisions : "article_id"' in drawn
    assert 'articles |o--o{ articles : "copy_of_id"' in drawn
