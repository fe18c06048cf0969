"""What a stranger, a lesser role, a hostile page and a hostile form get: nothing."""

import logging
import re
from html.parser import HTMLParser

import pytest
from sqlalchemy import Engine, func, select

from desk.web.app import POLICY
from desk.web.exports import safe_cell
from desk.web.http import LONGEST_BODY, local_path
from desk.web.routes import ROUTES
from models.accounts import LoginEvent, LoginSession
from models.articles import Article
from models.queries.accounts import ROLES
from models.reviews import Review
from models.session import reading
from tests.desk.web.payloads import PAYLOADS
from tests.support.desk import PASSWORD, Browser, Text, article, fill, many, value_of

NAMES = dict(zip(ROLES, ("rita", "vera", "lena", "adam"), strict=True))
BEHIND_LOGIN = [rule for rule in ROUTES if rule.role is not None]


def address(rule) -> str:
    path = rule.path.replace("{id:int}", "1").replace("{slug}", "x")
    return path.replace("{name}", "coverage").replace("{format}", "svg")


def reviews(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Review))


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


class Page(HTMLParser):
    """What a browser would make of a page: tags and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes) -> None:
        self.tags.append((tag, dict(attributes)))


TAGS = """
html head meta title link script body a header nav div form input button main section h1 h2
p ol ul li span bdi time strong mark article aside details summary table thead tbody tr th td
svg rect label select option datalist textarea fieldset legend dialog kbd br b i q code
figure figcaption text line ins del
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
    for path in ("/", "/search?q=pwned", "/charts", "/second"):
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
