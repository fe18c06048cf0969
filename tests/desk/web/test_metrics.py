"""/metrics of the desk: for a machine that brings its token, for nobody else."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from desk.web.routes import ROUTES

TOKEN = {"metrics_token": "a-long-secret"}


def asked(opened, **headers: str):
    return opened.client.get("/metrics", headers=headers)


def test_without_a_token_in_the_settings_there_is_no_page(browser) -> None:
    assert asked(browser()).status_code == 404
    assert asked(browser(), authorization="Bearer ").status_code == 404


@pytest.mark.parametrize(
    "sent", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic a-long-secret"}]
)
def test_without_the_token_nothing_is_told(browser, sent: dict[str, str]) -> None:
    answer = asked(browser(**TOKEN), **sent)
    assert answer.status_code == 401
    assert "salang_" not in answer.text


def test_a_persons_login_is_no_token(browser) -> None:
    assert asked(browser("adam", **TOKEN)).status_code == 401


def test_with_it_come_what_is_stored_and_how_the_desk_answers(browser) -> None:
    opened = browser(**TOKEN)
    opened.client.get("/login")
    answer = asked(opened, authorization="Bearer a-long-secret")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    names = {family.name for family in text_string_to_metric_families(answer.text)}
    assert {"salang_waiting", "salang_desk_request_seconds"} <= names
    assert 'salang_desk_request_seconds_count{method="GET",status="2xx"} 1.0' in answer.text


def test_what_a_stranger_calls_the_method_is_no_label(browser) -> None:
    opened = browser(**TOKEN)
    opened.client.request("EVIL", "/login")
    assert "EVIL" not in asked(opened, authorization="Bearer a-long-secret").text


def test_login_and_metrics_are_all_that_answers_without_login() -> None:
    assert {rule.path for rule in ROUTES if rule.role is None} == {"/login", "/metrics"}
