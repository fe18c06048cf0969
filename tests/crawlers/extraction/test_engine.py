"""`extract` as a whole: it never raises, and each part fails for itself."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.extraction import comments
from crawlers.extraction.engine import extract
from crawlers.extraction.types import ExtractedPage, PageInput
from tests.crawlers.extraction.conftest import FETCHED_AT, PARAGRAPHS

Build = Callable[..., str]
Read = Callable[..., ExtractedPage]

_PIECES = st.sampled_from(
    [
        "<html>", "<body>", "<div class='comments'>", "<div class='article-body'>", "</div>",
        "<p>",
        "<h1>", "<br>", "<br><br>", "<table><tr><td>", "<ul><li>", "<a href='/x'>", "</a>",
        "<script type='application/ld+json'>", '{"@type":"NewsArticle","author":[', "</script>",
        "<meta property='og:title' content='", "'>", "<time datetime='2025-07-03'>", "<!--", "-->",
        "A sentence of a story, long enough to be taken for prose by anyone. ", "Читайте также: ",
        "\x00", "&amp;#8217;", "<", ">", "\ud7ff", "۱۲ سرطان ۱۴۰۴",
        "<li class='comment'>", "<form>",
        "<figure><figcaption>", "<svg><title>", "<noscript>", "<b><i>", "<time>", "<h1/>", "<p/>",
    ]
)  # fmt: skip


def _read(body: bytes, content_type: str | None = "text/html") -> ExtractedPage:
    return extract(PageInput("https://lantern.example/a", body, content_type, {}, FETCHED_AT))


@given(st.lists(_PIECES, max_size=60).map("".join))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_markup_makes_it_raise_or_fail(markup: str) -> None:
    page = _read(markup.encode("utf-8", "replace"))
    assert not [f for f in page.flags if f.startswith("failed")]


@given(
    st.binary(max_size=4000), st.sampled_from([None, "text/html", "text/plain", "x", ";charset="])
)
@settings(max_examples=100, deadline=None)
def test_no_bytes_make_it_raise(body: bytes, content_type: str | None) -> None:
    page = _read(body, content_type)
    assert "failed:page" not in page.flags


def test_extracting_twice_gives_the_same(page: Build, read: Read) -> None:
    assert read(page()) == read(page())


def test_a_part_that_fails_costs_only_itself(
    page: Build, read: Read, paragraphs: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> tuple[()]:
        raise ZeroDivisionError

    monkeypatch.setattr(comments, "take", broken)
    found = read(page())
    assert "failed:comments" in found.flags
    assert found.text.split("\n") == list(paragraphs)


def test_canonical_address_and_section(page: Build, read: Read) -> None:
    head = (
        '<link rel="canonical" href="/world/trade-fair">'
        '<meta property="article:section" content="World">'
    )
    found = read(page(head=head))
    assert found.canonical_url == "https://www.lantern.example/world/trade-fair"
    assert found.section == "World"


@pytest.mark.parametrize(
    "href", ["https://www.lantern.example/", "https://other.example/fair", "data:,x"]
)
def test_a_canonical_address_that_cannot_be_right_is_not_taken(
    href: str, page: Build, read: Read
) -> None:
    assert read(page(head=f'<link rel="canonical" href="{href}">')).canonical_url is None


def test_plain_text_is_read_as_such(read: Read, paragraphs: tuple[str, ...]) -> None:
    found = read("\n".join(paragraphs), content_type="text/plain; charset=utf-8")
    assert (found.kind, found.extractor) == ("article", "plain")
    assert found.text.split("\n") == list(paragraphs)


def test_suggested_comments_of_plain_text_come_with_it(read: Read) -> None:
    text = "\n".join((*PARAGRAPHS, "What a bold move! I wonder what the neighbours will say."))
    found = read(text, content_type="text/plain")
    assert [found.text[s.start : s.end] for s in found.suggested] == [text.rsplit("\n")[-1]]
    assert found.comments == ()


@pytest.mark.long
@given(st.lists(_PIECES, min_size=20, max_size=400).map("".join), st.integers(1, 400))
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
def test_longer_markup_does_not_make_it_fail_either(markup: str, times: int) -> None:
    page = _read((markup * times)[:200_000].encode("utf-8", "replace"))
    assert not [f for f in page.flags if f.startswith("failed")]
