"""Fetching one page: guarded, bounded, each redirect judged anew."""

from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from crawlers.middlewares import guard
from crawlers.settings import CrawlSettings
from desk import fetching
from desk.fetching import FetchProblem, fetch
from tests.support.web import Web, serving

ALLOWED = CrawlSettings(allow_private_addresses=True)
GUARDED = CrawlSettings(allow_private_addresses=False)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A web that passes for public, so that a test can stand outside of what is guarded."""
    for module in (guard, fetching):
        monkeypatch.setattr(module, "is_public", lambda address: address == "127.0.0.2")
    with serving("127.0.0.2") as web:
        yield web


def moved(web: Web, path: str, target: str) -> None:
    web.put(path, status=302, headers={"Location": target})


def test_redirects_are_followed_to_the_page(web: Web) -> None:
    moved(web, "/a", "/b")
    moved(web, "/b", web.url("/c?x=1"))
    web.put("/c", "found")
    answer = fetch(web.url("/a"), ALLOWED)
    assert answer.body == b"found"
    assert answer.url == web.url("/c?x=1")


def test_a_redirect_to_a_private_address_is_refused(outside: Web, web: Web) -> None:
    web.put("/secret", "secret")
    moved(outside, "/a", web.url("/secret"))
    with pytest.raises(FetchProblem, match="not a public address"):
        fetch(outside.url("/a"), GUARDED)
    assert web.seen == []


def test_a_name_that_leads_to_a_private_address_is_refused_without_a_word(
    outside: Web, web: Web
) -> None:
    with pytest.raises(FetchProblem, match="not a public address"):
        fetch(f"http://localhost:{web.port}/", GUARDED)
    assert web.seen == []


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://x.example/", "gopher://x/"])
def test_a_redirect_to_another_scheme_is_refused(web: Web, target: str) -> None:
    moved(web, "/a", target)
    with pytest.raises(FetchProblem, match="only http and https"):
        fetch(web.url("/a"), ALLOWED)


def test_an_address_with_a_password_is_refused() -> None:
    with pytest.raises(FetchProblem, match="user name"):
        fetch("http://me:hush@x.example/", ALLOWED)


def test_a_circle_of_redirects_ends(web: Web) -> None:
    moved(web, "/a", "/a")
    with pytest.raises(FetchProblem, match="redirects"):
        fetch(web.url("/a"), ALLOWED)
    assert len(web.seen) == fetching.MOST_REDIRECTS + 1


def test_an_error_is_told_by_its_status(web: Web) -> None:
    with pytest.raises(FetchProblem, match="404"):
        fetch(web.url("/nothing"), ALLOWED)


def test_an_endless_page_is_cut(web: Web) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 10_000

    web.put("/endless", stream=endless)
    with pytest.raises(FetchProblem, match="larger than 100,000 bytes"):
        fetch(web.url("/endless"), ALLOWED, most_bytes=100_000)


def test_a_page_that_swells_when_unpacked_is_cut(web: Web) -> None:
    web.put("/bomb", b"\0" * 5_000_000, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchProblem, match="larger than 100,000 bytes"):
        fetch(web.url("/bomb"), ALLOWED, most_bytes=100_000)


def test_a_page_that_drips_is_cut_at_its_time(web: Web) -> None:
    def dripping() -> Iterator[bytes]:
        while True:
            yield b"x"
            sleep(0.05)

    web.put("/drip", stream=dripping)
    began = monotonic()
    with pytest.raises(FetchProblem, match="not complete within"):
        fetch(web.url("/drip"), ALLOWED, most_seconds=0.5)
    assert monotonic() - began < 5


def test_a_page_that_never_answers_is_cut_at_its_time(web: Web) -> None:
    web.put("/late", "late", wait=2.0)
    with pytest.raises(FetchProblem, match="not complete within"):
        fetch(web.url("/late"), ALLOWED, most_seconds=0.3)


def test_a_host_that_is_not_there_is_told() -> None:
    with pytest.raises(FetchProblem, match="connection failed"):
        fetch("http://127.0.0.1:1/", ALLOWED)


def test_letters_of_any_script_in_an_address_are_escaped(web: Web) -> None:
    web.put("/%D8%AE%D8%A8%D8%B1", "خبر")
    assert fetch(web.url("/خبر"), ALLOWED).body.decode() == "خبر"
