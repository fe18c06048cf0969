"""Walls that answer with status 200: "could not look" is never told as "found nothing"."""

import json
from pathlib import Path

import pytest
from backports import zstd

from crawlers.extraction import worker
from crawlers.extraction.screening import CodebookScreen, ScreenLike
from crawlers.extraction.types import Job, PageHints
from crawlers.extraction.worker import process
from tests.crawlers.extraction.conftest import FETCHED_AT, PARAGRAPHS

PAID = json.dumps({"@type": "NewsArticle", "headline": "Envoys meet", "isAccessibleForFree": False})
CUT = "The first round of the talks ended late in the evening, and what was agreed…"

WALLS = {
    "challenge_page": (
        "<html><head><title>Just a moment...</title></head><body><p>Verify you are human by "
        "completing the action below.</p><script>window._cf_chl_opt={}</script></body></html>"
    ),
    "consent_wall": (
        "<html><head><title>Before you continue</title></head><body><h1>Before you continue</h1>"
        "<p>We use cookies and data to deliver our services. If you choose to accept all cookies, "
        "we will also use them to show ads.</p><button>Accept all cookies</button></body></html>"
    ),
    "paywalled": (
        f"<html><head><title>Envoys meet</title><script type='application/ld+json'>{PAID}</script>"
        f"</head><body><article><h1>Envoys meet</h1><p>{CUT}</p></article>"
        "<div class='paywall'><p>Subscribe to continue reading.</p></div></body></html>"
    ),
    "error_page": (
        "<html><head><title>Page not found</title></head><body><h1>Page not found</h1>"
        "<p>The page you were looking for has moved.</p></body></html>"
    ),
    "empty": "<html><head><title>App</title></head><body><div id='root'></div></body></html>",
}


@pytest.fixture(scope="module")
def screen() -> ScreenLike:
    return CodebookScreen()()


def fate(markup: str, folder: Path, screen: ScreenLike) -> str:
    path = folder / "page"
    path.write_bytes(zstd.compress(markup.encode()))
    job = Job(
        key=1,
        body_path=path,
        url="https://courier.example/world/envoys-meet",
        content_type="text/html; charset=utf-8",
        headers={},
        fetched_at=FETCHED_AT,
        hints=PageHints(),
        screen=True,
    )
    return process(job, screen).fate


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_that_names_nothing_of_the_topic_gets_its_own_fate(
    wall: str, tmp_path: Path, screen: ScreenLike
) -> None:
    assert fate(WALLS[wall], tmp_path, screen) == wall


@pytest.mark.parametrize("wall", ["challenge_page", "consent_wall", "paywalled"])
def test_a_wall_that_names_the_topic_gets_it_too(
    wall: str, tmp_path: Path, screen: ScreenLike
) -> None:
    markup = WALLS[wall].replace("</title>", " - Taliban envoys in Moscow</title>", 1)
    assert fate(markup, tmp_path, screen) == wall


def test_a_whole_page_that_names_nothing_of_the_topic_is_screened_out(
    tmp_path: Path, screen: ScreenLike
) -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 2)
    markup = f"<html><head><title>Fair</title></head><body><h1>Fair</h1>{text}</body></html>"
    assert fate(markup, tmp_path, screen) == "screened_out"


def test_a_small_article_about_something_else_is_not_extracted_to_see_that(
    tmp_path: Path, screen: ScreenLike, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise AssertionError("extracted")

    monkeypatch.setattr(worker, "extract", refuse)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 4)
    markup = f"<html><head><title>Fair</title></head><body><h1>Fair</h1>{text}</body></html>"
    assert fate(markup, tmp_path, screen) == "screened_out"
