"""``salang alert``: adding, listing, trying and forgetting alerts."""

import io
import json

import pytest

from tests.desk.conftest import Salang
from tests.support.receivers import hook

FILTER = "topic=recognition&language=fa"


@pytest.fixture(autouse=True)
def migrated(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALANG_ALLOW_PRIVATE_ADDRESSES", "yes")


def test_an_alert_is_listed_without_its_secret_or_the_path_of_its_webhook(salang: Salang) -> None:
    added = salang("alert", "add", "fa", "--filter", FILTER, "--webhook", "http://127.0.0.1:9/T0K")
    assert added.code == 0
    secret = added.out.rsplit(" ", 1)[1].strip()
    assert len(secret) > 30
    (row,) = json.loads(salang("alert", "list", "--json").out)
    assert row["name"] == "fa"
    assert row["filter"] == FILTER
    for said in (salang("alert", "list").out, json.dumps(row)):
        assert secret not in said
        assert "T0K" not in said


def test_a_test_message_reaches_the_webhook(
    salang: Salang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a secret from standard input\n"))
    with hook() as receiver:
        added = salang(
            "alert", "add", "fa", "--filter", FILTER, "--webhook", receiver.address,
            "--secret-stdin",
        )  # fmt: skip
        assert "standard input" not in added.out
        assert salang("alert", "test", "fa").code == 0
        assert receiver.bodies[0]["test"] is True
        receiver.answers = [500]
        failed = salang("alert", "test", "fa")
    assert failed.code == 1
    assert "answered 500" in failed.err


def test_a_forgotten_alert_is_gone(salang: Salang) -> None:
    salang("alert", "add", "fa", "--filter", FILTER, "--mail", "vera@example.org")
    assert salang("alert", "remove", "fa").code == 0
    assert json.loads(salang("alert", "list", "--json").out) == []
    assert salang("alert", "remove", "fa").code == 2


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--filter", "toppic=x", "--mail", "a@b.example"), "toppic"),
        (("--filter", "verdict=maybe", "--mail", "a@b.example"), "verdict"),
        (("--filter", "", "--mail", "a@b.example"), "looks like"),
        (("--filter", FILTER), "where to"),
        (("--mail", "a@b.example"), "what to watch"),
        (("--filter", FILTER, "--mail", "nobody"), "no mail address"),
        (("--filter", FILTER, "--webhook", "ftp://x.example/"), "http"),
        (("--saved", "nothing", "--mail", "a@b.example"), "no shared filter"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(
    salang: Salang, arguments: tuple[str, ...], why: str
) -> None:
    result = salang("alert", "add", "x", *arguments)
    assert result.code == 2
    assert why in result.err


def test_a_private_webhook_is_refused_on_sight(
    salang: Salang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALANG_ALLOW_PRIVATE_ADDRESSES", "no")
    result = salang("alert", "add", "x", "--filter", FILTER, "--webhook", "http://127.0.0.1/")
    assert result.code == 2
    assert "not a public address" in result.err
