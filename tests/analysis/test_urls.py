"""Addresses of one page are one; addresses of two pages stay two."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.urls import canonicalize, url_key

PAGE = "https://example.org/news/2025/kabul-talks"

SAME = [
    "http://example.org/news/2025/kabul-talks",
    "https://www.example.org/news/2025/kabul-talks",
    "https://EXAMPLE.org/news/2025/kabul-talks",
    "https://example.org:443/news/2025/kabul-talks",
    "http://example.org:80/news/2025/kabul-talks",
    "https://example.org./news/2025/kabul-talks",
    "//example.org/news/2025/kabul-talks",
    "  https://example.org/news/2025/kabul-talks\n",
    "https://example.org/news/2025/kabul-talks/",
    "https://example.org/news/2025/kabul-talks/index.html",
    "https://example.org//news/2025//kabul-talks",
    "https://example.org/news/./old/../2025/kabul-talks",
    "https://example.org/news/2025/kabul%2Dtalks",
    "https://example.org/news/2025/kabul-talks#comments",
    "https://example.org/news/2025/kabul-talks?",
    "https://example.org/news/2025/kabul-talks?utm_source=telegram&utm_medium=social",
    "https://example.org/news/2025/kabul-talks?fbclid=AbC",
    "https://example.org/news/2025/kabul-talks?gclid=1&yclid=2&ysclid=3",
    "https://example.org/news/2025/kabul-talks?ref=rss",
    "https://example.org/news/2025/kabul-talks?share=facebook",
    "https://example.org/news/2025/kabul-talks;jsessionid=0A1B2C",
    "https://m.example.org/news/2025/kabul-talks",
    "https://mobile.example.org/news/2025/kabul-talks",
    "https://www.m.example.org/news/2025/kabul-talks",
    "https://example.org/news/2025/kabul-talks?m=1",
    "https://amp.example.org/news/2025/kabul-talks",
    "https://example.org/amp/news/2025/kabul-talks",
    "https://example.org/news/2025/kabul-talks/amp/",
    "https://example.org/news/2025/kabul-talks/amp/index.html",
    "https://example.org/news/2025/kabul-talks?amp=1",
    "https://example.org/news/2025/kabul-talks?amp",
    "https://example.org/news/2025/kabul-talks?outputType=amp",
    "https://example-org.cdn.ampproject.org/c/s/example.org/news/2025/kabul-talks/amp/",
    "https://example-org.cdn.ampproject.org/v/s/www.example.org/news/2025/kabul-talks?amp_js_v=0.1",
    "https://www.google.com/amp/s/example.org/news/2025/kabul-talks",
]

PAIRS = [
    (
        "https://example.org/خبر/کابل",
        "https://example.org/%D8%AE%D8%A8%D8%B1/%DA%A9%D8%A7%D8%A8%D9%84",
    ),
    (
        "https://example.org/новости",
        "https://example.org/%d0%bd%d0%be%d0%b2%d0%be%d1%81%d1%82%d0%b8",
    ),
    ("https://пример.рф/1", "http://xn--e1afmkfd.xn--p1ai/1"),
    ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
    ("https://example.org/a?a=1&amp;b=2", "https://example.org/a?a=1&b=2"),
    ("https://example.org/a?q=two%20words", "https://example.org/a?q=two+words"),
    ("https://example.org/news,12", "https://example.org/news%2C12"),
    ("https://example.org", "https://example.org/index.php"),
    ("http://127.0.0.1:8080/a/", "http://127.0.0.1:8080/a"),
]

DIFFERENT = [
    ("https://example.org/?id=1", "https://example.org/?id=2"),
    ("https://example.org/?p=1", "https://example.org/?p=2"),
    ("https://example.org/news?page=1", "https://example.org/news?page=2"),
    ("https://example.org/news?newsid=1", "https://example.org/news"),
    ("https://example.org/modules.php?sid=7", "https://example.org/modules.php?sid=8"),
    ("https://example.org/news?m=202508", "https://example.org/news"),
    ("https://example.org/a?q=1%2B1", "https://example.org/a?q=1+1"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://example.org/A", "https://example.org/a"),
    ("https://fa.example.org/1", "https://ps.example.org/1"),
    ("https://example.org:8443/1", "https://example.org/1"),
    ("https://example.org/#!/news/1", "https://example.org/#!/news/2"),
    ("https://m.ru/1", "https://ru/1"),
    ("https://m.co.uk/1", "https://co.uk/1"),
    ("https://example.org/news/amplifier", "https://example.org/news"),
    ("http://127.0.0.1:8080/a", "http://127.0.0.1:8081/a"),
    ("http://localhost:8080/a", "https://localhost:8080/a"),
    ("http://[::1]:8080/a", "http://[::1]/a"),
]


@pytest.mark.parametrize("variant", SAME)
def test_variants_of_one_page_have_one_form(variant: str) -> None:
    assert canonicalize(variant) == canonicalize(PAGE)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_spellings_are_one_address(one: str, other: str) -> None:
    assert canonicalize(one) == canonicalize(other)
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_pages_stay_two(one: str, other: str) -> None:
    assert canonicalize(one) != canonicalize(other)


def test_loopback_keeps_scheme_and_port() -> None:
    assert canonicalize("http://127.0.0.1:8080/a?utm_source=x") == "http://127.0.0.1:8080/a"
    assert canonicalize("https://localhost:8443/") == "https://localhost:8443/"


def test_user_and_password_do_not_enter_the_form() -> None:
    assert canonicalize("https://reader:secret@example.org/1") == "http://example.org/1"


def test_bytes_that_are_no_utf8_survive() -> None:
    # "новости" in windows-1251, as old sites escape it
    assert canonicalize("https://example.org/%ed%ee%e2").endswith("/%ED%EE%E2")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/news",
        "mailto:desk@example.org",
        "javascript:void(0)",
        "ftp://example.org/a",
        "data:text/html,hello",
        "https://",
        "https:///news",
        "https://exa mple.org/",
        "https://example.org:notaport/",
        "https://[::1/",
        "https://-.example.org/",
        "https://" + "a" * 300 + ".org/",
        "https://example.org/" + "a" * 9000,
    ],
)
def test_what_is_no_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        canonicalize(url)


def test_key_has_32_hexadecimal_digits_and_ignores_the_scheme() -> None:
    key = url_key("http://localhost:80/a")
    assert len(key) == 32
    assert set(key) <= set("0123456789abcdef")


PIECES = st.sampled_from(
    ["http://", "https://", "//", "www.", "m.", "amp.", "example", ".org", ":80", ":8080", "/amp",
     "/", ".html", "/index.html", "?", "&", "=", "utm_source=1", "id=2", "amp=1", "%2F", "%25",
     "%D8", "خبر", "новости", "#", "#!", "..", ".", " ", "+", ";", "[", "]", "@", "\\", "\x00",
     ".cdn.ampproject.org", "/c/s/", "google.com", "127.0.0.1", "&amp;", "%", "ı", "ß", "。"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60))
def test_any_string_gives_a_stable_form_or_a_value_error(tail: str) -> None:
    for url in (tail, "https://example.org/" + tail):
        try:
            once = canonicalize(url)
        except ValueError:
            continue
        assert canonicalize(once) == once
        assert url_key(once) == url_key(url)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["id", "p", "page", "newsid", "lang", "q"]), st.text(max_size=8)
    )
)
def test_the_order_of_parameters_does_not_matter(parameters: dict[str, str]) -> None:
    from urllib.parse import urlencode

    pairs = list(parameters.items())
    forward = canonicalize("https://example.org/a?" + urlencode(pairs))
    assert forward == canonicalize("https://example.org/a?" + urlencode(pairs[::-1]))
