"""What a stranger, a lesser role, a hostile page and a hostile form get: nothing."""

import re
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from desk.web.app import POLICY
from desk.web.http import local_path
from desk.web.routes import ROUTES
from models.accounts import LoginEvent, LoginSession
from models.queries.accounts import ROLES
from models.session import reading
from tests.desk.web.looking import Page, reviews
from tests.desk.web.payloads import PAYLOADS
from tests.support.desk import PASSWORD, Text, article, fill, many, suggest, value_of

NAMES = dict(zip(ROLES, ("rita", "vera", "lena", "adam"), strict=True))
BEHIND_LOGIN = [rule for rule in ROUTES if rule.role is not None]


def address(rule) -> str:
    path = rule.path.replace("{id:int}", "1").replace("{slug}", "x")
    return path.replace("{name}", "coverage").replace("{format}", "svg")


@pytest.mark.parametrize("rule", BEHIND_LOGIN, ids=lambda rule: f"{rule.method} {rule.path}")
def test_no_route_answers_without_login(browser, rule) -> None:
    stranger = browser()
    answer = stranger.client.request(rule.method, address(rule))
    if rule.method == "GET":
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=")
    else:
        assert answer.status_code == 401


def test_no_route_answers_a_lesser_role(browser) -> None:
    for role in ROLES[:-1]:
        person = browser(NAMES[role])
        for rule in BEHIND_LOGIN:
            if ROLES.index(rule.role) > ROLES.index(role):
                answer = (
                    person.get(address(rule))
                    if rule.method == "GET"
                    else person.post(address(rule))
                )
                assert answer.status_code == 403, (role, rule)


def test_no_change_is_made_without_the_token_or_with_anothers(database, browser) -> None:
    (key,) = fill(database, many(1))
    adam, vera = browser("adam"), browser("vera")
    for rule in BEHIND_LOGIN:
        if rule.method == "POST":
            path = address(rule).replace("/1", f"/{key}")
            for form in ({}, {"csrf": ""}, {"csrf": vera.csrf}):
                answer = adam.client.post(
                    path, data={"action": "skip", "version": 0, "verdict": "relevant", **form}
                )
                assert answer.status_code == 403, rule
    assert reviews(database) == 0


def test_assigning_is_for_leads(database, browser) -> None:
    (key,) = fill(database, many(1))
    assert browser("vera").decide(key, "assign", assignee="1").status_code == 403
    assert article(database, key).version == 0


TAGS = """
html head meta title link script body a header nav div form input button main section h1 h2
p ol ul li span bdi time strong mark article aside details summary table thead tbody tr th td
svg rect label select option datalist textarea fieldset legend dialog kbd br b i q code
figure figcaption text line g ins del
"""
ALLOWED = frozenset(TAGS.split())


def harmless(page: str) -> None:
    """No tag, handler or address of a payload came through as markup."""
    for tag, attributes in Page(page).tags:
        assert tag in ALLOWED, tag
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in ("style", "srcdoc", "formaction"), (tag, name)
            if name in ("href", "src", "action", "data"):
                assert re.match(r"(/|https?://|#|\?|$)", value or ""), (tag, value)
                assert "evil.example" not in (value or "") or tag == "a"
        if tag in ("script", "link"):
            assert (attributes.get("src") or attributes.get("href", "")).startswith("/static/")


def hostile(payload: str, number: int) -> Text:
    """An article with the payload in every field that comes from a page."""
    return Text(
        title=payload,
        text=f"{payload}\n\nThe envoy {payload} spoke.",
        authors=(payload,),
        comments=((payload, payload),),
        tags=(("topic", "envoys", payload),),
        headers=((f"X-{number}", payload), (payload, "x")),
        url=f"https://agency.example/{number}?{payload}" if number % 2 else f"javascript:{payload}",
        contributions=({"name": payload, "weight": 1.0, "detail": payload},),
        extra={
            "section": payload,
            "site_name": payload,
            "published_raw": payload,
            "published_rule": payload[:60],
            "date_candidates": [
                {"value": payload, "rule": payload, "raw": payload, "reason": payload}
            ],
            "extractor": payload[:60],
            "flags": [payload],
        },
    )


def test_sixty_payloads_in_every_crawled_field_stay_text(database, browser) -> None:
    assert len(PAYLOADS) >= 60
    keys = fill(database, [hostile(p, n) for n, p in enumerate(PAYLOADS)])
    vera = browser("vera")
    for key, payload in zip(keys, PAYLOADS, strict=True):
        page = vera.get(f"/articles/{key}")
        assert page.status_code == 200
        harmless(page.text)
        assert payload.replace("\n", " ").split("pwned")[0][:3] in _text_of(page.text)
        harmless(vera.get(f"/articles/{key}/panel").text)
    suggest(database, keys[:20])
    for path in ("/", "/search?q=pwned", "/charts", "/second", "/stories/suggested"):
        harmless(vera.get(path).text)
    for key in keys[:3]:
        vera.decide(key, "note", note=PAYLOADS[key % 20])
        harmless(vera.get(f"/articles/{key}").text)


def _text_of(page: str) -> str:
    class Words(HTMLParser):
        words = ""

        def handle_data(self, data) -> None:
            self.words += data

    parser = Words(convert_charrefs=True)
    parser.feed(page)
    return parser.words


def test_every_answer_carries_the_strict_headers(browser) -> None:
    rita = browser("rita")
    for path in ("/", "/login", "/static/desk.js", "/nowhere", "/articles/7", "/queue/counts"):
        headers = rita.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in POLICY
    assert rita.get("/").headers["cache-control"] == "no-store"


