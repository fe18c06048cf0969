"""What kind of page it is, with reasons; and what must not be mistaken for it."""

import json
from collections.abc import Callable

import pytest

from crawlers.extraction.types import ExtractedPage, fate_of

Build = Callable[..., str]
Read = Callable[..., ExtractedPage]
Paragraphs = tuple[str, ...]


def _ld(**fields: object) -> str:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Trade fair opens",
        **fields,
    }
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


CLOUDFLARE = (
    "<html><head><title>Just a moment...</title></head><body><h1>www.lantern.example</h1>"
    "<p>Verify you are human by completing the action below.</p>"
    "<script>window._cf_chl_opt={cvId:'3'};</script></body></html>"
)
RUSSIAN_GUARD = (
    "<html><head><title>Проверка браузера</title></head><body><p>Проверяем ваш браузер перед "
    "переходом на сайт. Это займёт несколько секунд.</p></body></html>"
)
CONSENT = (
    "<html><head><title>Before you continue</title></head><body><h1>Before you continue"
    "</h1><p>We use "
    "cookies and data to deliver our services. If you choose to accept all cookies, we will also "
    "use them to show ads.</p><form><button>Accept all cookies</button></form></body></html>"
)
NOT_FOUND = (
    "<html><head><title>Page not found - The Lantern</title></head><body><h1>Page not found</h1>"
    "<p>The page you were looking for has moved or never was. Try the search.</p></body></html>"
)
NOT_FOUND_RUSSIAN = (
    "<html><head><title>Державный фонарь</title></head><body><h1>Материал недоступен</h1>"
    "<p>Ошибка 404. Запрашиваемая страница не найдена или была удалена.</p></body></html>"
)
SHELL = (
    "<html><head><title>Live map</title></head><body><div id='root'></div>"
    "<script>start()</script></body></html>"
)


@pytest.mark.parametrize(
    ("markup", "kind", "fate"),
    [
        (CLOUDFLARE, "challenge", "challenge_page"),
        (RUSSIAN_GUARD, "challenge", "challenge_page"),
        (CONSENT, "consent", "consent_wall"),
        (NOT_FOUND, "error_page", "error_page"),
        (NOT_FOUND_RUSSIAN, "error_page", "error_page"),
        (SHELL, "empty", "empty"),
        ("", "empty", "empty"),
    ],
)
def test_pages_that_are_no_articles(markup: str, kind: str, fate: str, read: Read) -> None:
    found = read(markup)
    assert found.kind == kind
    assert fate_of(found) == fate
    assert found.kind_reasons


@pytest.mark.parametrize(
    "sentence",
    [
        "Visitors had to solve a captcha and verify that they are human before buying a ticket.",
        "The paper asks readers to subscribe to continue reading, and already a subscriber? is its "
        "best known line.",
        "We use cookies and you must accept all cookies, said a notice on the ministry's website.",
        "Error 404, page not found: that was all the ministry's website showed on Thursday.",
        "Access denied, just a moment, checking your browser: the messages went on all day.",
    ],
)
def test_an_article_about_walls_and_errors_is_an_article(
    sentence: str, page: Build, read: Read, paragraphs: Paragraphs
) -> None:
    found = read(page(text=(sentence, *paragraphs)))
    assert found.kind == "article"
    assert sentence in found.text


def test_an_article_behind_a_protection_service_is_an_article(page: Build, read: Read) -> None:
    script = "<script src='/cdn-cgi/challenge-platform/h/b/scripts/jsd/main.js'></script>"
    assert read(page(head=script)).kind == "article"


def test_an_article_under_a_cookie_banner_is_an_article(page: Build, read: Read) -> None:
    banner = "<div class='cookie-bar'>We use cookies. <button>Accept all cookies</button></div>"
    found = read(page(above=banner + "<h1>Trade fair opens across the pass</h1>"))
    assert found.kind == "article"
    assert "cookies" not in found.text


def test_a_teaser_behind_a_wall(page: Build, read: Read, paragraphs: Paragraphs) -> None:
    markup = page(
        text=(paragraphs[0], "The organisers said that dried fruit, carpets and marble…"),
        head=_ld(isAccessibleForFree=False),
        below="<div class='paywall'><p>Subscribe to continue reading.</p></div>",
    )
    found = read(markup)
    assert (found.kind, fate_of(found)) == ("teaser", "paywalled")
    assert any("isAccessibleForFree" in r for r in found.kind_reasons)


def test_a_whole_text_marked_as_paid_is_an_article(
    page: Build, read: Read, paragraphs: Paragraphs
) -> None:
    found = read(page(text=paragraphs * 6, head=_ld(isAccessibleForFree="False")))
    assert found.kind == "article"


def test_a_live_blog_by_its_type(page: Build, read: Read) -> None:
    updates = [{"@type": "BlogPosting", "headline": f"Update {n}"} for n in range(3)]
    node = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "liveBlogUpdate": updates}
    found = read(page(head=f'<script type="application/ld+json">{json.dumps(node)}</script>'))
    assert found.kind == "live_blog"


def test_a_story_called_live_without_entries_is_an_article(page: Build, read: Read) -> None:
    assert (
        read(page(title="Live concert opens fair", above="<h1>Live concert opens fair</h1>")).kind
        == "article"
    )


def test_a_front_page_of_links_is_a_listing(read: Read) -> None:
    items = "".join(
        f"<article><h2><a href='/world/{n}'>Headline number {n} about the fair</a></h2>"
        f"<p>A short teaser of story number {n}, as front pages have them under every "
        f"link.</p></article>"
        for n in range(20)
    )
    found = read(f"<html><body><main>{items}</main></body></html>", "https://www.lantern.example/")
    assert (found.kind, fate_of(found)) == ("listing", "not_an_article")


def test_a_tag_page_of_dated_links_is_a_listing(read: Read) -> None:
    items = "".join(
        f"<div><span class='date'>0{n}.07.2025</span> <a href='/{n}'>Headline number {n} "
        f"about it</a></div>"
        for n in range(1, 9)
    )
    markup = f"<html><body><div id='content'><h1>All on: the fair</h1>{items}</div></body></html>"
    assert read(markup, "https://www.lantern.example/tags/fair/").kind == "listing"


def test_an_article_among_many_links_is_an_article(page: Build, read: Read) -> None:
    links = "".join(f"<li><a href='/{n}'>Another headline, number {n}</a></li>" for n in range(80))
    assert read(page(below=f"<ul>{links}</ul>", head=_ld())).kind == "article"


def test_pictures_with_captions_and_no_text_are_a_gallery(read: Read) -> None:
    pictures = "".join(
        f"<figure><img src='{n}.jpg'><figcaption>Stall number {n} at the fair</figcaption></figure>"
        for n in range(8)
    )
    found = read(f"<html><body><h1>The fair in pictures</h1>{pictures}</body></html>")
    assert (found.kind, fate_of(found)) == ("gallery", "not_an_article")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"%PDF-1.7 ...", "text/html"),
        (b"PK\x03\x04 ...", "text/html"),
        (b"\x89PNG\r\n", "image/png"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "text/html"),
        (b'{"title": "Trade fair"}', "application/json"),
        (bytes(5000), "text/html"),
    ],
)
def test_bytes_that_are_no_page(body: bytes, content_type: str, read: Read) -> None:
    found = read(body, content_type=content_type)
    assert (found.kind, fate_of(found)) == ("unsupported", "unsupported_type")
    assert found.kind_reasons
