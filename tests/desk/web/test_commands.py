"""``salang user``: the only way to the first account."""

import io
import json

import pytest

from desk.cli import main
from models.queries.accounts import find_reviewer
from models.session import make_engine, reading
from tests.support.desk import Browser


@pytest.fixture
def typed(sqlite_url: str, monkeypatch):
    monkeypatch.setenv("SALANG_DATABASE_URL", sqlite_url)

    def type_(words: str, *arguments: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(words))
        return main(arguments)

    return type_


def test_an_account_made_by_the_command_signs_in(typed, sqlite_url, capsys) -> None:
    assert typed("a long password\n", "user", "add", "Zarina N", "--role", "lead") == 0
    desk = Browser(make_engine(sqlite_url))
    assert desk.log_in("Zarina N", "a long password").status_code == 303
    assert "a long password" not in capsys.readouterr().out


def test_short_passwords_taken_names_and_unknown_roles_are_refused(typed, sqlite_url) -> None:
    assert typed("short\n", "user", "add", "zarina") == 1
    assert typed("a long password\n", "user", "add", "zarina") == 0
    assert typed("a long password\n", "user", "add", "zarina") == 1
    assert typed("a long password\n", "user", "add", "karim", "--role", "king") == 2
    with reading(make_engine(sqlite_url)) as session:
        assert find_reviewer(session, "karim") is None


def test_a_new_password_ends_the_logins(typed, sqlite_url) -> None:
    typed("a long password\n", "user", "add", "zarina")
    desk = Browser(make_engine(sqlite_url))
    desk.log_in("zarina", "a long password")
    assert typed("another password\n", "user", "password", "zarina") == 0
    assert desk.get("/").status_code == 303
    assert typed("another password\n", "user", "password", "nobody") == 1


def test_accounts_are_listed_without_their_secrets(typed, capsys) -> None:
    typed("a long password\n", "user", "add", "zarina")
    capsys.readouterr()
    assert typed("", "user", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [
        {"name": "zarina", "role": "reviewer", "may_sign_in": True}
    ]