def test_pages_hold_no_inline_script_or_style(database, browser) -> None:
    (key,) = fill(database, many(1))
    adam = browser("adam")
    pages = ["/", f"/articles/{key}", "/search?q=envoy", "/charts", "/agreement", "/team", "/runs"]
    pages.append("/stories/suggested")
    for path in [*pages, "/people", "/second", "/account"]:
        page = adam.get(path).text
        harmless(page)
        assert not re.search(r"<script(?![^>]* src=)|<style", page), path


def test_links_to_crawled_pages_give_nothing_away(database, browser) -> None:
    (key,) = fill(database, many(1))
    page = Page(browser("rita").get(f"/articles/{key}").text)
    links = [a for tag, a in page.tags if tag == "a" and (a.get("href") or "").startswith("http")]
    assert links
    assert all(link["rel"] == "noopener noreferrer" for link in links)


def test_a_planted_session_is_worth_nothing_after_login(database, browser) -> None:
    victim = browser()
    victim.client.cookies.set("salang_session", "planted-by-somebody-else")
    victim.log_in("vera")
    given = {c.value for c in victim.client.cookies.jar if c.name == "salang_session"}
    thief = browser()
    thief.client.cookies.set("salang_session", "planted-by-somebody-else")
    assert thief.get("/").status_code == 303
    assert len(given - {"planted-by-somebody-else"}) == 1


def test_logging_in_again_and_logging_out_end_the_session(database, browser) -> None:
    vera = browser("vera")
    old = vera.client.cookies["salang_session"]
    vera.post("/logout")
    thief = browser()
    thief.client.cookies.set("salang_session", old)
    assert thief.get("/").status_code == 303


def test_the_database_holds_neither_tokens_nor_passwords(database, browser) -> None:
    vera = browser("vera")
    token = vera.client.cookies["salang_session"]
    with reading(database) as session:
        assert session.scalar(select(LoginSession.token_sha256)) != token
        names = {event.name_key for event in session.scalars(select(LoginEvent))}
    assert "vera" not in names


def test_cookies_are_http_only_same_site_and_secure_behind_tls(browser) -> None:
    plain = browser().log_in("vera").headers["set-cookie"]
    assert "HttpOnly" in plain and "SameSite=lax" in plain and "Secure" not in plain
    tls = browser()
    tls.client.base_url = "https://desk.example"
    assert "Secure" in tls.log_in("vera").headers["set-cookie"]


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/%09/evil.example\t",
        "\t//evil.example",
        "/\t/evil.example",
        "///evil.example",
        "evil.example",
        "/x\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_login_leads_only_to_the_desk_itself(browser, target) -> None:
    where = browser().log_in("vera", target=target or "/").headers["location"]
    assert where.startswith("/") and not where.startswith(("//", "/\\"))
    assert "evil.example" not in where.split("/")[1:2]
    assert "\n" not in where
    assert local_path("/articles/5?language=fa") == "/articles/5?language=fa"


def test_a_wrong_name_and_a_wrong_password_read_the_same(browser) -> None:
    one, two = browser(), browser()
    wrong_password, wrong_name = one.log_in("vera", "not this one"), two.log_in("nobody", PASSWORD)
    assert wrong_password.status_code == wrong_name.status_code == 401

    def without_nonce(page: str) -> str:
        return page.replace(value_of(page, "nonce"), "")

    assert without_nonce(wrong_password.text) == without_nonce(wrong_name.text)


def test_an_outsider_locks_nobody_out_of_the_desk(browser) -> None:
    assert browser(address="198.51.100.7").log_in("vera").status_code == 303
    for number in range(50):
        browser(address=f"203.0.113.{number}").log_in("vera", "not this one")
    assert browser(address="203.0.113.99").log_in("vera").status_code == 429
    assert browser(address="198.51.100.7").log_in("vera").status_code == 303


def test_one_network_of_ipv6_counts_as_one_address(browser) -> None:
    for number in range(8):
        browser(address=f"2001:db8:1:2::{number:x}").log_in("vera", "not this one")
    assert browser(address="2001:db8:1:2:ffff::1").log_in("vera").status_code == 429
    assert browser(address="2001:db8:1:3::1").log_in("vera").status_code == 303


def test_tries_are_throttled_also_with_the_right_password_and_for_unknown_names(browser) -> None:
    for name in ("vera", "nobody"):
        last = None
        for _ in range(9):
            last = browser().log_in(name, "not this one")
        assert last is not None and last.status_code == 429
        assert browser().log_in(name).status_code == 429
    assert browser().log_in("karim").status_code == 303


def test_the_login_form_is_tied_to_the_browser(browser) -> None:
    answer = browser().client.post(
        "/login", data={"name": "vera", "password": PASSWORD, "nonce": "made-up"}
    )
    assert answer.status_code == 403
    assert "salang_session" not in answer.headers.get("set-cookie", "")


def test_a_closed_account_and_a_changed_role_end_its_logins(database, browser) -> None:
    vera, adam = browser("vera"), browser("adam")
    with reading(database) as session:
        from models.reviews import Reviewer

        key = session.scalar(select(Reviewer.id).where(Reviewer.name == "vera"))
    assert adam.post(f"/people/{key}", role="reader", active="yes").status_code == 303
    assert vera.get("/").status_code == 303
    adam.post(f"/people/{key}", role="reader")
    assert browser().log_in("vera").status_code == 401


def test_changing_the_password_ends_the_other_logins(browser) -> None:
    here, there = browser("vera"), browser("vera")
    assert (
        here.post("/account/password", old="wrong one", new="another long one").status_code == 400
    )
    assert here.post("/account/password", old=PASSWORD, new="short").status_code == 400
    assert here.post("/account/password", old=PASSWORD, new="another long one").status_code == 303
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 303
    assert browser().log_in("vera", "another long one").status_code == 303
