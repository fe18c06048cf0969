"""What cannot be right: forms, addresses and bodies made to hurt get a clear 4xx."""

import logging
import re

import pytest
from sqlalchemy import select

from desk.web.exports import safe_cell
from desk.web.http import LONGEST_BODY
from models.articles import Article
from models.session import reading
from tests.desk.web.looking import Page, reviews
from tests.support.desk import PASSWORD, Browser, Text, article, fill, many

HUGE = str(2**70)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("decide", {"action": "verdict", "verdict": "x", "version": 0}),
        ("decide", {"action": "verdict", "version": 0}),
        ("decide", {"action": "no_such", "version": 0}),
        ("decide", {"action": "verdict", "verdict": "relevant"}),
        ("decide", {"action": "skip", "version": "0; DROP TABLE articles"}),
        ("decide", {"action": "fix_date", "version": 0, "date": "yesterday"}),
        ("decide", {"action": "fix_date", "version": 0, "date": "0001-01-01"}),
        ("decide", {"action": "fix_title", "version": 0, "title": " "}),
        ("decide", {"action": "fix_title", "version": 0, "title": "x" * 1001}),
        ("decide", {"action": "fix_title", "version": 0, "title": "a\0b"}),
        ("decide", {"action": "fix_language", "version": 0, "language": "'--"}),
        ("decide", {"action": "reject_tag", "version": 0, "annotation": HUGE}),
        ("decide", {"action": "reject_tag", "version": 0, "annotation": "-1"}),
        ("decide", {"action": "link", "version": 0, "other": "1", "kind": "near", "status": "x"}),
        ("decide", {"action": "note", "note": "x" * 5001}),
        ("decide", {"action": "assign", "version": 0, "assignee": "٣x"}),
        ("second", {"second": "1", "verdict": "relevant"}),
    ],
)
def test_malformed_decisions_get_a_clear_4xx_and_change_nothing(
    database, browser, path, form
) -> None:
    (key,) = fill(database, many(1))
    answer = browser("lena").post(f"/articles/{key}/{path}", **form)
    assert 400 <= answer.status_code < 500
    stored = article(database, key)
    assert (stored.version, stored.review_status) == (0, "unreviewed")
    assert reviews(database) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/?verdict=x", "/?status=x", "/?since=never", "/?story=" + HUGE, "/?confidence=2",
        "/?sort=x", "/?after=x", "/?after=nan~" + HUGE, "/?topic=" + "x" * 200, "/?source=%00",
        "/articles/" + HUGE, "/articles/1?revision=x", "/queue/next?from=" + HUGE,
        "/search?q=-x", "/search?q=x&before=y", "/charts?since=x", "/charts?story=" + HUGE,
        "/charts/..%2f..%2fetc.svg", "/charts/coverage.exe", "/charts/../app.py", "/runs/" + HUGE,
        "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/settings.py", "/filters/x",
        "/articles/1/warc", "/?" + "&".join(f"source=s{n}" for n in range(60)),
    ],
)  # fmt: skip
def test_malformed_addresses_get_a_clear_4xx(browser, path) -> None:
    answer = browser("lena").client.get(path)
    assert 400 <= answer.status_code < 500, answer.status_code
    assert "class StorageSettings" not in answer.text and "create_app" not in answer.text


def test_bodies_that_are_too_long_or_of_another_kind_are_refused(database, browser) -> None:
    (key,) = fill(database, many(1))
    vera = browser("vera")
    path, token = f"/articles/{key}/decide", {"x-csrf-token": vera.csrf}

    def status(content: bytes, kind: str) -> int:
        headers = {**token, "content-type": kind}
        return vera.client.post(path, content=content, headers=headers).status_code

    form = "application/x-www-form-urlencoded"
    assert status(b"a" * (LONGEST_BODY + 1), form) == 413
    assert status(b"&".join(b"a=1" for _ in range(1000)), form) == 400
    assert status(b"a=%ff", form) == 400
    assert status(b"\xff\xfe", form) == 400
    assert status(b"--x\r\n", "multipart/form-data; boundary=x") == 415
    assert status(b"<x/>", "application/xml") == 415
    for body in (
        b"[",
        b"[]",
        b'"x"',
        b'{"action": {"x": 1}}',
        b'{"action": "\\ud800"}',
        b"[" * 99999,
    ):
        assert status(body, "application/json") == 400, body
    assert reviews(database) == 0


def test_what_goes_wrong_is_logged_without_secrets(database, browser, caplog, monkeypatch) -> None:
    vera = browser("vera")
    token, csrf = vera.client.cookies["salang_session"], vera.csrf

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("desk.web.deciding.decide", broken)
    (key,) = fill(database, many(1))
    with caplog.at_level(logging.DEBUG):
        answer = vera.client.post(
            f"/articles/{key}/decide",
            data={"csrf": csrf, "action": "note", "note": "secret words", "version": 0},
        )
        browser().log_in("vera", "mistyped-password")
    assert answer.status_code == 500
    assert "broken on purpose" not in answer.text
    for secret in (token, csrf, "secret words", "mistyped-password", PASSWORD):
        assert secret not in caplog.text


def test_spreadsheets_get_no_formulas(database, browser) -> None:
    fill(database, [Text('=HYPERLINK("http://evil.example")', "x y"), Text("@SUM(1)", "z w")])
    body = browser("rita").get("/queue.csv").text
    assert "'=HYPERLINK" in body and "'@SUM" in body
    assert not re.search(r"(^|,)\"?[=@]", body, re.M)
    assert safe_cell(-1.5) == -1.5


def test_under_a_prefix_every_address_carries_it_with_and_without_the_proxy_taking_it_off(
    database, browser
) -> None:
    (key,) = fill(database, many(1))
    vera: Browser = browser("vera", review_prefix="/salang")
    page = Page(vera.get(f"/articles/{key}").text)
    ours = [a.get("href") or a.get("src") or a.get("action") for _, a in page.tags]
    ours = [each for each in ours if each and not each.startswith(("http", "#"))]
    assert ours and all(each.startswith("/salang/") for each in ours)
    cookie = browser(review_prefix="/salang").log_in("vera").headers["set-cookie"]
    assert "Path=/salang" in cookie
    stranger = browser(review_prefix="/salang")
    assert stranger.client.get("/").headers["location"] == "/salang/login?next=%2F"


def test_ids_beyond_what_a_script_can_count_stay_exact(database, browser) -> None:
    keys = fill(database, many(3))
    told = browser("rita").get("/queue/next", **{"from": str(keys[0])}).json()
    assert [key for key, _ in told["articles"]] == [str(keys[1]), str(keys[2])]
    with reading(database) as session:
        assert max(session.scalars(select(Article.id))) > 2**53
